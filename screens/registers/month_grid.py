"""One month as a calendar: its weeks, the sessions on their days, the coaching windows as bars, the bank holidays."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import field, replace
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy.frozen import frozen
from screens.shell.wording import TONES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from textual import events

    from psw_tui.policy.coaching import Window
    from psw_tui.tone import Tone

_DAYS_A_WEEK = 7
_ROOMY_CELL = 18
_LEAST_LINES, _MOST_LINES = 3, 6
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOLIDAY = "holiday"


@frozen
class DayEntry:
    """What stands on a day of a session: its kind's letter and title, in a tone that says how far it is.

    `short` is the same for a narrow day, where the letter alone says the kind.
    """

    words: str
    tone: Tone
    short: str = ""

    def fitted(self, cell: int) -> Content:
        """As it stands in a day of so many cells."""
        narrow = cell < _ROOMY_CELL and bool(self.short)
        words = self.short if narrow else self.words
        return Content.styled(words, TONES[self.tone]).truncate(cell - 1, ellipsis=True)


@frozen
class Month:
    """All that a month shows; `first` is its first day, `today` the day that is judged."""

    first: date
    today: date
    entries: Mapping[date, Sequence[DayEntry]] = field(default_factory=dict)
    windows: Sequence[Window] = ()
    holidays: Container[date] = ()

    @property
    def weeks(self) -> list[list[date]]:
        """Its weeks, Monday to Sunday, with the days of other months that fill the first and the last."""
        return Calendar().monthdatescalendar(self.first.year, self.first.month)


class MonthGrid(Static, can_focus=True):
    """Draws a month, with a cursor on one of its days."""

    DEFAULT_CSS = "MonthGrid { height: 1fr; padding: 0 1; }"

    class Picked(Message):
        """A day was clicked."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self) -> None:
        super().__init__("", id="month-grid")
        self._month: Month | None = None

    def show(self, month: Month, cursor: date) -> None:
        """Draw a month, as large as there is room for."""
        self._month = month
        width, height = self.size.width, self.size.height
        self.update(Content("\n").join(drawn(month, cursor, width, height)), layout=False)

    def on_click(self, event: events.Click) -> None:
        """The day that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or self._month is None:
            return
        week, place = (offset.y - 1) // _lines_of(self._month, self.size.height), offset.x // _width_of(self.size.width)
        weeks = self._month.weeks
        if offset.y >= 1 and week < len(weeks) and place < _DAYS_A_WEEK:
            self.post_message(self.Picked(weeks[week][place]))


#: What a tone is on the day of the cursor: amber is hard to read on its ground in a light theme.
_TONES_LIT: dict[Tone, Tone] = {"warn": "bright"}


def drawn(month: Month, cursor: date, width: int, height: int) -> list[Content]:
    """The names of the weekdays, and each week in as many lines as there are for it: days, sessions, windows."""
    cell, lines = _width_of(width), _lines_of(month, height)
    shown = [Content.styled("".join(f"{name:<{cell}}" for name in _WEEKDAYS), "dim")]
    for week in month.weeks:
        columns = [_column(month, day, cursor, cell, lines) for day in week]
        shown += [Content("").join(column[place] for column in columns) for place in range(lines)]
    return shown


def _width_of(width: int) -> int:
    return max(_LEAST_LINES, width // _DAYS_A_WEEK)


def _lines_of(month: Month, height: int) -> int:
    return max(_LEAST_LINES, min(_MOST_LINES, (height - 1) // len(month.weeks)))


def _column(month: Month, day: date, cursor: date, cell: int, lines: int) -> list[Content]:
    """The lines of one day: its number, its sessions, and the bar of the windows that hold it."""
    entries = list(month.entries.get(day, ()))
    room = lines - 2
    if len(entries) > room:
        entries = [*entries[: room - 1], DayEntry(f"+{len(entries) - room + 1} more", "normal")]
    column = [_number(month, day, cursor).truncate(cell, ellipsis=True)]
    if day == cursor:
        entries = [replace(entry, tone=_TONES_LIT.get(entry.tone, entry.tone)) for entry in entries]
    column += [entry.fitted(cell) for entry in entries]
    column += [Content("")] * (lines - 1 - len(column))
    bar_style = "$text-accent" if day.month == month.first.month else "dim"
    column.append(Content.styled(_bar(month, day, cell), bar_style))
    ground = "on $primary 28%" if day == cursor else ""
    return [(line + " " * (cell - line.cell_length)).stylize(ground) for line in column]


def _number(month: Month, day: date, cursor: date) -> Content:
    number = f"[{day.day}]" if day == cursor else f" {day.day}"
    if day.month != month.first.month:
        return Content.styled(number, "dim")
    style = "bold $text-accent" if day == month.today else "bold"
    shown = Content.styled(number, style)
    if day in month.holidays:
        shown += Content.styled(f" {_HOLIDAY}", "$text-warning")
    return shown


def _bar(month: Month, day: date, cell: int) -> str:
    """A piece of the bar of the windows that are open on a day; their numbers where it begins, or a week does."""
    open_now = [window for window in month.windows if window.holds(day)]
    if not open_now:
        return " " * cell
    line, end = ("─", "┤") if signs.unicode_shown() else ("-", "|")
    begins = day.weekday() == 0 or any(window.opens == day for window in open_now)
    label = f"{'+'.join(str(window.number) for window in open_now)} " if begins else ""
    bar = (label + line * cell)[:cell]
    return bar[: cell - 1] + end if any(window.closes == day for window in open_now) else bar
