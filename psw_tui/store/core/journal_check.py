"""Whether the journal agrees with itself and with the rows as they stand.

Every entry fits into the chain (`chain_check`). Every row that a command touched stands twice in the file: in its
table, and as the last `after` of the journal. Its `before`s are a third copy. A value that was changed behind the app's
back, by a disk or by another program, still reads well; it is found because its copies say something else.

After two copies of a file were merged there are lines in the journal that know nothing of each other. What a change
found is then held against what the entries below it left; a row stands as one of the lines left it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from models.chained import ChangeFields, EntryFields
from psw_tui.store.core import erased
from psw_tui.store.core.as_known_at import LETS_GO
from psw_tui.store.core.chain_check import Ancestry, Chain, KeptChange, KeptEntry
from psw_tui.store.core.named_row import named_row
from psw_tui.store.reads.statements import select
from psw_tui.store.reads.stored_values import to_stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Values = dict[str, Any]

# By its place in the file and not by its key, which may be text that can't be given back.
_ENTRIES = select("operation", ("rowid", *EntryFields._fields, "what", "salt", "hash"), "ORDER BY counter, machine")
_OF_ENTRY = "WHERE operation_id = (SELECT id FROM operation WHERE rowid = ?) ORDER BY n"
_LINKS = select("change", (*ChangeFields._fields, "digest"), _OF_ENTRY)
_OF_NO_ENTRY = """
    SELECT count(*) FROM "change" c WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = c.operation_id)
"""


class _Left(NamedTuple):
    """A row as an entry left it: the entry's name and place, the row (None: taken away) and its text."""

    entry: str
    place: tuple[int, int]
    values: Values | None
    text: str | None


#: What the journal last says of each row, by table and key: where it was never merged, one entry's word.
_LeftAs = dict[tuple[str, str], list[_Left]]


def problems(
    connection: sqlite3.Connection,
    columns: Mapping[str, Sequence[str]],
    called: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[str]:
    """Every disagreement, one sentence each; `columns` names the columns of every table that the journal follows.

    `called` says what a column is called where a sentence names it; else it goes by its own name.
    """
    width = len(EntryFields._fields)
    rows = connection.execute(_ENTRIES)
    entries = [KeptEntry(row, EntryFields(*values[:width]), *values[width:]) for row, *values in rows]
    chain = Chain(entries, erased.on_record(connection))
    times = Counter(kept.entry.counter for kept in entries)
    replay, fits = _Replay(columns), True
    for kept in entries:
        links = [KeptChange(ChangeFields(*row), digest) for *row, digest in connection.execute(_LINKS, (kept.row,))]
        name = str(kept.entry.counter) if times[kept.entry.counter] == 1 else _told_apart(kept)
        if fits and (misfit := chain.misfit(kept, links)):
            fits = False
            yield f"Journal: entry {name} does not fit: {misfit}."
        yield from replay.entry(name, kept, links)
    (lost,) = connection.execute(_OF_NO_ENTRY).fetchone()
    if lost:
        yield f"Journal: {lost} changes belong to an entry that is not there."
    for table, names in columns.items():
        yield from _rows(connection, table, names, replay.left, (called or {}).get(table, {}))


def _told_apart(kept: KeptEntry) -> str:
    """The name of an entry whose number another machine's has as well."""
    return f"{kept.entry.counter} of machine {str(kept.entry.machine)[:6]}"


class _Replay:
    """The journal done again, entry by entry: what each row was left as."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self.left: _LeftAs = {}
        self._columns = columns
        self._ancestry = Ancestry()

    def entry(self, name: str, kept: KeptEntry, links: Sequence[KeptChange]) -> Iterator[str]:
        """Its changes are in order; each is a row as it should be, and begins where the last one below it ended."""
        place = self._ancestry.add(kept.hash, kept.previous)
        following = 0
        for content, _ in links:
            where = f"Journal: entry {name}, change {content.n}"
            if content.n != following:
                yield f"{where}: a change before it is missing."
            following = content.n + 1 if isinstance(content.n, int) else following + 1
            if content.row_id is not None:  # else erased: the chain knows whether it may be
                yield from self._change(where, name, place, content)
        if not links:
            yield f"Journal: entry {name} changes nothing."

    def _change(self, where: str, name: str, place: tuple[int, int], content: ChangeFields) -> Iterator[str]:
        table, key = content.table_name, str(content.row_id)
        if content.before is None and content.after is None:
            yield f"{where} says neither what was there nor what came."
        known, all_left = self._columns.get(table, ()), self.left.get((table, key), [])
        below = [left for left in all_left if self._ancestry.has_below(left.place)]
        after = _row(content.after, known, key)
        same = next((left for left in below if left.text == content.before), None)
        before = _row(content.before, known, key) if same is None else same.values
        yield from _unreadable(where, table, (content.before, before), (content.after, after))
        if below and not any(_same(table, left.values, before) for left in below):
            yield f"{where}: what it found in {table} is not what entry {below[-1].entry} left there."
        if content.leader_id != _leader(table, key, before or after or {}, content.leader_id):
            yield f"{where} is put down to another leader than its row."
        beside = [left for left in all_left if left not in below] if len(below) < len(all_left) else []
        self.left[table, key] = [*beside, _Left(name, place, after, content.after)]


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


def _rows(
    connection: sqlite3.Connection,
    table: str,
    names: Sequence[str],
    all_left: _LeftAs,
    called: Mapping[str, str],
) -> Iterator[str]:
    """Each row that the journal follows stands as the journal last left it, and no other way."""
    place = list(names).index("id")
    there = set()
    for number, *row in connection.execute(select(table, ("rowid", *names))):
        there.add(row[place])
        left = all_left.get((table, row[place]))
        if left is None:
            continue  # not written by a command
        differing = [(one, _differing(table, names, row, one.values)) for one in left if one.values is not None]
        if not differing:
            who = named_row(connection, table, number, dict(zip(names, row, strict=True)))
            yield f"Journal: {who} stands there, but entry {left[-1].entry} took it away."
        elif all(found for _, found in differing):
            newest, found = differing[-1]
            who = named_row(connection, table, number, dict(zip(names, row, strict=True)))
            for name in found:
                yield f"Journal: {who}, {called.get(name, name)}: it is not what entry {newest.entry} left there."
    for (of, key), left in all_left.items():
        if of == table and key not in there and all(one.values is not None for one in left):
            yield f"Journal: a row of {table} that entry {left[-1].entry} left there is gone."


def _differing(table: str, names: Sequence[str], row: Sequence[Any], values: Values) -> list[str]:
    """The columns in which a row is not what an entry left; a link may have been let go since."""
    free = LETS_GO.get(table, ())
    return [
        name
        for name, value in zip(names, row, strict=True)
        if not _stands(name, values.get(name), value) and not (name in free and value is None)
    ]


def _stands(column: str, left: Any, value: Any) -> bool:
    """Whether what was left in a column, as JSON, is what stands there."""
    try:
        return bool(to_stored(column, left) == value)
    except ValueError:  # no instant any more
        return False
