"""The history of one leader's rows: when each was recorded, by whom, and what changed it, from the journal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.store.core import history
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.rows import KINDS, StoredLeader
from psw_tui.store.reads.statements import one_of, select
from psw_tui.store.reads.unreadable import kept_row
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from psw_tui.store.core.store import Store

Values = dict[str, Any]

_CHANGES = """
    SELECT c.table_name, c.row_id, c."before", c."after", o.id, o.at, o.who, o.what, o.undoes
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.leader_id = ? ORDER BY o.counter, o.machine, c.n
"""
# The pluses keep SQLite from the index of the key, by whose order it would look up every change of the journal singly.
_WRITTEN = """
    SELECT c.row_id, COUNT(*), MAX(o.at) FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = ? GROUP BY +c.row_id
"""
_ABOUT = """
    SELECT c.leader_id, COUNT(DISTINCT c.operation_id), MAX(o.at)
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE +c.leader_id IS NOT NULL GROUP BY +c.leader_id
"""
_CHANGED = """
    SELECT COUNT(*), MAX(o.at) FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = ? AND c."before" IS NOT NULL AND c."after" IS NOT NULL
"""
_STOOD = """
    SELECT c.row_id, c."before", c."after" FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = ? ORDER BY o.counter, o.machine, c.n
"""
_LAST = """
    SELECT c.row_id, c."before" FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = ? AND c."before" IS NOT NULL AND c."after" IS NULL ORDER BY o.counter, o.machine, c.n
"""


@frozen
class RowChange:
    """One entry of the journal on one row: what stood in it before and after, by column, as the journal has it.

    `before` is None where the row was made and `after` where it was taken away. `undone`: it was taken back
    later and stayed so; `undoes`: it is itself the taking back of an earlier entry.
    """

    at: datetime
    who: str
    what: str
    before: Values | None
    after: Values | None
    undone: bool
    undoes: bool

    @property
    def changed(self) -> list[str]:
        """The columns whose value this entry set or changed, in the journal's order."""
        before, after = self.before or {}, self.after or {}
        return [column for column in {**before, **after} if before.get(column) != after.get(column)]


@frozen
class Writings:
    """How often something was written, and when last: what was sent of it is updated by what is sent later."""

    times: int
    at: datetime | None

    @property
    def again(self) -> Writings:
        """What was written after the first time."""
        return Writings(self.times - 1, self.at) if self.times > 1 else NEVER

    def __add__(self, other: Writings) -> Writings:
        """The same of two things that one is made from."""
        moments = [at for at in (self.at, other.at) if at is not None]
        return Writings(self.times + other.times, max(moments, default=None))


NEVER = Writings(0, None)


#: Every step of every row, oldest first, by table and key.
Steps = dict[tuple[str, str], tuple[RowChange, ...]]


def steps(store: Store, leader: str) -> Steps:
    """The history of every row of one leader (by reference); `Refused` when there is no such leader."""
    undone = {entry.id: entry.undone for entry in history.entries(store, leader)}
    (row,) = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    by_row: dict[tuple[str, str], list[RowChange]] = defaultdict(list)
    with unreadable():
        changes = store.connection.execute(_CHANGES, (row.id,)).fetchall()
    for table, key, before, after, entry, at_text, who, what, undoes in changes:
        at = stored_values.to_instant(at_text)
        assert at is not None
        by_row[table, key].append(
            RowChange(at, who, what, _values(before), _values(after), undone.get(entry, False), undoes is not None)
        )
    return {key: tuple(of_row) for key, of_row in by_row.items()}


def written(store: Store, table: str) -> dict[str, Writings]:
    """How often each row of a table was written, and when last, by its key; those that are gone too."""
    return _counted(store, _WRITTEN, (table,))


def written_about(store: Store) -> dict[str, Writings]:
    """How many entries of the journal are about each leader (by key), and when the last of them was made."""
    return _counted(store, _ABOUT, ())


def changed_rows(store: Store, table: str) -> Writings:
    """How often any row of a table was changed that was there before and after; for one of few rows, rarely changed."""
    with unreadable():
        ((times, at),) = store.connection.execute(_CHANGED, (table,)).fetchall()
    return Writings(times, stored_values.to_instant(at))


def _counted(store: Store, query: str, values: tuple[str, ...]) -> dict[str, Writings]:
    with unreadable():
        rows = store.connection.execute(query, values).fetchall()
    return {key: Writings(times, stored_values.to_instant(at)) for key, times, at in rows}


def stood(store: Store, table: str) -> dict[str, list[Values]]:
    """How each row of a table ever stood, oldest first, by its key, as the journal has it; gone rows too."""
    with unreadable():
        changes = store.connection.execute(_STOOD, (table,)).fetchall()
    by_row: dict[str, list[Values]] = defaultdict(list)
    for key, *texts in changes:
        by_row[key] += [kept_row(text) for text in texts if text is not None]
    return by_row


def gone(store: Store, table: str) -> dict[str, Values]:
    """The rows of a table that were taken away, as the journal had them last, by their key."""
    with unreadable():
        last = dict(store.connection.execute(_LAST, (table,)).fetchall())
        there: set[str] = set()
        for part in chunks(last):
            there.update(key for (key,) in store.connection.execute(select(table, ("id",), one_of("id", part)), part))
    return {key: kept_row(text) for key, text in last.items() if key not in there}


def images(store: Store, tables: tuple[str, ...]) -> Iterator[tuple[str, Values]]:
    """Every row of some tables, with its table: as it stands, and as the journal says that it ever stood."""
    for table in tables:
        yield from ((table, row._asdict()) for row in facts.read(store.connection, KINDS[table]))
    query = select("change", ("table_name", "before", "after"), one_of("table_name", tables))
    with unreadable():
        changes = store.connection.execute(query, tables).fetchall()
    for table, before, after in changes:
        for text in (before, after):
            if text is not None:
                yield table, kept_row(text)


def _values(text: str | None) -> Values | None:
    return None if text is None else kept_row(text)
