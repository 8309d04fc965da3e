"""Statements that every key asks: put together once, for SQLAlchemy takes longer to do so than SQLite to answer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam
from sqlmodel import select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ScalarResult
    from sqlmodel import Session

RowT = TypeVar("RowT")


def with_these(session: Session, table: type[RowT], values: Mapping[str, Any]) -> ScalarResult[RowT]:
    """The rows of a table with these values, by column."""
    statement = _with_these(table, *values)  # type: ignore[arg-type]  # a class is hashable, though a metaclass may not be
    found: ScalarResult[RowT] = session.exec(statement, params=values)
    return found


@cache
def _with_these(table: Any, *columns: str) -> Any:
    # Nothing is looked for as well, and nothing equals nothing only so.
    return select(table).where(*(getattr(table, name).is_not_distinct_from(bindparam(name)) for name in columns))
