"""Files that appear whole or not at all: written beside their place, on the disk with their names, and put there.

What is made here is for its user alone, files and folders.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
#: How the name of such a file goes on, and of the journal that SQLite may keep of it.
_PART = re.compile(r"\.\d+\.part(-journal)?")

if sys.platform == "win32":

    def sync_folder(_folder: Path) -> None:
        """Windows syncs no folder: the name is on the disk with the file."""

else:
    #: What is answered where a folder can't be synced, or be read by who may write to it.
    _NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF}

    def sync_folder(folder: Path) -> None:
        """Put the names of a folder on the disk; OSError when the disk fails."""
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise


def part_name(path: Path) -> str:
    """What a file is called that this process writes beside another one, to take its place."""
    return f"{path.name}.{os.getpid()}.part"


def sweep_parts(path: Path) -> None:
    """Remove what a process that was killed has left of such files, for whoever alone may write beside `path`."""
    with suppress(OSError):
        for found in path.parent.iterdir():
            if _PART.fullmatch(found.name.removeprefix(path.name)):
                found.unlink()


def _sync(part: Path) -> None:
    """Put what was written on the disk, whoever wrote it: else its name could be there before it is."""
    handle = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_new(path: Path) -> BinaryIO:
    """Make a file to be written, for its user alone; OSError where there is one."""
    return os.fdopen(os.open(path, _NEW, 0o600), "wb")


def write_new(path: Path, data: bytes | bytearray) -> None:
    """Make a file with these bytes likewise; OSError also where they can't be written."""
    with open_new(path) as file:
        file.write(data)


def make_folder(folder: Path) -> None:
    """A folder with all above it, each open to the user alone where it is new, and on the disk; one there stays."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def put_in_place(path: Path, part: Path | None = None) -> Iterator[Path]:
    """A file beside `path` to be written in the block: then it takes the place of `path`, on the disk with its folder.

    When the block fails, or the disk does (OSError), `path` is as it was and nothing is left beside it. `part` is a
    file that stands there already; without one its name is made up, and nothing stands there yet.
    """
    if part is None:
        part = path.with_name(part_name(path))
        part.unlink(missing_ok=True)
    try:
        yield part
        _sync(part)
        part.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
