"""`psw export template`: an empty table with the right headings."""

from __future__ import annotations

from psw_tui.cli.giving import give
from psw_tui.cli.place import path_of
from psw_tui.exchange.tables.templates import template_table


def run(kind: str, output: str | None, db: str | None) -> None:
    """Write the empty table: CSV, or a workbook where the file's name says so."""
    as_workbook = output is not None and output.lower().endswith(".xlsx")
    give(template_table(kind, as_workbook=as_workbook), output, "The template", path_of(db))
