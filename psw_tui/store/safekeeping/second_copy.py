"""A second copy of every backup in a folder that the settings name: a stick, or a share of the office.

That folder may serve several computers and databases, so psw keeps to a folder of its own in it. It is never made
where the named folder is not there: an empty place where a stick belongs is no stick.
"""

from __future__ import annotations

import hashlib
import platform
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from psw_tui.store.safekeeping import backups
from psw_tui.store.safekeeping.naming import backups_folder, half_written, names_in, newest
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings_file import BadSettings, read_settings
from psw_tui.whole_files import put_in_place, write_new

if TYPE_CHECKING:
    from pathlib import Path


class NoSecondCopy(Refused):
    """The second copy could not be made: why, and what to do. The backup beside the database is not touched by it."""


def second_folder(database: Path) -> Path | None:
    """Where the second copies of a database's backups lie; None where the settings name no folder for them."""
    try:
        named = read_settings(database).second_backups
    except BadSettings:  # said elsewhere
        return None
    if named is None:
        return None
    computer = re.sub(r"[^A-Za-z0-9-]", "", platform.node())[:24] or "computer"
    which = hashlib.sha256(f"{platform.node()} {database}".encode()).hexdigest()[:6]
    return named / f"psw-backups-{computer}-{which}"


def bring(database: Path) -> Path | None:
    """Copy the newest backup to the second folder, unless it is there; where it lies, None where none is to.

    `NoSecondCopy` when it can't be copied.
    """
    folder, last = second_folder(database), newest(database)
    if folder is None or last is None:
        return None
    name = last.of(database)
    try:
        if not folder.parent.is_dir():
            raise NoSecondCopy(
                f"No second copy was made: {folder.parent} is not there; plug it in, or name another folder in the "
                "settings (,). The backup beside the database is made."
            )
        if (folder / name).exists():
            return folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        data = (backups_folder(database) / name).read_bytes()
        backups.keep_room(folder, database, len(data))
        with backups.alone(database):
            _copy(data, folder / name, database)
            backups.thin(folder, database)
    except backups.NoBackup as error:
        raise NoSecondCopy(str(error).replace("No backup", "No second copy", 1)) from None
    except OSError as error:
        raise NoSecondCopy(
            f"No second copy was made: {folder} can't be written ({error.strerror or error}); check it, or name "
            "another folder in the settings (,). The backup beside the database is made."
        ) from None
    return folder / name


def _copy(data: bytes, path: Path, database: Path) -> None:
    """Write it so that it appears whole, and see that it reads back as it was; OSError when it does not."""
    for part in half_written(path.parent, database):
        with suppress(OSError):
            part.unlink()
    with put_in_place(path) as part:
        write_new(part, data)
        if part.read_bytes() != data:
            raise OSError("what was written reads back as something else")


def names_there(database: Path) -> dict[str, Path]:
    """The second copies that can be reached, by their names."""
    folder = second_folder(database)
    if folder is None:
        return {}
    with suppress(OSError):
        return {name.of(database): folder / name.of(database) for name in names_in(folder, database)}
    return {}
