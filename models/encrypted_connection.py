"""A connection to an encrypted file, which behaves as one of `sqlite3` does: the one place that imports SQLCipher.

Its errors are turned into those of `sqlite3`, so that whoever catches `sqlite3.Error` catches these.
"""

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from sqlcipher3 import dbapi2

from models.cipher import Key

#: What `backup` says, which gives no number.
_CODES = {
    "database is locked": sqlite3.SQLITE_BUSY,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "disk I/O error": sqlite3.SQLITE_IOERR,
}


def _as_sqlite3(error: Exception) -> sqlite3.Error:
    kind = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)
    turned: sqlite3.Error = kind(*error.args)
    turned.sqlite_errorcode = getattr(error, "sqlite_errorcode", _CODES.get(str(error), 0))
    return turned


def _turned(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method whose errors are those of `sqlite3`."""

    @wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except dbapi2.Error as error:
            raise _as_sqlite3(error) from None

    return call


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # it carries no types
    """What a statement gives."""

    execute = _turned(dbapi2.Cursor.execute)
    executemany = _turned(dbapi2.Cursor.executemany)
    fetchone = _turned(dbapi2.Cursor.fetchone)
    fetchmany = _turned(dbapi2.Cursor.fetchmany)
    fetchall = _turned(dbapi2.Cursor.fetchall)
    __next__ = _turned(dbapi2.Cursor.__next__)


class EncryptedConnection(dbapi2.Connection):  # type: ignore[misc]  # it carries no types
    """An open encrypted file, with the key that its copies are made with."""

    key: Key

    def cursor(self) -> _Cursor:
        """One whose errors are those of `sqlite3`; `execute` and the like use it as well."""
        return _turned(super().cursor)(_Cursor)  # type: ignore[no-any-return]

    commit = _turned(dbapi2.Connection.commit)
    rollback = _turned(dbapi2.Connection.rollback)
    backup = _turned(dbapi2.Connection.backup)
    close = _turned(dbapi2.Connection.close)


def connect(where: str, key: Key | None) -> sqlite3.Connection:
    """Open a file, by its URI, or `:memory:`; without a key a plain one, which may have an encrypted one attached.

    A wrong key is noticed at the first read: `sqlite3.DatabaseError`, that it is no database.
    """
    opened = _turned(dbapi2.connect)(
        where, uri=True, isolation_level=None, check_same_thread=False, factory=EncryptedConnection
    )
    # It would write of every wrong key and damaged page to standard error, and so over the screen.
    opened.execute("PRAGMA cipher_log_level=NONE")
    if key is not None:
        opened.key = key
        opened.execute(f'PRAGMA key="{key.in_sql}"')
    return cast("sqlite3.Connection", opened)
