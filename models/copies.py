"""A whole database as bytes: looked through, and opened again without a file of its own."""

import re
import sqlite3
from pathlib import Path

from models.engine import BadFile, is_ours, open_file, schema_version
from models.migrations import HEAD
from models.refusal_words import REPORTED

_MAGIC = b"SQLite format 3\x00"
#: Where the header says how many pages there are, how long each is, and whether the file keeps a log beside it (WAL).
_PAGE_SIZE, _PAGES, _LOGS = slice(16, 18), slice(28, 32), slice(18, 20)
_LARGEST_PAGE = 65536
_KEEPS_A_LOG = b"\x02\x02"


def is_database(data: bytes | bytearray) -> bool:
    """Whether these bytes begin as a database does that is not encrypted."""
    return data.startswith(_MAGIC)


def open_bytes(data: bytes | bytearray, where: Path) -> sqlite3.Connection:
    """A database of ours from its bytes, in memory: `BadFile` where it is none, is cut short or is of a newer psw.

    `where` names it in the sentence. Its pages are not read; `first_damage` does that.
    """
    _refuse_torn(data, where)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(data)
        for setting in ("PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON"):
            connection.execute(setting)
        _refuse_others(connection, where)
    except REPORTED as error:
        connection.close()
        raise BadFile(f"{where} can't be read as a database ({error}).") from None
    except BaseException:
        connection.close()
        raise
    return connection


def open_encrypted(path: Path) -> sqlite3.Connection:
    """A copy that is encrypted, with the key that is held for it; `BadFile` as above, and where there is none."""
    connection = open_file(path)
    try:
        _refuse_others(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_others(connection: sqlite3.Connection, where: Path) -> None:
    if not is_ours(connection):
        raise BadFile(f"{where} is a database of another program, and none of psw.")
    version = schema_version(connection)
    if version > HEAD:
        raise BadFile(f"{where} was written by a newer psw (version {version}, this one knows {HEAD}); update psw.")


def _refuse_torn(data: bytes | bytearray, where: Path) -> None:
    if not is_database(data):
        raise BadFile(f"{where} is not a psw database.")
    size = int.from_bytes(data[_PAGE_SIZE], "big")
    if len(data) < int.from_bytes(data[_PAGES], "big") * (_LARGEST_PAGE if size == 1 else size):
        raise BadFile(f"{where} is cut short, so it is damaged.")
    if data[_LOGS] == _KEEPS_A_LOG:
        raise BadFile(f"{where} was changed by another program that keeps a log beside it; open it with psw first.")


def first_damage(connection: sqlite3.Connection) -> str:
    """What is the matter with the pages of a database, for a sentence; empty where nothing is found."""
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except REPORTED as error:
        return str(error) or "text that can't be read"
    if said == "ok":
        return ""
    page = re.search(r"\bpage (\d+)", str(said), re.IGNORECASE)
    return f"page {page[1]} can't be read" if page else str(said)
