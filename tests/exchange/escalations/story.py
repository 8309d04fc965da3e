"""One leader taken all the way to an appeal, day by day through the store's commands, with slips on the way."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Explanation,
    MarkValue,
    Reason,
    Role,
    SessionKind,
    Stage,
)
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import undo
from psw_tui.store.escalations import case, communications, decisions, ladder_moves, plan, withdrawal
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import clock
from psw_tui.store.system.settings import load_programmes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from psw_tui.store.core.store import Store

HOSTILE = "<script>alert('x')</script> [/] \"quoted\" & {{ 7*7 }}"
REFERRAL = "Joan rang; WHITLOCK's view and Sian's were heard, Kit Marlow's too. Amara was told in May."
ABSENCE = "unexplained_absence:W1:L001"
#: Everybody in the story but its leader.
OTHERS = (
    "Sam Whitlock",
    "Whitlock",
    "sam@example.org",
    "Dewi Khan",
    "Siân",
    "Ferris-Brown",
    "Joan",
    "joan@example.org",
    "Petra Lindqvist",
    "Lindqvist",
    "Ines Okoro",
    "Okoro",
    "Tomas Reyes",
    "Reyes",
    "Uma Vance",
    "Vance",
    "ruth",
    "mo",
    "Kit Marlow",
    "Marlow",
)


@contextmanager
def when(store: Store, monkeypatch: pytest.MonkeyPatch, text: str, who: str = "ruth") -> Iterator[None]:
    """A moment of London's clocks in the story, and who sits at the keyboard."""
    monkeypatch.setenv("LOGNAME", who)
    instant = datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)
    with clock.at(instant):
        store.today = clock.today()
        yield


def set_up(store: Store) -> None:
    """The cohort, its sessions and its people."""
    change_cohorts.add(store, "PSW 2026", 2026)
    with store.command("Planned the sessions", {"sessions"}) as writing:
        from models.tables import CohortRow, SessionRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        for number, (year, month) in enumerate(((2026, 11), (2026, 12), (2027, 3)), 1):
            start = datetime(year, month, 12, 10, tzinfo=UTC)
            writing.session.add(
                SessionRow(
                    reference=f"W{number}",
                    cohort_id=cohort.id,
                    kind=SessionKind.WORKSHOP,
                    title=f"Workshop {number}",
                    starts_at=start,
                    ends_at=start + timedelta(hours=2),
                )
            )
    people = (("Amara", "Osei", "Sam Whitlock"), ("Dewi", "Khan", "Sam Whitlock"), ("Siân", "Osei", ""))
    for number, (first, last, coach) in enumerate(people, 1):
        own = number == 1
        change_leaders.create_leader(
            store,
            {
                "reference": f"L00{number}",
                "first_name": first,
                "last_name": last,
                "cohort": "PSW 2026",
                "offer_accepted_on": date(2026, 9, 1),
                "coach": coach,
                "organisation": "Kent",
                "coach_email": "sam@example.org" if coach else "",
                "manager_name": "Joan Ferris-Brown" if own else "",
                "email": "amara@example.org" if own else "",
                "manager_email": "joan@example.org" if own else "",
            },
        )


def to_partnerships(store: Store, at: pytest.MonkeyPatch) -> None:
    """September to December: an absence, an explanation, a contact without a reply, a referral, a plan."""
    with when(store, at, "2026-09-01 09:00"):
        set_up(store)
    with when(store, at, "2026-10-05 09:00"):
        change_bookings.book(store, "L001", datetime(2026, 10, 20, 9, tzinfo=UTC))
    with when(store, at, "2026-10-19 15:30", "mo"):
        (booking,) = store.connection.execute("SELECT id FROM booking").fetchone()
        change_bookings.cancel(store, booking, clock.now())
    with when(store, at, "2026-11-13 10:02"):
        record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    with when(store, at, "2026-11-14 09:10"):
        decisions.accept(store, [ABSENCE])
    with when(store, at, "2026-11-14 09:20"):
        communications.log(
            store,
            "L001",
            direction=Direction.TO_LEADER,
            channel=Channel.LETTER,
            summary="asked why",
            reply_by=date(2026, 11, 19),
        )
    with when(store, at, "2026-11-18 16:00"):
        (letter,) = case.case_of(store, "L001").communications
        communications.log_reply(store, "L001", letter.id)
    with when(store, at, "2026-11-20 11:00"):
        record_marks.report(store, "W1", "L001", clock.now(), Reason.OTHER, explanation=Explanation.UNSATISFACTORY)
        ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "the explanation was not satisfactory")
    with when(store, at, "2026-11-23 09:30"):
        communications.log(
            store,
            "L001",
            direction=Direction.TO_LEADER,
            channel=Channel.EMAIL,
            reply_by=date(2026, 11, 30),
            reached=False,
            summary=HOSTILE,
        )
    with when(store, at, "2026-12-01 10:00", "mo"):
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no reply to the e-mail")
    with when(store, at, "2026-12-01 10:20", "mo"):
        communications.log(store, "L001", direction=Direction.REFERRAL, channel=Channel.CALL, summary=REFERRAL)
        plan.add_action(store, "L001", "a weekly call with Whitlock", "Joan Ferris-Brown", date(2027, 1, 8))


def to_withdrawn(store: Store, at: pytest.MonkeyPatch) -> None:
    """December to January: a wrong mark and its correction, other numbers, a change of mind, the withdrawal."""
    with when(store, at, "2026-12-14 09:00", "mo"):
        record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)
    with when(store, at, "2027-01-05 09:00"):
        record_marks.mark(store, "W2", ["L001"], MarkValue.PRESENT)
    store.path.with_name("programme.toml").write_text(
        "[programme.psw.local]\nstage_days = {withdrawal_review = 20}\n", "utf-8"
    )
    store.programmes = load_programmes(store.path)
    with when(store, at, "2027-01-11 10:00", "mo"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "pressed too early")
        undo.undo(store)
    with when(store, at, "2027-01-11 13:00"):
        (action,) = case.case_of(store, "L001").plan
        plan.close_action(store, "L001", action.id)
    with when(store, at, "2027-01-11 14:00"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "no better after the plan")
    with when(store, at, "2027-01-12 10:55"):
        withdrawal.sign_off(
            store, "L001", role=Role.PBDL, name="Petra Lindqvist", answer=Answer.DECLINED, view="too early"
        )
    with when(store, at, "2027-01-12 11:00"):
        withdrawal.sign_off(
            store, "L001", role=Role.BUSINESS_DEVELOPMENT_MANAGER, name="Ines Okoro", answer=Answer.CONSULTED
        )
        withdrawal.sign_off(
            store, "L001", role=Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER, name="Tomas Reyes", answer=Answer.CONSULTED
        )
        withdrawal.sign_off(
            store, "L001", role=Role.ORGANISATION, name="Uma Vance", answer=Answer.CONSULTED, view="regrets it"
        )
    with when(store, at, "2027-01-15 15:00"):
        withdrawal.sign_off(store, "L001", role=Role.PBDL, name="Petra Lindqvist", answer=Answer.AGREED)
    with when(store, at, "2027-01-18 09:00"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all four")
    with when(store, at, "2027-01-18 09:30"):
        withdrawal.tick_access(store, "L001", list(Element))


def to_the_end(store: Store, at: pytest.MonkeyPatch, outcome: AppealOutcome) -> None:
    """January: the appeal, its meeting, and what came of it."""
    with when(store, at, "2027-01-20 09:00"):
        ladder_moves.move(store, "L001", Stage.APPEAL, "Amara asked for it in writing")
    with when(store, at, "2027-01-27 16:00"):
        withdrawal.appeal(store, "L001", date(2027, 1, 27), outcome, "Petra Lindqvist")
    with when(store, at, "2027-01-28 10:00"):
        if outcome is AppealOutcome.UPHELD:
            withdrawal.tick_access(store, "L001", list(Element), restored=True)
            ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back on the programme")
        else:
            ladder_moves.move(store, "L001", Stage.COMPLAINT, "she complained")


def whole(store: Store, at: pytest.MonkeyPatch, outcome: AppealOutcome = AppealOutcome.NOT_UPHELD) -> None:
    """The story from its first day to its last, and the day after it."""
    to_partnerships(store, at)
    to_withdrawn(store, at)
    to_the_end(store, at, outcome)
    at.setenv("PSW_TODAY", "2027-02-01")
    store.today = date(2027, 2, 1)
