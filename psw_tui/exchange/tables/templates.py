"""Empty tables with the right headings, to be filled in a spreadsheet and imported."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from psw_tui.exchange.files.csv_file import csv_file
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES

if TYPE_CHECKING:
    from psw_tui.exchange.tables.columns import Table


def template_table(kind: TableKind | str, *, as_workbook: bool = False) -> bytes:
    """An empty table as bytes: a workbook (.xlsx), else CSV."""
    table = TABLES[TableKind(kind)]
    return _workbook(table) if as_workbook else csv_file((column.name for column in table.columns), ())


def _workbook(table: Table) -> bytes:
    # A template as CSV is written without it.
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = table.kind
    sheet.append([column.name for column in table.columns])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        sheet.cell(1, number).font = Font(bold=column.required)
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(column.name) + 2)
    # Text, so that a spreadsheet leaves references, dates and phone numbers as they are typed.
    for number in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()
