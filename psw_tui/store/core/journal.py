"""The journal: before and after of every row that a command touched, in the command's own transaction.

History, undo, redo and "changed since" all read it. Values are kept as plain JSON, so that a row can be written
back years later and by any database: `undo_rows` does.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Table, event
from sqlalchemy.orm import PassiveFlag
from sqlalchemy.orm.attributes import get_history
from sqlmodel import Session, SQLModel

from models.chained import SALT_BYTES, ChangeFields, EntryFields, change_digest, change_id, entry_hash, words_digest
from models.tables import LeaderRow
from psw_tui.store.core import row_statements
from psw_tui.store.core.chain import heads, joined
from psw_tui.store.core.row_statements import Values
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.stored_values import to_stored
from psw_tui.store.system.machine import machine_id
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


#: A row that was touched: its table, its key, and what stood in it before and after.
Touched = tuple[str, str, Values | None, Values | None]

#: Tables that keep the journal itself, and what no command writes.
OWN_TABLES = frozenset({"operation", "change", "programme_text", "calendar_key", "erasure_pending"})
#: Which link says whose a row is that names no leader, and to which table it leads.
OWNED_BY = {"round_id": "round", "escalation_id": "escalation", "request_id": "request"}
_AS_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


@dataclass
class Recorder:
    """Collects what a session's flushes touch: the first before and the last after of each row."""

    touched: dict[tuple[str, str], tuple[Values | None, Values | None]] = field(default_factory=dict)

    def attach(self, session: Session) -> None:
        """Listen to the session's flushes from now on."""
        event.listen(session, "before_flush", self._before_flush)

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        gone = {(row.__tablename__, row.id): row for row in session.deleted}
        for row in session.new:
            again = gone.pop((row.__tablename__, row.id), None)  # taken away and made anew under the same key
            self._note_row(row, again and plain(again, as_loaded=True), plain(row))
        for row in session.dirty:
            before, after = plain(row, as_loaded=True), plain(row)
            if before != after:
                self._note_row(row, before, after)
        for row in gone.values():
            self._note_row(row, plain(row, as_loaded=True), None)

    def _note_row(self, row: Any, before: Values | None, after: Values | None) -> None:
        table = str(row.__tablename__)
        if table not in OWN_TABLES:
            self.note(table, row.id.hex, before, after)

    def note(self, table: str, key: str, before: Values | None, after: Values | None) -> None:
        """A row that is written: what stands in it before and after."""
        if (table, key) in self.touched:
            before = self.touched[table, key][0]
        self.touched[table, key] = (before, after)

    def changes(self) -> list[Touched]:
        """What really changed, in the order it was first touched."""
        return [
            (table, key, before, after) for (table, key), (before, after) in self.touched.items() if before != after
        ]


def plain(row: SQLModel, *, as_loaded: bool = False) -> Values:
    """A row as JSON values, as it will stand in the database; with `as_loaded`, as it stood before the session."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    values = {}
    for column in table.columns:
        value = getattr(row, column.key)
        if as_loaded:
            past = get_history(row, column.key, PassiveFlag.PASSIVE_NO_INITIALIZE)  # `attrs` leaves a cycle each
            if past.deleted:
                value = past.deleted[0]
        values[column.key] = value
    return row_statements.in_json(table.name, values)


def write(
    session: Session, recorded: list[Touched], *, what: str, kinds: frozenset[str], who: str, at: datetime, **links: Any
) -> str:
    """Add one journal entry, the chain's next, with a change for every row touched; its key.

    `links` are `undoes`, `redoes`, `content_hash`.
    """
    connection = session.connection().connection.driver_connection
    assert connection is not None
    greatest, upon = heads(connection)
    key, salts = uuid4(), os.urandom(SALT_BYTES * (len(recorded) + 1)).hex()
    salt_of_words, *others = (salts[start : start + 2 * SALT_BYTES] for start in range(0, len(salts), 2 * SALT_BYTES))
    values = {"machine": machine_id(), "counter": greatest + 1, "at": at, "who": who, "what": what}
    entry = row_statements.complete("operation", {"id": key, **values, "kinds": ",".join(sorted(kinds)), **links})
    digests = _write_changes(session, key.hex, recorded, others)
    entry |= {
        "salt": salt_of_words,
        "digest": words_digest(key.hex, entry["what"], salt_of_words),
        "previous": joined(upon),
    }
    stored = {name: to_stored(name, value) for name, value in entry.items()}
    entry["hash"] = entry_hash(EntryFields(**{name: stored[name] for name in EntryFields._fields}), digests)
    row_statements.insert(session, "operation", [entry])
    return key.hex


def _write_changes(session: Session, operation: str, recorded: list[Touched], salts: list[str]) -> list[str]:
    """Write an entry's changes, each with its salt, part by part; their digests."""
    owners = _owners(session, recorded)
    digests: list[str] = []
    for part in chunks(enumerate(zip(recorded, salts, strict=True))):
        rows = []
        for n, ((table, key, before, after), salt) in giving_way(part):
            leader = _leader_of(table, key, before or after or {}, owners)
            id_, texts = change_id(operation, n), (_dump(before), _dump(after))
            change = ChangeFields(id_, operation, n, table, key, leader, *texts, salt)
            digests.append(change_digest(change))
            rows.append((*change, digests[-1]))
        row_statements.insert_tuples(session, "change", rows)
    return digests


def _dump(values: Values | None) -> str | None:
    return None if values is None else _AS_TEXT.encode(values)


def _leader_of(table: str, key: str, values: Values, owners: Mapping[str, str]) -> str | None:
    """Whose row it is, for the history of one leader: its own key, its leader's, or that of what it belongs to."""
    if table == LeaderRow.__tablename__:
        return key
    return values.get("leader_id") or next((owners.get(values[link]) for link in OWNED_BY if values.get(link)), None)


def _owners(session: Session, recorded: list[Touched]) -> dict[str, str]:
    """Whose the rounds, escalations and requests are that rows belong to: those touched, and those that stand."""
    owners: dict[str, str] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    for table, key, before, after in recorded:
        values = before or after or {}
        if table in OWNED_BY.values():
            owners[key] = values["leader_id"]
        for link, owner in OWNED_BY.items():
            if values.get(link) and "leader_id" not in values:
                wanted[owner].add(values[link])
    for table, keys in wanted.items():
        rows = row_statements.standing(session, table, keys - owners.keys())
        owners |= {key: values["leader_id"] for key, values in rows.items()}
    return owners
