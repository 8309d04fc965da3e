"""The files in the exports folder that were made for a leader, or that name one beside others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.erased_names import Identity, quotes
from psw_tui.store.system.places import exports_folder
from psw_tui.store.system.settings_file import BadSettings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from psw_tui.store.reads.rows import StoredLeader

#: How the name of a file goes on that psw made for one leader: the reference, then a day or the end.
_OF_ONE = r"^[a-z_-]+-{}(?:-\d{{4}}-\d\d-\d\d|[.~]| \()"
#: What is longer is not looked through, in bytes; nothing that psw writes comes near.
_LONGEST = 20_000_000


def files(database: Path, leader: StoredLeader) -> tuple[list[Path], list[Path]]:
    """Those whose name says that they are this leader's; those that only name them somewhere inside."""
    try:
        chosen = read_settings(database).exports
    except BadSettings:  # said elsewhere
        chosen = None
    folder = exports_folder(database, chosen)
    identity = Identity.of([leader._asdict()])
    own_name = re.compile(_OF_ONE.format(re.escape(leader.reference.replace(" ", "_"))))
    own: list[Path] = []
    shared: list[Path] = []
    try:
        there = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return [], []
    for path in there:
        if own_name.search(path.name):
            own.append(path)
        elif path.stat().st_size <= _LONGEST and quotes(identity, path.read_bytes().decode("utf-8", "replace")):
            shared.append(path)
    return own, shared


def remove(paths: Iterable[Path]) -> Iterator[str]:
    """Remove files; what became of each, in words."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            yield f"{path} can't be removed: {error.strerror or error}."
        else:
            yield f"Removed {path}."
