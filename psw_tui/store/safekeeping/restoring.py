"""Restoring a backup: checked first, the present file put aside, and the backup put in its place whole.

Killed at any step the database is the present file or the restored one, never a half of either and never none. What
lies at the database's name is only ever replaced by one step of the file system.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.cipher import note_beside
from models.copies import is_database
from models.engine import BadFile, NoKey, NotNow, forget, open_file, schema_version
from models.refusal_words import REPORTED, in_words, is_not_the_files
from psw_tui.policy.frozen import frozen
from psw_tui.store.safekeeping import backup_files, backups, listing
from psw_tui.store.safekeeping.naming import BackupName, entry_in_short, names_in, read_name
from psw_tui.store.system import clock
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.refusal import Refused
from psw_tui.whole_files import put_in_place, sweep_parts, sync_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psw_tui.store.safekeeping.backup_files import Holdings

#: What belongs to a file that is not there any more, and would be taken for the restored one's.
_STALE = ("-journal", "-wal", "-shm")


@frozen
class Restored:
    """What was restored, and where the file that was there before is kept; None where there was none."""

    backup: Path
    holdings: Holdings
    aside: Path | None
    number: int = 0

    def in_words(self) -> str:
        """What is there now, and how to go back."""
        said = f"Restored {self.holdings.in_words()} from {self.backup.name}."
        if self.aside is None:
            return said
        return f"{said} What was there is number {self.number} of the backups now; restore that to go back."


def meant(named: str, database: Path) -> Path:
    """The backup that is meant: a file, the name of one in the folder of the backups, or its number in the list."""
    if named and Path(named).is_file():
        return Path(named).resolve()
    for found in listing.paths_of(database):
        name = read_name(found.name, database)
        if found.name == named or (name is not None and named.isascii() and named == str(name.number)):
            return found
    _refuse_strange(Path(named))
    raise Refused(f"There is no backup {named}; `psw backup --list` names them all.")


def _refuse_strange(path: Path) -> None:
    """`Refused` for what is there and is no file that could be read to its end."""
    if path.exists():
        strange = "a folder" if path.is_dir() else "not an ordinary file"
        raise Refused(f"{path} is {strange}; name the file of a backup, or its number in `psw backup --list`.")


def check(database: Path, backup: Path) -> Holdings:
    """What a backup holds, once it is certain that it can be restored here; `Refused` where it can't."""
    if not backup.is_file():
        _refuse_strange(backup)
        raise Refused(f"There is no backup at {backup}.")
    if database.exists() and backup.samefile(database):
        raise Refused(f"{backup} is the database itself; `psw backup --list` names its backups.")
    journal = backup.with_name(f"{backup.name}-journal")
    if journal.is_file() and journal.stat().st_size:
        raise Refused(f"{backup} was not closed properly: open it once with `psw --db`, then restore it.")
    holdings = backup_files.look_into(backup)
    note = note_beside(database)
    if note.exists() and is_database(backup_files.unpacked(backup)):
        raise Refused(
            f"{backup} is not encrypted, and {database.name} is, so nothing was changed: restore a backup that is, or "
            f"delete {note.name} beside it to go on with a file that anybody can read."
        )
    return holdings


def restore(database: Path, backup: Path, prepare: Callable[[Path, Path], None]) -> Restored:
    """Put a backup in the database's place, the file that is there aside; `Refused` where all stays as it was.

    `prepare` is given the database and what is about to take its place, to see to it that nobody comes back.
    """
    with _locked(database):
        holdings = check(database, backup)
        data = backup_files.unpacked(backup)
        backups.keep_room(database.parent, database, len(data))
        sweep_parts(database)
        _settle(database)
        with backups.alone(database), put_in_place(database) as part:
            write_new(part, data)
            prepare(database, part)
            backup_files.look_into(part)
            number, aside = _put_aside(database)
            for ending in _STALE:
                database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
        forget(database)
    return Restored(backup, holdings, aside, number)


def _settle(database: Path) -> None:
    """Let SQLite finish what a killed command left: then the file is whole without the journal beside it.

    `Refused` where another program uses it just now. One that is damaged stays as it is.
    """
    if not database.exists():
        return
    try:
        with closing(open_file(database)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except NoKey:
        return  # whoever restores need not know the passphrase of what is put aside
    except NotNow:
        raise
    except (BadFile, *REPORTED) as error:
        if is_not_the_files(error):
            raise


def _put_aside(database: Path) -> tuple[int, Path | None]:
    """Give the present file a second name among the backups; what it was called by stays until it is replaced."""
    if not database.exists():
        return 0, None
    folder = backups.make_folder(database)
    version, entry = _told_of(database)
    number = 1 + max((name.number for name in names_in(folder, database)), default=0)
    at = clock.now().replace(microsecond=0)
    aside = folder / BackupName(number, at, version, entry, is_aside=True, is_packed=False).of(database)
    try:
        os.link(database, aside)
    except OSError:  # no second names there
        with put_in_place(aside) as part:
            shutil.copyfile(database, part)
            part.chmod(0o600)
            with part.open("rb") as file:
                os.fsync(file.fileno())
    journal = database.with_name(f"{database.name}-journal")
    if journal.is_file() and journal.stat().st_size:  # of a damaged file, which nobody could finish
        journal.replace(aside.with_name(f"{aside.name}-journal"))
    sync_folder(folder)
    return number, aside


def _told_of(database: Path) -> tuple[int, str]:
    with suppress(BadFile, *REPORTED), closing(open_file(database)) as connection:
        return schema_version(connection), entry_in_short(backup_files.newest_entry(connection))
    return 0, ""


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    """No other psw works on the file meanwhile; what goes wrong is `Refused` in words."""
    lock = FileLock(database)
    try:
        lock.acquire()
        yield
    except backups.NoBackup as error:
        raise Refused(str(error).replace("No backup was made", "Nothing was restored", 1)) from None
    except (BadFile, Locked) as error:
        raise Refused(f"Nothing was restored: {error}") from None
    except OSError as error:
        raise Refused(f"Nothing was restored: {database} can't be written ({error.strerror or error}).") from None
    except sqlite3.Error as error:
        raise Refused(f"Nothing was restored: {in_words(error, str(database))}") from None
    finally:
        lock.release()
