"""What is due for Salesforce as files for a loader: a CSV for each object and operation, its `.sdl` mapping beside it.

Cells are written as they are recorded, nothing trimmed or guarded: a loader takes every sign for what it is.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.writing import write_all
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SalesforceState
from psw_tui.store import commands
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import version
from psw_tui.store.salesforce import batches
from psw_tui.store.salesforce.outbox import outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.salesforce.outbox import LoadFile, Outbox

_WHAT = "The file for Salesforce"


@frozen
class WrittenOutbox:
    """What was due, and the files it was written to; none where nothing was."""

    outbox: Outbox
    paths: tuple[Path, ...] = ()
    change: Change | None = None


def write_outbox(
    store: Store, folder: Path | None = None, cohort: str | None = None, *, force: bool = False
) -> WrittenOutbox:
    """Write what is due, whole, and then record that it was; None of either where nothing is.

    The files go to `folder`, else to that of all exports. `Refused` where one can't be written or the batch can't be
    recorded: then none is left, as loading it would bring rows in of which psw knows nothing.
    """
    since = version(store)
    due = outbox(store, cohort)
    if not due.files:
        return WrittenOutbox(due)
    batch = commands.change_outbox.batch_key(store, due.files)
    files = _named(store, batch, due.files)
    made = chain.from_iterable(
        _with_mapping(name, file.columns, [row.cells for row in file.rows]) for name, file in files.items()
    )
    paths = write_all(store.path, made, _WHAT, folder, force=force)
    try:
        change = commands.change_outbox.send(store, batch, files, since)
    except Refused:
        if not batches.is_on_record(store, batch):
            _take_away(paths)
        raise
    return WrittenOutbox(due, tuple(paths), change)


def write_again(store: Store, folder: Path | None = None, *, force: bool = False) -> list[Path]:
    """Write the rows that are still pending once more: for files that were lost. Nothing is recorded."""
    made: list[tuple[str, bytes]] = []
    with store.reading():
        every = batches.batches(store)
    for sent in chain.from_iterable(batch.files for batch in every):
        rows = [row.cells for row in sent.rows if row.state is SalesforceState.PENDING]
        if rows:
            made += _with_mapping(sent.name, sent.columns, rows)
    return write_all(store.path, made, _WHAT, folder, force=force)


def _named(store: Store, batch: str, files: Iterable[LoadFile]) -> dict[str, LoadFile]:
    """The files by what they are called, in the order in which they are to be loaded."""
    begun = f"salesforce-{store.today}-{commands.change_outbox.code_of(batch)}"
    # Two figures, so that a list by name has them in their order.
    return {f"{begun}-{n:02}-{file.api_name}-{file.operation}.csv": file for n, file in enumerate(files, 1)}


def _with_mapping(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[tuple[str, bytes]]:
    """One file and its mapping, by what they are called."""
    return [(name, as_csv(columns, rows)), (f"{name.removesuffix('.csv')}.sdl", as_mapping(columns))]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file for a loader: UTF-8 without a mark, quoted as RFC 4180 has it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def as_mapping(columns: Iterable[str]) -> bytes:
    """Data Loader's mapping: which column of the CSV is which field; here each goes by the field's name."""
    return "".join(f"{column}={_field(column)}\r\n" for column in columns).encode()


def _field(column: str) -> str:
    """A column's field as a mapping names it: a relation has a colon there, escaped as in properties of Java."""
    return column.replace(".", r"\:")


def _take_away(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
