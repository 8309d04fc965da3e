"""In tables made for people no cell is a formula; whoever writes one is listed here, with what sees to it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import openpyxl
import pytest

from psw_tui.exchange.capabilities.blank_form import form_for
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_leaders

_EXCHANGE = Path(__file__).parents[2] / "psw_tui"
_WRITES_TABLES = re.compile(r"csv\.(?:Dict)?[wW]riter|xlsxwriter|openpyxl\.Workbook|import Workbook")
#: Who writes a CSV file or a workbook, and why no cell of it is a formula.
WRITERS = {
    "demo/replay.py": "psw reads it at once, and nobody else does",
    "exchange/capabilities/blank_form.py": "every cell is written as text, which psw reads back as it is",
    "exchange/files/csv_file.py": "`legible_cell`, cell by cell",
    "exchange/files/spreadsheet.py": "every text is written as one",
    "exchange/salesforce/load_files.py": "for a loader, which takes every sign for what it is; made for nobody to open",
    "exchange/tables/templates.py": "our own headings, and nothing else",
}


def test_whoever_writes_a_table_is_listed() -> None:
    found = {
        path.relative_to(_EXCHANGE).as_posix()
        for path in _EXCHANGE.rglob("*.py")
        if _WRITES_TABLES.search(path.read_text("utf-8"))
    }
    assert found == set(WRITERS)
    assert "legible_cell(" in ast.unparse(ast.parse((_EXCHANGE / "exchange/files/csv_file.py").read_text("utf-8")))


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "＝1+1", "\x1b[31m=1", "\u202e=1"])
def test_a_name_in_a_form_is_text_though_the_file_was_written_by_another_program(
    filled: Store, tmp_path: Path, name: str
) -> None:
    """And what no workbook can hold is left out, instead of ending in a fault."""
    change_leaders.edit_leader(filled, "L001", {"first_name": "Ann"})
    filled.connection.execute("UPDATE leader SET first_name = ? WHERE reference = 'L001'", (name,))
    file = tmp_path / "form.xlsx"
    file.write_bytes(form_for(filled, "L001"))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert str(sheet["B3"].value).endswith(f"{name[-1]} Osei")
