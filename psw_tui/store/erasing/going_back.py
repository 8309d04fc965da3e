"""A backup that is restored brings nobody back who was erased since it was made, as from a stick that was away then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from models import erasing
from models.engine import BadFile, forget, open_file
from psw_tui.policy.terms import ErasureKind
from psw_tui.store.safekeeping import backup_files, copy_places, restoring
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.safekeeping.restoring import Restored

_TOMBSTONES = "SELECT known_by, ground FROM main.erasure WHERE kind = ?"


def restore(database: Path, backup: Path) -> Restored:
    """Put a backup in the database's place, as `restoring.restore` does, without whoever was erased since."""
    return restoring.restore(database, backup, _erase_in_restored)


def _erase_in_restored(database: Path, part: Path) -> None:
    """Erase in a file that is about to take the database's place whoever was erased from that one.

    Where the database is damaged, the backups that are there say who that was. What can't be read raises what
    `open_file` does, or `sqlite3.Error`.
    """
    grounds = _tombstones(database)
    if not grounds:
        return
    with closing(open_file(part)) as restored:
        restored.execute("PRAGMA journal_mode=MEMORY")
        if erasing.held_in(restored, grounds):
            from psw_tui.store.erasing import copies  # SQLModel: hardly ever is there anybody

            copies.erase_again(restored, copies.jobs_of(grounds))
    forget(part)
    part.with_name(f"{part.name}-journal").unlink(missing_ok=True)


def _tombstones(database: Path) -> dict[str, str]:
    """By what the erased are known again, and on which ground each was erased."""
    try:
        with closing(open_file(database)) as connection:
            return _read(connection)
    except (BadFile, sqlite3.Error):
        found: dict[str, str] = {}
    for path in copy_places.reached(database):
        try:
            with backup_files.opened(path) as copy:
                found |= _read(copy)
        except (Refused, sqlite3.Error, OSError):  # nothing is restored from it either
            continue
    return found


def _read(connection: sqlite3.Connection) -> dict[str, str]:
    try:
        return dict(connection.execute(_TOMBSTONES, (ErasureKind.LEADER,)).fetchall())
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):  # of an older version, from which nobody was erased
            return {}
        raise
