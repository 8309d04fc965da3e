"""Whom `f`, "mark the rest", marks present on a register, and whom it passes over.

It marks whoever is expected at the session with nothing recorded yet, also somebody who has been offered a place only,
or whose pause begins later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.registers.registers import RowState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.registers.registers import Register


#: Whom `f` passes over, by how they stand on the register (`state_of`): no mark that is there is overwritten.
PASSED_OVER = frozenset(
    {
        RowState.PRESENT,
        RowState.PART,
        RowState.ABSENT,
        RowState.NOT_EXPECTED,  # marked so, or in a pause on the day of the session
        RowState.SAID_NOT_COMING,
        RowState.LEFT,  # off the programme
    }
)
_FILLED = tuple(state for state in RowState if state not in PASSED_OVER)


def whom_fill_marks(shown: Register, leaders: Iterable[str] | None = None) -> list[str]:
    """Those whom "mark the rest" would mark: nothing recorded, expected, not said not coming, on the programme."""
    wanted = None if leaders is None else set(leaders)
    return [
        row.reference
        for row in shown.rows
        if row.state not in PASSED_OVER and (wanted is None or row.reference in wanted)
    ]


def is_left_to_fill(shown: Register, leaders: Iterable[str] | None = None) -> bool:
    """Whether "mark the rest" would mark anybody (or anybody among these): asked at every key, so nobody is listed."""
    is_anybody_left = any(shown.counts[state] for state in _FILLED)
    if not is_anybody_left or leaders is None:
        return is_anybody_left
    rows = (shown.by_leader.get(leader) for leader in leaders)
    return any(row is not None and row.state not in PASSED_OVER for row in rows)
