"""Whether the journal agrees with itself and with the rows as they stand.

Every row that a command touched stands twice in the file: in its table, and as the last `after` of the journal. Its
`before`s are a third copy. A value that was changed behind the app's back, by a disk or by another program, still
reads well; it is found because its copies say something else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from psw_tui.store.core.as_known_at import LETS_GO
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredOperation
from psw_tui.store.reads.statements import select
from psw_tui.store.reads.stored_values import to_stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Values = dict[str, Any]
#: What the journal last says of each row: by table and key, the entry and what it left (None: taken away).
LeftAs = dict[tuple[str, str], tuple[int, Values | None]]

_CHANGES = """
    SELECT o.seq, c.n, c.table_name, c.row_id, c.leader_id, c."before", c."after"
    FROM "change" c LEFT JOIN operation o ON o.id = c.operation_id ORDER BY o.seq, c.operation_id, c.n
"""


def problems(connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every disagreement, one sentence each; `columns` names the columns of every table that the journal follows."""
    numbers = []
    for expected, row in enumerate(facts.read(connection, StoredOperation, "ORDER BY seq"), 1):
        if row.seq != expected:
            yield f"Journal: entry {expected} is missing; the next one is number {row.seq}."
            return
        numbers.append(row.seq)
    left: LeftAs = {}
    yield from _chain(connection, columns, left, set(numbers))
    for table, names in columns.items():
        yield from _rows(connection, table, names, left)


def _chain(
    connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]], left: LeftAs, empty: set[int]
) -> Iterator[str]:
    """Each entry has its changes in order; each change is a row as it should be, and begins where the last ended.

    What each row was left as is put into `left`; `empty` are the numbers of the entries that there are.
    """
    texts: dict[tuple[str, str], str | None] = {}
    last, following = None, 0
    for seq, n, table, key, leader, before_text, after_text in connection.execute(_CHANGES):
        following = following + 1 if seq == last else 0
        last = seq
        empty.discard(seq)
        entry = "?" if seq is None else seq
        where = f"Journal: entry {entry}, change {n}"
        if n != following:
            yield f"{where}: a change before it is missing."
            following = n
        if before_text is None and after_text is None:
            yield f"{where} says neither what was there nor what came."
        known, row = columns.get(table, ()), (table, key)
        after = _row(after_text, known, key)
        before = left[row][1] if row in left and texts[row] == before_text else _row(before_text, known, key)
        yield from _unreadable(where, table, (before_text, before), (after_text, after))
        if row in left and not _same(table, left[row][1], before):
            yield f"{where}: what it found in {table} is not what entry {left[row][0]} left there."
        if leader != _leader(table, key, before or after or {}, leader):
            yield f"{where} is put down to another leader than its row."
        left[row], texts[row] = (seq, after), after_text
    yield from (f"Journal: entry {seq} changes nothing." for seq in sorted(empty))


def _unreadable(where: str, table: str, *images: tuple[str | None, Values | None]) -> Iterator[str]:
    for text, values in images:
        if text is not None and values is None:
            yield f"{where} can't be read as a row of {table}."


def _row(text: str | None, columns: Iterable[str], key: str) -> Values | None:
    """A JSON text as a row of a table with these columns, under this key; None when it is none."""
    if text is None:
        return None
    try:
        text.encode("utf-8")  # not so where it holds bytes that are no text
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, dict) or not values.keys() <= set(columns) or values.get("id") != key:
        return None
    return values


def _same(table: str, one: Values | None, other: Values | None) -> bool:
    """Whether both say the same; a column that was added between them stands empty, a link may have been let go."""
    if one is None or other is None:
        return one is other
    if one == other:
        return True
    free = LETS_GO.get(table, ())
    return all(
        one.get(name) == other.get(name) or (name in free and other.get(name) is None)
        for name in one.keys() | other.keys()
    )


def _leader(table: str, key: str, values: Values, recorded: str | None) -> str | None:
    """Whose row it is where the row itself says so; elsewhere what is recorded stands."""
    if table == "leader":
        return key
    return values.get("leader_id") or recorded


def _rows(connection: sqlite3.Connection, table: str, names: Sequence[str], left: LeftAs) -> Iterator[str]:
    """Each row that the journal follows stands as the journal last left it, and no other way."""
    free = LETS_GO.get(table, ())
    place = list(names).index("id")
    there = set()
    for number, *row in connection.execute(select(table, ("rowid", *names))):
        there.add(row[place])
        entry, values = left.get((table, row[place]), (0, None))
        if not entry:
            continue  # not written by a command
        if values is None:
            yield f"Journal: row {number} of {table} stands there, but entry {entry} took it away."
            continue
        for name, value in zip(names, row, strict=True):
            if to_stored(name, values.get(name)) != value and not (name in free and value is None):
                yield f"Journal: {table}, row {number}, {name}: it is not what entry {entry} left there."
    for (of, key), (entry, values) in left.items():
        if of == table and values is not None and key not in there:
            yield f"Journal: a row of {table} that entry {entry} left there is gone."
