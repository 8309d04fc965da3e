"""What a backup is called: everything that has to be known of it without reading it stands in its name.

    psw.db.0042-2027-02-01T143012Z-v7-9c1e0b7a.gz

The database's name, a number that only grows, when it was made (UTC), the schema's version, and how the id of the
newest journal entry in it begins; it ends in `db` where it is encrypted, and so not packed. The number tells the order
in which backups were made, whatever the clock said.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = "backups"
#: How much of an entry's id stands in a name.
_ENTRY = 8
_STAMP = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(
    r"(?P<number>\d{4,9})-(?P<at>\d{4}-\d\d-\d\dT\d{6}Z)-v(?P<version>\d{1,4})-(?P<entry>[0-9a-f]{8}|none)"
    r"(?P<aside>-aside)?\.(?P<kind>gz|db)"
)


class BackupName(NamedTuple):
    """One backup as its name tells it; `is_aside` marks a file that a restore put out of the way."""

    number: int
    at: datetime
    version: int = 0
    entry: str = ""
    is_aside: bool = False
    is_packed: bool = True

    def of(self, database: Path) -> str:
        """The name of the file, for the backups of this database."""
        aside, kind = "-aside" if self.is_aside else "", "gz" if self.is_packed else "db"
        entry = self.entry or "none"
        return f"{database.name}.{self.number:04}-{self.at:{_STAMP}}-v{self.version}-{entry}{aside}.{kind}"


def entry_in_short(entry: str) -> str:
    """As much of the id of a journal entry as stands in a name."""
    return entry[:_ENTRY]


def backups_folder(database: Path) -> Path:
    """Where the backups of a database lie: beside it."""
    return database.with_name(FOLDER)


def read_name(name: str, database: Path) -> BackupName | None:
    """What a name tells, if it is that of a backup of this database; None for any other file."""
    found = _NAME.fullmatch(name.removeprefix(f"{database.name}.")) if name.startswith(f"{database.name}.") else None
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found["at"]).replace(tzinfo=UTC)
    except ValueError:  # the 31st of February
        return None
    entry = "" if found["entry"] == "none" else found["entry"]
    return BackupName(
        int(found["number"]), at, int(found["version"]), entry, found["aside"] is not None, found["kind"] == "gz"
    )


def names_in(folder: Path, database: Path) -> list[BackupName]:
    """The backups of a database in a folder, in the order in which they were made; OSError where it can't be read."""
    try:
        files = [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found for name in files if (found := read_name(name, database)) is not None)


def half_written(folder: Path, database: Path) -> list[Path]:
    """What somebody who was killed has left of backups of a database in a folder."""
    return [part for part in folder.glob("*.part") if part.name.startswith(f"{database.name}.")]


def made(names: Iterable[BackupName]) -> list[BackupName]:
    """Those that were made as backups, without what a restore put aside."""
    return [name for name in names if not name.is_aside]


def newest(database: Path) -> BackupName | None:
    """The backup that was made last, by the names alone; None where there is none, or the folder can't be read."""
    with suppress(OSError):
        names = made(names_in(backups_folder(database), database))
        return names[-1] if names else None
    return None
