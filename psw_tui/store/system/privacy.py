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

from models.migrations import HEAD
from psw_tui import trace
from psw_tui.store.system.places import data_folder

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_to_the_user(database: Path) -> None:
    """Take the rights of others off a database and what is psw's around it; what is not ours stays as it is."""
    if sys.platform == "win32":
        return
    endings = [
        "",
        "-journal",
        ".lock",
        ".written",
        ".state",
        ".encrypted",
        *(f".version-{number}" for number in range(HEAD)),
    ]
    for ending in endings:
        _mend(database.with_name(f"{database.name}{ending}"))
    for log in trace.files_beside(database):
        _mend(log)
    folder = database.parent
    if _is_open_to_others(folder) and folder == data_folder().resolve():
        _mend(folder)


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
