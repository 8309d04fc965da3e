"""`psw import roster|sessions|marks|coaching|capabilities`: a table, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.import_outcome import run_import
from psw_tui.cli.told_columns import by_heading
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run(
    kind: str,
    file: str,
    columns: tuple[str, ...],
    db: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    cohort: str | None = None,
) -> int:
    """Import the table, and print what became of it."""
    told = by_heading(columns)
    known = TABLES[TableKind(kind)].by_name
    for heading, column in told.items():
        if column not in known:
            raise click.UsageError(f"“{heading}={column}” names no column of {kind}; they are {', '.join(known)}.")

    def take(store: Store, advance: Callable[[int, int], None] | None) -> ImportResult:
        from psw_tui.exchange.import_table import import_table  # SQLModel comes with it: while the backup is made

        return import_table(store, kind, file, dry_run=dry_run, progress=advance, columns=told, cohort=cohort)

    return run_import(kind, file, db, take, dry_run=dry_run, as_json=as_json)
