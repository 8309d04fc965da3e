"""How long records are kept: when each kind of them is due to be erased (all **local**).

Every date is a number of months after the last day of the cohort. A kind is due from that day on, for as long as
anything of it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.calendar import add_months
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ErasureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: What each kind is called; in the order in which they are told.
KIND_NAMES = {
    ErasureKind.REASONS: "reasons of absence",
    ErasureKind.REPORT_LINES: "lines of attendance reports",
    ErasureKind.MESSAGES: "words of messages",
    ErasureKind.LEADER: "whole records",
}


@frozen
class KeptRecords:
    """What there is of one kind of one cohort, due from a day on: whose (by key), with the number of rows of each.

    Those `held` have something open, for which it may still be needed.
    """

    cohort: str
    kind: ErasureKind
    since: date
    rows: Mapping[str, int]
    held: frozenset[str] = frozenset()


@frozen
class DueRecords:
    """Records whose time is over: of which cohort and kind, since when, and whose; `held` while something is open."""

    cohort: str
    kind: ErasureKind
    since: date
    leaders: tuple[str, ...]
    held: tuple[str, ...]
    rows: int


def due_on(kind: ErasureKind, ends: date, months: Mapping[ErasureKind, int]) -> date:
    """The first day on which records of a kind are due, of a cohort that ends on a day."""
    return add_months(ends, months[kind])


def any_due(ends: date, months: Mapping[ErasureKind, int], day: date) -> list[ErasureKind]:
    """The kinds whose day has come for a cohort; whole records alone where theirs has, for they hold all the others."""
    come = [kind for kind in KIND_NAMES if due_on(kind, ends, months) <= day]
    return [ErasureKind.LEADER] if ErasureKind.LEADER in come else come


def due(kept: Iterable[KeptRecords], day: date) -> list[DueRecords]:
    """What is due on a day, the longest waiting first; those who are held are told apart, and not counted."""
    found = []
    for part in kept:
        there = {leader: rows for leader, rows in part.rows.items() if rows}
        free = tuple(leader for leader in there if leader not in part.held)
        held = tuple(leader for leader in there if leader in part.held)
        if free and part.since <= day:
            found.append(
                DueRecords(part.cohort, part.kind, part.since, free, held, sum(there[leader] for leader in free))
            )
    return sorted(found, key=lambda entry: (entry.since, entry.cohort, list(KIND_NAMES).index(entry.kind)))
