"""The rows of a journal entry put back, by an undo or a redo; what stays on record is struck out instead of deleted."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from models.tables import CertificateRow, DecisionRow, LeaderRow, OperationRow, SignOffRow
from psw_tui.store.core import row_statements
from psw_tui.store.reads import statements
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.unreadable import kept_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from psw_tui.store.core.journal import Touched
    from psw_tui.store.core.row_statements import Values

#: Rows that an undo strikes out instead of deleting: a decision stays in the record, a certificate on somebody's wall.
_STAYING = (DecisionRow, SignOffRow, CertificateRow)
_STRUCK_OUT = frozenset(row.__tablename__ for row in _STAYING)


class RowChangedSince(Exception):
    """A row that the operation touched has been changed by something else since."""


class OnRecord(Exception):
    """A leader would go of whom decisions or certificates are on record, struck out or not: they are never deleted."""


def undo_or_redo_entry(session: Session, operation: OperationRow, *, backwards: bool, at: datetime) -> list[Touched]:
    """Undo an entry, or redo it: the befores of its rows are written back, or their afters again.

    Raises `RowChangedSince` if a row was touched since, `OnRecord` if a decision would be left without its leader. A
    decision, sign-off or certificate is struck out instead of deleted, and its stroke is taken off again by a redo.
    Rows are put back parents first, and taken away children first: before, so that none is in the way of one that comes
    back in its stead, but for those that a decision would let go of, which is put with the link that it had.
    """
    puts: list[Touched] = []
    removals: list[Touched] = []
    touched_rows = [(table, key) for table, key in _changes(session, operation, "table_name", "row_id") if key]
    row_statements.make_room(session, len(touched_rows))
    standing = _current(session, touched_rows)
    for table, key, before_text, after_text in _changes(session, operation, "table_name", "row_id", "before", "after"):
        if key is None:  # erased since
            raise RowChangedSince
        before, after = _complete(table, before_text), _complete(table, after_text)
        source, target = (after, before) if backwards else (before, after)
        current = standing.get((table, key))
        if table in _STRUCK_OUT and (source is None or target is None):
            source = current
            target = target or struck_out(current, at)
        if current != source:
            raise RowChangedSince
        # Rather than `source`, which is the same: of a large entry both would be too much.
        (puts if target is not None else removals).append((table, key, current, target))
    _refuse_bereft(session, [UUID(key) for table, key, *_ in removals if table == LeaderRow.__tablename__])
    let_go = _let_go()
    first = [touched for touched in removals if touched[0] not in let_go]
    last = [touched for touched in removals if touched[0] in let_go]
    taken = list(_take_away(session, first))
    return [*_put(session, puts), *taken, *_take_away(session, last)]


def _changes(session: Session, operation: OperationRow, *columns: str) -> Iterable[Sequence[Any]]:
    """These columns of an entry's changes, as stored, read as they are asked for."""
    query = statements.select("change", columns, "WHERE operation_id = ? ORDER BY n")
    return session.connection().exec_driver_sql(query, (operation.id.hex,))


def struck_out(row: Values | None, at: datetime) -> Values:
    """What stays of a decision or sign-off that is undone: the row, with the moment of it."""
    return {**(row or {}), "struck_out_at": at.isoformat()}


def _complete(table: str, values: str | None) -> Values | None:
    """What stood in a row; columns that it had not yet when this was written stand empty."""
    if values is None:
        return None
    known = kept_row(values)
    return {name: known.get(name) for name in row_statements.columns(table)}


def _current(session: Session, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Values]:
    """What stands now in rows of these tables and keys; those that are not there are left out."""
    keys: dict[str, list[str]] = defaultdict(list)
    for table, key in rows:
        keys[table].append(key)
    current = {}
    for table, of_table in keys.items():
        for key, values in row_statements.standing(session, table, of_table).items():
            current[table, key] = values
    return current


def _refuse_bereft(session: Session, leaders: list[UUID]) -> None:
    for part in chunks(leaders):
        for kept in _STAYING:
            if session.exec(select(kept.id).where(col(kept.leader_id).in_(part)).limit(1)).first() is not None:
                raise OnRecord


def _put(session: Session, puts: list[Touched]) -> Iterator[Touched]:
    """Write rows as they were, parents first; those written. `ValueError` for what a column can't hold."""
    for table, of_table in _parents_first(puts):
        row_statements.refuse_unfit(table, [target for *_, target in of_table if target is not None])
        missing = [target for *_, source, target in of_table if source is None and target is not None]
        there = [target for *_, source, target in of_table if source is not None and target is not None]
        row_statements.insert(session, table, missing)
        row_statements.update(session, table, there)
        yield from of_table


def _take_away(session: Session, removals: list[Touched]) -> Iterator[Touched]:
    """Take rows away, children first; those taken away."""
    for table, of_table in reversed(_parents_first(removals)):
        row_statements.delete(session, table, [key for _, key, *_ in of_table])
        yield from of_table


@cache
def _let_go() -> frozenset[str]:
    """The tables whose rows go without those that refer to them: their links are emptied."""
    links = chain.from_iterable(table.foreign_keys for table in SQLModel.metadata.sorted_tables)
    return frozenset(link.column.table.name for link in links if link.ondelete == "SET NULL")


def _parents_first(rows: list[Touched]) -> list[tuple[str, list[Touched]]]:
    """The tables that these rows are of, each with its own."""
    of: dict[str, list[Touched]] = defaultdict(list)
    for touched in rows:
        of[touched[0]].append(touched)
    return [(table, of[table]) for table in _order() if table in of]


@cache
def _order() -> tuple[str, ...]:
    """Every table after those that it refers to."""
    return tuple(table.name for table in SQLModel.metadata.sorted_tables)
