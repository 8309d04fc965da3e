"""`psw import modules`: the learning platform's export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.import_outcome import run_import
from psw_tui.exchange.registers.module_completions import FIELDS, STATUS, import_modules

if TYPE_CHECKING:
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run(file: str, columns: tuple[str, ...], db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Import the completions, and print what became of them."""
    told = {}
    for column in columns:
        field, heading = _parted(column)
        if field not in (*FIELDS, STATUS) or not heading:
            raise click.UsageError(
                f"“{column}” is not a column; write HEADING=FIELD with one of {', '.join((*FIELDS, STATUS))}."
            )
        told[field] = heading

    def take(store: Store, _advance: object) -> ImportResult:
        return import_modules(store, file, told or None, dry_run=dry_run)

    return run_import("modules", file, db, take, dry_run=dry_run, as_json=as_json)


def _parted(column: str) -> tuple[str, str]:
    """The field and the heading of `HEADING=FIELD`, or of `FIELD=HEADING` as it was written before."""
    heading, _, field = column.rpartition("=")
    if field.strip() in (*FIELDS, STATUS):
        return field.strip(), heading.strip()
    field, _, heading = column.partition("=")
    return field.strip(), heading.strip()
