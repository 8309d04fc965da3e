"""The backups that there are, each read to its end: what is in it, or why it can't be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import moment
from psw_tui.store.safekeeping.backup_files import UnreadableBackup, look_into
from psw_tui.store.safekeeping.naming import backups_folder, names_in, read_name
from psw_tui.store.safekeeping.second_copy import names_there
from psw_tui.store.system import passphrases
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from psw_tui.store.safekeeping.backup_files import Holdings
    from psw_tui.store.safekeeping.naming import BackupName


@frozen
class Backup:
    """A backup as it is found: what its name tells, and what is in it; `problem` says why it can't be restored.

    One that `is_locked` is encrypted, and its passphrase has not been given.
    """

    path: Path
    name: BackupName
    contents: Holdings | None
    problem: str = ""
    is_locked: bool = False

    def in_words(self) -> str:
        """When it was made and what it holds, in a line."""
        what = "put aside by a restore" if self.name.is_aside else f"backup {self.name.number}"
        if self.contents is None:
            why = "encrypted" if self.is_locked else "can't be read"
            return f"{moment(self.name.at)} · {what} · {why}"
        return f"{moment(self.name.at)} · {what} · {self.contents.in_words()}"


def paths_of(database: Path) -> list[Path]:
    """Every backup of a database, newest first: those beside it, then second copies of what is not there any more."""
    folder = backups_folder(database)
    try:
        here = {name.of(database): folder / name.of(database) for name in names_in(folder, database)}
    except OSError as error:
        raise Refused(f"{folder} can't be read: {error.strerror or error}.") from None
    found = {**names_there(database), **here}
    named = {name: read for name in found if (read := read_name(name, database)) is not None}
    return [found[name] for name in sorted(named, key=named.__getitem__, reverse=True)]


def backups_of(database: Path, head_code: Callable[[sqlite3.Connection], str] | None = None) -> Iterator[Backup]:
    """The backups of a database, newest first, read one by one; `head_code` gives the short code of a journal."""
    for path in paths_of(database):
        name = read_name(path.name, database)
        if name is None:
            continue
        try:
            yield Backup(path, name, look_into(path, head_code))
        except UnreadableBackup as error:
            yield Backup(path, name, None, str(error), is_locked=_is_locked(path, name))


def locked_ones(database: Path) -> Iterator[tuple[Path, BackupName]]:
    """The backups that are encrypted, newest first, and whose passphrase has not been given."""
    for path in paths_of(database):
        name = read_name(path.name, database)
        if name is not None and _is_locked(path, name):
            yield path, name


def _is_locked(path: Path, name: BackupName) -> bool:
    return not name.is_packed and passphrases.is_locked(path)


def good_ones(database: Path) -> Iterator[Backup]:
    """The backups that can be restored, newest first, each read to its end; what a restore put aside is none."""
    return (found for found in backups_of(database) if found.contents and not found.name.is_aside)
