"""What people type for a day or a time, read the English way, and said back in words before it is taken."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, from_london, is_in_reach, london

if TYPE_CHECKING:
    from collections.abc import Callable

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(?:^|\s|t)(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?$")
_EXAMPLES = "try 12 nov"
_TIME_EXAMPLES = "try 12 nov 2pm"
_NOON = 12
_WEEKDAY = re.compile(r"(?:(next|last)\s+)?([a-z]{3,9})")
_WEEK = timedelta(weeks=1)
#: Between one 29 February and the next lie at most so many years.
_LEAP_YEARS = 8
T = TypeVar("T")


class Lies(Enum):
    """On which side of today a day can lie; a weekday, or a day without a year, is read accordingly."""

    BEFORE = auto()
    EITHER = auto()
    AHEAD = auto()


def read_day(text: str, today: date, lies: Lies = Lies.EITHER, seen_from: date | None = None) -> date:
    """The day meant by what was typed; ValueError says what to try.

    A weekday is the one that comes next, today's own in a week; of what lies before, the one that came last, today
    itself included. A day without a year is the one nearest to today, the last one, or the next one. A day that is
    typed whole is that day, whichever side it lies on. Another day may be the one that it is `seen_from`: today,
    yesterday, tomorrow and *last fri* are what they are all the same.
    """
    words = text.strip().casefold()
    near = {"": None, "today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    if (simple := near.get(words)) is not None:
        return simple
    if seen_from is not None and not words.startswith("last "):
        today = seen_from
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?", words):
        return _in_year(int(found[1]), int(found[2]), found[3], today, lies)
    if found := re.fullmatch(r"(?:[a-z]{3,9}\s+)?(\d{1,2})\s*([a-z]{3,9})(?:\s+(\d{4}))?", words):
        month = _index(_MONTHS, found[2])
        if month is not None:
            return _in_year(int(found[1]), month + 1, found[3], today, lies)
    if (meant := _weekday(words, today, lies)) is not None:
        return meant
    raise ValueError(f"“{text.strip()}” is not a day: {_EXAMPLES}.")


def _weekday(words: str, today: date, lies: Lies) -> date | None:
    """The day meant by the name of a weekday; None where it is none."""
    found = _WEEKDAY.fullmatch(words)
    weekday = None if found is None else _index(_DAYS, found[2])
    if found is None or weekday is None:
        return None
    if found[1] == "last":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if found[1] is None and lies is Lies.BEFORE:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def read_instant(text: str, now: datetime, lies: Lies = Lies.EITHER) -> datetime:
    """The instant meant by what was typed, on London's clocks; a day without a time is refused.

    The weekday of today is today while its time lies on the side asked for, else a week away.
    """
    words = text.strip().casefold()
    if words == "now":
        return now.replace(second=0, microsecond=0)
    today = london(now).date()
    found = _TIME.search(words)
    if found is None or (found[2] is None and found[3] is None):
        raise ValueError(f"“{text.strip()}” has no time: {_TIME_EXAMPLES}.")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour %= _NOON
        if found[3] == "pm":
            hour += _NOON
    try:
        clock = time(hour, minute)
    except ValueError:
        raise ValueError(f"“{found[0].strip()}” is not a time of day: {_TIME_EXAMPLES}.") from None
    before = words[: found.start()].strip().rstrip(",")
    try:
        day = read_day(before, today, lies) if before else today
        return from_london(datetime.combine(_turned(day, clock, before, now, lies), clock))
    except ValueError as error:
        raise ValueError(str(error).replace(_EXAMPLES, _TIME_EXAMPLES)) from None


def _turned(day: date, clock: time, words: str, now: datetime, lies: Lies) -> date:
    """The day, or where today's own weekday was typed the one on the side of now that is asked for."""
    if _index(_DAYS, words) is None or day.weekday() != london(now).weekday():
        return day  # not a weekday alone, or not today's
    if lies is Lies.BEFORE and from_london(datetime.combine(day, clock)) > now:
        return day - _WEEK
    if lies is Lies.AHEAD and from_london(datetime.combine(day - _WEEK, clock)) >= now:
        return day - _WEEK
    return day


def _index(names: tuple[str, ...], word: str) -> int | None:
    return names.index(word[:3]) if word[:3] in names else None


def _date(year: int, month: int, day: int) -> date:
    try:
        meant = date(year, month, day)
    except ValueError:
        raise ValueError(f"{day}/{month}/{year} is not a date: {_EXAMPLES}.") from None
    if not is_in_reach(meant):
        raise ValueError(f"{year} is not a year from {FIRST_YEAR} to {LAST_YEAR}: {_EXAMPLES}.")
    return meant


def _in_year(day: int, month: int, year: str | None, today: date, lies: Lies) -> date:
    """The day in the year typed; without one, the nearest to today on the side that it can lie on."""
    if year is not None:
        return _date(int(year), month, day)
    found = []
    reach = 1 if lies is Lies.EITHER else _LEAP_YEARS
    for candidate in range(today.year - reach, today.year + reach + 1):
        try:
            possible = date(candidate, month, day)
        except ValueError:
            continue
        if not (lies is Lies.BEFORE and possible > today) and not (lies is Lies.AHEAD and possible < today):
            found.append(possible)
    if not found:
        raise ValueError(f"{day}/{month} is not a date: {_EXAMPLES}.")
    return min(found, key=lambda possible: abs(possible - today))


def or_nothing(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """The same reading, with nothing typed meaning nothing."""
    return lambda text: read(text) if text.strip() else None
