"""`psw import wide`: the sheets people really keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli.import_outcome import run_import
from psw_tui.cli.told_columns import by_heading
from psw_tui.exchange.registers.wide_sheet import import_wide

if TYPE_CHECKING:
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run(
    file: str,
    sheet: str | None,
    present: tuple[str, ...],
    columns: tuple[str, ...],
    db: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import the ticks, and print what became of them."""
    told = by_heading(columns)

    def take(store: Store, _advance: object) -> ImportResult:
        return import_wide(store, file, sheet=sheet, present=present or None, columns=told or None, dry_run=dry_run)

    return run_import("wide", file, db, take, dry_run=dry_run, as_json=as_json)
