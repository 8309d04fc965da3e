"""Files that are written for others: whole or not at all, for the user alone, and never over what is not psw's.

psw knows its own by their content: a digest of all that it writes is kept in `<database>.written`, digests and nothing
else. A file that was changed since is no longer psw's, whoever changed it.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import tempfile
import unicodedata
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui import trace
from psw_tui.exchange.files.names import is_device
from psw_tui.store.safekeeping.naming import backups_folder
from psw_tui.store.system.places import MESSAGES, exports_folder
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings_file import FILE_NAME, BadSettings, read_settings
from psw_tui.whole_files import make_folder, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterable

_SQLITE = b"SQLite format 3\x00"
_OF_A_DATABASE = re.compile(r"(.+)-(?:journal|wal|shm)", re.IGNORECASE)
#: What is longer is not read to see whether psw wrote it; nothing that psw writes comes near, in bytes.
_LONGEST = 50_000_000
_MOST_NAMES = 1000


def write_whole(place: str | os.PathLike[str], data: bytes, what: str, database: Path, *, force: bool = False) -> Path:
    """Write a file that appears whole or not at all, and say where; `Refused` when it can't or must not be.

    `what` begins the sentence: `The case`, `The calendar`. What is there and not as psw wrote it is replaced only with
    `force`; the database, what belongs to it, any other database and what is not an ordinary file never.
    """
    try:
        path = Path(place).resolve()
        if reason := _why_not(os.fspath(place), path, database):
            raise Refused(f"{what} can't be written to {place}: {reason}.")
        refuse_empty(data, what)
        if not force and path.exists() and not _is_as_written(path, database, data):
            raise Refused(
                f"{place} is there already and is not as psw wrote it; choose another name, or replace it with --force."
            )
        make_folder(path.parent)
        _remember(database, data)
        put(path, data)
    except RuntimeError:  # from `resolve`
        raise Refused(f"{what} can't be written to {place}: a link leads to itself; choose another place.") from None
    except OSError as error:
        raise Refused(
            f"{what} can't be written to {place} ({error.strerror}); check the folder, or choose another place."
        ) from None
    return Path(place)


def refuse_empty(data: bytes, what: str) -> None:
    """`Refused` for a rendering with nothing in it, or nothing but the mark by which Excel knows UTF-8."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        refusal = Refused(f"{what} came out empty, so nothing was written; that is a fault in psw.")
        trace.note(refusal)
        raise refusal


def write_out(database: Path, name: str, data: bytes, what: str) -> Path:
    """Write a file to the folder of everything that goes out and say where; `Refused` when it can't be.

    What is there under that name and is not as psw wrote it is kept: the new one is called `name (2)` then. A
    folder that the settings name is somebody's own, and keeps its rights; else it is psw's, beside the database.
    """
    return write_whole(_place_for(database, name, data, what), data, what, database)


def write_all(
    database: Path, files: Iterable[tuple[str, bytes]], what: str, into: Path | None = None, *, force: bool = False
) -> list[Path]:
    """Write several files (names and bytes) to a folder, all of them or none, and say where.

    Without `into` to that of everything that goes out, as `write_out`; else as `write_whole`, with its `force`.
    `Refused` when one can't be: those written before it are as they were then, or not there.
    """
    before: list[tuple[Path, bytes | None]] = []
    try:
        for name, data in files:
            path = _place_for(database, name, data, what) if into is None else into / name
            was = _standing_at(path, what)
            write_whole(path, data, what, database, force=force)
            before.append((path, was))
    except Refused:
        for path, was in before:
            _put_back(path, was)
        raise
    return [path for path, _ in before]


def _standing_at(path: Path, what: str) -> bytes | None:
    """What a file there holds before it is replaced, if there is one; `Refused` where that can't be looked at."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise Refused(f"{what} can't be written to {path} ({error.strerror}); check the folder.") from None


def _put_back(path: Path, was: bytes | None) -> None:
    """A file as it was, or not there; what can't be is left, for the refusal says what went wrong first."""
    with suppress(OSError):
        if was is None:
            path.unlink(missing_ok=True)
        else:
            put(path, was)


def _place_for(database: Path, name: str, data: bytes, what: str) -> Path:
    """Where in the folder of exports a file goes; the folder is made if need be, `Refused` when it can't be."""
    folder = folder_of_exports(database)
    try:
        if _chosen_folder(database) is None:
            own_folder(database, folder.name)
        else:
            make_folder(folder)
        first = folder / name
        others = (first.with_stem(f"{first.stem} ({number})") for number in range(2, _MOST_NAMES))
        free = (path for path in chain([first], others) if _is_free(path, database, data))
        return next(free, first)
    except OSError as error:
        raise Refused(f"{what} can't be written to {folder} ({error.strerror}); check the folder.") from None


def folder_of_exports(database: Path) -> Path:
    """Where everything goes that is written for others: the folder that the settings name, else beside the database."""
    return exports_folder(database, _chosen_folder(database))


def _chosen_folder(database: Path) -> Path | None:
    """The folder that the settings name; None where they name none or can't be used, which is said elsewhere."""
    try:
        return read_settings(database).exports
    except BadSettings:
        return None


def own_folder(database: Path, name: str) -> Path:
    """A folder of psw's beside the database, made if need be, open to the user alone; OSError when it can't be made."""
    folder = database.with_name(name)
    make_folder(folder)
    # A link leads to a folder that somebody keeps for other things too.
    if not folder.is_symlink() and folder.stat().st_mode & 0o077:
        with suppress(OSError):
            folder.chmod(0o700)
    return folder


def put(path: Path, data: bytes) -> None:
    """Put a file in its place, whole, for the user alone, on the disk with its folder; OSError when it can't be."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name[:40]}.", suffix=".part", dir=path.parent)
    with put_in_place(path, Path(name)), os.fdopen(handle, "wb") as file:
        file.write(data)


# -- what is never replaced ---------------------------------------------------------------------------


def _why_not(named: str, path: Path, database: Path) -> str | None:
    """Why nothing may be written there whatever is asked, and what to do; None where it may."""
    if path.is_dir() or named.endswith(("/", os.sep)):
        return "it is a folder; name a file in it"
    if (path.exists() and not path.is_file()) or (sys.platform == "win32" and is_device(Path(named).name)):
        return "it is not an ordinary file; choose another place, or leave -o out for standard output"
    if any(_belongs_to(own, path) for own in (database, database.resolve())):
        return "it belongs to the database; choose another place"
    if _is_database(path):
        return "it is a database; choose another place"
    return None


def _belongs_to(database: Path, path: Path) -> bool:
    """Whether it is the database, what is kept for it beside it, or goes by its name, however spelled.

    Beside it are the programme file, the settings, the templates, the backups and the log.
    """
    if any(_is_one_folder(path.parent, folder) for folder in (database.with_name(MESSAGES), backups_folder(database))):
        return True
    beside = [database.with_name(name) for name in ("programme.toml", FILE_NAME, trace.NAME, trace.OLD_NAME)]
    if path.exists() and any(file.exists() and path.samefile(file) for file in (database, *beside)):
        return True
    name, own = _spelled(path.name), _spelled(database.name)
    is_so_named = name == own or name.startswith((f"{own}.", f"{own}-", f"{own}:"))
    is_so_named |= name in {file.name for file in beside}
    return is_so_named and _is_one_folder(path.parent, database.parent)


def _is_one_folder(one: Path, other: Path) -> bool:
    return one.samefile(other) if one.is_dir() and other.is_dir() else one.resolve() == other.resolve()


def _spelled(name: str) -> str:
    """A name as systems compare it that look at neither capitals, nor how accents are made, nor dots at the end."""
    return unicodedata.normalize("NFC", name).casefold().rstrip(". ")


def _is_database(path: Path) -> bool:
    """Whether it is an SQLite file of anybody's, or the journal of one."""
    journal = _OF_A_DATABASE.fullmatch(path.name)
    places = [path]
    if journal:
        places.append(path.with_name(journal[1]))
    return any(_begins_as_a_database(place) for place in places)


def _begins_as_a_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


# -- what psw wrote -----------------------------------------------------------------------------------


def _is_free(path: Path, database: Path, data: bytes) -> bool:
    """Whether a name is free, or its file may be replaced."""
    return not os.path.lexists(path) or (path.is_file() and _is_as_written(path, database, data))


def _is_as_written(path: Path, database: Path, data: bytes) -> bool:
    """Whether nobody's work is lost with this file: psw can write, or once wrote, these very bytes."""
    about = path.stat()
    if about.st_size > _LONGEST or not about.st_mode & stat.S_IWUSR:  # or somebody protected it
        return False
    there = path.read_bytes()
    return there == data or _digest(there) in _written(database)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _record(database: Path) -> Path:
    real = database.resolve()
    return real.with_name(f"{real.name}.written")


def _written(database: Path) -> set[str]:
    record = _record(database)
    return set(record.read_text("ascii", "replace").split()) if record.is_file() else set()


def _remember(database: Path, data: bytes) -> None:
    """Keep the digest of what is about to be written; where it can't be kept, `--force` is needed next time."""
    record, digest = _record(database), _digest(data)
    with suppress(OSError):
        is_no_place = not database.exists() or (record.exists() and not record.is_file())
        if is_no_place or digest in _written(database):
            return
        handle = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{digest}\n".encode("ascii"))
        finally:
            os.close(handle)
