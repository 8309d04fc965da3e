"""Which row it is, for a sentence: `leader L003`, `mark of L003 for W01`; by its number where it can't be named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.store.core.journal import OWNED_BY
from psw_tui.store.reads.statements import select

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

#: What a row goes by, the first of them that says anything. A coach has a name alone, which is nobody else's to read.
_GOES_BY = {"leader": ("reference",), "session": ("reference", "title"), "cohort": ("name",)}
#: The links that say whose a row is and which one of theirs: the column, and the table that it leads to.
_WHOSE, _WHICH = ("leader_id", "leader"), ("session_id", "session")


def named_row(connection: sqlite3.Connection, table: str, number: int, values: Mapping[str, Any]) -> str:
    """The row of a table with this number in the file, as people know it, as far as it can be read."""
    if itself := _title(table, values):
        return f"{table} {itself}"
    what = table.replace("_", " ")
    whose = _linked(connection, values, *_WHOSE) or _owner(connection, values)
    which = _linked(connection, values, *_WHICH)
    if not whose:
        return f"{table}, row {number}" if not which else f"{what} of {which} (row {number})"
    # Of one session a leader has one mark; of all else several, which the number tells apart.
    return f"{what} of {whose} for {which}" if which else f"{what} of {whose} (row {number})"


def _title(table: str, values: Mapping[str, Any]) -> str:
    """What a row goes by; empty where that can't be read."""
    said = (values.get(column) for column in _GOES_BY.get(table, ()))
    return next((text for text in said if isinstance(text, str) and text.isprintable() and text.strip()), "")


def _linked(connection: sqlite3.Connection, values: Mapping[str, Any], column: str, table: str) -> str:
    """What the row goes by that a link leads to."""
    row = _row(connection, table, values.get(column), _GOES_BY[table])
    return _title(table, row)


def _owner(connection: sqlite3.Connection, values: Mapping[str, Any]) -> str:
    for column, table in OWNED_BY.items():
        if values.get(column):
            return _linked(connection, _row(connection, table, values[column], ("leader_id",)), *_WHOSE)
    return ""


def _row(connection: sqlite3.Connection, table: str, key: object, columns: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(key, str) or not key.isprintable():  # bytes that are no text can't be asked for
        return {}
    found = connection.execute(select(table, columns, "WHERE id = ?"), (key,)).fetchone()
    return dict(zip(columns, found or (), strict=False))
