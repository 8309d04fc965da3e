"""A list as a spreadsheet: whatever its cells hold, they are read back as they were, and none is a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet._writer import ALL_TEMP_FILES

from psw_tui.exchange.files.spreadsheet import ListInFile, Step, as_csv, as_workbook
from psw_tui.policy.text import clean
from psw_tui.policy.wording import Value

TITLES = ("Name", "Reference", "Telephone", "On", "At", "Minutes", "Note")
ROWS: list[list[Value]] = [
    [
        "Zoë Llwyd",
        "0012",
        "07700900123",
        date(2027, 1, 12),
        datetime(2027, 6, 1, 9, 5, tzinfo=UTC),
        42,
        "=HYPERLINK(1)",
    ],
    ["Łukasz 1e5", "1-2", "+44 7700 900123", date(1899, 12, 30), "", 0, "@home"],
    ["3/6", "TRUE", "-1", "", "", 2.5, "12:30"],
]
_FORMULAS = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\u200b=1", "'=1", "=cmd|' /C calc'!A0"]
)
_TEXTS = st.one_of(_FORMULAS, st.text(max_size=20))
_VALUES: st.SearchStrategy[Value] = st.one_of(
    _TEXTS,
    st.integers(-(10**9), 10**18),
    st.dates(date(1890, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given UTC
)


def nothing(_done: int, _of: int) -> None:
    """Nobody is told how far it is."""


def workbook(rows: list[list[Value]], titles: tuple[str, ...] = TITLES) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(as_workbook(ListInFile("List", titles, rows, (("As of", date(2027, 2, 1)),)), nothing))
    )


def test_days_are_days_numbers_are_numbers_and_texts_keep_their_noughts_and_signs() -> None:
    book = workbook(ROWS)
    sheet = book["List"]
    assert [cell.value for cell in sheet[1]] == list(TITLES)
    first, second, third = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
    assert first == [*ROWS[0][:3], datetime(2027, 1, 12), datetime(2027, 6, 1, 10, 5), 42, "=HYPERLINK(1)"]  # noqa: DTZ001 - a workbook has no zones
    assert second == ["Łukasz 1e5", "1-2", "+44 7700 900123", "30/12/1899", None, 0, "@home"]
    assert third == ["3/6", "TRUE", "-1", None, None, 2.5, "12:30"]
    assert sheet["D2"].is_date
    assert (sheet["D2"].number_format, sheet["E2"].number_format) == ("dd/mm/yyyy", "dd/mm/yyyy hh:mm")
    assert [sheet[place].data_type for place in ("B2", "C2", "G2", "A4", "C4", "G4")] == ["s"] * 6
    assert [sheet[place].number_format for place in ("B2", "C2", "G2", "A4", "C4", "G4")] == ["@"] * 6


def test_the_heading_stays_in_view_and_every_column_is_as_wide_as_it_needs() -> None:
    book = workbook([["Ann", "x" * 500, *[""] * 5]])
    sheet = book["List"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:G2"
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    widths = {letter: sheet.column_dimensions[letter].width for letter in "AB"}
    assert 6 <= widths["A"] < widths["B"] == 60
    assert [[cell.value for cell in row] for row in book["About"]] == [["As of", datetime(2027, 2, 1)]]  # noqa: DTZ001 - a workbook has no zones


@settings(max_examples=20)  # many rows in a few workbooks
@given(st.lists(st.tuples(_VALUES, _VALUES), max_size=20))
def test_whatever_a_cell_holds_no_cell_is_a_formula_and_what_is_legible_is_read_back(
    rows: list[tuple[Value, Value]],
) -> None:
    data = as_workbook(ListInFile("L", ("=A", "B"), rows), nothing)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            read = sheet.cell(number, place).value
            if isinstance(value, str) and value == clean(value):
                assert (read or "") == value
            elif isinstance(value, int) and abs(value) < 10**15:
                assert read == value
            elif isinstance(value, date) and not isinstance(value, datetime) and value.year > 1900:
                assert isinstance(read, datetime)
                assert read.date() == value
    text = as_csv(ListInFile("L", ("=A", "B"), rows), nothing).decode("utf-8-sig")
    read_rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read_rows) == len(rows) + 1
    typed = [
        cell
        for row, own in zip(read_rows[1:], rows, strict=True)
        for cell, v in zip(row, own, strict=True)
        if isinstance(v, str)
    ]
    assert not [cell for cell in (*typed, *read_rows[0]) if cell[:1] in tuple("=+-@\t\r＝")]


def test_csv_is_what_excel_in_britain_opens() -> None:
    data = as_csv(ListInFile("List", TITLES, ROWS), nothing)
    assert data.startswith(b"\xef\xbb\xbfName,Reference,Telephone,On,At,Minutes,Note\r\n")
    assert data.endswith(b"\r\n")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert lines[1] == "Zoë Llwyd,0012,07700900123,12/01/2027,01/06/2027 10:05,42,'=HYPERLINK(1)"
    assert lines[2] == "Łukasz 1e5,1-2,'+44 7700 900123,30/12/1899,,0,'@home"


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_a_long_list_says_how_far_it_is_and_one_that_is_stopped_leaves_nothing_behind(
    write: Callable[[ListInFile, Step], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: list[tuple[int, int]] = []
    listing = ListInFile("List", TITLES, [ROWS[0]] * 1000)
    assert write(listing, lambda done, of: told.append((done, of)))
    assert told == [(done, 1000) for done in range(0, 1000, 200)]

    def stop(done: int, of: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write(listing, stop)
    assert not list(tmp_path.iterdir())
    assert not [path for path in ALL_TEMP_FILES if Path(path).exists()]
