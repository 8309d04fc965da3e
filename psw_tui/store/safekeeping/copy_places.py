"""Where copies of a database lie that psw made: backups, second copies, what was kept or put aside, and `by_hand`."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.store.safekeeping import by_hand
from psw_tui.store.safekeeping.naming import backups_folder, names_in
from psw_tui.store.safekeeping.second_copy import second_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How the name of a copy goes on that was kept before a migration, and of others that lie beside the database.
OLDER = ".version-"
_ASIDE = (OLDER, ".before-", ".damaged")
#: How the name of a file goes on that is being written, with the process that writes it.
_BEING_WRITTEN = re.compile(r".*\.(\d+)\.part(-journal)?")


def reached(database: Path) -> list[Path]:
    """Every such copy that can be reached."""
    real = database.resolve()
    found = {*_beside(real), *in_folder(backups_folder(real), real)}
    for path, entry in by_hand.places(real).items():
        if path.is_file() and by_hand.is_ours(path, entry) is not False:
            found.add(path)
    second = second_folder(real)
    return sorted(found if second is None else {*found, *in_folder(second, real)})


def away(database: Path) -> list[Path]:
    """The folder of the second copies, where the settings name one that is not there now."""
    second = second_folder(database.resolve())
    return [] if second is None or second.is_dir() else [second]


def missing(database: Path) -> list[Path]:
    """The copies made by hand that are not where they were written: deleted, moved, or on a stick that is away."""
    return [path for path in by_hand.places(database.resolve()) if not path.is_file()]


def in_folder(folder: Path, database: Path) -> list[Path]:
    """The backups of a database in a folder; none where it can't be read."""
    with suppress(OSError):
        return [folder / name.of(database) for name in names_in(folder, database)]
    return []


def _beside(database: Path) -> Iterator[Path]:
    kept = tuple(f"{database.name}{ending}" for ending in _ASIDE)
    rescued = (f"{database.stem}.rescued-", f"{database.stem}.before-")
    for folder, names in ((database.parent, (*kept, *rescued)), (Path.home(), rescued)):
        with suppress(OSError):
            for path in folder.iterdir():
                is_whole = _BEING_WRITTEN.fullmatch(path.name) is None
                if path.name.startswith(names) and is_whole and path.is_file():
                    yield path


def half_written(database: Path) -> Iterator[Path]:
    """What a process that was killed left of a copy that it was writing beside the database; none of this process."""
    real = database.resolve()
    with suppress(OSError):
        for path in real.parent.iterdir():
            writer = _BEING_WRITTEN.fullmatch(path.name)
            if writer is not None and path.name.startswith(f"{real.name}.") and int(writer[1]) != os.getpid():
                yield path
