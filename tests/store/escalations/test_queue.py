"""The queue of escalations: in which order they come on a day, and when each is due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import MarkValue
from psw_tui.store.escalations import decisions, ladder_days, ladder_moves
from psw_tui.store.registers import record_marks
from tests.store.escalations.casework import ABSENCE, BEHIND, on_day, queue

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


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
