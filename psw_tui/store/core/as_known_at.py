"""What was recorded at an instant: a copy of the file in memory, with everything journalled since taken out of it.

    with replay.known_at(store, instant) as then:
        judge_all(then, day)                       # every read works on it as on the file itself

The file is only read, and nothing here loads SQLModel.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from models.engine import copy_into, empty_like
from psw_tui.store.core.known_order import known_order
from psw_tui.store.core.store import Store
from psw_tui.store.reads import statements
from psw_tui.store.reads.stored_values import INSTANT, to_stored
from psw_tui.store.reads.unreadable import ENTRY, kept_row
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterable, Iterator

#: Links that the database lets go by itself when the row they lead to goes; the journal has no word of that.
LETS_GO = {"decision": ("concern_id", "escalation_id"), "sign_off": ("escalation_id",), "draft": ("escalation_id",)}


@contextmanager
def known_at(store: Store, instant: datetime) -> Iterator[Store]:
    """The store as it was recorded at an instant, for reading only; programmes and today are the real store's.

    What counts is the order in which entries came to be known here (`known_order`): every one up to the last one by
    then. `Refused` when the file can't be read just now.
    """
    with closing(going_back(store, [instant])) as stores:
        yield next(stores)


def going_back(store: Store, instants: Iterable[datetime]) -> Generator[Store, None, None]:
    """The store as it was recorded at each of several instants, the latest first, all from one copy.

    Each store is good until the next one is asked for.
    """
    with unreadable():
        copy = empty_like(store.connection)
        with closing(copy):
            copy_into(store.connection, copy)
            _number(copy)
            then = Store(store.path, copy, store.today, programmes=store.programmes)
            for instant in instants:
                copy.execute("BEGIN")
                _take_back(copy, _last_by(copy, instant))
                copy.execute("COMMIT")
                then.look_for_damage()
                yield then


def _number(copy: sqlite3.Connection) -> None:
    """Note beside the copy when its entries came to be known, and as which of all."""
    copy.execute(
        "CREATE TEMP TABLE psw_known (number INTEGER PRIMARY KEY, entry TEXT UNIQUE, since TEXT, here INTEGER)"
    )
    copy.executemany("INSERT INTO temp.psw_known (entry, since, here) VALUES (?, ?, ?)", known_order(copy))


def _last_by(copy: sqlite3.Connection, instant: datetime) -> int:
    """The number of the last entry known by an instant; 0 when there is none."""
    last = "SELECT coalesce(max(number), 0) FROM temp.psw_known WHERE since <= ?"
    (found,) = copy.execute(last, (instant.astimezone(UTC).strftime(INSTANT),)).fetchone()
    return int(found)


def _take_back(copy: sqlite3.Connection, last: int) -> None:
    """Put every row that was touched after the entry of that number back to what it was, and take those entries out.

    All of them are taken away before any is put back, so that no two rows stand in each other's way.
    """
    was: dict[tuple[str, str], str | None] = {}
    later = """
        SELECT c.table_name, c.row_id, c."before", k.here
        FROM "change" c JOIN temp.psw_known k ON k.entry = c.operation_id WHERE k.number > ? ORDER BY k.number, c.n
    """
    for table, key, before, here in copy.execute(later, (last,)).fetchall():
        if (table, key) not in was:
            was[table, key] = before if here else _left(copy, table, key, last, before)
    for table, key in was:
        copy.execute(statements.delete(table), (key,))
    for (table, _), values in was.items():
        if values is not None:
            _put_back(copy, table, kept_row(values))
    _tie_again(copy, last)
    entries = "(SELECT entry FROM temp.psw_known WHERE number > ?)"
    for statement in ('DELETE FROM main."change" WHERE operation_id IN ', "DELETE FROM main.operation WHERE id IN "):
        copy.execute(statement + entries, (last,))


def _left(copy: sqlite3.Connection, table: str, key: str, last: int, before: str | None) -> str | None:
    """What a row was where it was next touched elsewhere, on what was known there: as it was last left, if it was."""
    image = """
        SELECT c."after" FROM "change" c JOIN temp.psw_known k ON k.entry = c.operation_id
        WHERE c.row_id = ? AND c.table_name = ? AND k.number <= ? ORDER BY k.number DESC, c.n DESC LIMIT 1
    """
    found: tuple[str | None] | None = copy.execute(image, (key, table, last)).fetchone()
    return before if found is None else found[0]


def _put_back(copy: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    """Insert a row from the journal; a column that is newer than the entry gets what the database gives it."""
    there = [name for (name,) in copy.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    kept = [column for column in there if column in values]
    try:
        stored = [to_stored(column, values[column]) for column in kept]
    except ValueError:  # an instant that is none
        raise Refused(ENTRY) from None
    copy.execute(statements.insert(table, kept), stored)


def _tie_again(copy: sqlite3.Connection, last: int) -> None:
    """Give links back that the database let go when a row was taken away after the entry of that number.

    A link stood there if the last image of its row names it and its row was not taken away from then on.
    """
    image = """
        SELECT c."after", k.number FROM "change" c JOIN temp.psw_known k ON k.entry = c.operation_id
        WHERE c.row_id = ? AND k.number <= ? ORDER BY k.number DESC LIMIT 1
    """
    gone = """
        SELECT 1 FROM "change" c JOIN temp.psw_known k ON k.entry = c.operation_id
        WHERE c.row_id = ? AND c."after" IS NULL AND k.number BETWEEN ? AND ? LIMIT 1
    """
    for table, columns in LETS_GO.items():
        for column in columns:
            loose = copy.execute(statements.select(table, ("id",), f'WHERE "{column}" IS NULL')).fetchall()
            for (key,) in loose:
                after, at = copy.execute(image, (key, last)).fetchone() or (None, 0)
                link = kept_row(after).get(column) if after else None
                if link and copy.execute(gone, (link, at, last)).fetchone() is None:
                    copy.execute(statements.update(table, column), (link, key))
