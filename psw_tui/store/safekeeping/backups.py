"""Making backups: into `backups` beside the database, checked before they count, thinned, and never filling the disk.

Whoever calls brings a connection of the thread that it works in; none of this is for the screen's thread.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from models.copies import first_damage
from models.engine import keep_copy, schema_version
from models.refusal_words import in_words
from psw_tui import trace
from psw_tui.policy.frozen import frozen
from psw_tui.store.safekeeping import backup_files, by_hand
from psw_tui.store.safekeeping.naming import BackupName, backups_folder, entry_in_short, half_written, names_in, newest
from psw_tui.store.safekeeping.thinning import stands_for, to_keep
from psw_tui.store.system import clock
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.store.safekeeping.backup_files import Holdings

#: What has to be left on the disk beside a backup, in bytes: room for the database to go on, and some more.
_LEFT_FREE = 32 * 1024**2
_ROOM = "make room there"
#: What to do where a folder can't be written; a disk that fails may as well be one that gives this user no more room.
_MENDS = {errno.ENOSPC: _ROOM, errno.EFBIG: _ROOM, errno.EIO: f"{_ROOM}, or check that disk"}
if sys.platform != "win32":
    _MENDS[errno.EDQUOT] = _ROOM


class NoBackup(Refused):
    """No backup could be made: why, and what to do. Those that are there stay, and so does the database."""


@frozen
class Made:
    """A backup that was made: where it lies, what its name tells (None for a copy elsewhere), and what is in it.

    `is_noted` is False of a copy elsewhere whose place could not be put on record.
    """

    path: Path
    name: BackupName | None
    contents: Holdings
    is_noted: bool = True

    def in_words(self) -> str:
        """What was backed up, and where to."""
        return f"Backed up {self.contents.in_words()} to {self.path}."

    @property
    def warning(self) -> str:
        """What has to be known of a copy whose place is not on record; empty of any other."""
        if self.is_noted:
            return ""
        return f"Where {self.path} lies could not be put on record, so erasing and encrypting do not reach it."


def changed_since(connection: sqlite3.Connection, database: Path) -> bool:
    """Whether anything was recorded since the newest backup; never in a file without an entry.

    `Refused` when the file can't be read just now.
    """
    with unreadable():
        entry = entry_in_short(backup_files.newest_entry(connection))
        now = entry, schema_version(connection), backup_files.is_packed(connection)
    last = newest(database)
    return bool(entry) and (last is None or (last.entry, last.version, last.is_packed) != now)


def make_if_changed(connection: sqlite3.Connection, database: Path) -> Made | None:
    """Make a backup unless nothing was recorded since the newest one; `Refused` when it can't be made."""
    return make(connection, database) if changed_since(connection, database) else None


def make(connection: sqlite3.Connection, database: Path) -> Made:
    """Make a backup of the database as it is committed now, and let those go that are too many.

    `NoBackup` when it can't be made; then nothing has changed, and no half file stays.
    """
    folder = backups_folder(database)
    with _worded(connection, database, folder), alone(database):
        name = BackupName(
            1 + max((name.number for name in names_in(folder, database)), default=0),
            clock.now().replace(microsecond=0),
            schema_version(connection),
            entry_in_short(backup_files.newest_entry(connection)),
            is_packed=backup_files.is_packed(connection),
        )
        path = folder / name.of(database)
        contents = backup_files.put(connection, path, partial(keep_room, folder, database))
        thin(folder, database)
    return Made(path, name, contents)


def write_copy(connection: sqlite3.Connection, database: Path, target: Path) -> Made:
    """Write a copy of the database as it is committed now to a file of the user's choice, which psw opens as it is.

    `NoBackup` when it can't be written; a file that is there is never replaced. Its place is put on record before, so
    that none is there that nobody knows; a disk too full for that still gets its copy elsewhere.
    """
    if os.path.lexists(target):
        raise NoBackup(f"No backup was made: {target} is there already; name a file that is not.")
    if not target.parent.is_dir():
        raise NoBackup(f"No backup was made: there is no folder {target.parent}; make it first.")
    with _worded(connection, database, target):
        keep_room(target.parent, database, database.stat().st_size)
        is_noted = False
        with suppress(OSError):
            make_folder(database)
            by_hand.note(connection, database, target)
            is_noted = True
        try:
            keep_copy(connection, target)
            return Made(target, None, backup_files.look_into(target), is_noted)
        except BaseException:
            target.unlink(missing_ok=True)
            by_hand.forget(database, target)
            raise


def thin(folder: Path, database: Path) -> None:
    """Let the backups go that are too many by their dates, each where what stays for it can still be read to its end.

    One that can't be removed stays.
    """
    names = names_in(folder, database)
    kept = to_keep(names, clock.now())

    @cache
    def is_good(name: BackupName) -> bool:
        try:
            backup_files.look_into(folder / name.of(database))
        except backup_files.UnreadableBackup:
            return False
        return True

    for name in set(names) - kept:
        instead = stands_for(name, kept)
        if instead is None or is_good(instead):
            with suppress(OSError):
                (folder / name.of(database)).unlink()


def keep_room(folder: Path, database: Path, size: int) -> None:
    """`NoBackup` where the disk would be as good as full with a file of this size."""
    free = shutil.disk_usage(folder).free
    there = database.stat().st_size if database.exists() else size
    needed = size + min(_LEFT_FREE, 2 * there)
    if free < needed:
        raise NoBackup(
            f"No backup was made: {_size(free)} are free in {folder}, and {_size(needed)} are needed; make room there. "
            "The backups that are there stay."
        )


def _size(number: int) -> str:
    return f"{number / 1024**2:.1f} MB"


def make_folder(database: Path) -> Path:
    """The folder of the backups, made if it is not there, open to the user alone; OSError when it can't be made."""
    folder = backups_folder(database)
    folder.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32" and not folder.is_symlink() and folder.stat().st_mode & 0o077:
        with suppress(OSError):
            folder.chmod(0o700)
    return folder


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """While the block runs nobody else writes into the folder; what a killed one left half-written goes first."""
    folder = make_folder(database)
    lock = FileLock(folder / database.name)
    try:
        lock.acquire()
    except Locked:
        raise NoBackup("A backup is being made just now; try again in a moment.") from None
    try:
        for part in half_written(folder, database):
            part.unlink(missing_ok=True)
        yield
    finally:
        lock.release()


@contextmanager
def _worded(connection: sqlite3.Connection, database: Path, folder: Path) -> Iterator[None]:
    """What goes wrong while a backup is made, in words."""
    try:
        yield
    except backup_files.UnreadableBackup as error:
        if damage := first_damage(connection):
            raise NoBackup(
                f"No backup was made: {database} is damaged ({damage.splitlines()[-1]}); run `psw check`, or restore "
                "one of the backups, which all stay."
            ) from None
        trace.note(error)
        raise NoBackup(
            f"No backup was made: what was written to {folder} reads back as something else; check that disk. The "
            "backups that are there stay."
        ) from None
    except OSError as error:
        what = _MENDS.get(error.errno or 0, "allow psw to write there")
        raise NoBackup(
            f"No backup was made: {folder} can't be written ({error.strerror or error}); {what}. The backups that are "
            "there stay."
        ) from None
    except sqlite3.Error as error:
        raise NoBackup(f"No backup was made: {in_words(error, str(database))}") from None
