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
from psw_tui.store.core.store import Store
from psw_tui.store.reads import statements
from psw_tui.store.reads.stored_values import INSTANT, to_stored
from psw_tui.store.reads.unreadable import ENTRY, kept_row
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterable, Iterator

#: Where an entry stands in the journal: its counter and its machine.
Place = tuple[int, str]

#: Links that the database lets go by itself when the row they lead to goes; the journal has no word of that.
LETS_GO = {"decision": ("concern_id", "escalation_id"), "sign_off": ("escalation_id",), "draft": ("escalation_id",)}


@contextmanager
def known_at(store: Store, instant: datetime) -> Iterator[Store]:
    """The store as it was recorded at an instant, for reading only; programmes and today are the real store's.

    What counts is the journal's order: every entry up to the last one made by then. `Refused` when the file
    can't be read just now.
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
            then = Store(store.path, copy, store.today, programmes=store.programmes)
            for instant in instants:
                copy.execute("BEGIN")
                _take_back(copy, _last_by(copy, instant))
                copy.execute("COMMIT")
                then.look_for_damage()
                yield then


def _last_by(copy: sqlite3.Connection, instant: datetime) -> Place:
    """The place of the last entry made by an instant; one before all others when there is none."""
    last = "SELECT counter, machine FROM operation WHERE at <= ? ORDER BY counter DESC, machine DESC LIMIT 1"
    found: Place | None = copy.execute(last, (instant.astimezone(UTC).strftime(INSTANT),)).fetchone()
    return found or (0, "")


def _take_back(copy: sqlite3.Connection, place: Place) -> None:
    """Put every row that was touched after the entry of that place back to what it was, and take those entries out.

    What a row was is the before of the first change after it; all of them are taken away before any is put
    back, so that no two rows stand in each other's way.
    """
    befores: dict[tuple[str, str], str | None] = {}
    later = """
        SELECT c.table_name, c.row_id, c."before" FROM "change" c JOIN operation o ON o.id = c.operation_id
        WHERE (o.counter, o.machine) > (?, ?) ORDER BY o.counter, o.machine, c.n
    """
    for table, key, before in copy.execute(later, place):
        befores.setdefault((table, key), before)
    for table, key in befores:
        copy.execute(statements.delete(table), (key,))
    for (table, _), before in befores.items():
        if before is not None:
            _put_back(copy, table, kept_row(before))
    _tie_again(copy, place)
    entries = "(SELECT id FROM main.operation WHERE (counter, machine) > (?, ?))"
    for statement in ('DELETE FROM main."change" WHERE operation_id IN ', "DELETE FROM main.operation WHERE id IN "):
        copy.execute(statement + entries, place)


def _put_back(copy: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    """Insert a row from the journal; a column that is newer than the entry gets what the database gives it."""
    there = [name for (name,) in copy.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    kept = [column for column in there if column in values]
    try:
        stored = [to_stored(column, values[column]) for column in kept]
    except ValueError:  # an instant that is none
        raise Refused(ENTRY) from None
    copy.execute(statements.insert(table, kept), stored)


def _tie_again(copy: sqlite3.Connection, place: Place) -> None:
    """Give links back that the database let go when a row was taken away after the entry of that place.

    A link stood there if the last image of its row names it and its row was not taken away from then on.
    """
    image = """
        SELECT c."after", o.counter, o.machine FROM "change" c JOIN operation o ON o.id = c.operation_id
        WHERE c.row_id = ? AND (o.counter, o.machine) <= (?, ?) ORDER BY o.counter DESC, o.machine DESC LIMIT 1
    """
    gone = """
        SELECT 1 FROM "change" c JOIN operation o ON o.id = c.operation_id
        WHERE c.row_id = ? AND c."after" IS NULL
          AND (o.counter, o.machine) BETWEEN (?, ?) AND (?, ?) LIMIT 1
    """
    for table, columns in LETS_GO.items():
        for column in columns:
            loose = copy.execute(statements.select(table, ("id",), f'WHERE "{column}" IS NULL')).fetchall()
            for (key,) in loose:
                after, *at = copy.execute(image, (key, *place)).fetchone() or (None, 0, "")
                link = kept_row(after).get(column) if after else None
                if link and copy.execute(gone, (link, *at, *place)).fetchone() is None:
                    copy.execute(statements.update(table, column), (link, key))
