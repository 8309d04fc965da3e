"""`psw import modules`: the learning platform's export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.import_outcome import run_import
from psw_tui.exchange.registers.module_completions import FIELDS, import_modules

if TYPE_CHECKING:
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run(file: str, columns: tuple[str, ...], db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Import the completions, and print what became of them."""
    told = {}
    for column in columns:
        field, equals, heading = column.partition("=")
        if not equals or field not in FIELDS or not heading.strip():
            raise click.UsageError(f"“{column}” is no column; write FIELD=HEADING with one of {', '.join(FIELDS)}.")
        told[field] = heading.strip()

    def take(store: Store, _advance: object) -> ImportResult:
        return import_modules(store, file, told or None, dry_run=dry_run)

    return run_import("modules", file, db, take, dry_run=dry_run, as_json=as_json)
