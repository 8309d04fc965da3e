"""Writing the rows of a plan through the ORM, so that the journal sees every one of them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui.store.reads.chunks import chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sqlmodel import Session

Values = dict[str, Any]


def write_rows(
    session: Session,
    new: dict[str, list[Values]],
    edits: dict[str, dict[UUID, Values]],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add and change rows, by table in the order given and new ones last; `progress` hears how many of how many."""
    total = sum(map(len, new.values())) + sum(map(len, edits.values()))
    done = 0
    for number in chain(_edited(session, edits), _added(session, new)):
        session.flush()
        done += number
        if progress is not None:
            progress(done, total)


def _edited(session: Session, edits: dict[str, dict[UUID, Values]]) -> Iterator[int]:
    """Change rows, part by part; after each, how many."""
    from sqlmodel import col, select

    row_types = _row_types()
    for table, changes in edits.items():
        row_type = row_types[table]
        for part in chunks(changes):
            for row in session.exec(select(row_type).where(col(row_type.id).in_(part))).all():
                _set_values(row, changes[row.id])
            yield len(part)


def _set_values(row: Any, values: Values) -> None:
    for column, value in values.items():
        setattr(row, column, value)


def _added(session: Session, new: dict[str, list[Values]]) -> Iterator[int]:
    """Add rows, part by part; after each, how many."""
    row_types = _row_types()
    for table, rows in new.items():
        for part in chunks(rows):
            session.add_all(row_types[table](**values) for values in part)
            yield len(part)


def _row_types() -> dict[str, Any]:
    """The class of each table's rows."""
    from sqlmodel import SQLModel

    from models import tables

    return {
        str(row.__tablename__): row
        for row in vars(tables).values()
        if isinstance(row, type) and issubclass(row, SQLModel) and hasattr(row, "__table__")
    }
