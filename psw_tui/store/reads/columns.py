"""Some columns of a table by their names, for what compares a file's rows with the rows of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.statements import one_of, select
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.store.reads.reader import Reader


def columns_of(
    store: Reader, table: str, columns: Sequence[str], owner: str = "", keys: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """These columns of every row of a table, as stored; with keys, of the rows whose `owner` column is one of them.

    `Refused` when the file can't be read just now.
    """
    if keys is None:
        return _read(store, select(table, columns), columns)
    rows: list[dict[str, Any]] = []
    for part in chunks(keys):
        rows += _read(store, select(table, columns, one_of(owner, part)), columns, part)
    return rows


def _read(store: Reader, query: str, columns: Sequence[str], values: Sequence[str] = ()) -> list[dict[str, Any]]:
    with unreadable():
        return [dict(zip(columns, row, strict=True)) for row in store.connection.execute(query, tuple(values))]
