"""A backup as a file: packed and written, read back, and what is in it.

What is not encrypted is packed with gzip, which leaves a fifth of it; what is encrypted would not shrink.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import zlib
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from models.cipher import could_be_encrypted
from models.copies import first_damage, is_database, open_bytes, open_encrypted
from models.engine import BadFile, copy_to_file, keep_copy, key_of, schema_version
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count
from psw_tui.store.system.refusal import Refused
from psw_tui.whole_files import open_new, part_name, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PACKED = b"\x1f\x8b"
#: The fastest: the best takes three times as long and leaves nearly as much.
_LEVEL = 1
_SHRINKS_TO = 5  # a fifth; what does not shrink so far takes of the room that is left free
#: What is longer, or unpacks to more, is no backup of psw, in bytes; a year of a thousand leaders is a twentieth of it.
_LARGEST = 1024**3
_PART = 1024 * 1024
_BEGINNING = 64
_NUMBERS = "SELECT (SELECT count(*) FROM operation), (SELECT count(*) FROM leader)"
#: The entry that was written last, in every version of the schema.
_NEWEST = "SELECT id FROM main.operation ORDER BY rowid DESC LIMIT 1"


class UnreadableBackup(Refused):
    """A file that can't be restored from: damaged, of another program, or of a newer psw."""


@frozen
class Holdings:
    """What a backup holds, as read from it: entries of the journal, leaders, its schema's version, its head code."""

    entries: int
    leaders: int
    version: int
    size: int
    head: str = ""

    def in_words(self) -> str:
        """`482 entries, 98 leaders`."""
        return f"{count(self.entries, 'entry', 'entries')}, {count(self.leaders, 'leader')}"


def newest_entry(connection: sqlite3.Connection) -> str:
    """The id of the journal entry that was written last; empty where there is none."""
    row = connection.execute(_NEWEST).fetchone()
    return "" if row is None else str(row[0])


def is_packed(connection: sqlite3.Connection) -> bool:
    """Whether a backup of this database is packed."""
    return key_of(connection) is None


def put(connection: sqlite3.Connection, path: Path, keep_room: Callable[[int], object] = lambda _: None) -> Holdings:
    """Write a backup, for its user alone, that appears whole once it was read back and found good; what it holds.

    `keep_room` is asked for as many bytes as it takes. OSError, `sqlite3.Error` or `UnreadableBackup` when it can't be,
    and then there is no such file. Of an encrypted database it is encrypted, with the same key.
    """
    size = _size(connection)
    keep_room(size + size // _SHRINKS_TO if is_packed(connection) else size)
    with put_in_place(path) as part:
        if is_packed(connection):
            _pack(connection, part)
        else:
            keep_copy(connection, part)
        return look_into(part)


def _pack(connection: sqlite3.Connection, target: Path) -> None:
    """Write the database, packed, to a new file; the same twice for the same.

    By way of a copy beside it that is not: SQLite gives the bytes of a large one only all at once, and until it has no
    key is answered.
    """
    copy = target.with_name(part_name(target))
    try:
        copy_to_file(connection, copy)
        with (
            copy.open("rb") as whole,
            open_new(target) as file,
            gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packing,
        ):
            shutil.copyfileobj(whole, packing, _PART)
    finally:
        with suppress(OSError):  # whoever makes the next one sweeps it away
            copy.unlink()


def _size(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A backup open for reading; nothing of it is written to the disk. `UnreadableBackup` where it is none of ours."""
    with closing(_connection(path)) as connection:
        yield connection


def _connection(path: Path) -> sqlite3.Connection:
    begins = _begins(path)
    try:
        if begins.startswith(_PACKED) or is_database(begins):
            data = unpacked(path)
            if is_database(data):
                return open_bytes(data, path)
        _refuse_others(path, begins)
        return open_encrypted(path)
    except BadFile as error:
        raise UnreadableBackup(str(error).replace("restore a backup of it", "restore another one")) from None


def _begins(path: Path) -> bytes:
    """What a file begins with: of one that is no backup no more is read, however long it is."""
    try:
        with path.open("rb") as file:
            return file.read(_BEGINNING)
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> UnreadableBackup:
    return UnreadableBackup(f"{path} can't be read: {error.strerror or error}.")


def _refuse_others(path: Path, begins: bytes) -> None:
    """`UnreadableBackup` for what begins as no database does, plain or encrypted."""
    if not begins:
        raise UnreadableBackup(f"{path} is empty, so nothing can be restored from it; restore another one.")
    if not could_be_encrypted(path):
        raise UnreadableBackup(f"{path} is no backup of psw, or a damaged one; restore another one.")


def unpacked(path: Path) -> bytearray:
    """The database in a backup's file; `UnreadableBackup` where it can't be read to its end.

    As it was put together: of a large one another copy would be too much.
    """
    data = bytearray()
    try:
        with path.open("rb") as file:
            is_packed = file.read(len(_PACKED)) == _PACKED
            file.seek(0)
            if not is_packed and os.fstat(file.fileno()).st_size > _LARGEST:
                raise _too_large(path)
            inside = gzip.open(file) if is_packed else file  # noqa: SIM115 - closed with the file
            while part := inside.read(_PART):
                data += part
                if len(data) > _LARGEST:
                    raise _too_large(path)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnreadableBackup(f"{path} can't be unpacked, so it is damaged; restore another one.") from None
    except OSError as error:
        raise _unreadable(path, error) from None
    return data


def _too_large(path: Path) -> UnreadableBackup:
    return UnreadableBackup(f"{path} holds more than {_LARGEST // 1024**2} MB, so it is no backup of psw.")


def look_into(path: Path, head_code: Callable[[sqlite3.Connection], str] | None = None) -> Holdings:
    """Read a backup to its end and say what it holds; `UnreadableBackup` where it is damaged or none of ours."""
    with opened(path) as connection:
        if damage := first_damage(connection):
            raise UnreadableBackup(f"{path} is damaged ({damage.splitlines()[-1]}); restore another one.")
        try:
            entries, leaders = connection.execute(_NUMBERS).fetchone()
            head = ""
            if head_code is not None:
                with suppress(sqlite3.Error):  # of a version that had none
                    head = head_code(connection)
            return Holdings(entries, leaders, schema_version(connection), path.stat().st_size, head)
        except (sqlite3.Error, OSError):
            raise UnreadableBackup(f"{path} holds no records that psw could read; restore another one.") from None
