"""The inbox, the queue and the ladder: what is shown of them, each command allowed and refused, undone and redone."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Channel,
    Direction,
    Element,
    Explanation,
    InboxChoice,
    InboxState,
    LeaderState,
    MarkValue,
    Role,
    SessionKind,
    Stage,
    WithdrawnHow,
)
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions, ladder_days, ladder_moves, plan, withdrawal
from psw_tui.store.escalations import inbox as inboxes
from psw_tui.store.escalations import queue as queues
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import TABLES, StoredDecision, StoredLeader, StoredSignOff
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.change import Change

TODAY = date(2027, 2, 1)
ABSENCE = "unexplained_absence:W1:L001"
BEHIND = "coaching_behind::L001"


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent from Workshop 1 without a word; nobody has had any coaching."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    return small


def on_day(store: Store, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("PSW_TODAY", day)
    store.today = date.fromisoformat(day)


def states(store: Store, day: date | None = None) -> dict[str, InboxState]:
    day = day or store.today
    return inboxes.states(store, judge_all(store, day), day)


def inbox(store: Store, day: date | None = None) -> list[InboxRow]:
    day = day or store.today
    return list(inboxes.inbox(store, judge_all(store, day), day))


def row_of(store: Store, key: str) -> InboxRow:
    return next(row for row in inbox(store) if row.key == key)


def queue(store: Store, day: date | None = None) -> list[QueueRow]:
    day = day or store.today
    return list(queues.queue(store, judge_all(store, day), day))


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row outside the journal, decisions and sign-offs apart: those are struck out, never taken away."""
    tables = {row: name for row, name in TABLES.items() if name not in ("operation", "change", "decision", "sign_off")}
    return {name: sorted(facts.read(store.connection, row), key=repr) for row, name in tables.items()}


def decided_and_signed(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every decision and sign-off, struck out or not."""
    return {
        "decision": sorted(facts.read(store.connection, StoredDecision)),
        "sign_off": sorted(facts.read(store.connection, StoredSignOff)),
    }


def log_letter(store: Store, leader: str = "L001", **more: Any) -> Change | None:
    said = {"direction": Direction.TO_LEADER, "channel": Channel.LETTER, **more}
    return communications.log(store, leader, **said)


def refer(store: Store, leader: str = "L001") -> None:
    communications.log(store, leader, direction=Direction.REFERRAL, channel=Channel.EMAIL, summary="passed on")


def agree_all(store: Store, leader: str = "L001") -> None:
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, leader, role=role, name="Someone", answer=answers[0])


def to_review(store: Store) -> None:
    """Amara's escalation at the withdrawal review."""
    if not queue(store):
        decisions.accept(store, [BEHIND])
    log_letter(store)
    ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    refer(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "still no better")


def to_appeal(store: Store) -> None:
    """Amara withdrawn, and appealing."""
    to_review(store)
    agree_all(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    withdrawal.tick_access(store, "L001", list(Element))
    ladder_moves.move(store, "L001", Stage.APPEAL, "she asked for it")


# -- states and the inbox ----------------------------------------------------------------------------


def test_a_computed_concern_that_nobody_has_looked_at_is_new(store: Store) -> None:
    by_key = states(store)
    assert by_key[ABSENCE] is InboxState.NEW
    assert set(by_key) == {ABSENCE, BEHIND, "coaching_behind::L002", "coaching_behind::L003"}
    assert set(by_key.values()) == {InboxState.NEW}


def test_the_inbox_groups_by_leader_the_furthest_suggestion_first(store: Store) -> None:
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    record_marks.mark(store, "W2", ["L003"], MarkValue.ABSENT)
    rows = [row for row in inbox(store) if row.state is not InboxState.CLEARED]
    assert [(row.leader, row.suggested_stage) for row in rows] == [
        ("L001", Stage.PARTNERSHIPS),
        ("L001", Stage.BDO_CONTACT),
        ("L003", Stage.BDO_CONTACT),
        ("L003", Stage.EXPLANATION),
        ("L002", Stage.BDO_CONTACT),
    ]
    assert rows[0].title == "unsatisfactory explanation, Workshop 1"
    assert rows[0].since == date(2026, 11, 12)


def test_what_no_longer_holds_is_kept_as_cleared_and_says_what_changed(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.SATISFACTORY)
    row = row_of(store, ABSENCE)
    assert (row.state, row.cleared_on) == (InboxState.CLEARED, TODAY)
    assert queue(store)[0].concerns == ()
    assert [concern.key for concern in cases.case_of(store, "L001").concerns] == [ABSENCE]
    assert row.changed == "now absent, explanation satisfactory"
    assert ABSENCE not in states(store)


def test_a_concern_that_was_never_touched_is_kept_as_cleared_too(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    assert row_of(store, ABSENCE).changed == "now present"


def test_a_cleared_concern_whose_facts_return_is_new_again(store: Store) -> None:
    decisions.dismiss(store, [ABSENCE], "a slip of the register")
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    assert states(store)[ABSENCE] is InboxState.NEW


def test_what_cleared_long_ago_is_not_put_together_for_the_states_of_what_holds(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays on record for ever, and Today is drawn at every key that changes something."""
    decisions.accept(store, [BEHIND])
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    made: list[str] = []
    of = inboxes.ConcernRecord

    def counted(**values: Any) -> object:
        made.append(values["key"])
        return of(**values)

    monkeypatch.setattr(inboxes, "ConcernRecord", counted)
    assert states(store)[BEHIND] is InboxState.ACCEPTED
    assert made == [BEHIND]


def test_what_was_put_on_record_later_is_not_cleared_on_an_earlier_day(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    assert all(row.state is not InboxState.CLEARED for row in inbox(store, date(2026, 10, 1)))


def test_the_reads_load_no_sqlmodel_and_no_holidays_while_nothing_is_open() -> None:
    code = (
        "import sys; import psw_tui.store.escalations.inbox, psw_tui.store.escalations.queue; "
        "import psw_tui.store.escalations.case, psw_tui.store.escalations.drafts; "
        "import psw_tui.store.escalations.records; "
        "print([name for name in ('sqlmodel', 'sqlalchemy', 'pydantic', 'holidays') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- accept ------------------------------------------------------------------------------------------


def test_accepting_opens_at_the_suggested_stage_with_its_due_date(store: Store) -> None:
    change = decisions.accept(store, [ABSENCE])
    assert change is not None
    assert change.what == (
        "Accepted unexplained absence, Workshop 1, of Amara Osei: opened at explanation, "
        "due Mon 8 Feb 2027 (local setting)"
    )
    (row,) = queue(store)
    assert (row.leader, row.stage, row.due_on, row.overdue) == ("L001", Stage.EXPLANATION, date(2027, 2, 8), False)
    assert row.concerns == (ABSENCE,)
    assert row.why == "due Mon 8 Feb 2027 (local setting); stage explanation; overall on track (2.4)"
    assert states(store)[ABSENCE] is InboxState.ACCEPTED


def test_several_concerns_of_several_leaders_are_one_command(store: Store) -> None:
    change = decisions.accept(store, [ABSENCE, BEHIND, "coaching_behind::L002"])
    assert change is not None
    assert change.what == "Accepted 3 concerns of 2 leaders"
    assert [(row.leader, row.stage) for row in queue(store)] == [
        ("L001", Stage.BDO_CONTACT),
        ("L002", Stage.BDO_CONTACT),
    ]
    undo.undo(store)
    assert queue(store) == []
    assert set(states(store).values()) == {InboxState.NEW}


def test_accepting_another_joins_the_open_escalation_where_it_stands(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    change = decisions.accept(store, [BEHIND])
    assert change is not None
    assert change.what.endswith(": joined the escalation at explanation")
    (row,) = queue(store)
    assert row.stage is Stage.EXPLANATION
    assert row.concerns == (BEHIND, ABSENCE)


def test_on_an_earlier_day_the_queue_has_what_was_part_of_it_by_then(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted later, it joins from that day on, though it held before."""
    decisions.accept(store, [ABSENCE])
    first = store.today
    on_day(store, monkeypatch, "2027-02-05")
    decisions.accept(store, [BEHIND])
    assert [row.concerns for row in queue(store, first)] == [(ABSENCE,)]
    assert [row.concerns for row in queue(store)] == [(BEHIND, ABSENCE)]


def test_woken_it_is_snoozed_for_no_reason_on_the_days_after_either(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.accept(store, [ABSENCE])
    ladder_moves.snooze_escalations(store, ["L001"], date(2027, 3, 1), "half term")
    snoozed = store.today
    on_day(store, monkeypatch, "2027-02-05")
    ladder_moves.snooze_escalations(store, ["L001"], None, "back early")
    on_day(store, monkeypatch, "2027-02-08")
    stood = {day: ladder_days.open_on(store, day)[0].snoozed_reason for day in (snoozed, date(2027, 2, 5))}
    assert stood == {snoozed: "half term", date(2027, 2, 5): ""}


def test_accepting_opens_at_partnerships_at_the_highest(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(store, monkeypatch, "2027-09-01")
    key = "minimum_unreachable:coaching:L001"
    concern = next(
        concern for verdict in judge_all(store, store.today) for concern in verdict.concerns if concern.key == key
    )
    assert concern.suggested_stage is Stage.WITHDRAWAL_REVIEW
    decisions.accept(store, [key])
    assert queue(store)[0].stage is Stage.PARTNERSHIPS


def test_accepting_what_is_accepted_is_refused_and_passed_over_among_others(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    with pytest.raises(Refused, match="accepted already"):
        decisions.accept(store, [ABSENCE])
    change = decisions.accept(store, [ABSENCE, BEHIND])
    assert change is not None
    assert "coaching behind" in change.what


@pytest.mark.parametrize("act", [decisions.accept, lambda store, keys: decisions.dismiss(store, keys, "why")])
def test_what_does_not_hold_today_is_refused_and_nothing_is_changed(
    store: Store, act: Callable[[Store, list[str]], object]
) -> None:
    before = everything(store)
    with pytest.raises(Refused, match="does not hold on Mon 1 Feb 2027"):
        act(store, [ABSENCE, "unexplained_absence:W2:L001"])
    with pytest.raises(Refused, match="Choose a concern"):
        act(store, [])
    assert everything(store) == before


def test_references_with_colons_in_them_are_found(small: Store) -> None:
    with small.command("Rename", {"leaders", "sessions"}) as writing:
        from models.tables import LeaderRow, SessionRow

        small.only_row(writing.session, LeaderRow, "leader", reference="L001").reference = "a:L:1"
        small.only_row(writing.session, SessionRow, "session", reference="W1").reference = "W:1"
    record_marks.mark(small, "W:1", ["a:L:1"], MarkValue.ABSENT)
    decisions.accept(small, ["unexplained_absence:W:1:a:L:1"])
    assert queue(small)[0].leader == "a:L:1"


def test_a_decision_keeps_the_day_who_clause_verdicts_and_numbers(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    decisions.accept(store, [BEHIND])
    rows = store.connection.execute(
        "SELECT day, who, clause, choice, to_stage, verdicts, programme_hash, concern_key FROM decision ORDER BY at"
    ).fetchall()
    day, who, clause, choice, to_stage, verdicts, fingerprint, key = rows[0]
    assert (day, clause, choice, to_stage, key) == ("2027-02-01", "2.4.2", "accept", "explanation", ABSENCE)
    assert who
    seen = json.loads(verdicts)
    assert seen["overall"] == "on_track"
    assert seen["concerns"] == [BEHIND, ABSENCE]
    assert seen["standings"]["study"]["missed"] == 1
    assert rows[1][4] is None
    kept = store.connection.execute("SELECT hash, numbers FROM programme_text").fetchall()
    assert kept == [(fingerprint, store.programmes["psw"].numbers)]


# -- dismiss, snooze, raise --------------------------------------------------------------------------


def test_a_dismissal_needs_a_reason_and_holds_until_the_facts_grow_worse(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        decisions.dismiss(store, [BEHIND], " \u200b ")
    decisions.dismiss(store, [BEHIND], "starts in February")
    assert states(store)[BEHIND] is InboxState.DISMISSED
    on_day(store, monkeypatch, "2027-02-28")
    assert states(store)[BEHIND] is InboxState.DISMISSED
    on_day(store, monkeypatch, "2027-03-01")
    assert states(store)[BEHIND] is InboxState.NEW


def test_a_snooze_holds_until_its_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="not after today"):
        decisions.snooze(store, [ABSENCE], TODAY)
    decisions.snooze(store, [ABSENCE], date(2027, 2, 3))
    row = row_of(store, ABSENCE)
    assert (row.state, row.snoozed_until) == (InboxState.SNOOZED, date(2027, 2, 3))
    on_day(store, monkeypatch, "2027-02-03")
    assert states(store)[ABSENCE] is InboxState.NEW


@pytest.mark.parametrize(
    "act",
    [
        lambda store: decisions.dismiss(store, [ABSENCE], "why"),
        lambda store: decisions.snooze(store, [ABSENCE], date(2027, 2, 3)),
    ],
)
def test_what_is_part_of_an_escalation_is_neither_dismissed_nor_snoozed(
    store: Store, act: Callable[[Store], object]
) -> None:
    decisions.accept(store, [ABSENCE])
    with pytest.raises(Refused, match="part of the escalation"):
        act(store)


def test_a_dismissed_or_snoozed_concern_can_still_be_accepted(store: Store) -> None:
    decisions.dismiss(store, [ABSENCE], "why")
    decisions.snooze(store, [BEHIND], date(2027, 2, 3))
    decisions.accept(store, [ABSENCE, BEHIND])
    assert queue(store)[0].concerns == (BEHIND, ABSENCE)


def test_a_concern_raised_by_hand_is_new_and_holds_until_its_escalation_ends(store: Store) -> None:
    decisions.raise_manual(store, "L002", "the coach called")
    decisions.raise_manual(store, "L002", "[/] the head called")
    first, second = "manual:2027-02-01-1:L002", "manual:2027-02-01-2:L002"
    assert states(store)[first] is states(store)[second] is InboxState.NEW
    assert row_of(store, second).title == "raised by hand, [/] the head called"
    decisions.accept(store, [first])
    ladder_moves.move(store, "L002", Stage.RESOLVED, "spoken to", "all is well")
    assert row_of(store, first).changed == "the escalation has ended"
    assert states(store)[second] is InboxState.NEW


@pytest.mark.parametrize(
    ("words", "state", "says"),
    [
        ("", LeaderState.ACTIVE, "needs its words"),
        ("words", LeaderState.PAUSED, "is paused; concerns are raised of active leaders"),
        ("words", LeaderState.OFFERED, "has not signed the offer"),
    ],
)
def test_a_concern_by_hand_is_refused_where_policy_raises_none(
    store: Store, words: str, state: LeaderState, says: str
) -> None:
    with store.command("Set the state", {"leaders"}) as writing:
        from models.tables import LeaderRow

        row = store.only_row(writing.session, LeaderRow, "leader", reference="L002")
        row.state = state
        if state is LeaderState.OFFERED:
            row.offer_accepted_on = None
    with pytest.raises(Refused, match=says):
        decisions.raise_manual(store, "L002", words)
    with pytest.raises(Refused, match="There is no leader L999"):
        decisions.raise_manual(store, "L999", "words")


# -- the queue ---------------------------------------------------------------------------------------


def test_the_queue_end_to_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Overdue first, then the furthest stage, then the name; snoozed ones at the end until their day."""
    record_marks.mark(store, "W1", ["L002", "L003"], MarkValue.ABSENT)
    decisions.accept(store, ["unexplained_absence:W1:L002"])
    on_day(store, monkeypatch, "2027-02-05")
    decisions.accept(store, [BEHIND, "coaching_behind::L003"])
    assert [row.leader for row in queue(store)] == ["L001", "L003", "L002"]
    on_day(store, monkeypatch, "2027-02-10")
    assert [(row.leader, row.overdue) for row in queue(store)] == [("L002", True), ("L001", False), ("L003", False)]
    assert queue(store)[0].why.startswith("2 working days late (local setting); stage explanation")
    ladder_moves.snooze_escalations(store, ["L002"], date(2027, 2, 15), "away until then")
    last = queue(store)[-1]
    assert (last.leader, last.snoozed_until, last.overdue) == ("L002", date(2027, 2, 15), True)
    assert queue(store, date(2027, 2, 15))[0].leader == "L002"
    assert [row.leader for row in queue(store, date(2027, 2, 2))] == ["L002"]


def test_working_days_leave_out_english_bank_holidays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(store, monkeypatch, "2027-03-25")
    record_marks.mark(store, "W1", ["L002"], MarkValue.ABSENT)
    decisions.accept(store, ["unexplained_absence:W1:L002"])
    assert queue(store)[0].due_on == date(2027, 4, 5)


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


# -- the ladder --------------------------------------------------------------------------------------


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


# -- what is said and done ---------------------------------------------------------------------------


def test_a_communication_without_a_reply_becomes_a_concern_and_a_reply_clears_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.accept(store, [BEHIND])
    change = log_letter(store, reply_by=date(2027, 2, 5), summary="expectations")
    assert change is not None
    assert change.what == "Logged letter to Amara Osei, Mon 1 Feb 2027, reply by Fri 5 Feb 2027"
    log_letter(store)
    first, second = cases.case_of(store, "L001").communications
    assert (first.about, second.about) == ("2027-02-01-1", "2027-02-01-2")
    assert (first.waiting, second.waiting) == (True, False)
    on_day(store, monkeypatch, "2027-02-06")
    key = "no_response:2027-02-01-1:L001"
    assert states(store)[key] is InboxState.NEW
    with pytest.raises(Refused, match="can't have come before"):
        communications.log_reply(store, "L001", first.id, date(2027, 1, 31))
    communications.log_reply(store, "L001", first.id)
    assert key not in states(store)
    assert row_of(store, key).changed == "replied on Sat 6 Feb 2027"
    with pytest.raises(Refused, match="logged already"):
        communications.log_reply(store, "L001", first.id)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"on": date(2027, 2, 2)}, "still to come"),
        ({"reply_by": date(2027, 1, 31)}, "before it was asked for"),
        ({"reply_by": date(2027, 2, 3), "direction": Direction.FROM_LEADER}, "waits for no reply"),
    ],
)
def test_a_communication_is_refused_when_its_dates_do_not_fit(store: Store, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        log_letter(store, **more)
    assert cases.case_of(store, "L001").communications == ()


def test_what_is_logged_before_an_escalation_opened_does_not_count_for_it(store: Store) -> None:
    log_letter(store)
    decisions.accept(store, [BEHIND])
    stood = cases.case_of(store, "L001").escalation
    assert stood is not None
    assert stood.logged == ()


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


def test_what_follows_a_case_reads_no_row_of_another_leader(store: Store) -> None:
    decisions.accept(store, [BEHIND, "coaching_behind::L002"])
    log_letter(store, "L002")
    case = cases.case_of(store, "L001")
    assert case.communications == ()
    assert [row.key for row in case.concerns] == [BEHIND]
    assert [row.key for row in case.others] == [ABSENCE]
    assert {decision.concern_key for decision in case.decisions} == {BEHIND}
    with pytest.raises(Refused, match="There is no leader L999"):
        cases.case_of(store, "L999")


# -- undo and redo -----------------------------------------------------------------------------------


def _nothing(store: Store) -> None:
    """The command stands on its own."""


def _accepted(store: Store) -> None:
    decisions.accept(store, [BEHIND])


def _waiting(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    log_letter(store, reply_by=date(2027, 2, 5))


def _planned(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    plan.add_action(store, "L001", "a weekly call")


def _agreed(store: Store) -> None:
    to_review(store)
    agree_all(store)


def _upheld(store: Store) -> None:
    to_appeal(store)
    withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)


def _restored(store: Store) -> None:
    _upheld(store)
    withdrawal.tick_access(store, "L001", list(Element), restored=True)


COMMANDS: dict[str, tuple[Callable[[Store], None], Callable[[Store], object]]] = {
    "accept": (_nothing, lambda store: decisions.accept(store, [ABSENCE, BEHIND])),
    "join": (_accepted, lambda store: decisions.accept(store, [ABSENCE])),
    "dismiss": (_nothing, lambda store: decisions.dismiss(store, [ABSENCE], "why")),
    "snooze": (_nothing, lambda store: decisions.snooze(store, [ABSENCE], date(2027, 2, 9), "why")),
    "raise": (_nothing, lambda store: decisions.raise_manual(store, "L001", "the coach called")),
    "snooze escalation": (
        _accepted,
        lambda store: ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 9), "why"),
    ),
    "log": (_accepted, log_letter),
    "log reply": (
        _waiting,
        lambda store: communications.log_reply(store, "L001", cases.case_of(store, "L001").communications[0].id),
    ),
    "move": (_accepted, lambda store: ladder_moves.move(store, "L001", Stage.EXPLANATION, "why")),
    "resolve": (_accepted, lambda store: ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "well")),
    "withdraw": (_agreed, lambda store: ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")),
    "sign off": (
        to_review,
        lambda store: withdrawal.sign_off(store, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.AGREED),
    ),
    "add action": (_accepted, lambda store: plan.add_action(store, "L001", "a weekly call")),
    "close action": (_planned, lambda store: plan.close_action(store, "L001", cases.case_of(store, "L001").plan[0].id)),
    "appeal": (to_appeal, lambda store: withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)),
    "restore": (_upheld, lambda store: withdrawal.tick_access(store, "L001", list(Element), restored=True)),
    "uphold": (_restored, lambda store: ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_undone_and_redone_whole(store: Store, name: str) -> None:
    """All rows are as they were, decisions and sign-offs stay struck out; redo brings all of it back."""
    prepare, act = COMMANDS[name]
    prepare(store)
    before, decided = everything(store), len(facts.read(store.connection, StoredDecision))
    signed = len(facts.read(store.connection, StoredSignOff))
    act(store)
    after = everything(store)
    rows_after = decided_and_signed(store)
    assert after != before or rows_after["sign_off"]
    for _ in range(2):
        undo.undo(store)
        assert everything(store) == before
        struck = [row for row in facts.read(store.connection, StoredDecision) if row.struck_out_at is not None]
        assert len(facts.read(store.connection, StoredDecision)) == len(rows_after["decision"])
        assert len(struck) == len(rows_after["decision"]) - decided
        struck_signs = [row for row in facts.read(store.connection, StoredSignOff) if row.struck_out_at is not None]
        assert len(struck_signs) == len(rows_after["sign_off"]) - signed
        undo.redo(store)
        assert everything(store) == after
        now = decided_and_signed(store)
        assert now == rows_after


def test_an_undone_decision_stays_in_the_story_struck_out(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    undo.undo(store)
    (said,) = cases.case_of(store, "L001").decisions
    assert (said.choice, said.struck_out, said.concern_key) == (InboxChoice.ACCEPT, True, ABSENCE)
    assert states(store)[ABSENCE] is InboxState.NEW


def test_everything_down_to_the_first_acceptance_can_be_undone_and_redone(store: Store) -> None:
    _restored(store)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")
    done = everything(store)
    steps = 0
    while queue(store) or cases.case_of(store, "L001").past:
        undo.undo(store)
        steps += 1
    assert set(states(store).values()) == {InboxState.NEW}
    for _ in range(steps):
        undo.redo(store)
    assert everything(store) == done


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
