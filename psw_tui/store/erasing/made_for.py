"""The files in the exports folder that were made for a leader, or that name one beside others."""

from __future__ import annotations

import re
import zlib
from html import unescape
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

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
        elif path.stat().st_size <= _LONGEST and quotes(identity, _words_in(path)):
            shared.append(path)
    return own, shared


def _words_in(path: Path) -> str:
    """What a file says, however its kind writes it: packed (XLSX), in folded lines (ICS), or with signs escaped."""
    data = path.read_bytes()
    if is_zipfile(path):
        data = _unpacked(path)
    text = data.decode("utf-8", "replace")
    if path.suffix.casefold() == ".ics":
        text = re.sub(r"\r?\n[ \t]", "", text)
    if path.suffix.casefold() in (".ics", ".md"):
        text = re.sub(r"\\([^\w\s])", r"\1", text)
    return unescape(text)


def _unpacked(path: Path) -> bytes:
    """All that is packed in a file; nothing where it is damaged, or more than is looked through."""
    try:
        with ZipFile(path) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > _LONGEST:
                return b""
            return b"\n".join(packed.read(member) for member in members)
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError):  # the last: packed with a password
        return b""


def remove(paths: Iterable[Path]) -> Iterator[str]:
    """Remove files; what became of each, in words."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            yield f"{path} can't be removed: {error.strerror or error}."
        else:
            yield f"Removed {path}."
