"""Writing the rows of a plan: many by one statement, and each of them noted for the journal."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.store.core import row_statements
from psw_tui.store.reads.chunks import chunks
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psw_tui.store.core.row_statements import Values
    from psw_tui.store.core.writing import Writing


def write_rows(
    writing: Writing,
    new: dict[str, list[Values]],
    edits: dict[str, dict[str, Values]],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add and change rows, by table in the order given and new ones last; `progress` hears how many of how many.

    A new row has its `id`, and is made into JSON values; changes are by key, as the database has it. What the session
    holds as objects is written before, and must not be among the rows that are changed. `Refused` when one of those is
    not there, or can't be read.
    """
    writing.session.flush()
    total = sum(map(len, new.values())) + sum(map(len, edits.values()))
    row_statements.make_room(writing.session, total)
    done = 0
    changed = (_edit(writing, table, changes) for table, changes in edits.items())
    added = (_add(writing, table, rows) for table, rows in new.items())
    for written in chain.from_iterable(chain(changed, added)):
        done += written
        if progress is not None:
            progress(done, total)


def _edit(writing: Writing, table: str, changes: dict[str, Values]) -> Iterator[int]:
    """Change rows, part by part; after each, how many."""
    for part in chunks(changes):
        befores = row_statements.standing(writing.session, table, part)
        alike: dict[tuple[str, ...], list[Values]] = defaultdict(list)
        for key in giving_way(part):
            values, before = changes[key], befores.get(key)
            if before is None:
                raise Refused("A row that was to be changed is no longer there: nothing was recorded; look again.")
            after = before | row_statements.in_json(table, values)
            if after != before:
                writing.recorder.note(table, key, before, after)
                alike[tuple(values)].append(after)
        for columns, rows in alike.items():
            row_statements.update(writing.session, table, rows, columns)
        yield len(part)


def _add(writing: Writing, table: str, rows: list[Values]) -> Iterator[int]:
    """Add rows, part by part; after each, how many."""
    for part in chunks(rows):
        added = [row_statements.complete(table, values) for values in giving_way(part)]
        row_statements.insert(writing.session, table, added)
        for row in added:
            writing.recorder.note(table, row["id"], None, row)
        yield len(part)
