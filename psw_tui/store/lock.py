"""One writer at a time: a lock by the operating system on a file beside the database; it dies with its process."""

from __future__ import annotations

import errno
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Locked(Exception):
    """Another psw has this database open."""


#: What the system answers when somebody else holds the lock; anything else means that it can't lock at all.
_HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}


class FileLock:
    """Holds `<database>.lock` until released."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = database.with_name(f"{database.name}.lock")
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock, or raise `Locked` at once."""
        file = self._path.open("ab")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            if error.errno not in _HELD:
                raise Locked(
                    f"{self._database} can't be locked ({error.strerror}); put it on a disk of this computer."
                ) from None
            raise Locked(
                f"{self._database} is open in another psw; close that one first, or use it."
            ) from None
        self._file = file

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
