"""Whom `f`, "mark the rest", marks present on a register, and whom it passes over.

It marks whoever is expected at the session with nothing recorded yet, also somebody who has been offered a place only,
or whose pause begins later. It passes over:

- whoever has a mark, whichever it is: none is ever overwritten;
- whoever said that they would not come;
- whoever is not expected: exempted, or in a pause on the day of the session;
- whoever is off the programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.registers.registers import RowState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.registers.registers import Register


def whom_fill_marks(shown: Register, leaders: Iterable[str] | None = None) -> list[str]:
    """Those whom "mark the rest" would mark: nothing recorded, expected, not said not coming, on the programme."""
    wanted = None if leaders is None else set(leaders)
    return [
        row.reference
        for row in shown.rows
        if row.state is RowState.UNRECORDED and (wanted is None or row.reference in wanted)
    ]


def is_left_to_fill(shown: Register, leaders: Iterable[str] | None = None) -> bool:
    """Whether "mark the rest" would mark anybody (or anybody among these): asked at every key, so nobody is listed."""
    if not shown.counts[RowState.UNRECORDED] or leaders is None:
        return bool(shown.counts[RowState.UNRECORDED])
    rows = (shown.by_leader.get(leader) for leader in leaders)
    return any(row is not None and row.state is RowState.UNRECORDED for row in rows)
