"""What people type for a day or a time, read the English way, and said back in words before it is taken."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, from_london, is_in_reach, london

if TYPE_CHECKING:
    from collections.abc import Callable

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(?:^|\s|t)(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?$")
_EXAMPLES = "try 12 nov, 12/11, tue, yesterday or 2026-11-12"
_TIME_EXAMPLES = "try now, yesterday 16:30, 12 nov 2pm, tue 10:00 or 2026-11-12 14:00"
_NOON = 12
T = TypeVar("T")


def read_day(text: str, today: date) -> date:
    """The day meant by what was typed; without a year, the one nearest to today. ValueError says what to try."""
    words = text.strip().casefold()
    near = {"": None, "today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}
    if (simple := near.get(words)) is not None:
        return simple
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?", words):
        return _near(int(found[1]), int(found[2]), found[3], today)
    if found := re.fullmatch(r"(?:[a-z]{3,9}\s+)?(\d{1,2})\s*([a-z]{3,9})(?:\s+(\d{4}))?", words):
        month = _index(_MONTHS, found[2])
        if month is not None:
            return _near(int(found[1]), month + 1, found[3], today)
    if found := re.fullmatch(r"(?:(next|last)\s+)?([a-z]{3,9})", words):
        weekday = _index(_DAYS, found[2])
        if weekday is not None:
            if found[1] == "last":
                return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    raise ValueError(f"“{text.strip()}” is no day: {_EXAMPLES}.")


def read_instant(text: str, now: datetime) -> datetime:
    """The instant meant by what was typed, on London's clocks; a day without a time is refused."""
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
        raise ValueError(f"“{found[0].strip()}” is no time of day: {_TIME_EXAMPLES}.") from None
    before = words[: found.start()].strip().rstrip(",")
    try:
        day = read_day(before, today) if before else today
        return from_london(datetime.combine(day, clock))
    except ValueError as error:
        raise ValueError(str(error).replace(_EXAMPLES, _TIME_EXAMPLES)) from None


def _index(names: tuple[str, ...], word: str) -> int | None:
    return names.index(word[:3]) if word[:3] in names else None


def _date(year: int, month: int, day: int) -> date:
    try:
        meant = date(year, month, day)
    except ValueError:
        raise ValueError(f"{day}/{month}/{year} is no date: {_EXAMPLES}.") from None
    if not is_in_reach(meant):
        raise ValueError(f"{year} is no year from {FIRST_YEAR} to {LAST_YEAR}: {_EXAMPLES}.")
    return meant


def _near(day: int, month: int, year: str | None, today: date) -> date:
    """The day in the year typed, else in the year that brings it nearest to today."""
    if year is not None:
        return _date(int(year), month, day)
    found = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(candidate, month, day))
        except ValueError:
            continue
    if not found:
        raise ValueError(f"{day}/{month} is no date: {_EXAMPLES}.")
    return min(found, key=lambda possible: abs(possible - today))


def or_nothing(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """The same reading, with nothing typed meaning nothing."""
    return lambda text: read(text) if text.strip() else None
