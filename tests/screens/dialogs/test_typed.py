"""A day or a time as it is typed: what no programme can have to do with is no day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from screens.dialogs.typed import read_day, read_instant

_TODAY = date(2027, 2, 1)
_NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "31/12/9999", "1.1.1999", "1 jan 2101", "0000-01-01"])
def test_a_year_far_away_is_refused_in_words(typed: str) -> None:
    """It is a slip of the keys, and what is counted from it would leave the calendar."""
    with pytest.raises(ValueError, match=r"is no (year from 2000 to 2100|date): try"):
        read_day(typed, _TODAY)
    with pytest.raises(ValueError, match=r"is no (year from 2000 to 2100|date): try"):
        read_instant(f"{typed} 10:00", _NOW)


def test_the_first_and_the_last_year_are_taken() -> None:
    """With them every year between."""
    assert read_day("2000-01-01", _TODAY) == date(2000, 1, 1)
    assert read_day("31/12/2100", _TODAY) == date(2100, 12, 31)
