"""The file deleted, moved or replaced while psw has it open: nothing goes into the wrong file, what is open is saved.

An open database is read by its inode, whatever lies under its name by now; a write would put a rollback journal beside
a name that means another file. So before every write, and when a screen reads anew, the name is held against what was
opened. What is still open is copied beside it once, for its user alone, and every refusal names the copy.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from models.engine import data_version, keep_copy
from psw_tui.policy.calendar import london
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    Identity = tuple[int, int]

_NEWEST = "SELECT id FROM main.operation ORDER BY counter DESC, machine DESC LIMIT 1"


class Watch:
    """Whether a path still leads to the file that was opened under it, with what was last known to be in it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._identity = _identity(path)
        self._newest = _newest(connection)
        self._versions: dict[int, int] = {}
        self._saved: Path | None = None
        self._saving = threading.Lock()

    def is_elsewhere(self) -> bool:
        """Whether another file lies there by now, or none."""
        return _identity(self._path) != self._identity

    def look(self, connection: sqlite3.Connection) -> None:
        """`Refused` when another file lies there, none, or an older copy: then what is still open has been saved.

        Cheap enough for every read: one look at the folder, and one row by its key once somebody else has written.
        """
        there = _identity(self._path)
        if there != self._identity:
            what = (
                f"{self._path} is not there any more: it was deleted or moved while psw had it open"
                if there is None
                else f"Another file lies at {self._path} since psw opened it"
            )
            raise Refused(f"{what}; nothing was recorded, and {self._save(connection)}.")
        self._saved = None
        with unreadable():
            version = data_version(connection)
        if version == self._versions.get(id(connection)):
            return
        if self._newest and not _has(connection, self._newest):
            raise Refused(
                f"{self._path} was replaced by an older copy of it, or by another, while psw had it open; nothing was "
                "recorded: start psw again to go on with what is there now."
            )
        self._versions[id(connection)] = version

    def newest(self, connection: sqlite3.Connection) -> str:
        """The newest entry, as the connection's own transaction leaves it."""
        return _newest(connection)

    def note(self, newest: str) -> None:
        """Remember the newest entry, which no file that goes on from this one can lack."""
        self._newest = newest

    def _save(self, connection: sqlite3.Connection) -> str:
        """Copy what is open beside where it was, else into the user's own folder; what is said of it."""
        with self._saving:
            if self._saved is None or not self._saved.exists():
                self._saved = self._copy(connection)
        if self._saved is None:
            return "what is open could not be saved either: put the file back before psw is closed"
        return f"what was open is saved in {self._saved}: close psw and put that in its place, or the file itself"

    def _copy(self, connection: sqlite3.Connection) -> Path | None:
        stamp = f"{london(clock.now()):%Y%m%d-%H%M%S}"
        name = f"{self._path.stem}.rescued-{stamp}{self._path.suffix}"
        for folder in (self._path.parent, Path.home()):
            target = _free(folder / name)
            try:
                keep_copy(connection, target)
            except (OSError, sqlite3.Error):
                continue
            return target
        return None


def _identity(path: Path) -> Identity | None:
    """The file that a path leads to, by device and number; None when there is none."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Refused(f"{path} can't be reached: {error.strerror or error}; nothing was recorded.") from None
    return status.st_dev, status.st_ino


def _newest(connection: sqlite3.Connection) -> str:
    with unreadable():
        row = connection.execute(_NEWEST).fetchone()
    return "" if row is None else str(row[0])


def _has(connection: sqlite3.Connection, entry: str) -> bool:
    with unreadable():
        return connection.execute("SELECT 1 FROM main.operation WHERE id = ?", (entry,)).fetchone() is not None


def _free(path: Path) -> Path:
    """The path itself, or with a number where there is a file already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
