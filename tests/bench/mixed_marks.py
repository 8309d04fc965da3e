"""Marks as a year has them: most came, some only for a part, and of those who missed it most said so and caught up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

#: The columns of a mark besides whose it is and of which session; as in the table, so in a file of marks.
COLUMNS = (
    "value",
    "minutes",
    "engagement",
    "reported_at",
    "reason",
    "explanation",
    "catch_up_sent_on",
    "catch_up_due_on",
    "catch_up_submitted_on",
    "catch_up_log",
    "catch_up_accepted_on",
)
Value = str | int | bool | date | None
#: Nothing was reported, explained or caught up.
_NOTHING: tuple[Value, ...] = (None, None, None, None, None, None, False, None)
CAME: tuple[Value, ...] = ("present", None, None, *_NOTHING)
MISSED: tuple[Value, ...] = ("absent", None, None, *_NOTHING)
_MINUTES = (None, 118, 120, 95)
_ENGAGEMENT = ("full", "full", None, "limited")


def in_a_file(value: Value) -> str:
    """A value as a file of marks has it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def mark(number: int, day: date) -> tuple[Value, ...]:
    """What is recorded of the mark with that number, of a session on that day: the same number, the same mark."""
    drawn = number * 7919 % 100
    if drawn < 86:
        return ("present", _MINUTES[number % 4], _ENGAGEMENT[number // 4 % 4], *_NOTHING)
    if drawn < 90:
        return ("part", 40, "limited", *_NOTHING)
    if drawn < 97:
        told = datetime.combine(day - timedelta(days=1), time(9, 30), UTC)
        sent, accepted = (day + timedelta(days=days) for days in (0, 12))
        due, submitted = (day + timedelta(days=days) for days in (14, 10))
        return ("absent", None, None, told, "sickness", "satisfactory", sent, due, submitted, True, accepted)
    return MISSED
