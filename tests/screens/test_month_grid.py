"""A month as text: weeks, sessions on their days, windows as bars with their numbers, bank holidays, the cursor."""

from __future__ import annotations

from datetime import date

import pytest

from psw_tui.policy.coaching import Window
from screens.registers.month_grid import DayEntry, Month, drawn

_NOVEMBER = Month(
    date(2026, 11, 1),
    date(2026, 11, 3),
    {
        date(2026, 11, 12): [DayEntry("W Workshop [/] 2: Purpose", "normal", "W [/] 2: Purpose")],
        date(2026, 11, 13): [DayEntry(f"P Practice {number}", "normal") for number in range(4)],
    },
    (Window(1, date(2026, 10, 1), date(2026, 11, 30)), Window(2, date(2026, 11, 11), date(2027, 1, 31))),
    {date(2026, 11, 25)},
)


def text(width: int, height: int, cursor: date = date(2026, 11, 12)) -> list[str]:
    return [line.plain for line in drawn(_NOVEMBER, cursor, width, height)]


def test_a_narrow_month_has_three_lines_a_week_and_every_day() -> None:
    lines = text(77, 20)
    assert len(lines) == 1 + 3 * 6
    assert [line[:3] for line in (lines[0][at:] for at in range(0, 77, 11))] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
    numbers = " ".join(lines[1::3]).replace("[", " ").replace("]", " ").split()
    assert [number for number in numbers if number != "holiday"][6:36] == [str(day) for day in range(1, 31)]
    assert "[12]" in lines[7]
    assert "W [/] 2: … +4 more" in lines[8]
    assert lines[9].startswith("1 ─")
    assert "1+2 ─" in lines[9]
    assert "25 holiday" in lines[13]
    assert all(len(line) <= 77 for line in lines)


def test_the_bar_of_a_window_ends_on_its_last_day() -> None:
    last = text(77, 20)[-1]
    assert last.startswith("1+2 ──────┤")
    assert last[11:].strip("─") == ""


@pytest.mark.parametrize("width", [14, 77, 126, 198])
def test_with_room_titles_are_whole_and_more_of_them(width: int) -> None:
    lines = "\n".join(text(width, 40))
    assert ("W Workshop [/] 2: Purpose" in lines) is (width >= 190)
    assert ("P Practice 3" in lines) is (width > 77)


def test_the_cursor_is_seen_without_colour_on_a_day_of_another_month() -> None:
    assert "[2]" in text(77, 20, date(2026, 12, 2))[16]
