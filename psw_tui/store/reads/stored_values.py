"""Days and instants as the file holds them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from psw_tui.policy.calendar import london_day

#: As the database stores an instant, so that texts compare as instants do.
INSTANT = "%Y-%m-%d %H:%M:%S.%f"


def to_date(text: str | None) -> date | None:
    """A day as stored."""
    return None if text is None else date.fromisoformat(text)


def to_instant(text: str | None) -> datetime | None:
    """An instant as stored: UTC without an offset."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


@lru_cache(maxsize=16384)
def instant_and_day(text: str) -> tuple[datetime, date]:
    """An instant as stored, with its London day; told once of each, for sessions and bookings share their hours."""
    instant = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return instant, london_day(instant)


def is_instant(column: str) -> bool:
    """Whether a column holds an instant: those are called `at` or `…_at`."""
    return column == "at" or column.endswith("_at")


def to_stored(column: str, value: Any) -> Any:
    """A value of the journal as the database stores it."""
    if isinstance(value, str) and is_instant(column):
        instant = datetime.fromisoformat(value)
        return (instant if instant.tzinfo is None else instant.astimezone(UTC)).strftime(INSTANT)
    return value
