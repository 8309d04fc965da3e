"""Makes the file that stands for a version of the database: rows in every table, and entries to undo and to redo.

    PSW_TODAY=2027-02-01 python -m tests.versions.make

It is made once, by the program of that version, before the next step of the ladder is released; then it is kept as it
is. So this stands on what every version has: the demo, `Store.command`, the models, undo and redo.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, func
from sqlmodel import SQLModel, select

from models import migrations, tables
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store

FOLDER = Path(__file__).parent
_OWN = {"operation", "change", "programme_text", "calendar_key", "erasure_pending"}


def path_of(version: int) -> Path:
    """Where the file of a version is kept, packed."""
    return FOLDER / f"version_{version}.db.gz"


def unpack(version: int, path: Path) -> Path:
    """Put the file of a version in place."""
    path.write_bytes(gzip.decompress(path_of(version).read_bytes()))
    return path


def make(path: Path) -> None:
    """A small demo, what it leaves empty filled, and some of it taken back and made again."""
    subprocess.run(
        [sys.executable, "-m", "psw_tui", "demo", "--no-open", "--leaders", "4", "--db", str(path)], check=True
    )
    with Store.open(path) as store:
        store.warm()
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in _OWN:
                _fill(store, table.name)
        for value in (MarkValue.ABSENT, MarkValue.PART):  # the row of a mark is taken away, and made anew
            _mark_anew(store, value)
        for _ in range(5):
            undo.undo(store)
        for _ in range(2):
            undo.redo(store)


def _class_of(table: str) -> Any:
    return next(found for found in vars(tables).values() if getattr(found, "__tablename__", None) == table)


def _fill(store: Store, table: str) -> None:
    """Add a row to a table that has none, linked to the first rows of others."""
    row_class = _class_of(table)
    with store.command(f"Added to {table}", {"leaders"}) as writing:
        session = writing.session
        if session.exec(select(func.count()).select_from(row_class)).one():
            return
        values = {column.key: _value(session, column) for column in row_class.__table__.columns if column.key != "id"}
        if table == "draft":
            booking = session.exec(select(tables.BookingRow).limit(1)).one()
            values["cites"] = json.dumps({f"booking:{booking.id.hex}": "as it was"})
        session.add(row_class(**values))


def _value(session: Any, column: Column[Any]) -> Any:
    """Something that a column can hold."""
    if column.foreign_keys:
        (link,) = column.foreign_keys
        return session.exec(select(_class_of(link.column.table.name)).order_by("id")).first().id
    if column.nullable:
        return None
    words = getattr(column.type, "enums", None)
    if words:
        return words[0]
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return {
        date: date(2027, 1, 15),
        datetime: datetime(2027, 1, 15, 9, tzinfo=UTC),
        str: "",
        bool: False,
        UUID: UUID(int=1),
    }.get(kind, 1)


def _mark_anew(store: Store, value: MarkValue) -> None:
    with store.command("Took a mark away", {"marks"}) as writing:
        row = writing.session.exec(select(tables.MarkRow).order_by("session_id", "leader_id").limit(1)).one()
        about: dict[str, Any] = {"session_id": row.session_id, "leader_id": row.leader_id}
        writing.session.delete(row)
    with store.command(f"Marked {value}", {"marks"}) as writing:
        writing.session.add(tables.MarkRow(**about, value=value))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "psw.db"
        make(made)
        packed = path_of(migrations.HEAD)
        packed.write_bytes(gzip.compress(made.read_bytes(), mtime=0))
        print(packed)
