"""Copies that a user had written to a place of their choice (`psw backup FILE`): where they lie is kept on record.

A small file among the backups stands for each: its place, and the first journal entry of its database, by which it is
known from whatever else lies there later. So what is done to every copy (erasing, encrypting) is done to it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.engine import BadFile
from psw_tui.store.safekeeping import backup_files
from psw_tui.store.safekeeping.naming import backups_folder
from psw_tui.store.system.refusal import Refused
from psw_tui.whole_files import put_in_place, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTE = ".copy-at-"
_FIRST = "SELECT id FROM main.operation ORDER BY rowid LIMIT 1"


def note(connection: sqlite3.Connection, database: Path, copy: Path) -> None:
    """Put on record that a copy lies there; OSError when it can't be. One that holds no entry needs none."""
    first = connection.execute(_FIRST).fetchone()
    if first is not None:
        text = json.dumps({"path": str(copy.resolve()), "entry": first[0]})
        with put_in_place(_note(database, copy)) as part:
            write_new(part, text.encode())


def forget(database: Path, copy: Path) -> None:
    """Take it off the record."""
    with suppress(OSError):
        _note(database, copy).unlink(missing_ok=True)


def places(database: Path) -> dict[Path, str]:
    """Where such copies of a database, given by its real path, were written, and the entry by which each is known."""
    return {path: entry for path, entry in _read(database) if path != database}


def is_ours(copy: Path, entry: str) -> bool | None:
    """Whether what lies there is still that copy; None where that can't be told, for it does not open."""
    try:
        with backup_files.opened(copy) as connection:
            found = connection.execute("SELECT 1 FROM main.operation WHERE id = ?", (entry,)).fetchone()
    except (BadFile, Refused, sqlite3.Error, OSError):
        return None
    return found is not None


def is_away(copy: Path) -> bool:
    """Whether the place itself is not there: no folder, or an empty one, which is where a stick belongs that is out."""
    try:
        return not any(copy.parent.iterdir())
    except OSError:
        return True


def is_at_rest(copy: Path) -> bool:
    """Whether no command on it was broken off: its file alone is the whole of it."""
    journal = copy.with_name(f"{copy.name}-journal")
    return not journal.exists() or journal.stat().st_size == 0


def _note(database: Path, copy: Path) -> Path:
    which = hashlib.sha256(str(copy.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return backups_folder(database) / f"{database.name}{_NOTE}{which}"


def _read(database: Path) -> Iterator[tuple[Path, str]]:
    try:
        names = sorted(path.name for path in backups_folder(database).iterdir())
    except OSError:
        return
    for name in names:
        if name.startswith(f"{database.name}{_NOTE}") and not name.endswith(".part"):
            with suppress(OSError, ValueError, KeyError, TypeError):
                said = json.loads((backups_folder(database) / name).read_bytes())
                yield Path(said["path"]), str(said["entry"])
