"""A list as a spreadsheet: a workbook whose days are days and whose texts stay texts, or CSV with the same rows.

No cell of it is a formula, and nothing in it is altered by the program that opens it: a text is written as a text
whatever it looks like, so that `07700 900123` keeps its nought and `=1+1` its signs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from psw_tui.exchange.files.csv_file import csv_file
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import legible_cell, without_commands
from psw_tui.policy.wording import Value, written

Step = Callable[[int, int], object]

_DAY, _MOMENT, _TEXT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "@"
_NARROWEST, _TITLE, _WIDEST = 6, 18, 60
#: So many rows are written between two steps, and so many measured for the widths.
_AT_ONCE, _MEASURED = 200, 2000
#: What a workbook takes in one cell, and in the name of a sheet.
_LONGEST_TEXT, _LONGEST_NAME = 32_767, 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
#: Before this day the calendar of a workbook is wrong by one.
_FIRST_DAY = date(1900, 3, 1)
_MOST_DIGITS = 15
_LINE = 15  # points
_A4 = 9  # a workbook's number for it


@frozen
class ListInFile:
    """A list to be written: what it is called, the titles of its columns and its rows.

    `about` says what was listed, line by line: what of it, how far, of which day.
    """

    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Value]]
    about: Sequence[tuple[str, Value]] = ()


def as_csv(listing: ListInFile, step: Step) -> bytes:
    """CSV as `csv_file` writes it; `step(done, of)` is told of the rows and may raise to end it."""
    return csv_file(listing.titles, _in_steps(listing.rows, step))


def _in_steps(rows: Sequence[Sequence[Value]], step: Step) -> Iterator[Sequence[Value]]:
    for number, row in enumerate(rows):
        if number % _AT_ONCE == 0:
            step(number, len(rows))
        yield row


def as_workbook(listing: ListInFile, step: Step) -> bytes:
    """A workbook: the rows under a heading that stays in view, and a second sheet on what was listed."""
    book, data = openpyxl.Workbook(write_only=True), io.BytesIO()
    try:
        _write_rows(book.create_sheet(listing.name.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME]), listing, step)
        if listing.about:
            _write_about(book.create_sheet("About"), listing.about)
    finally:
        book.save(data)  # of one that was stopped as well: what openpyxl keeps in files of its own goes with it
    return data.getvalue()


def _write_rows(sheet: Any, listing: ListInFile, step: Step) -> None:
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = False, True
    lines = 1
    for place, (title, width) in enumerate(zip(listing.titles, _widths(listing), strict=True), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        lines = max(lines, len(wrap(title, width - 3)))
    sheet.row_dimensions[1].height = lines * _LINE
    if listing.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(listing.titles))}{len(listing.rows) + 1}"
    sheet.append([_title(sheet, title) for title in listing.titles])
    for row in _in_steps(listing.rows, step):
        sheet.append([_cell(sheet, value) for value in row])


def _write_about(sheet: Any, about: Sequence[tuple[str, Value]]) -> None:
    sheet.column_dimensions["A"].width = max(len(what) for what, _ in about) + 2
    sheet.column_dimensions["B"].width = _WIDEST
    for what, value in about:
        sheet.append([_title(sheet, what), _cell(sheet, value)])


def _widths(listing: ListInFile) -> list[int]:
    """Each column as wide as its longest text, within bounds; a title goes on in another line.

    Of a long list its beginning is measured.
    """
    rows = [[len(written(value)) for value in row] for row in listing.rows[:_MEASURED]]
    titles = [min(_TITLE, len(title)) for title in listing.titles]
    return [min(_WIDEST, max(_NARROWEST, *column) + 3) for column in zip(titles, titles, *rows, strict=True)]


def _title(sheet: Any, title: str) -> Any:
    cell = _text(sheet, _storable(title))
    cell.font = Font(name="Calibri", size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="E8EEF4")
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    """A cell in which the value is what it is; None where there is nothing."""
    if isinstance(value, str):
        text = _storable(value)
        return _text(sheet, text) if text else None
    if isinstance(value, date):
        return _dated(sheet, value)
    if abs(value) >= 10**_MOST_DIGITS:
        return _text(sheet, str(value))
    return WriteOnlyCell(sheet, value=value)


def _dated(sheet: Any, value: date) -> Any:
    moment = london(value).replace(tzinfo=None) if isinstance(value, datetime) else None
    if (moment.date() if moment else value) < _FIRST_DAY:
        return _text(sheet, written(value))
    cell = WriteOnlyCell(sheet)
    cell.value = moment or value
    cell.number_format = _MOMENT if moment else _DAY
    cell.alignment = Alignment(horizontal="left")
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A text that stays one, also where somebody edits the cell: no formula, no number, no day."""
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    if not any(letter.isalpha() for letter in text) or legible_cell(text) != text:
        cell.number_format = _TEXT
    return cell


def _storable(text: str) -> str:
    """The text without what no workbook can hold."""
    return without_commands(text.replace("\t", " ").replace("\r", "\n"))[:_LONGEST_TEXT]
