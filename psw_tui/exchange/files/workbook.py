"""The rows of an .xlsx workbook, read behind limits: openpyxl is not let near a file that unpacks to too much."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.sheet import (
    MOST_BYTES,
    MOST_COLUMNS,
    CellValue,
    NumberOf1904,
    SheetGrid,
    SheetRow,
    UnreadableFile,
    is_empty,
    refuse_too_large,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_RATIO = 100
_MOST_SHEETS = 50
#: The last row that any spreadsheet has; a file that claims more is broken.
_LAST_ROW = 1_048_576
#: How much of a sheet is searched for formulas at a time, so that the screen gets its turn in between, in bytes.
_PIECE = 262_144
_SAVE_AS = "open it in Excel and save it as .xlsx again"
_FORMULA = re.compile(rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_MAY_BE_A_DAY = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")
_1904 = 1904
_ZEROS = re.compile("0{2,}")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def workbook_rows(
    data: bytes, name: str, choose: Callable[[list[SheetGrid]], str] | None = None, beginnings: int = 1
) -> list[SheetRow]:
    """The rows that hold something on the first visible sheet that holds anything; else on the first hidden one.

    Where several are visible `choose` is shown so many first rows of each, and gives the title of the one to read.
    """
    _inspect(data, name, formulas=True, most=MOST_BYTES)
    with _opened(data, name) as sheets:
        if choose is not None:
            begun = list(_beginnings(sheets, name, beginnings))
            title = choose(begun) if len(begun) > 1 else ""
            sheets[:] = [sheet for sheet in sheets if sheet.title == title] or sheets
        return next(filter(None, (_rows(sheet, name, None) for sheet in sheets)), [])


def _beginnings(sheets: list[Any], name: str, most_rows: int) -> Iterator[SheetGrid]:
    """The first rows of every visible sheet that holds something; one that is refused is not chosen from."""
    for sheet in sheets:
        with suppress(UnreadableFile):
            rows = _rows(sheet, name, most_rows) if sheet.sheet_state == "visible" else []
            if rows:
                yield SheetGrid(sheet.title, rows)


def workbook_grids(
    data: bytes, name: str, most_rows: int | None = None, most_unpacked: int = MOST_BYTES
) -> list[SheetGrid]:
    """Every visible sheet that holds something, in the workbook's order; of each at most so many rows."""
    _inspect(data, name, formulas=most_rows is None, most=most_unpacked)
    return _grids(data, name, most=_MOST_SHEETS, most_rows=most_rows)


def _grids(data: bytes, name: str, *, most: int, most_rows: int | None = None) -> list[SheetGrid]:
    """At most so many visible sheets that hold something; the file must be inspected."""
    grids: list[SheetGrid] = []
    with _opened(data, name) as sheets:
        for sheet in sheets:
            rows = _rows(sheet, name, most_rows) if sheet.sheet_state == "visible" else []
            if rows:
                grids.append(SheetGrid(sheet.title, rows))
            if len(grids) == most:
                break
    return grids


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[list[Any]]:
    """The sheets of a workbook that was inspected, visible ones first; whatever is wrong with them is one sentence."""
    import openpyxl  # a CSV is read without it, and what is no workbook refused

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                yield sorted(workbook.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
            finally:
                workbook.close()
    except UnreadableFile:
        raise
    except Exception as error:
        # What openpyxl raises on a broken file is anything at all.
        raise UnreadableFile(f"{name} is a damaged workbook; {_SAVE_AS}, or as “CSV UTF-8”.") from error


def _inspect(data: bytes, name: str, *, formulas: bool, most: int) -> None:
    """Refuse what is no .xlsx, what unpacks to too much, and formulas (if asked) that nobody has worked out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            if unpacked > most or unpacked > _MOST_RATIO * max(packed, 1):
                raise UnreadableFile(
                    f"{name} unpacks to far more than a table holds ({unpacked // 1_000_000} MB); "
                    "copy the rows into a new workbook and save that."
                )
            _refuse_other_kinds(archive, names, name)
            for part in sorted(names):
                if formulas and part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _refuse_uncalculated(archive.read(part), name)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"{name} is a damaged workbook; {_SAVE_AS}, or as “CSV UTF-8”.") from None
    except Exception as error:
        raise UnreadableFile(f"{name} is a damaged workbook; {_SAVE_AS}, or as “CSV UTF-8”.") from error


def _refuse_other_kinds(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "a binary workbook (.xlsb); open it in Excel and save it as .xlsx"
    elif "word/document.xml" in names:
        kind = "a Word document; copy the table into a workbook and save it as .xlsx"
    elif "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
        kind = "an OpenDocument spreadsheet (.ods); open it and save it as .xlsx or CSV"
    elif "Index/Document.iwa" in names:
        kind = "an Apple Numbers document; export it as Excel (.xlsx) or CSV"
    else:
        kind = "a zip file, not a workbook; unpack it and import the table in it"
    raise UnreadableFile(f"{name} is {kind}.")


def _refuse_uncalculated(xml: bytes, name: str) -> None:
    """A formula without its result would read as an empty cell, and an empty cell clears what is recorded."""
    for piece in _pieces(xml):
        for formula in _FORMULA.finditer(piece):
            if b't="str"' not in formula[1]:
                place = re.search(rb'\br="([A-Z]+[0-9]+)"', formula[1])
                where = f" in cell {place[1].decode()}" if place else ""
                raise UnreadableFile(f"{name} has a formula{where} that was never worked out; {_SAVE_AS}.")


def _pieces(xml: bytes) -> Iterator[bytes]:
    """A sheet in pieces that end with a row."""
    start = 0
    while start < len(xml):
        end = xml.find(b"</row>", start + _PIECE)
        yield xml[start:] if end < 0 else xml[start:end]
        start = len(xml) if end < 0 else end


def _rows(sheet: Any, name: str, most: int | None) -> list[SheetRow]:
    rows: list[SheetRow] = []
    blank: Any = None
    sheet.reset_dimensions()
    read = _cell_of_1904 if sheet.parent.epoch.year == _1904 else _cell
    for number, raw in enumerate(sheet.iter_rows(max_row=most, max_col=MOST_COLUMNS + 1), 1):
        if number > _LAST_ROW:
            raise UnreadableFile(f"{name} is a damaged workbook; {_SAVE_AS}, or as “CSV UTF-8”.")
        if raw is blank:
            continue
        cells = [read(value) for value in raw]
        while cells and is_empty(cells[-1]):
            cells.pop()
        if cells:
            rows.append(SheetRow(number, cells))
            refuse_too_large(len(rows), len(cells), name)
        else:
            # openpyxl fills a gap with one and the same row: a million of them cost next to nothing.
            blank = raw
    return rows


def _cell(cell: Any) -> CellValue:
    """A cell as text, except that real dates stay dates: with a time only where the cell shows one."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value if value.time() != time() or _shows_time(cell.number_format) else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and value >= 0 and _ZEROS.fullmatch(cell.number_format or ""):
        # Shown as 0007: that is what people call it by, and what a CSV of the same sheet would hold.
        return str(value).zfill(len(cell.number_format))
    return str(value)


def _cell_of_1904(cell: Any) -> CellValue:
    """The same in a workbook that counts its days from 1904: a bare number may be one of those."""
    text = _cell(cell)
    is_bare = isinstance(cell.value, (int, float)) and isinstance(text, str) and _MAY_BE_A_DAY.fullmatch(text)
    return NumberOf1904(text) if is_bare else text


def _shows_time(number_format: str) -> bool:
    return "h" in _QUOTED.sub("", number_format or "").lower()
