"""What comes next, at the side of Today: each day, title and number apart, in the cells that there are."""

from __future__ import annotations

from datetime import date

import pytest

from screens.today.side import next_words
from tests.policy.cases import session

DAY = date(2026, 11, 29)
_COMING = [
    (session("M3", "module", "2026-11-27", "2026-12-29"), 18),
    (session("R2", "residential", "2026-12-09"), 19),
]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            32,
            [
                "Next                expected",
                "until 29 Dec Session M3   18",
                "Wed  9 Dec   Session R2   19",
            ],
        ),
        (
            29,
            [
                "Next             expected",
                "until 29 Dec Session…  18",
                "Wed  9 Dec   Session…  19",
            ],
        ),
        (
            48,
            [
                "Next                                expected",
                "until Tue 29 Dec  Session M3              18",
                "Wed  9 Dec 10:00  Session R2              19",
            ],
        ),
    ],
)
def test_a_day_a_title_and_a_number_stand_apart(width: int, lines: list[str]) -> None:
    assert next_words(_COMING, DAY, width).plain.splitlines() == lines


def test_where_nothing_has_begun_a_title_stands_where_it_always_does() -> None:
    assert next_words(_COMING[1:], DAY, 32).plain.splitlines()[1] == "Wed  9 Dec  Session R2    19"


def test_nothing_to_come_is_said() -> None:
    lines = next_words([], DAY, 32).plain.splitlines()
    assert [line.rstrip() for line in lines] == ["Next", "no session to come"]
