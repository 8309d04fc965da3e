"""Is the file whole? Its pages, links, tables, every value and the journal; and building a whole file at once.

One of the three places with SQLite-only statements (the others are `models/engine.py` and `models/damage.py`).
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from datetime import date, datetime
from enum import Enum
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from models.engine import BadFile, NotNow, copy_in_memory, create_unnamed, key_of, open_file, probe, refuse_plain
from models.migrations import HEAD, migrate, needs_migration, steps
from models.refusal_words import in_words, is_not_the_files
from psw_tui import trace
from psw_tui.policy.frozen import frozen
from psw_tui.policy.programme import BadProgramme, fingerprint
from psw_tui.store.core import chain, journal_check, withdrawals_check
from psw_tui.store.core.journal import OWN_TABLES
from psw_tui.store.core.store import Refused, Store, real_path
from psw_tui.store.reads import facts
from psw_tui.store.reads.statements import select
from psw_tui.store.system import clock
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.settings import load_programmes
from psw_tui.whole_files import make_folder, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Labels = Mapping[str, Mapping[str, str]]

_NOT_CALLED: Labels = {}
#: How many problems of one kind are listed; a file that is damaged all over needs no more.
_MOST = 100
_OPEN_TWICE = """
    SELECT COALESCE(leader.reference, leader_id), COUNT(*) FROM escalation NOT INDEXED
    LEFT JOIN leader ON leader.id = leader_id
    WHERE ended_on IS NULL GROUP BY leader_id HAVING COUNT(*) > 1 ORDER BY 1
"""
#: How SQLite says that a row does not meet a rule of its table.
_BARRED = "CHECK constraint failed in "
#: Bytes that are no text are read as well, so that it can be said where they stand.
_AS_TEXT = partial(str, encoding="utf-8", errors="surrogateescape")
#: How a problem begins that is of the programme file, which lies beside the database.
_PROGRAMME = "Programme: "
_PAGES_ARE_DAMAGED = "Pages of the file are damaged, as SQLite says below; restore a backup of it."
_CANT_BE_WRITTEN = "it can't be written: allow psw to write the file and its folder, or work on a copy."
#: The columns that hold a JSON document, by table; an empty text is none.
_JSON = {"decision": ("verdicts",), "erasure": ("covers",), "programme_text": ("numbers",), "heading_map": ("columns",)}


@frozen
class Examined:
    """What is the matter with a file, and the head code of its journal; empty where that can't be read.

    `stood` is the entry after which the journal had the code that was asked about: its number, and when it was.
    """

    problems: list[str]
    head_code: str = ""
    stood: tuple[int, str] | None = None

    @property
    def is_damaged(self) -> bool:
        """Whether anything is the matter with the file itself, and not with the programme file beside it alone."""
        return any(map(_is_of_the_file, self.problems))


def check(path: Path) -> list[str]:
    """Every problem of a database file, one sentence each; none when it is whole (see `examine`)."""
    return examine(path).problems


def examine(path: Path, code: str = "", called: Labels = _NOT_CALLED) -> Examined:
    """Look through a database file, which is only read; `code` is a head code that it may have had.

    `called` says by table what its columns are called where a problem names one.

    One of an older version is looked through as it will be once it is brought up to date. `Refused` when there is no
    file, and where nothing can be said of it: it is busy, or of a newer version. So is a whole file that can't be
    written.
    """
    real = real_path(path)
    trace.on(real)
    if not real.exists():
        raise Refused(f"There is no database at {path}.")
    try:
        connection = open_file(path)
    except NotNow as error:
        raise Refused(str(error)) from None
    except BadFile as error:
        return Examined([str(error)])
    connection.text_factory = _AS_TEXT
    try:
        connection.execute("BEGIN")
        problems = list(islice(_other_pages(connection), _MOST))
        with _up_to_date(connection, path) as current:
            problems = problems or _problems(current, path, called)
            head_code, stood = _stands(current, code)
        connection.execute("COMMIT")
        if not problems:
            _refuse_unwritable(connection, path)
        return Examined(problems, head_code, stood)
    except sqlite3.DatabaseError as error:
        if is_not_the_files(error):
            raise Refused(in_words(error, str(path))) from None
        return Examined([f"The file can't be read to its end: {str(error).rstrip('.')}; restore a backup of it."])
    finally:
        connection.close()


def _stands(connection: sqlite3.Connection, code: str) -> tuple[str, tuple[int, str] | None]:
    """The head code, and the entry after which it was another one that is asked about; nothing if that is damaged."""
    try:
        return chain.head_code(connection), chain.last_of(connection, code) if code else None
    except Refused:
        return "", None


def is_sound(connection: sqlite3.Connection, database: Path) -> bool:
    """Whether nothing at all is the matter with a backup of a database that is open for reading.

    That it can be read to its end is not enough: one of a file in which a bit was flipped holds that bit as well.
    """
    connection.text_factory = _AS_TEXT
    try:
        if next(_other_pages(connection), None) is not None:
            return False
        with _up_to_date(connection, database) as current:
            return not any(map(_is_of_the_file, _problems(current, database)))
    except (sqlite3.Error, Refused):
        return False


def _is_of_the_file(problem: str) -> bool:
    return not problem.startswith(_PROGRAMME)


@contextmanager
def _up_to_date(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """The database, or where it is of an older version a copy in memory that is brought up to date."""
    try:
        older = needs_migration(connection, path)
    except BadFile as error:
        raise Refused(str(error)) from None
    if not older:
        yield connection
        return
    with closing(copy_in_memory(connection)) as copy:
        migrate(copy)
        copy.text_factory = _AS_TEXT
        yield copy


def _refuse_unwritable(connection: sqlite3.Connection, path: Path) -> None:
    """A file that can be read to its end may still take no command; trying it leaves nothing beside it."""
    connection.execute("PRAGMA journal_mode=MEMORY")
    try:
        probe(connection)
    except sqlite3.OperationalError as error:
        if (error.sqlite_errorcode & 0xFF) == sqlite3.SQLITE_BUSY:
            return  # somebody is writing, so it can be written
        raise Refused(f"{path} is whole, but {_CANT_BE_WRITTEN}") from None
    if not os.access(real_path(path).parent, os.W_OK):
        raise Refused(f"{path} is whole, but {_CANT_BE_WRITTEN}")


def _problems(connection: sqlite3.Connection, path: Path, called: Labels = _NOT_CALLED) -> list[str]:
    said = [message for (message,) in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    # Of a value that no rule of the table lets in SQLite names the table alone; `_values` says which row.
    barred = {message.removeprefix(_BARRED) for message in said if message.startswith(_BARRED)}
    problems = list(_pages(message for message in said if message != "ok" and not message.startswith(_BARRED)))
    problems += _schema(connection)
    problems += _open_twice(connection)
    if problems:
        return problems
    problems += [
        f"Links: row {rowid} of {table} points to a row of {parent} that is not there."
        for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    ]
    values = list(islice(_values(connection), _MOST))
    problems += values
    problems += [
        f"Values: {table}: a row holds what psw would not write in it."
        for table in sorted(barred)
        if not any(message.startswith(f"Values: {table},") for message in values)
    ]
    records = [] if problems else [*_numbers(connection), *_withdrawals(connection), *_records(connection, path)]
    return [*problems, *islice(journal_check.problems(connection, _followed(), called), _MOST), *records]


def _other_pages(connection: sqlite3.Connection) -> Iterator[str]:
    """The pages of an encrypted file that are not as they were written, used or not: each carries its checksum."""
    if key_of(connection) is not None:
        yield from _pages(message for (message,) in connection.execute("PRAGMA cipher_integrity_check"))


def _pages(messages: Iterable[str]) -> Iterator[str]:
    """What SQLite says of damaged pages, a line of it at a time, after a sentence for who does not know its words."""
    lines = "\n".join(messages).splitlines()
    said = [line.rstrip(".") for line in lines if not line.startswith("***")]  # that names the database alone
    if said:
        yield _PAGES_ARE_DAMAGED
    yield from (f"Pages: {line}." for line in said)


def _schema(connection: sqlite3.Connection) -> list[str]:
    """Whether the tables are those that this program makes."""
    with closing(create_unnamed(steps(), HEAD)) as model:
        expected, there = _objects(model), _objects(connection)
    problems = [f"Schema: {kind} {name} is missing." for kind, name in expected.keys() - there.keys()]
    problems += [f"Schema: {kind} {name} is none of ours." for kind, name in there.keys() - expected.keys()]
    problems += [
        f"Schema: {kind} {name} differs from what psw makes."
        for kind, name in expected.keys() & there.keys()
        if expected[kind, name] != there[kind, name]
    ]
    return sorted(problems)


def _objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Every table, index, view and trigger with its statement, white space aside; SQLite's own are left out."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'")
    return {(kind, name): " ".join((sql or "").split()) for kind, name, sql in rows.fetchall()}


def _values(connection: sqlite3.Connection) -> Iterator[str]:
    """Every value read as what its column holds: keys, days, instants, words of closed lists, JSON."""
    for table in _tables():
        names = [column.name for column in table.columns]
        readers = [_reader(column) for column in table.columns]
        for number, *values in connection.execute(select(table.name, ("rowid", *names))):
            for name, reader, value in zip(names, readers, values, strict=True):
                if value is not None and not _reads(reader, value):
                    yield f"Values: {table.name}, row {number}, {name}: it can't be read as what it should be."


def _tables() -> list[Table]:
    return list(SQLModel.metadata.sorted_tables)  # the journal has imported them all


def _followed() -> dict[str, list[str]]:
    """The columns of every table that the journal follows."""
    return {
        table.name: [column.name for column in table.columns] for table in _tables() if table.name not in OWN_TABLES
    }


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """What turns a value as stored into what the column holds, or raises."""
    if column.name in _JSON.get(column.table.name, ()):
        return lambda text: text == "" or json.loads(text)
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = stored.python_type
    if issubclass(kind, Enum):
        return kind
    readers: dict[type, Callable[[Any], Any]] = {
        UUID: UUID,
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        bool: (False, True).index,
        int: int.__index__,
    }
    return readers.get(kind, str.encode)


def _reads(reader: Callable[[Any], Any], value: Any) -> bool:
    try:
        reader(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _numbers(connection: sqlite3.Connection) -> Iterator[str]:
    """The programmes' numbers that decisions name: the journal does not follow them, but each has its fingerprint."""
    for row, hash_, numbers in connection.execute(select("programme_text", ("rowid", "hash", "numbers"))):
        if fingerprint(numbers) != hash_:
            yield f"Values: programme_text, row {row}, numbers: they are not those that the decisions were made by."


def _open_twice(connection: sqlite3.Connection) -> list[str]:
    """Leaders with more than one open escalation: an index stands against it, which may be damaged or taken away."""
    try:
        found = connection.execute(_OPEN_TWICE).fetchall()
    except sqlite3.DatabaseError:
        return []  # the table itself is damaged, which is said already
    return [
        f"Records: leader {reference} has {number} open escalations; one may be open." for reference, number in found
    ]


def _withdrawals(connection: sqlite3.Connection) -> list[str]:
    return [found.in_words() for found in withdrawals_check.unsigned(connection)]


def _records(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Whether the rules can read every leader's record, with the programme that their cohort names."""
    try:
        facts.records(connection, load_programmes(path))
    except BadProgramme as error:
        return [f"{_PROGRAMME}{error}."]
    except (ValueError, KeyError, TypeError) as error:
        return [f"Records: they can't be read ({error})."]
    return []


@contextmanager
def building(path: Path) -> Iterator[Store]:
    """A store that is filled aside and becomes the file when the block ends: whole, or not at all.

    `Refused` when there is a file that holds anything, is none of ours, or is open in another psw.
    """
    path = real_path(path)
    trace.on(path)
    lock = FileLock(path)
    try:
        make_folder(path.parent)
        lock.acquire()
        if path.exists():
            _refuse_unless_empty(path)
        else:
            refuse_plain(path)
        with closing(create_unnamed(steps(), HEAD)) as made:
            yield Store(path, made, clock.today())
            with put_in_place(path) as part:
                part.touch(mode=0o600)
                with closing(sqlite3.connect(part)) as file:
                    made.backup(file)
    except (BadFile, Locked, BadProgramme) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise Refused(in_words(error, str(path))) from None
    finally:
        lock.release()


def _refuse_unless_empty(path: Path) -> None:
    with closing(open_file(path)) as connection:
        if key_of(connection) is not None:
            raise Refused(f"{path} is encrypted, and no demo is; name a new file with --db.")
        there = {name for kind, name in _objects(connection) if kind == "table"}
        full = [table for table in sorted(there) if connection.execute(select(table, ("rowid",), "LIMIT 1")).fetchone()]
    if full:
        raise Refused(f"{path} holds records already, so no demo is made in it; name a new file with --db.")
