"""One writer at a time: locks by the operating system that die with their process.

There are two, and both must be had. `<database>.lock` beside the file keeps out whoever comes by the same name, on any
computer that shares the folder; it is removed by nobody, but could be. The other stands for the file itself, by its
device and number, in the user's own runtime folder: by whatever name the file is opened (a hard link, another mount),
it is the same. The database file itself is never locked or even opened here: closing any descriptor of it would
drop the locks that SQLite holds on it in this process, and on macOS and NFS the two kinds of lock stand in each
other's way.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import warnings
from contextlib import suppress
from pathlib import Path

from psw_tui.store.system import privacy
from psw_tui.whole_files import make_folder


class Locked(Exception):
    """Another psw has this database open, or it can't be locked."""


class _Unlockable(Locked):
    """Nobody has it, but it can't be locked."""


#: What the system answers when somebody else holds the lock; anything else means that it can't lock at all.
_HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
#: Never wait for a pipe's other end, and follow no link (Windows has neither).
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
#: What opening answers where something else than a file lies: a folder, a link, a socket.
_NO_FILE = {errno.EISDIR, errno.ELOOP, errno.ENXIO}
#: How often a lock file may be removed under our hands before that counts as somebody else's.
_TRIES = 20


class FileLock:
    """Keeps every other psw from writing to a database until it is released."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._beside: int | None = None
        self._itself: tuple[Path, int] | None = None

    def acquire(self) -> None:
        """Take both locks, or raise `Locked` at once; of a file that is not there yet only the one beside it."""
        self._beside = _take(self._database.with_name(f"{self._database.name}.lock"), self._database)
        self.cover_the_file()

    def cover_the_file(self) -> None:
        """Once the file is there, take the lock on it itself, and see that it is for its user alone.

        Where the system has no place for that lock the other one must do.
        """
        if self._beside is None or self._itself is not None or not self._database.exists():
            return
        privacy.keep_to_the_user(self._database)
        try:
            path = _place_by_identity(self._database)
            make_folder(path.parent)
            self._itself = path, _take(path, self._database)
            _say_whose(self._itself[1], self._database)
        except (_Unlockable, OSError):
            return
        except Locked:
            if not _is_of_this_file(self._database):
                return  # of one that went, whose number this one has been given since
            self.release()
            raise

    def release(self) -> None:
        """Give the locks back; harmless when they are not held."""
        if self._itself is not None:
            path, file = self._itself
            with suppress(OSError):  # Windows removes no open file
                path.unlink()
            os.close(file)
            self._itself = None
        if self._beside is not None:
            os.close(self._beside)
            self._beside = None


def _place_by_identity(database: Path) -> Path:
    from platformdirs import user_runtime_path  # whoever only reads takes no lock

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a folder for temporary files must do
        folder = user_runtime_path("psw-tui", appauthor=False)
    status = database.stat()
    return folder / f"{status.st_dev:x}-{status.st_ino:x}.lock"


def _say_whose(file: int, database: Path) -> None:
    """Write the file's name into the lock on it, where others can read it while it is held."""
    if sys.platform != "win32":
        os.ftruncate(file, 0)
        os.pwrite(file, os.fsencode(database.absolute()), 0)


def _is_of_this_file(database: Path) -> bool:
    """Whether who holds the lock still has this file by a name of its own; else it is another's, or was replaced."""
    try:
        whose = Path(os.fsdecode(_place_by_identity(database).read_bytes()))
        return whose == Path() or whose.samefile(database)
    except OSError:
        return False


def _take(path: Path, database: Path) -> int:
    """The descriptor of a lock file, made if it is not there, that is locked and is still the one of that name."""
    for _ in range(_TRIES):
        file = _open(path)
        try:
            _lock(file)
            if sys.platform == "win32" or _is_still(path, file):
                return file
        except OSError as error:
            os.close(file)
            if error.errno in _HELD:
                break
            raise _Unlockable(
                f"{database} can't be locked ({error.strerror}); put it on a disk of this computer."
            ) from None
        os.close(file)
    raise Locked(f"{database} is open in another psw; close that one first, or use it.")


def _open(path: Path) -> int:
    strange = _Unlockable(f"{path} is not an ordinary file, and psw keeps its lock there; move it away.")
    try:
        file = os.open(path, _FLAGS, 0o600)
    except OSError as error:
        if error.errno in _NO_FILE or path.is_dir():
            raise strange from None
        raise
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise strange
    return file


def _is_still(path: Path, file: int) -> bool:
    """Whether nobody has removed the file, or put another in its place, between opening and locking it."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(file))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
