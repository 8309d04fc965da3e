"""The year of the made-up cohort: its sessions, laid around the day that is today, and the slots for coaching."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from psw_tui.demo.people import ingredients
from psw_tui.policy.calendar import (
    academic_year,
    academic_year_end,
    academic_year_start,
    add_working_days,
    from_london,
    is_working_day,
)
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from psw_tui.policy.coaching import Window

#: However early or late in its year today is, so many days of the cohort lie behind it and ahead of it.
_BEHIND, _AHEAD = 150, 120
_NEAR_SLOT = 3
_PAST, _COMING = "past", "coming"


@frozen
class Planned:
    """One session: its days and hours in London."""

    reference: str
    kind: SessionKind
    title: str
    first: date
    last: date
    opens: time
    closes: time
    place: str

    @property
    def row(self) -> dict[str, str]:
        """The columns that a sessions file has of it."""
        return {
            "reference": self.reference,
            "kind": str(self.kind),
            "title": self.title,
            "starts_at": f"{self.first} {self.opens:%H:%M}",
            "ends_at": f"{self.last} {self.closes:%H:%M}",
            "place": self.place,
        }


@frozen
class Slot:
    """A span of days in which a leader has one coaching session; `window` is its number, if it is one's."""

    first: date
    last: date
    closed: bool


@frozen
class Year:
    """The cohort's days around today."""

    today: date
    number: int
    starts: date
    ends: date
    sessions: dict[str, Planned]

    @property
    def name(self) -> str:
        """The cohort's name."""
        return f"PSW {self.number}"

    def day_after(self, day: date, working_days: int = 1) -> date:
        """So many working days after a day."""
        return add_working_days(day, working_days, bank_holidays.english())

    def working_days_ago(self, number: int) -> date:
        """The working day that lies so many working days before today."""
        day = self.today
        while number > 0:
            day = on_or_before(day - timedelta(days=1))
            number -= 1
        return day


def on_or_before(day: date) -> date:
    """The day itself if people work on it, else the last one before it."""
    while not is_working_day(day, bank_holidays.english()):
        day -= timedelta(days=1)
    return day


def on_or_after(day: date) -> date:
    """The day itself if people work on it, else the next one."""
    while not is_working_day(day, bank_holidays.english()):
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day on London's clocks."""
    return from_london(datetime.combine(day, time(hour, minute)))


def plan(today: date) -> Year:
    """A year in whose middle today lies: most sessions are over, the last workshop since the last working day."""
    number = academic_year(today)
    starts = min(academic_year_start(number), today - timedelta(days=_BEHIND))
    ends = max(academic_year_end(number), today + timedelta(days=_AHEAD))
    gone = (today - starts).days
    early = on_or_after(starts + timedelta(days=gone // 8))
    first_residential, second_residential = _two_days(early), _two_days(today + timedelta(days=10))
    first_workshop = on_or_after(starts + timedelta(days=gone * 3 // 10))
    last_workshop = on_or_before(today - timedelta(days=1))

    def ago(days: int) -> date:
        return on_or_before(today - timedelta(days=days))

    def ahead(days: int) -> date:
        return on_or_after(today + timedelta(days=days))

    titles, places = ingredients()["titles"], ingredients()["places"]
    days = {
        SessionKind.RESIDENTIAL: [(day, day) for day in (*first_residential, *second_residential)],
        SessionKind.WORKSHOP: [(day, day) for day in (first_workshop, ago(54), last_workshop, ahead(32))],
        SessionKind.PEER_PRACTICE: [(day, day) for day in (ago(72), ago(26), ahead(45))],
        SessionKind.MODULE: [
            (on_or_after(starts + timedelta(days=8)), on_or_after(starts + timedelta(days=gone // 4))),
            (ago(62), ago(21)),
            (ago(12), ahead(26)),
        ],
    }
    hours = {
        SessionKind.RESIDENTIAL: (time(9, 30), time(16, 30), places["residential"]),
        SessionKind.WORKSHOP: (time(10), time(12), places["online"]),
        SessionKind.PEER_PRACTICE: (time(14), time(15, 30), places["peer_practice"]),
        SessionKind.MODULE: (time(9), time(17), places["online"]),
    }
    named = {
        SessionKind.RESIDENTIAL: titles["residentials"],
        SessionKind.WORKSHOP: titles["workshops"],
        SessionKind.PEER_PRACTICE: titles["peer_practice"],
        SessionKind.MODULE: titles["modules"],
    }
    sessions = {}
    for kind, of_kind in days.items():
        for n, (first, last) in enumerate(of_kind, 1):
            reference = f"{kind.value[0].upper()}{n:02}"
            sessions[reference] = Planned(reference, kind, named[kind][n - 1], first, last, *hours[kind])
    return Year(today, number, starts, ends, sessions)


def _two_days(day: date) -> tuple[date, date]:
    """Two working days that follow each other, from a day on."""
    first = on_or_after(day)
    while not is_working_day(first + timedelta(days=1), bank_holidays.english()):
        first = on_or_after(first + timedelta(days=1))
    return first, first + timedelta(days=1)


def slots(year: Year, windows: tuple[Window, ...]) -> list[Slot]:
    """Where past coaching sessions lie: one span a window that has begun, and some before the first in autumn."""
    over = on_or_before(year.today - timedelta(days=_NEAR_SLOT))
    spans = [
        Slot(max(window.opens, year.starts), min(window.closes, over), closed=window.has_closed(year.today))
        for window in windows
        if window.opens < over
    ]
    if len(spans) < 2:
        first = year.starts + timedelta(days=60)
        last = min([year.today - timedelta(days=18), *(slot.first - timedelta(days=1) for slot in spans)])
        spans.insert(0, Slot(first, last, closed=False))
    return spans
