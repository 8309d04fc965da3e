"""What a command did: what every screen and every kept read is told."""

from __future__ import annotations

from psw_tui.policy.frozen import frozen


@frozen
class TurnedRow:
    """A row that an undo or a redo turned: its table and key, and what it is of, by reference; empty for none."""

    table: str
    id: str
    leader: str = ""
    session: str = ""
    concern: str = ""


@frozen
class Change:
    """What a command did, in words; which kinds of rows it touched, and whose (None: anybody's).

    Of an undo or a redo `turned` are the rows it is about, so that a list can put the cursor on them.
    """

    what: str
    kinds: frozenset[str]
    leaders: frozenset[str] | None
    rows: int
    operation: str = ""
    undoes: bool = False
    turned: tuple[TurnedRow, ...] = ()
