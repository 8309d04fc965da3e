"""The clock: the only place that reads it. `PSW_TODAY=YYYY-MM-DD` sets the day, for demonstrations and tests."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, LONDON, from_london, is_in_reach, london_day

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "PSW_TODAY"
_replayed: ContextVar[datetime | None] = ContextVar("replayed", default=None)


class BadToday(ValueError):
    """`PSW_TODAY` is not a date."""


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside the block it is this instant: the demo's year is replayed on the days on which it happened."""
    token = _replayed.set(instant)
    try:
        yield
    finally:
        _replayed.reset(token)


def set_day() -> date | None:
    """The day that the environment sets, if it sets one."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if day.isoformat() != text or not is_in_reach(
            day
        ):  # 20270201 and week dates are ISO too, but not what is asked for
            raise ValueError(text)
        return day
    except ValueError:
        raise BadToday(
            f"{VARIABLE}={text!r} is not a date; expected YYYY-MM-DD from {FIRST_YEAR} to {LAST_YEAR}."
        ) from None


def now() -> datetime:
    """This instant, in UTC; on the day that the environment sets, at this hour of London's clocks."""
    if (replayed := _replayed.get()) is not None:
        return replayed
    instant = datetime.now(UTC)
    day = set_day()
    if day is None:
        return instant
    local = instant.astimezone(LONDON)
    try:
        return from_london(datetime.combine(day, local.time()))
    except ValueError:
        return datetime.combine(day, local.time(), tzinfo=UTC)


def today() -> date:
    """The day in London, or the one that the environment sets."""
    if (replayed := _replayed.get()) is not None:
        return london_day(replayed)
    return set_day() or datetime.now(LONDON).date()
