"""Moving an escalation on the ladder: what a move needs, what it brings with it, and where it ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy import ladder
from psw_tui.policy.terms import (
    AppealOutcome,
    Element,
    Explanation,
    InboxChoice,
    InboxState,
    LeaderState,
    MarkValue,
    Stage,
    WithdrawnHow,
)
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import decisions, ladder_moves, plan, withdrawal
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from tests.store.escalations.casework import (
    ABSENCE,
    BEHIND,
    TODAY,
    agree_all,
    everything,
    log_letter,
    on_day,
    queue,
    row_of,
    states,
    to_appeal,
    to_review,
)

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_snoozing_an_escalation_needs_a_reason_and_can_be_taken_back(store: Store) -> None:
    with pytest.raises(Refused, match="no open escalation"):
        ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 5), "why")
    decisions.accept(store, [ABSENCE])
    with pytest.raises(Refused, match="needs a reason"):
        ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 5))
    with pytest.raises(Refused, match="is not snoozed"):
        ladder_moves.snooze_escalations(store, ["L001"], None)
    ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 5), "half term")
    assert queue(store)[0].snoozed_until == date(2027, 2, 5)
    assert cases.case_of(store, "L001").snoozed_reason == "half term"
    ladder_moves.snooze_escalations(store, ["L001"], None, "back early")
    assert cases.case_of(store, "L001").snoozed_reason == ""
    undo.undo(store)
    assert queue(store)[0].due_on == date(2027, 2, 8)
    ladder_moves.snooze_escalations(store, ["L001"], None)
    assert queue(store)[0].snoozed_until is None
    decisions.accept(store, ["coaching_behind::L002"])
    change = ladder_moves.snooze_escalations(store, ["L001", "L002"], date(2027, 2, 5), "half term")
    assert change is not None
    assert change.what == "Snoozed 2 escalations until Fri 5 Feb 2027"
    with pytest.raises(Refused, match="Choose an escalation"):
        ladder_moves.snooze_escalations(store, [], None)


def test_a_move_wakes_what_was_snoozed(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 5), "half term")
    ladder_moves.move(store, "L001", Stage.EXPLANATION, "she wrote")
    assert queue(store)[0].snoozed_until is None
    assert cases.case_of(store, "L001").snoozed_reason == ""


def test_an_absence_that_is_not_part_of_it_needs_no_explanation_here(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    ladder_moves.move(store, "L001", Stage.EXPLANATION, "she wrote")
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.unanswered_explanations == ()


def test_the_explanation_must_have_its_outcome_and_a_communication_first(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.unanswered_explanations == ("Workshop 1",)
    with pytest.raises(Refused, match="a communication with the leader logged at this stage, and the outcome"):
        ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "no answer")
    log_letter(store)
    with pytest.raises(Refused, match="the outcome of the explanation for Workshop 1"):
        ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "no answer")
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    change = ladder_moves.move(store, "L001", Stage.BDO_CONTACT, "not satisfactory")
    assert change is not None
    assert change.what == "Moved Amara Osei from explanation to BDO contact, due Mon 15 Feb 2027 (local setting)"


@pytest.mark.parametrize(
    ("to", "reason", "outcome", "says"),
    [
        (Stage.WITHDRAWN, "why", "", "does not go to withdrawn"),
        (Stage.PARTNERSHIPS, " ", "", "A move needs a reason"),
        (Stage.RESOLVED, "why", " ", "needs its outcome"),
        (Stage.PARTNERSHIPS, "why", "", "still needs a communication"),
    ],
)
def test_a_move_is_refused_with_the_sentence_that_says_what_is_missing(
    store: Store, to: Stage, reason: str, outcome: str, says: str
) -> None:
    decisions.accept(store, [BEHIND])
    before = everything(store)
    with pytest.raises(Refused, match=says):
        ladder_moves.move(store, "L001", to, reason, outcome)
    assert everything(store) == before


def test_a_move_without_an_escalation_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="Amara Osei has no open escalation"):
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "why")


def test_the_whole_ladder_to_withdrawn_appeal_upheld_and_back(store: Store) -> None:
    to_review(store)
    with pytest.raises(Refused, match="the agreement of Principal Business Development Lead, and the consultation"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")
    agree_all(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    record = judge_all(store, TODAY, leaders=["L001"])[0]
    assert record.record.leader.state is LeaderState.WITHDRAWN
    assert record.concerns == ()
    how = facts.read(store.connection, StoredLeader, "WHERE reference = 'L001'")[0]
    assert (how.withdrawn_on, how.withdrawn_how) == ("2027-02-01", WithdrawnHow.DEEMED)
    assert [tick.element for tick in cases.case_of(store, "L001").access] == list(Element)
    with pytest.raises(Refused, match="access ended and ticked: residentials, online workshops"):
        ladder_moves.move(store, "L001", Stage.CLOSED, "done", "withdrawn")
    withdrawal.tick_access(store, "L001", list(Element))
    ladder_moves.move(store, "L001", Stage.APPEAL, "asked for")
    with pytest.raises(Refused, match="the date of the meeting"):
        ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")
    withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)
    with pytest.raises(Refused, match="access restored and ticked"):
        ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")
    withdrawal.tick_access(store, "L001", list(Element), restored=True)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back on the programme")
    row = facts.read(store.connection, StoredLeader, "WHERE reference = 'L001'")[0]
    assert (row.state, row.withdrawn_on, row.withdrawn_how) == ("active", None, None)
    case = cases.case_of(store, "L001")
    assert case.escalation is None
    assert case.past[0].outcome == "back on the programme"
    assert [decision.to_stage for decision in case.decisions] == [
        Stage.BDO_CONTACT,
        Stage.PARTNERSHIPS,
        Stage.WITHDRAWAL_REVIEW,
        Stage.WITHDRAWN,
        Stage.APPEAL,
        Stage.RESOLVED,
        None,
    ]
    assert states(store)[BEHIND] is InboxState.DISMISSED


def uphold(store: Store) -> None:
    """Amara's appeal upheld, and she back on the programme; of her two concerns she was withdrawn on one."""
    record_marks.mark(store, "W2", ["L001"], MarkValue.ABSENT)
    to_appeal(store)
    withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)
    withdrawal.tick_access(store, "L001", list(Element), restored=True)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back on the programme")


def test_what_an_appeal_was_about_stands_dismissed_once_it_is_upheld(store: Store) -> None:
    """Section 6: with its reason; what was no part of the escalation is new, as it was."""
    uphold(store)
    assert (states(store)[BEHIND], states(store)[ABSENCE]) == (InboxState.DISMISSED, InboxState.NEW)
    said = cases.case_of(store, "L001").decisions[-1]
    assert (said.choice, said.concern_key, said.reason, said.clause) == (
        InboxChoice.DISMISS,
        BEHIND,
        "appeal upheld",
        "2.4.7",
    )
    (row,) = (concern for concern in cases.case_of(store, "L001").concerns if concern.key == BEHIND)
    assert row.state is InboxState.DISMISSED
    assert history.entries(store, limit=1)[0].what.endswith("; 1 concern dismissed: appeal upheld")


def test_what_an_upheld_appeal_had_dismissed_is_new_once_it_grows_worse(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another window closes on the last of February."""
    uphold(store)
    on_day(store, monkeypatch, "2027-02-28")
    assert states(store)[BEHIND] is InboxState.DISMISSED
    on_day(store, monkeypatch, "2027-03-01")
    assert states(store)[BEHIND] is InboxState.NEW


def test_what_an_upheld_appeal_had_dismissed_is_new_once_it_clears_and_returns(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    decisions.accept(store, [ABSENCE])
    uphold(store)
    assert states(store)[ABSENCE] is InboxState.DISMISSED
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    assert row_of(store, ABSENCE).state is InboxState.CLEARED
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    assert states(store)[ABSENCE] is InboxState.NEW


def test_undoing_the_end_of_an_appeal_takes_the_dismissals_back_and_a_redo_makes_them_again(store: Store) -> None:
    uphold(store)
    before = everything(store)
    undo.undo(store)
    assert BEHIND not in states(store)
    assert [decision.struck_out for decision in cases.case_of(store, "L001").decisions][-2:] == [True, True]
    undo.redo(store)
    assert everything(store) == before
    assert states(store)[BEHIND] is InboxState.DISMISSED
    record_marks.mark(store, "W2", ["L002"], MarkValue.ABSENT)
    assert states(store)[BEHIND] is InboxState.DISMISSED


def test_an_appeal_that_is_not_upheld_goes_to_a_complaint_and_is_closed(store: Store) -> None:
    to_appeal(store)
    withdrawal.appeal(store, "L001", TODAY, AppealOutcome.NOT_UPHELD)
    with pytest.raises(Refused, match="outcome of the meeting: upheld"):
        ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "outcome")
    with pytest.raises(Refused, match="after an appeal was upheld"):
        withdrawal.tick_access(store, "L001", list(Element), restored=True)
    ladder_moves.move(store, "L001", Stage.COMPLAINT, "she complained")
    ladder_moves.move(store, "L001", Stage.CLOSED, "answered", "not upheld")
    assert facts.read(store.connection, StoredLeader, "WHERE reference = 'L001'")[0].state == "withdrawn"
    assert queue(store) == []


def test_after_one_has_ended_another_may_open(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    ladder_moves.move(store, "L001", Stage.RESOLVED, "spoken to", "settled")
    decisions.accept(store, [BEHIND])
    assert queue(store)[0].stage is Stage.BDO_CONTACT
    assert len(cases.case_of(store, "L001").past) == 1


def test_a_leader_who_left_by_choice_is_not_deemed_withdrawn(store: Store) -> None:
    to_review(store)
    agree_all(store)
    with store.command("Left", {"leaders"}) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
        row.state, row.withdrawn_how = LeaderState.WITHDRAWN, WithdrawnHow.OWN_CHOICE
    with pytest.raises(Refused, match="has left the programme already"):
        ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")


def test_the_plan_must_be_closed_to_resolve_from_partnerships(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    log_letter(store)
    ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    with pytest.raises(Refused, match="needs its words"):
        plan.add_action(store, "L001", "")
    plan.add_action(store, "L001", "a weekly call", "the organisation", date(2027, 2, 12))
    (action,) = cases.case_of(store, "L001").plan
    with pytest.raises(Refused, match="1 plan action closed"):
        ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "settled")
    with pytest.raises(Refused, match="still to come"):
        plan.close_action(store, "L001", action.id, date(2027, 2, 2))
    with pytest.raises(Refused, match="names nothing"):
        plan.close_action(store, "L001", "no id")
    plan.close_action(store, "L001", action.id)
    with pytest.raises(Refused, match="closed already"):
        plan.close_action(store, "L001", action.id)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "settled")


def test_one_leader_has_one_open_escalation_whatever_writes_it(store: Store) -> None:
    decisions.accept(store, [ABSENCE])

    def open_another() -> None:
        with store.command("A second one", {"escalations"}) as writing:
            from models.tables import EscalationRow, LeaderRow

            leader = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
            writing.session.add(
                EscalationRow(leader_id=leader.id, stage=Stage.BDO_CONTACT, opened_on=TODAY, entered_on=TODAY)
            )

    with pytest.raises(Refused, match="nothing was recorded"):
        open_another()
    assert len(queue(store)) == 1


def test_every_move_that_the_table_allows_is_told_with_what_it_needs(store: Store) -> None:
    to_review(store)
    told = {move.to: move for move in cases.case_of(store, "L001").moves}
    assert set(told) == set(ladder.MAY_GO_TO[Stage.WITHDRAWAL_REVIEW])
    assert len(told[Stage.WITHDRAWN].needs) == 4
    assert told[Stage.RESOLVED].possible
