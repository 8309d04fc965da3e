"""Workbooks as they come: a table on a later sheet, and one that counts its days from 1904."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from psw_tui.exchange.files.cell_values import to_date, to_instant
from psw_tui.exchange.files.reading import FileBytes, read_grids
from psw_tui.exchange.files.times import Order, day_readings
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.recognised import recognised
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.recognise import read_report
from psw_tui.store.roster import leaders
from tests.policy.cases import session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psw_tui.store.core.store import Store

ROSTER = (
    ("Reference", "First name", "Surname", "Cohort"),
    ("L101", "Cy", "Cedar", "PSW 2026"),
)
NOTES = (("Kept by the office",), ("Name", "Telephone"), ("Di Dale", "01632 960000"))
WIDE = (tuple(f"Column {number}" for number in range(90)),)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], *, hidden: str = "", epoch: Any = None) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    if epoch is not None:
        made.epoch = epoch
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title == hidden:
            sheet.sheet_state = "hidden"
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Cover": NOTES, "Leaders": ROSTER}, ["Read from the sheet “Leaders”; left out: “Cover”."]),
        ({"Leaders": ROSTER, "Cover": NOTES}, ["Read from the sheet “Leaders”; left out: “Cover”."]),
        ({"Wide": WIDE, "Cover": NOTES, "Leaders": ROSTER}, ["Read from the sheet “Leaders”; left out: “Cover”."]),
        ({"Leaders": ROSTER}, []),
        ({"Blank": (), "Leaders": ROSTER}, []),
        (
            {"Leaders": ROSTER, "Old": ROSTER},
            [
                "Read from the sheet “Leaders”; left out: “Old”.",
                "The sheet “Old” is such a table too: save it as a file of its own.",
            ],
        ),
    ],
)
def test_the_sheet_with_the_table_is_searched_for_and_said(
    sheets: dict[str, Sequence[Sequence[Any]]], said: list[str], filled: Store, tmp_path: Path
) -> None:
    result = import_table(filled, "roster", workbook(tmp_path / "book.xlsx", sheets))
    assert (result.created, result.problems) == (1, [])
    assert result.notes == said
    assert result.how is not None
    assert result.how.left_out == said


def test_a_hidden_sheet_is_not_searched(filled: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", {"Cover": NOTES, "Old": ROSTER}, hidden="Old")
    assert import_table(filled, "roster", path).problems


def test_a_table_on_a_later_sheet_is_recognised(filled: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", {"Cover": NOTES, "Leaders": ROSTER})
    assert recognised(filled, FileBytes(path, path.read_bytes())) == "roster"


def test_completions_on_a_later_sheet_are_read(filled: Store, tmp_path: Path) -> None:
    rows = (("leader", "session", "completed_on"), ("L001", "M01", "2026-11-20"))
    result = import_modules(filled, workbook(tmp_path / "book.xlsx", {"Cover": NOTES, "Done": rows}))
    assert (result.created, result.problems) == (1, [])
    assert "Read from the sheet “Done”; left out: “Cover”." in result.notes


def test_which_sheet_of_a_report_was_read_is_said(tmp_path: Path) -> None:
    held = session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")
    rows = (("Name", "Join time", "Leave time"), ("Amara Osei", "2026-11-12 10:00:00", "2026-11-12 11:00:00"))
    form = (("Timestamp", "Name"), ("2026-11-12 10:00:00", "Amara Osei"))
    for table in (rows, form):
        path = workbook(tmp_path / "book.xlsx", {"Cover": NOTES, "People": table})
        assert read_report(path, held).notes == ("Read from the sheet People.",)
        assert read_report(workbook(tmp_path / "one.xlsx", {"People": table}), held).notes == ()


# From 1904


def test_a_bare_number_of_a_workbook_from_1904_is_its_day(tmp_path: Path) -> None:
    rows = ((44_876, 44_876.5, 44_876.25, datetime.fromisoformat("2026-11-12 09:00"), 7_700_900_123, "44876"),)
    path = workbook(tmp_path / "book.xlsx", {"A": rows}, epoch=CALENDAR_MAC_1904)
    [grid] = read_grids(path)
    day, noon, morning, real, phone, text = grid.rows[0].cells
    assert (to_date(day), real) == (date(2026, 11, 12), datetime.fromisoformat("2026-11-12 09:00"))
    assert to_instant(noon) == datetime(2026, 11, 12, 12, tzinfo=UTC)
    assert day_readings(morning) == {Order.CERTAIN: datetime.fromisoformat("2026-11-12 06:00")}
    assert day_readings(day) == {Order.CERTAIN: datetime.fromisoformat("2026-11-12")}
    assert (phone, day) == ("7700900123", "44876")
    assert to_date(text) == date(2022, 11, 11)  # a text says nothing of its workbook


def test_a_roster_from_1904_has_its_own_days(filled: Store, tmp_path: Path) -> None:
    rows = ((*ROSTER[0], "offer_accepted_on"), (*ROSTER[1], 44_776))
    result = import_table(filled, "roster", workbook(tmp_path / "a.xlsx", {"A": rows}, epoch=CALENDAR_MAC_1904))
    assert result.problems == []
    assert any("44776 is 2026-08-04" in warning for warning in result.warnings)
    assert next(row for row in leaders.every(filled) if row.reference == "L101").offer_accepted_on == "2026-08-04"
