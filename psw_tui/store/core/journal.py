"""The journal: before and after of every row that a command touched, in the command's own transaction.

History, undo, redo and "changed since" all read it. Values are kept as plain JSON, so that a row can be written
back years later and by any database.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Table, TypeDecorator, event, func, inspect
from sqlmodel import Session, SQLModel, col, select

from models.columns import CleanText
from models.tables import ChangeRow, DecisionRow, EscalationRow, LeaderRow, OperationRow, RoundRow, SignOffRow
from psw_tui.policy.text import clean
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.unreadable import kept_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.schema import Column

Values = dict[str, Any]
#: A row that was touched: its table, its key, and what stood in it before and after.
Touched = tuple[str, UUID, Values | None, Values | None]

#: Tables that keep the journal itself.
OWN_TABLES = frozenset({"operation", "change", "programme_text"})
#: Tables whose rows an undo strikes out instead of deleting: a decision stays in the record.
_STRUCK_OUT = frozenset({DecisionRow.__tablename__, SignOffRow.__tablename__})


@dataclass
class Recorder:
    """Collects what a session's flushes touch: the first before and the last after of each row."""

    touched: dict[tuple[str, UUID], tuple[Values | None, Values | None]] = field(default_factory=dict)

    def attach(self, session: Session) -> None:
        """Listen to the session's flushes from now on."""
        event.listen(session, "before_flush", self._before_flush)

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        for row in session.new:
            self._note(row, None, plain(row))
        for row in session.dirty:
            before, after = plain(row, as_loaded=True), plain(row)
            if before != after:
                self._note(row, before, after)
        for row in session.deleted:
            self._note(row, plain(row, as_loaded=True), None)

    def _note(self, row: Any, before: Values | None, after: Values | None) -> None:
        table = str(row.__tablename__)
        if table in OWN_TABLES:
            return
        key = (table, row.id)
        if key in self.touched:
            before = self.touched[key][0]
        self.touched[key] = (before, after)

    def changes(self) -> list[Touched]:
        """What really changed, in the order it was first touched."""
        return [
            (table, key, before, after) for (table, key), (before, after) in self.touched.items() if before != after
        ]


def plain(row: SQLModel, *, as_loaded: bool = False) -> Values:
    """A row as JSON values, as it will stand in the database; with `as_loaded`, as it stood before the session."""
    state = inspect(row)
    table: Table = row.__table__  # type: ignore[attr-defined]
    values = {}
    for column in table.columns:
        value = getattr(row, column.key)
        if as_loaded:
            past = state.attrs[column.key].history
            if past.deleted:
                value = past.deleted[0]
        values[column.key] = _to_json(column, value)
    return values


def _to_json(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum) and isinstance(column.type, CleanText):
        return clean(value, column.type.longest)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        # As the database gives it back, so that an undo finds what was written.
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _from_json(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    bare = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = bare.python_type
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    return value


def write(
    session: Session, recorded: list[Touched], *, what: str, kinds: frozenset[str], who: str, at: datetime, **links: Any
) -> OperationRow:
    """Add one journal entry with a change for every row touched; `links` are `undoes`, `redoes`, `content_hash`."""
    last = max(session.exec(select(func.max(OperationRow.seq))).one() or 0, session.info.get("last_entry", 0))
    operation = OperationRow(seq=last + 1, at=at, who=who, what=what, kinds=",".join(sorted(kinds)), **links)
    session.add(operation)
    session.flush()
    session.add_all(
        ChangeRow(
            operation_id=operation.id,
            n=n,
            table_name=table,
            row_id=key,
            leader_id=_leader_of(session, table, key, before or after or {}),
            before=_dump(before),
            after=_dump(after),
        )
        for n, (table, key, before, after) in enumerate(recorded)
    )
    return operation


def _dump(values: Values | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False, sort_keys=True)


def _leader_of(session: Session, table: str, key: UUID, values: Values) -> UUID | None:
    """Whose row it is, for the history of one leader: its own key, its leader's, or its round's or escalation's."""
    if table == "leader":
        return key
    if leader := values.get("leader_id"):
        return UUID(leader)
    if round_ := values.get("round_id"):
        owner: RoundRow | EscalationRow | None = session.get(RoundRow, UUID(round_))
    elif escalation := values.get("escalation_id"):
        owner = session.get(EscalationRow, UUID(escalation))
    else:
        return None
    return owner.leader_id if owner is not None else None


class RowChangedSince(Exception):
    """A row that the operation touched has been changed by something else since."""


class OnRecord(Exception):
    """A leader would go of whom decisions are on record, struck out or not: those are never deleted."""


def apply(session: Session, operation: OperationRow, *, backwards: bool, at: datetime) -> list[Touched]:
    """Write an operation's befores back (or its afters again).

    Raises `RowChangedSince` if a row was touched since, `OnRecord` if a decision would be left without its leader. A
    decision or sign-off is struck out instead of deleted, and its stroke is taken off again by a redo. Rows are
    put back parents first, and taken away children first.
    """
    height = {table.name: n for n, table in enumerate(SQLModel.metadata.sorted_tables)}
    puts: list[Touched] = []
    removals: list[Touched] = []
    changes = session.exec(select(ChangeRow).where(ChangeRow.operation_id == operation.id)).all()
    standing = _current(session, changes)
    for change in changes:
        before, after = (_complete(change.table_name, change.before), _complete(change.table_name, change.after))
        source, target = (after, before) if backwards else (before, after)
        current = standing.get((change.table_name, change.row_id))
        if change.table_name in _STRUCK_OUT and (source is None or target is None):
            source = current
            target = target or {**(current or {}), "struck_out_at": at.isoformat()}
        if current != source:
            raise RowChangedSince
        (puts if target is not None else removals).append((change.table_name, change.row_id, source, target))
    _refuse_bereft(session, [key for table, key, *_ in removals if table == LeaderRow.__tablename__])
    puts.sort(key=lambda each: height[each[0]])
    removals.sort(key=lambda each: height[each[0]], reverse=True)
    for touched in (*puts, *removals):
        _put(session, *touched)
    return [*puts, *removals]


def _complete(table: str, values: str | None) -> Values | None:
    """What stood in a row; columns that it had not yet when this was written stand empty."""
    if values is None:
        return None
    known = kept_row(values)
    return {column.key: known.get(column.key) for column in SQLModel.metadata.tables[table].columns}


def _current(session: Session, changes: Sequence[ChangeRow]) -> dict[tuple[str, UUID], Values]:
    """What stands now in the rows that were changed, by table and key; those that are not there are left out."""
    keys: dict[str, list[UUID]] = defaultdict(list)
    for change in changes:
        keys[change.table_name].append(change.row_id)
    found = {}
    for name, of_table in keys.items():
        table = SQLModel.metadata.tables[name]
        for part in chunks(of_table):
            query = table.select().where(table.c.id.in_(part))
            for row in session.connection().execute(query).mappings():
                found[name, row["id"]] = {column.key: _to_json(column, row[column.key]) for column in table.columns}
    return found


def _refuse_bereft(session: Session, leaders: list[UUID]) -> None:
    for part in chunks(leaders):
        for kept in (DecisionRow, SignOffRow):
            if session.exec(select(kept.id).where(col(kept.leader_id).in_(part)).limit(1)).first() is not None:
                raise OnRecord


def _put(session: Session, name: str, key: UUID, source: Values | None, target: Values | None) -> None:
    connection, table = session.connection(), SQLModel.metadata.tables[name]
    if target is None:
        connection.execute(table.delete().where(table.c.id == key))
        return
    values = {column.key: _from_json(column, target[column.key]) for column in table.columns}
    if source is None:
        connection.execute(table.insert().values(**values))
    else:
        connection.execute(table.update().where(table.c.id == key).values(**values))
