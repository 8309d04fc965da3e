"""Times from and to, as people write them beside a day: `10-12`, `10:00–12:30`, `2pm to 4`, `9.30 until 1`."""

from __future__ import annotations

import re
from datetime import time

_ONE = r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s*(am|pm|a\.m\.|p\.m\.|noon)?"
_SPAN = re.compile(rf"(?:^|(?<=[\s,(]))(?:from\s+)?{_ONE}\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*{_ONE}\s*\)?$")
_NOON = 12
_HOURS = 24
#: An hour up to this, without am or pm or a nought before it, is one of the afternoon: nobody meets at four at night.
_EARLIEST = 6


def without_clock_span(text: str) -> tuple[str, tuple[time, time] | None]:
    """What stands before the times at the end of a text, and the times; the text alone where there are none."""
    words = " ".join(text.casefold().split())
    found = _SPAN.search(words)
    if found is None:
        return words, None
    span = _resolved(found)
    return (words, None) if span is None else (words[: found.start()].rstrip(" ,("), span)


def _resolved(found: re.Match[str]) -> tuple[time, time] | None:
    """The first way to read the hours in which the end comes after the start."""
    minutes = int(found[2] or 0), int(found[5] or 0)
    for first in _hours(found[1], found[3], earliest=_EARLIEST):
        for last in _hours(found[4], found[6]):
            if max(first, last) < _HOURS and max(minutes) <= 59 and (first, minutes[0]) < (last, minutes[1]):
                return time(first, minutes[0]), time(last, minutes[1])
    return None


def _hours(digits: str, half: str | None, earliest: int = 0) -> list[int]:
    """The hours of the clock that may be meant, the likeliest first."""
    hour = int(digits)
    if half and half.startswith("p"):
        return [hour % _NOON + _NOON]
    if half and half.startswith("a"):
        return [hour % _NOON]
    if hour > _NOON or digits.startswith("0"):
        return [hour]
    later = hour % _NOON + _NOON
    return [later, hour] if 0 < hour <= earliest else [hour, later]
