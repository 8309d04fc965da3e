"""Days and instants as the file holds them."""

from __future__ import annotations

from datetime import UTC, date, datetime


def to_date(text: str | None) -> date | None:
    """A day as stored."""
    return None if text is None else date.fromisoformat(text)


def to_instant(text: str | None) -> datetime | None:
    """An instant as stored: UTC without an offset."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)
