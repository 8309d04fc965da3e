"""`psw import roster|sessions|marks|coaching|capabilities`: a table, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli.import_outcome import run_import
from psw_tui.exchange.import_table import import_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run(kind: str, file: str, db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Import the table, and print what became of it."""

    def take(store: Store, advance: Callable[[int, int], None] | None) -> ImportResult:
        return import_table(store, kind, file, dry_run=dry_run, progress=advance)

    return run_import(kind, file, db, take, dry_run=dry_run, as_json=as_json)
