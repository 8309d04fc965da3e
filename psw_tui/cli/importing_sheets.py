"""`psw import modules|wide`: the learning platform's export, and the sheets people really keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.options import takes_db, takes_json
from psw_tui.cli.writing import run_import

if TYPE_CHECKING:
    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


@click.command("modules", short_help="Completions of modules, from the learning platform.")
@click.argument("file", type=click.Path())
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=HEADING",
    help="Which heading is leader, session or completed_on; known again for files with these headings.",
)
@click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")
@takes_json
@takes_db
def modules(file: str, columns: tuple[str, ...], dry_run: bool, as_json: bool, db: str | None) -> int:
    """Mark modules completed, with their day; a mark by hand that says otherwise stands and is listed."""
    from psw_tui.exchange.registers.module_completions import FIELDS, import_modules

    told = {}
    for each in columns:
        field, equals, heading = each.partition("=")
        if not equals or field not in FIELDS or not heading.strip():
            raise click.UsageError(f"“{each}” is no column; write FIELD=HEADING with one of {', '.join(FIELDS)}.")
        told[field] = heading.strip()

    def run(store: Store, _advance: object) -> ImportResult:
        return import_modules(store, file, told or None, dry_run=dry_run)

    return run_import("modules", file, db, run, dry_run=dry_run, as_json=as_json)


@click.command("wide", short_help="A sheet with leaders down, sessions across, and ticks.")
@click.argument("file", type=click.Path())
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook, where several fit.")
@click.option("--present", metavar="SIGNS", help="Other signs that mean present, parted by blanks; known again.")
@click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")
@takes_json
@takes_db
def wide(file: str, sheet: str | None, present: str | None, dry_run: bool, as_json: bool, db: str | None) -> int:
    """Take ticks as presence where nothing is recorded; what the sheet says of absences is listed and left."""
    from psw_tui.exchange.registers.wide_sheet import import_wide

    def run(store: Store, _advance: object) -> ImportResult:
        return import_wide(store, file, sheet=sheet, present=present, dry_run=dry_run)

    return run_import("wide", file, db, run, dry_run=dry_run, as_json=as_json)
