"""Deciding on concerns: each command allowed and refused, and what is kept of a decision."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import InboxState, LeaderState, MarkValue, Stage
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import decisions, ladder_moves
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from tests.store.escalations.casework import ABSENCE, BEHIND, TODAY, everything, on_day, queue, row_of, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store


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
