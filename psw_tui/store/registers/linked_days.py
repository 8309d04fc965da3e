"""The two days of a residential, each of which is a session of its own with its own register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLinkedDays

if TYPE_CHECKING:
    from datetime import datetime

    from psw_tui.store.core.store import Store


@frozen
class LinkedDay:
    """Which day of a two-day residential a session is (1 or 2, by start), and the other one with its start."""

    number: int
    other: str
    other_starts_at: datetime


def linked_days(store: Store) -> dict[str, LinkedDay]:
    """Every session that is a day of a two-day residential, by reference."""
    pairs = facts.read(store.connection, StoredLinkedDays)
    if not pairs:
        return {}
    sessions = {id_: session for id_, (_, session) in facts.sessions(store.connection).items()}
    by_reference = {}
    for linked in pairs:
        days = [sessions[linked.first_id], sessions[linked.second_id]]
        first, second = sorted(days, key=lambda day: day.starts_at)
        by_reference[first.reference] = LinkedDay(1, second.reference, second.starts_at)
        by_reference[second.reference] = LinkedDay(2, first.reference, first.starts_at)
    return by_reference


def together(titles: list[str]) -> str:
    """Titles in one breath: `Residential 1, day 1 and 2`."""
    first, *rest = sorted(titles)
    if len(rest) == 1 and len(first) == len(rest[0]) and first[:-1] == rest[0][:-1]:
        return f"{first} and {rest[0][-1]}"
    return " and ".join([first, *rest])
