"""What psw makes is for its user alone; what is there with wider rights (of an older psw, or copied here) is mended.

The command and the app start with a umask of 077. This looks at what lies there already: the database, what belongs
to it beside it, and psw's own data folder. A folder that the user chose is theirs and stays as it is. On Windows the
user's folders are their own already.
"""

from __future__ import annotations

import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from psw_tui import trace
from psw_tui.store.system.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_to_the_user(database: Path) -> None:
    """Take the rights of others off a database and what is psw's around it; what is not ours stays as it is."""
    if sys.platform == "win32":
        return
    for path in _named_after(database):
        _mend(path)
    for log in trace.files_beside(database):
        _mend(log)
    folder = database.parent
    if _is_open_to_others(folder) and folder == data_folder().resolve():
        _mend(folder)


def open_to_others(database: Path, folders: Iterable[str]) -> list[Path]:
    """What psw made of a database, in these folders beside it too, that other users of this computer may read.

    What lies in a folder that is shut to them they can't reach, whatever its own rights.
    """
    if sys.platform == "win32":
        return []
    kept = [database.with_name(name) for name in folders]
    made = [*_named_after(database), *trace.files_beside(database), database.with_name("settings.toml"), *kept]
    for folder in kept:
        made += folder.rglob("*")
    return sorted(path for path in made if _is_open_to_others(path) and _is_open_to_others(path.parent))


def _named_after(database: Path) -> list[Path]:
    """The database, and the files beside it that psw names after it: journal, lock, copies."""
    begins = (f"{database.name}.", f"{database.name}-")
    try:
        return [database, *(path for path in database.parent.iterdir() if path.name.startswith(begins))]
    except OSError:  # a folder that is not to be listed
        return [database]


def _is_open_to_others(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return bool(mode & _OTHERS) and (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mend(path: Path) -> None:
    if _is_open_to_others(path):
        with suppress(OSError):  # somebody else's: they decide who reads it
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
