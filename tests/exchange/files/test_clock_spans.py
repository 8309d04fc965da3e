"""Times from and to as people write them."""

from __future__ import annotations

import pytest

from psw_tui.exchange.files.clock_spans import without_clock_span


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10-12", "10:00 12:00"),
        ("10:00–12:30", "10:00 12:30"),
        ("10.00 - 12.00", "10:00 12:00"),
        ("from 2pm to 4", "14:00 16:00"),
        ("9.30 until 1", "09:30 13:00"),
        ("9-5pm", "09:00 17:00"),
        ("10-12pm", "10:00 12:00"),
        ("10am-12 noon", "10:00 12:00"),
        ("1-3", "13:00 15:00"),
        ("12-1", "12:00 13:00"),
        ("11am-1", "11:00 13:00"),
        ("02:00-04:00", "02:00 04:00"),
        ("00:00-23:59", "00:00 23:59"),
    ],
)
def test_the_end_comes_after_the_start(text: str, read: str) -> None:
    before, span = without_clock_span(text)
    assert before == ""
    assert span is not None
    assert " ".join(f"{clock:%H:%M}" for clock in span) == read


@pytest.mark.parametrize("text", ["", "10", "12 nov", "2026-11-12", "25-26", "10:75-12", "14-13", "9-10 March"])
def test_what_is_no_times_is_left_as_it_is(text: str) -> None:
    assert without_clock_span(text) == (text.casefold(), None)


def test_what_stands_before_the_times_is_left() -> None:
    assert without_clock_span("Thu 12 Nov, 10-12")[0] == "thu 12 nov"
    assert without_clock_span("2026-11-12 (10:00–12:00)")[0] == "2026-11-12"
    assert without_clock_span("2026-11-12") == ("2026-11-12", None)
