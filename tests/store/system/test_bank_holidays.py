"""Bank holidays: from the file for the years in it, from the library for any other."""

from __future__ import annotations

from datetime import date

import pytest

from psw_tui.store.system import bank_holidays
from tests.test_startup import loaded_by


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2022, 9, 19), True),  # proclaimed
        (date(2026, 12, 28), True),  # in lieu of a Saturday
        (date(2027, 2, 1), False),
        (date(2040, 12, 26), True),
        (date(2041, 1, 1), True),
        (date(2041, 1, 2), False),
        (date(2019, 12, 26), True),
    ],
)
def test_a_day_of_any_year(day: date, is_one: bool) -> None:
    assert (day in bank_holidays.english()) is is_one


def test_of_the_years_on_file_the_library_is_not_asked() -> None:
    loaded = loaded_by(
        "import datetime\nfrom psw_tui.store.system.bank_holidays import english\n"
        "assert datetime.date(2027, 12, 27) in english()"
    )
    assert "holidays" not in loaded
