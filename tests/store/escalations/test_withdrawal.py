"""A withdrawal and what follows it: sign-offs, access and the appeal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Answer, AppealOutcome, Element, MarkValue, Role, SessionKind, Stage
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import decisions, ladder_moves, withdrawal
from psw_tui.store.registers import record_marks
from tests.store.escalations.casework import ABSENCE, BEHIND, TODAY, agree_all, queue, to_appeal, to_review

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_a_change_of_mind_is_a_new_sign_off_and_the_latest_counts(store: Store) -> None:
    to_review(store)
    agree_all(store)
    withdrawal.sign_off(store, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.DECLINED, view="too early")
    with pytest.raises(Refused, match="agreement of Principal"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWN, "why")
    signed = [sign_off for sign_off in cases.case_of(store, "L001").sign_offs if sign_off.role is Role.PBDL]
    assert [(sign_off.answer, sign_off.counts) for sign_off in signed] == [
        (Answer.AGREED, False),
        (Answer.DECLINED, True),
    ]
    undo.undo(store)
    signed = [sign_off for sign_off in cases.case_of(store, "L001").sign_offs if sign_off.role is Role.PBDL]
    assert [(sign_off.counts, sign_off.struck_out) for sign_off in signed] == [(True, False), (False, True)]
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "why")


@pytest.mark.parametrize(
    ("role", "name", "answer", "on", "says"),
    [
        (Role.PBDL, "R. Lead", Answer.CONSULTED, TODAY, "answers agreed or declined, not consulted"),
        (Role.ORGANISATION, "Kent", Answer.AGREED, TODAY, "answers consulted, not agreed"),
        (Role.PBDL, " ", Answer.AGREED, TODAY, "needs a name"),
        (Role.PBDL, "R. Lead", Answer.AGREED, date(2027, 2, 2), "still to come"),
    ],
)
def test_a_sign_off_is_refused_when_it_does_not_fit(
    store: Store, role: Role, name: str, answer: Answer, on: date, says: str
) -> None:
    to_review(store)
    with pytest.raises(Refused, match=says):
        withdrawal.sign_off(store, "L001", role=role, name=name, answer=answer, on=on)
    assert cases.case_of(store, "L001").sign_offs == ()


def test_sign_offs_access_and_appeal_belong_to_their_stage(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    with pytest.raises(Refused, match="belong to withdrawal review; this escalation is at BDO contact"):
        withdrawal.sign_off(store, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.AGREED)
    with pytest.raises(Refused, match="belong to withdrawn or appeal"):
        withdrawal.tick_access(store, "L001", [Element.COACHING])
    with pytest.raises(Refused, match="belong to appeal"):
        withdrawal.appeal(store, "L001", TODAY)


def test_access_is_ticked_one_by_one_and_never_twice(store: Store) -> None:
    to_review(store)
    agree_all(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")
    change = withdrawal.tick_access(store, "L001", [Element.COACHING])
    assert change is not None
    assert change.what == "Access of Amara Osei to coaching ended, Mon 1 Feb 2027"
    with pytest.raises(Refused, match="ended already"):
        withdrawal.tick_access(store, "L001", [Element.COACHING])
    change = withdrawal.tick_access(store, "L001", list(Element))
    assert change is not None
    assert "4 elements" in change.what
    ladder_moves.move(store, "L001", Stage.CLOSED, "done", "withdrawn")


def test_an_appeal_meeting_may_lie_ahead_but_not_its_outcome(store: Store) -> None:
    to_appeal(store)
    withdrawal.appeal(store, "L001", date(2027, 2, 10))
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.meeting_on == date(2027, 2, 10)
    with pytest.raises(Refused, match="still to come"):
        withdrawal.appeal(store, "L001", date(2027, 2, 10), AppealOutcome.UPHELD)


def test_a_trigger_of_a_withdrawal_review_is_suggested_and_moves_nobody(store: Store) -> None:
    with store.command("More workshops", {"sessions"}) as writing:
        from datetime import UTC, datetime

        from models.tables import SessionRow

        first = store.only_row(writing.session, SessionRow, "session", reference="W1")
        writing.session.add(
            SessionRow(
                reference="W3",
                cohort_id=first.cohort_id,
                kind=SessionKind.WORKSHOP,
                title="Workshop 3",
                starts_at=datetime(2027, 1, 12, 10, tzinfo=UTC),
                ends_at=datetime(2027, 1, 12, 12, tzinfo=UTC),
            )
        )
    decisions.accept(store, [ABSENCE])
    record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)
    assert cases.case_of(store, "L001").suggestions == ()
    record_marks.mark(store, "W3", ["L001"], MarkValue.ABSENT)
    assert cases.case_of(store, "L001").suggestions == (
        "3 absences neither notified beforehand nor explained to satisfaction: Workshop 1, Workshop 2, Workshop 3.",
    )
    assert queue(store)[0].stage is Stage.EXPLANATION
