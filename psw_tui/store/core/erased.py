"""What was erased from the journal, as the tombstones have it: what may stand there without its salt."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from models.chained import ChangeFields, change_digest, change_id, words_digest
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.reads.statements import one_of, select
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from models.erasing import Erased

_TOMBSTONES = """
    SELECT c."after" FROM main."change" c JOIN main.operation o ON o.id = c.operation_id
    WHERE c.table_name = 'erasure' AND c."after" IS NOT NULL ORDER BY o.counter, o.machine, c.n
"""


def on_record(connection: sqlite3.Connection) -> Mapping[str, str]:
    """The keys of changes, and of entries, whose words were erased, each with the digest of what stands there since.

    That digest is `models.chained.change_digest` or `words_digest` of the row as it is, its salt being None; so what
    is put in the place of erased words can't be changed unnoticed either. They are read from the journal, which
    vouches for them itself.
    """
    found: dict[str, str] = {}
    for (after,) in connection.execute(_TOMBSTONES).fetchall():
        try:
            covers = json.loads(json.loads(after)["covers"])
            for entry, tables in covers["emptied"].items():
                for place, table in tables.items():
                    n = int(place)
                    nothing = ChangeFields(change_id(entry, n), entry, n, table, *(None,) * 5)
                    found[nothing.id] = change_digest(nothing)
            found |= covers["kept"]
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # damage, which is named where it stands; what it covered is then covered by nothing
    return found


def covering(connection: sqlite3.Connection, done: Erased) -> str:
    """What an erasing took out of the journal, as its tombstone keeps it for `on_record`."""
    emptied: dict[str, dict[int, str]] = defaultdict(dict)
    for entry, n, table in _rows(connection, "change", ("operation_id", "n", "table_name"), done.emptied):
        emptied[entry][n] = table
    redacted = _rows(connection, "change", ChangeFields._fields, done.redacted)
    kept = {row[0]: change_digest(ChangeFields(*row)) for row in redacted}
    kept |= {
        entry: words_digest(entry, what, None)
        for entry, what in _rows(connection, "operation", ("id", "what"), done.reworded)
    }
    return json.dumps({"emptied": emptied, "kept": kept}, sort_keys=True, separators=(",", ":"))


def _rows(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], keys: Iterable[str]
) -> Iterator[tuple[Any, ...]]:
    for part in chunks(sorted(keys)):
        yield from connection.execute(select(table, columns, one_of("id", part)), part).fetchall()


def is_pending(connection: sqlite3.Connection) -> bool:
    """Whether something is still to be cleaned of what was erased: the file itself, or a copy of it."""
    with unreadable():
        (is_any,) = connection.execute("SELECT EXISTS (SELECT 1 FROM main.erasure_pending)").fetchone()
    return bool(is_any)


def bare_entries(connection: sqlite3.Connection) -> set[str]:
    """The keys of entries that were about erased leaders alone: nothing of them is left that could be turned."""
    with unreadable():
        if connection.execute("SELECT 1 FROM main.erasure LIMIT 1").fetchone() is None:
            return set()
        bare = 'SELECT operation_id FROM main."change" GROUP BY operation_id HAVING count(row_id) = 0'
        return {key for (key,) in connection.execute(bare)}


def touched_erased(connection: sqlite3.Connection, entry: str) -> bool:
    """Whether an entry touched a row that was erased since, besides others."""
    gone = 'SELECT EXISTS (SELECT 1 FROM main."change" WHERE operation_id = ? AND row_id IS NULL)'
    with unreadable():
        (is_any,) = connection.execute(gone, (entry,)).fetchone()
    return bool(is_any)
