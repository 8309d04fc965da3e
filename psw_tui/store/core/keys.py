"""Giving new rows their keys: derived from what they are about where `models/keys.py` says so."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from models.keys import NATURAL_KEYS, derived
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.statements import one_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Mapping, Sequence
    from uuid import UUID

    from sqlmodel import Session


def has_derived_keys(table: str) -> bool:
    """Whether the keys of a table are derived; elsewhere they are random."""
    return table in NATURAL_KEYS


def free_key(
    connection: sqlite3.Connection, table: str, values: Mapping[str, Any], given: Container[UUID] = ()
) -> UUID:
    """The first derived key for a new row with these values that no row has, nor one that is `given` already."""
    # The table itself, and not what `damage` shows of it: a row out of sight has its key as well.
    query = f'SELECT 1 FROM main."{table}" WHERE id = ?'  # noqa: S608 - the table's name is ours
    keys = (derived(table, values, number) for number in count(1))
    return next(key for key in keys if key not in given and not connection.execute(query, (key.hex,)).fetchone())


def free_keys(connection: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Likewise for many new rows at once, no two of them about the same; as the database has them."""
    keys = {derived(table, values).hex: values for values in rows}
    free = dict(zip(keys, keys, strict=True))
    for part in chunks(keys):
        query = f'SELECT id FROM main."{table}" {one_of("id", part)}'  # noqa: S608 - as in `free_key`
        for (taken,) in connection.execute(query, part).fetchall():
            free[taken] = free_key(connection, table, keys[taken]).hex
    return list(free.values())


def keep_keys_apart(session: Session, connection: sqlite3.Connection) -> None:
    """Give a row that is added to the session as an object the next derived key, where its own is taken."""
    from sqlalchemy import event  # whoever reads asks for keys as well: an import is planned

    given: set[UUID] = set()

    def see_to(session: Session, row: Any) -> None:
        table = row.__tablename__
        if has_derived_keys(table):
            values = {column: getattr(row, column) for column in NATURAL_KEYS[table]}
            taken_away = {gone.id for gone in session.deleted if gone.__tablename__ == table}
            if row.id == derived(table, values) and row.id not in taken_away:
                row.id = free_key(connection, table, values, given)
            given.add(row.id)

    event.listen(session, "transient_to_pending", see_to)
