"""A day or a time as it is typed: what no programme can have to do with is not a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from screens.dialogs.typed import Lies, read_day, read_instant

_TODAY = date(2027, 2, 1)
_NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "31/12/9999", "1.1.1999", "1 jan 2101", "0000-01-01"])
def test_a_year_far_away_is_refused_in_words(typed: str) -> None:
    """It is a slip of the keys, and what is counted from it would leave the calendar."""
    with pytest.raises(ValueError, match=r"is (not a year from 2000 to 2100|no date|not a date): try"):
        read_day(typed, _TODAY)
    with pytest.raises(ValueError, match=r"is (not a year from 2000 to 2100|no date|not a date): try"):
        read_instant(f"{typed} 10:00", _NOW)


def test_the_first_and_the_last_year_are_taken() -> None:
    """With them every year between."""
    assert read_day("2000-01-01", _TODAY) == date(2000, 1, 1)
    assert read_day("31/12/2100", _TODAY) == date(2100, 12, 31)


MON = date(2027, 2, 1)
NEW_YEAR = date(2027, 1, 1)  # a Friday
B, E, A = Lies.BEFORE, Lies.EITHER, Lies.AHEAD


@pytest.mark.parametrize(
    ("typed", "today", "before", "either", "ahead"),
    [
        ("fri", MON, "2027-01-29", "2027-02-05", "2027-02-05"),
        ("Friday", MON, "2027-01-29", "2027-02-05", "2027-02-05"),
        ("tue", MON, "2027-01-26", "2027-02-02", "2027-02-02"),
        ("mon", MON, "2027-02-01", "2027-02-08", "2027-02-08"),
        ("last mon", MON, "2027-01-25", "2027-01-25", "2027-01-25"),
        ("next fri", MON, "2027-02-05", "2027-02-05", "2027-02-05"),
        ("thu", NEW_YEAR, "2026-12-31", "2027-01-07", "2027-01-07"),
        ("12 feb", MON, "2026-02-12", "2027-02-12", "2027-02-12"),
        ("12/11", MON, "2026-11-12", "2026-11-12", "2027-11-12"),
        ("fri 12 nov", MON, "2026-11-12", "2026-11-12", "2027-11-12"),
        ("1 feb", MON, "2027-02-01", "2027-02-01", "2027-02-01"),
        ("31 dec", NEW_YEAR, "2026-12-31", "2026-12-31", "2027-12-31"),
        ("2 jan", NEW_YEAR, "2026-01-02", "2027-01-02", "2027-01-02"),
        ("2 jan", date(2026, 12, 31), "2026-01-02", "2027-01-02", "2027-01-02"),
        ("29 feb", MON, "2024-02-29", "2028-02-29", "2028-02-29"),
        ("29 feb", date(2028, 2, 29), "2028-02-29", "2028-02-29", "2028-02-29"),
        ("tomorrow", MON, "2027-02-02", "2027-02-02", "2027-02-02"),
        ("yesterday", MON, "2027-01-31", "2027-01-31", "2027-01-31"),
        ("12 feb 2028", MON, "2028-02-12", "2028-02-12", "2028-02-12"),
        ("2025-02-12", MON, "2025-02-12", "2025-02-12", "2025-02-12"),
        ("12/2/2025", MON, "2025-02-12", "2025-02-12", "2025-02-12"),
    ],
)
def test_a_day_is_read_on_the_side_that_it_can_lie_on(
    typed: str, today: date, before: str, either: str, ahead: str
) -> None:
    assert read_day(typed, today, B) == date.fromisoformat(before)
    assert read_day(typed, today, A) == date.fromisoformat(ahead)
    assert read_day(typed, today, E) == read_day(typed, today) == date.fromisoformat(either)


@pytest.mark.parametrize(
    ("typed", "before", "either", "ahead"),
    [
        ("fri 8am", "2027-01-29 08:00", "2027-02-05 08:00", "2027-02-05 08:00"),
        ("mon 9am", "2027-02-01 09:00", "2027-02-08 09:00", "2027-02-08 09:00"),
        ("mon 12:00", "2027-02-01 12:00", "2027-02-08 12:00", "2027-02-01 12:00"),
        ("mon 3pm", "2027-01-25 15:00", "2027-02-08 15:00", "2027-02-01 15:00"),
        ("last mon 9am", "2027-01-25 09:00", "2027-01-25 09:00", "2027-01-25 09:00"),
        ("next mon 9am", "2027-02-08 09:00", "2027-02-08 09:00", "2027-02-08 09:00"),
        ("today 3pm", "2027-02-01 15:00", "2027-02-01 15:00", "2027-02-01 15:00"),
        ("15:00", "2027-02-01 15:00", "2027-02-01 15:00", "2027-02-01 15:00"),
        ("yesterday 16:30", "2027-01-31 16:30", "2027-01-31 16:30", "2027-01-31 16:30"),
        ("12 nov 2pm", "2026-11-12 14:00", "2026-11-12 14:00", "2027-11-12 14:00"),
        ("tomorrow 9.15", "2027-02-02 09:15", "2027-02-02 09:15", "2027-02-02 09:15"),
    ],
)
def test_a_time_is_read_on_the_side_that_it_can_lie_on(typed: str, before: str, either: str, ahead: str) -> None:
    """At noon of a Monday, in winter; what is typed outright stays where it is and is refused where it can't be."""
    for lies, expected in ((B, before), (E, either), (A, ahead)):
        assert read_instant(typed, _NOW, lies) == datetime.fromisoformat(f"{expected}:00+00:00"), lies


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10 jan", "2027-01-10"),
        ("1 dec", "2026-12-01"),
        ("30 nov", "2027-11-30"),
        ("fri", "2026-12-04"),
        ("today", "2027-02-01"),
        ("tomorrow", "2027-02-02"),
        ("last fri", "2027-01-29"),
        ("10 jan 2028", "2028-01-10"),
    ],
)
def test_a_day_seen_from_another_is_the_first_such_day_after_it(typed: str, meant: str) -> None:
    """Where a pause from 1 December ends, or by when a letter of that day asks for a reply, read on 1 February."""
    assert read_day(typed, MON, A, seen_from=date(2026, 12, 1)) == date.fromisoformat(meant)
