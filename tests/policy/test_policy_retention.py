"""When records are due to be erased: the day before, the day, the day after; and what is held."""

from __future__ import annotations

from datetime import date

import pytest

from psw_tui.policy import retention
from psw_tui.policy.retention import DueRecords, KeptRecords
from psw_tui.policy.terms import ErasureKind

ENDS = date(2027, 8, 31)
MONTHS = {
    ErasureKind.REASONS: 12,
    ErasureKind.REPORT_LINES: 6,
    ErasureKind.MESSAGES: 24,
    ErasureKind.LEADER: 72,
}


@pytest.mark.parametrize(
    ("kind", "ends", "months", "first"),
    [
        (ErasureKind.REASONS, ENDS, 12, date(2028, 8, 31)),
        (ErasureKind.REASONS, ENDS, 1, date(2027, 9, 30)),  # a month that has no 31st
        (ErasureKind.REPORT_LINES, ENDS, 6, date(2028, 2, 29)),  # in a leap year
        (ErasureKind.REPORT_LINES, date(2026, 8, 31), 6, date(2027, 2, 28)),
        (ErasureKind.MESSAGES, date(2028, 2, 29), 12, date(2029, 2, 28)),
        (ErasureKind.LEADER, ENDS, 72, date(2033, 8, 31)),
    ],
)
@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, True), (1, True)])
def test_it_is_due_from_its_day_on(
    kind: ErasureKind, ends: date, months: int, first: date, days: int, is_due: bool
) -> None:
    day = date.fromordinal(first.toordinal() + days)
    assert retention.due_on(kind, ends, {kind: months}) == first
    kept = [KeptRecords("PSW 2026", kind, first, {"a": 2, "b": 1})]
    expected = [DueRecords("PSW 2026", kind, first, ("a", "b"), (), 3)]
    assert retention.due(kept, day) == (expected if is_due else [])


def test_what_is_not_there_is_not_due_and_who_is_held_is_told_apart() -> None:
    first, later = date(2028, 2, 29), date(2028, 8, 31)
    kept = [
        KeptRecords("PSW 2025", ErasureKind.MESSAGES, later, {"a": 0}),
        KeptRecords("PSW 2026", ErasureKind.REASONS, later, {"a": 0, "b": 4, "c": 5}, frozenset({"c"})),
        KeptRecords("PSW 2024", ErasureKind.REASONS, later, {"d": 1}, frozenset({"d"})),  # nothing could be done of it
        KeptRecords("PSW 2023", ErasureKind.REPORT_LINES, first, {"e": 7}),
    ]
    assert retention.due(kept, date(2030, 1, 1)) == [
        DueRecords("PSW 2023", ErasureKind.REPORT_LINES, first, ("e",), (), 7),
        DueRecords("PSW 2026", ErasureKind.REASONS, later, ("b",), ("c",), 4),
    ]


def test_whole_records_stand_for_all_that_is_in_them() -> None:
    assert retention.any_due(ENDS, MONTHS, date(2028, 2, 28)) == []
    assert retention.any_due(ENDS, MONTHS, date(2028, 8, 31)) == [ErasureKind.REASONS, ErasureKind.REPORT_LINES]
    assert retention.any_due(ENDS, MONTHS, date(2033, 8, 31)) == [ErasureKind.LEADER]
