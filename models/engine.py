"""Opening the file: the connection with its settings, and the engine that SQLModel uses over that connection.

The one place with SQLite-only statements besides `damage.py`, `reencrypt.py` and `store/core/check.py`. Only what
stands on the standard library is imported here; SQLAlchemy comes when `engine_over` is first called, and SQLCipher when
an encrypted file is opened. Which file is encrypted is nobody's matter but this module's.
"""

import errno
import os
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import cipher
from models.refusal_words import REPORTED, in_words, is_damaged_file, is_not_the_files
from psw_tui.whole_files import make_folder, open_new, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection, Engine

    #: What a migration does: a statement, or a function that works on the connection within the same transaction.
    Step = str | Callable[[sqlite3.Connection], None]

_SMALLEST = 512
#: So many pages of a database are copied at once: a megabyte takes a few milliseconds, encrypted too.
PAGES_AT_ONCE = 256
#: How often a copy begins, because something was committed meanwhile, before it holds up what comes.
_MOST_BEGINNINGS = 20
_MAGIC = b"SQLite format 3\x00"
#: How SQLite says that it could not write, and how the system would; SQLCipher does not say at what a disk failed.
_NOT_WRITTEN = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR_WRITE: errno.EIO,
    sqlite3.SQLITE_IOERR: errno.EIO,
}
#: Marks the file as ours ("psw1").
_APPLICATION_ID = 0x70737731
_SETTINGS = (
    "PRAGMA busy_timeout=3000",
    # What a long command has written stays in memory until its commit: whoever reads the file meanwhile is not kept
    # waiting, and a copy taken of it is whole.
    "PRAGMA cache_spill=OFF",
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)

#: How a statement begins that writes. It goes to the table itself, though a view may stand before it (`damage`).
_WRITES = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) ")


class BadFile(Exception):
    """The file can't be used as it is; the sentence says why and what to do. The file is left untouched."""


class NotNow(BadFile):
    """The file may well be whole, but it can't be used just now: it is busy, unwritable, or the disk is at fault."""


class DamagedFile(BadFile):
    """What lies there was a database once, or should be one, and can't be read as one."""


class NoKey(BadFile):
    """The file is encrypted, and nobody has given its passphrase."""


def bad_file(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> BadFile:
    """What SQLite reports of a file, as what is raised."""
    words = in_words(error, str(path))
    if is_damaged_file(error):
        return DamagedFile(words)
    return NotNow(words) if is_not_the_files(error) else BadFile(words)


def open_file(path: Path) -> sqlite3.Connection:
    """Open an existing database file with the settings that keep it safe; refuse what is not one of ours."""
    _KEYS[path.resolve()] = _key_at(path)
    connection = connect(path)
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and not is_ours(connection):
            raise BadFile(f"{path} is a database of another program; name a psw file with --db.")
        _refuse_torn(connection, path)
    except REPORTED as error:
        connection.close()
        raise bad_file(error, path) from None
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """One more connection to a file that `open_file` has found to be ours: each thread has its own.

    It is used by the thread that opened it; only `close` may come from another.
    """
    real = path.resolve()
    if real not in _KEYS:
        _KEYS[real] = _key_at(path)
    try:
        connection = _open(f"{real.as_uri()}?mode=rw", _KEYS[real])
    except cipher.NotInstalled as error:
        raise NotNow(f"{path} can't be opened: {error}.") from None
    except sqlite3.Error as error:
        raise bad_file(error, path) from None
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except REPORTED as error:
        connection.close()
        raise bad_file(error, path) from None
    return connection


#: The keys of the files that were opened, None for one that is not encrypted: whoever opens such a file once more must
#: not look into it for that, for closing it again would drop the locks that SQLite holds on it in this process.
_KEYS: "dict[Path, cipher.Key | None]" = {}


def _open(where: str, key: "cipher.Key | None") -> sqlite3.Connection:
    """What SQLite opens under a name or a URI, with a key by SQLCipher."""
    if key is None:
        return sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
    if not cipher.is_installed():
        raise cipher.NotInstalled
    from models.encrypted_connection import connect as connect_encrypted  # nobody needs it for a plain file

    return connect_encrypted(where, key)


def key_of(connection: sqlite3.Connection) -> "cipher.Key | None":
    """The key of the file that is open; None for one that is not encrypted."""
    return getattr(connection, "key", None)


def known_key(path: Path) -> "cipher.Key | None":
    """The key of a file that was opened here; None for one that is not encrypted, or was not opened."""
    return _KEYS.get(path.resolve())


def forget(path: Path) -> None:
    """Another file lies there now: whether it is encrypted is looked up when it is next opened."""
    _KEYS.pop(path.resolve(), None)


def opens(path: Path, key: "cipher.Key") -> bool:
    """Whether an encrypted file is opened by a key; `BadFile` where that can't be told."""
    try:
        with closing(_open(f"{path.resolve().as_uri()}?mode=rw", key)) as connection:
            connection.execute("PRAGMA busy_timeout=3000")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except cipher.NotInstalled as error:
        raise NotNow(f"{path} can't be opened: {error}.") from None
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
            return False
        raise bad_file(error, path) from None
    return True


def empty_like(connection: sqlite3.Connection, where: str = ":memory:") -> sqlite3.Connection:
    """A connection to a new database, in memory or in a file, that is encrypted where the other is, with its key."""
    return _open(where, key_of(connection))


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file carries psw's mark."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(application == _APPLICATION_ID)


def probe(connection: sqlite3.Connection) -> None:
    """Raise what the first write would raise: a file that can't be written opens without a murmur."""
    version = schema_version(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version={version:d}")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _refuse_torn(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite itself counts a page of which a part is missing as there."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    if path.stat().st_size < pages * int(size):  # SQLCipher gives it as text
        raise DamagedFile(f"{path} is cut short, so it is damaged; restore a backup of it.")


def salt_of(path: Path) -> bytes | None:
    """What an encrypted file begins with; None for a plain one. `BadFile` for what is neither, or can't be read."""
    try:
        found = path.stat()
        size = found.st_size
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):  # a pipe would be waited for, unendingly
            raise BadFile(f"{path} is not an ordinary file; name a psw file with --db.")
        with path.open("rb") as file:
            head = file.read(cipher.SALT_BYTES)
        if size < _SMALLEST:
            raise DamagedFile(
                f"{path} is only {size} bytes long, so it is damaged; restore a backup of it or move it away."
            )
        if head == _MAGIC:
            return None
        if not cipher.could_be_encrypted(path):
            raise DamagedFile(
                f"{path} is not a psw database, plain or encrypted, or it is damaged; name a psw file with --db, or "
                "restore a backup."
            )
    except OSError as error:
        raise NotNow(f"{path} can't be opened: {error.strerror}.") from None
    return head


def _key_at(path: Path) -> "cipher.Key | None":
    """The key to open a file with, None for a plain one; refuses what is neither, and what must not be plain."""
    salt = salt_of(path)
    if salt is None:
        note = cipher.note_beside(path)
        if note.exists():
            raise BadFile(
                f"{path} is not encrypted, but the file that was there before it is: put that one or a backup of it "
                f"back, or delete {note.name} beside it to go on with a file that anybody can read."
            )
        return None
    key = cipher.held(salt)
    if key is None:
        raise NoKey(
            f"{path} is encrypted, and no passphrase was given: use --passphrase-file, or a terminal, where psw asks."
        )
    return key


def refuse_plain(path: Path) -> None:
    """`BadFile` where a plain file must not be made, for an encrypted one was there."""
    note = cipher.note_beside(path)
    if note.exists():
        raise BadFile(
            f"{path} was encrypted and is not there any more: put it or a backup of it back. To begin anew, with a "
            f"file that is not encrypted, delete {note.name} beside it."
        )


def create_file(path: Path, steps: "Iterable[Step]", version: int) -> None:
    """Make a new database by these steps; the file appears whole or not at all, and never over another."""
    refuse_plain(path)
    make_folder(path.parent)
    with put_in_place(path) as part:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=EXTRA")
            # Half a file is thrown away, so nothing on disk need undo it.
            connection.execute("PRAGMA journal_mode=MEMORY")
            _fill(connection, steps, version)
        if path.exists():
            raise BadFile(f"{path} was made by another program just now; open it again.")


def create_unnamed(steps: "Iterable[Step]", version: int) -> sqlite3.Connection:
    """A new database, made by these steps, that has no name yet and goes with its connection; `backup` gives it one.

    What memory need not hold of a large one is in a temporary file that nobody else can open.
    """
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute("PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA foreign_keys=ON")
    _fill(connection, steps, version)
    return connection


def _fill(connection: sqlite3.Connection, steps: "Iterable[Step]", version: int) -> None:
    connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
    connection.execute("BEGIN IMMEDIATE")
    _do(connection, steps)
    connection.execute(f"PRAGMA user_version={version:d}")
    connection.execute("COMMIT")


def copy_into(connection: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a database as it is committed into another one; `sqlite3.Error` when another program holds it too long.

    It is copied in steps, and whoever commits between two of them waits for none. Then SQLite begins anew, so that
    the copy is of one moment; where that happens too often, the rest of the commits wait until all is copied.
    """
    own = not connection.in_transaction
    if own:
        _wait_to_read(connection)
        try:
            connection.backup(target, pages=PAGES_AT_ONCE, progress=_Steps().after, sleep=0)
            return
        except _CommittedTooOften:
            connection.execute("BEGIN")
    try:
        _wait_to_read(connection)
        connection.backup(target, progress=_refuse_to_wait)
    finally:
        if own:
            connection.rollback()


def _wait_to_read(connection: sqlite3.Connection) -> None:
    """As every read does; within a transaction nobody commits from then on."""
    connection.execute("SELECT count(*) FROM main.sqlite_master").fetchone()


class _CommittedTooOften(Exception):
    """So much is committed that a copy in steps does not come to its end."""


class _Steps:
    """The steps of a copy; it began anew where more is left after one than before."""

    def __init__(self) -> None:
        self._left = self._begun = 0

    def after(self, status: int, remaining: int, total: int) -> None:
        """One step is done."""
        _refuse_to_wait(status, remaining, total)
        self._begun += remaining >= self._left
        self._left = remaining
        if self._begun > _MOST_BEGINNINGS:
            raise _CommittedTooOften


def _refuse_to_wait(status: int, _remaining: int, _total: int) -> None:
    """Left to itself the copying waits without end, and hears no signal meanwhile."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorcode = status
        raise error


def keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Write the database as it stands into another file, for its user alone, which appears whole or not at all.

    The copy of an encrypted file is encrypted, with the same key. Errors as of `copy_to_file`.
    """
    with put_in_place(copy) as part:
        copy_to_file(connection, part)


def copy_to_file(connection: sqlite3.Connection, path: Path) -> None:
    """Write the database as it stands into a new file, for its user alone; that is on the disk, or whole, only later.

    `sqlite3.Error` where the database can't be read, and OSError where the copy can't be written, or is there.
    """
    open_new(path).close()
    with closing(empty_like(connection, path.resolve().as_uri())) as target:
        # Half a copy is thrown away, so nothing on disk need undo it; and whoever commits meanwhile waits for no disk.
        target.execute("PRAGMA journal_mode=MEMORY")
        target.execute("PRAGMA synchronous=OFF")
        try:
            copy_into(connection, target)
        except sqlite3.Error as error:
            # Of the two only the copy is written.
            if number := _NOT_WRITTEN.get(getattr(error, "sqlite_errorcode", 0)):
                raise OSError(number, os.strerror(number), str(path)) from None
            raise


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last migration that the file has seen."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _do(connection: sqlite3.Connection, steps: "Iterable[Step]") -> None:
    for step in steps:
        if isinstance(step, str):
            connection.execute(step)
        else:
            step(connection)


def run_steps(connection: sqlite3.Connection, steps: "Iterable[Step]", version: int) -> None:
    """Take steps and set the version, all in one transaction; a file may be greater than the memory."""
    connection.execute("PRAGMA cache_spill=ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _do(connection, steps)
        connection.execute(f"PRAGMA user_version={version:d}")
        connection.execute("COMMIT")
    finally:
        connection.rollback()
        connection.execute("PRAGMA cache_spill=OFF")


class _Lent:
    """A connection as SQLAlchemy is given it: to use, and neither to close nor to add functions to.

    It closes a connection on which its own first words fail, and its functions can't be added while another
    statement is being read; none of ours needs them.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)

    def close(self) -> None:
        """Leave it open: whoever opened it closes it."""

    def create_function(self, *_arguments: object, **_named: object) -> None:
        """Add no function."""


def engine_over(connection: sqlite3.Connection) -> "Engine":
    """An engine whose only connection is the one given; every transaction takes the write lock as it begins."""
    # A file is opened and read without SQLAlchemy; this is for whoever writes.
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", creator=lambda: _Lent(connection), poolclass=StaticPool, hide_parameters=True)

    def begin(opened: "Connection") -> None:
        opened.exec_driver_sql("BEGIN IMMEDIATE")

    def to_the_tables(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> Any:
        return _WRITES.sub(r"\1 main.", statement), parameters

    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", to_the_tables, retval=True)
    return engine


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when any other connection has committed something, in this program or another."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def copy_in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The database as it is committed now, in memory: whatever is done to it leaves the file alone."""
    copy = empty_like(connection)
    try:
        copy_into(connection, copy)
        copy.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        copy.close()
        raise
    return copy
