"""Many rows written by one statement, and read back, as the journal has them: by column, as plain JSON values.

An object a row is what a single command works with; a table of ten thousand rows has no need of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import TypeDecorator, bindparam
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel

from models.columns import CleanText
from psw_tui.policy.text import clean
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.statements import one_of, select
from psw_tui.store.reads.stored_values import is_instant, to_stored
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Column, Dialect, Table
    from sqlalchemy.sql.dml import UpdateBase
    from sqlmodel import Session

#: A row by column: of Python's values, or as plain JSON.
Values = dict[str, Any]
#: How the name of a value begins that an update writes; the row is found by its `id`.
_NEW = "new_"
#: From so many rows on 64 MB of the file in memory save a twentieth of the time.
_MANY = 5_000


def make_room(session: Session, rows: int) -> None:
    """Have more of the file stay in memory where very many rows are written: by their keys they lie all over it."""
    if rows > _MANY:
        session.connection().exec_driver_sql("PRAGMA cache_size=-65536")


def insert(session: Session, table: str, rows: Iterable[Values]) -> None:
    """Add rows, whole, as JSON values."""
    _run(session, *_insertion(table, session.connection().dialect), rows)


def insert_tuples(session: Session, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Add rows, whole, each as the database stores its values and in the order of the table's columns."""
    connection = session.connection()
    statement, _ = _insertion(table, connection.dialect)
    connection.exec_driver_sql(statement, rows)


def update(session: Session, table: str, rows: Iterable[Values], only: Collection[str] | None = None) -> None:
    """Write only these columns (None: all) of rows that are there, found by their `id`; JSON values."""
    of = _table(table)
    names = columns(table) if only is None else only
    new: dict[str, Any] = {name: bindparam(f"{_NEW}{name}") for name in names if name != "id"}
    _run(session, *_worded(of.update().where(of.c.id == bindparam("id")).values(new), session), rows)


def delete(session: Session, table: str, keys: Iterable[str]) -> None:
    """Take rows away."""
    of, gone = _table(table), [{"id": key} for key in keys]
    if gone:
        _run(session, *_worded(of.delete().where(of.c.id == bindparam("id")), session), gone)


def standing(session: Session, table: str, keys: Iterable[str]) -> dict[str, Values]:
    """The rows as they stand, as JSON values, by key; those that are not there are left out."""
    names, forms = list(columns(table)), [_from_stored(column) for column in _table(table).columns]
    rows: dict[str, Values] = {}
    for part in chunks(keys):
        query = select(table, names, one_of("id", part))
        for row in giving_way(session.connection().exec_driver_sql(query, tuple(part))):
            values: Values = dict.fromkeys(names)
            for name, form, value in zip(names, forms, row, strict=True):
                if value is not None:
                    values[name] = form(value)
            rows[values["id"]] = values
    return rows


def complete(table: str, row: Values) -> Values:
    """Make of a new row of Python's values one of JSON values, with what a column has by default where it has none.

    It is the same dict: of a large table two would be too much.
    """
    for name, (form, default) in _columns(table).items():
        if name not in row:
            row[name] = default
        elif (value := row[name]) is not None:
            row[name] = form(value)
    return row


def columns(table: str) -> Collection[str]:
    """The names of a table's columns."""
    return _columns(table).keys()


def in_json(table: str, values: Values) -> Values:
    """Some columns of a row, of Python's values, as JSON values."""
    columns = _columns(table)
    row: Values = dict.fromkeys(values)
    for name, value in values.items():
        if value is not None:
            row[name] = columns[name][0](value)
    return row


def refuse_unfit(table: str, rows: Iterable[Values]) -> None:
    """Raise `ValueError` or `TypeError` where a JSON value is none that its column can hold."""
    readers = {column.key: _reader(column) for column in _table(table).columns}
    for row in rows:
        for name, read in readers.items():
            if read is not None and row[name] is not None:
                read(row[name])


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes Python's value of a column of a JSON value, and raises where it is none; None where any text is."""
    kind = _kind(column)
    if kind in (datetime, date):
        return kind.fromisoformat  # type: ignore[no-any-return]
    return kind if issubclass(kind, (UUID, Enum)) else None


def _to_json(column: Column[Any]) -> Callable[[Any], Any]:
    """What makes a value of a column plain JSON, as it will stand in the database; it is never given None."""
    if isinstance(column.type, CleanText):
        return partial(clean, longest=column.type.longest)
    kind = _kind(column)
    return str if issubclass(kind, Enum) else _FORMS.get(kind, _unchanged)


def _from_stored(column: Column[Any]) -> Callable[[Any], Any]:
    """What makes a value of a column, as the database gives it, plain JSON; it is never given None."""
    kind = _kind(column)
    if kind is bool:
        return bool
    return _instant_as_json if kind is datetime else _unchanged


@cache
def _columns(table: str) -> dict[str, tuple[Callable[[Any], Any], Any]]:
    """For each column what makes its values plain JSON, and what stands in it by default, as JSON."""
    found = {}
    for column in _table(table).columns:
        form, default = _to_json(column), column.default
        given = default.arg if isinstance(default, ScalarElementColumnDefault) else None
        found[column.key] = (form, None if given is None else form(given))
    return found


def _kind(column: Column[Any]) -> type[Any]:
    """The class of a column's values."""
    bare = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return bare.python_type


def _unchanged(value: Any) -> Any:
    return value


def _key_as_json(key: UUID | str) -> str:
    return key if isinstance(key, str) else key.hex


def _instant_as_json(instant: datetime | str) -> str:
    """As the database gives it back, so that an undo finds what was written."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return (instant if instant.tzinfo is None else instant.astimezone(UTC)).isoformat()


def _day_as_json(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()


_FORMS: Mapping[type, Callable[[Any], Any]] = {UUID: _key_as_json, datetime: _instant_as_json, date: _day_as_json}


@cache
def _insertion(table: str, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The statement that adds a row, and the columns that are bound in it: every entry of the journal needs two."""
    return _compiled(_table(table).insert(), dialect)


def _worded(clause: UpdateBase, session: Session) -> tuple[str, tuple[str, ...]]:
    return _compiled(clause, session.connection().dialect)


def _compiled(clause: UpdateBase, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    compiled = clause.compile(dialect=dialect)
    return str(compiled), tuple(place.removeprefix(_NEW) for place in compiled.positiontup or ())


def _run(session: Session, statement: str, names: Sequence[str], rows: Iterable[Values]) -> None:
    """Run a statement once for each row: bound as the database stores the values, without a look at each column."""
    instants = [name for name in names if is_instant(name)]
    bound = []
    for row in rows:
        stored = row | {name: to_stored(name, row[name]) for name in instants} if instants else row
        bound.append(tuple([stored[name] for name in names]))
    if bound:
        session.connection().exec_driver_sql(statement, bound)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]
