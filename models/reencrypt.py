"""A file made anew with another key, or none: every row the same, every page another.

One of the places with SQLite-only statements. SQLCipher is imported with it.
"""

# ruff: noqa: S608 - every name in a statement is one of the schema's own

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from models.cipher import Key
from models.encrypted_connection import connect
from models.engine import BadFile

_KEPT = ("application_id", "user_version")


def make_anew(path: Path, old: Key | None, target: Path, new: Key | None) -> None:
    """Write what is in one file into another with this key, and see that all of it is there.

    `BadFile` where the file is damaged, or the other one came to be another; `sqlite3.Error` of either. The first file
    is only read, and held against every other program meanwhile. What the target holds is on the disk.
    """
    with closing(connect(_uri(path), old)) as source:
        source.execute("PRAGMA busy_timeout=3000")
        source.execute("ATTACH ? AS anew KEY ?", (str(target), "" if new is None else new.in_sql))
        # Half a file is thrown away, so nothing on disk need undo it, and nothing else is left behind.
        source.execute("PRAGMA anew.journal_mode=MEMORY")
        source.execute("PRAGMA anew.synchronous=EXTRA")
        source.execute("BEGIN IMMEDIATE")
        _refuse_damaged(source, path)
        source.execute("SELECT sqlcipher_export('anew')").fetchone()
        for kept in _KEPT:
            (number,) = source.execute(f"PRAGMA main.{kept}").fetchone()
            source.execute(f"PRAGMA anew.{kept}={number:d}")
        source.execute("COMMIT")
        source.execute("DETACH anew")
        with closing(connect(_uri(target), new)) as anew:
            _refuse_damaged(anew, target)
            if _contents(anew) != _contents(source):
                raise BadFile(
                    f"What was written of {path} is not the same; it was thrown away, and the file is as it was."
                )


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=rw"


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    (said,) = connection.execute("PRAGMA main.integrity_check(1)").fetchone()
    if said != "ok":
        raise BadFile(f"{path} is damaged, so it stays as it is; see `psw check`, and restore a backup of it.")


def _contents(connection: sqlite3.Connection) -> dict[str, str]:
    """A digest of every table, and of the statements that made all that there is."""
    connection.text_factory = bytes  # text that is none is compared as well
    statements = "SELECT type, name, sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
    names = "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name"
    found = {"": _digest(connection, statements)}
    for (name,) in connection.execute(names).fetchall():
        table = name.decode()
        found[table] = _digest(connection, f'SELECT * FROM main."{table}" ORDER BY rowid')
    for kept in _KEPT:
        found[kept] = _digest(connection, f"PRAGMA main.{kept}")
    return found


def _digest(connection: sqlite3.Connection, query: str) -> str:
    digest = hashlib.sha256()
    for row in connection.execute(query):
        digest.update(repr(row).encode())
    return digest.hexdigest()
