"""Writing the rows of a plan through the ORM, so that the journal sees every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlmodel import Session

#: How many rows are flushed at once; also how many keys go into one IN (…) list.
_CHUNK = 500

Values = dict[str, Any]


def write_rows(
    session: Session,
    new: dict[str, list[Values]],
    edits: dict[str, dict[UUID, Values]],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add and change rows, by table in the order given and new ones last; `progress` hears how many of how many."""
    from sqlmodel import SQLModel, col, select

    from models import tables

    rows_of: dict[str, Any] = {
        str(row.__tablename__): row
        for row in vars(tables).values()
        if isinstance(row, type) and issubclass(row, SQLModel) and hasattr(row, "__table__")
    }
    total = sum(map(len, new.values())) + sum(map(len, edits.values()))
    done = 0

    def wrote(number: int) -> None:
        nonlocal done
        session.flush()
        done += number
        if progress is not None:
            progress(done, total)

    for table, changes in edits.items():
        row_type, keys = rows_of[table], list(changes)
        for start in range(0, len(keys), _CHUNK):
            part = keys[start : start + _CHUNK]
            for row in session.exec(select(row_type).where(col(row_type.id).in_(part))).all():
                for column, value in changes[row.id].items():
                    setattr(row, column, value)
            wrote(len(part))
    for table, added in new.items():
        for start in range(0, len(added), _CHUNK):
            chunk = added[start : start + _CHUNK]
            session.add_all(rows_of[table](**values) for values in chunk)
            wrote(len(chunk))
