"""What a file turns into before anybody knows what it means: headings and rows of cells."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean

#: One cell: text, or a real date (with or without a time) from a workbook; an empty cell is "".
CellValue = str | date | datetime


#: Longer is no sentence; what it names of a file is cut before.
_LONGEST_SENTENCE = 6000


class NumberOf1904(str):
    """A bare number of a workbook that counts its days from 1904: of a day it is smaller than in any other."""

    __slots__ = ()


#: By how many days the day of such a number comes later than that of the same number elsewhere.
_DAYS_TO_1904 = 1462
#: The most that a table may hold below its headings, and side by side. An import takes 3 KB of memory a row.
MOST_ROWS = 300_000
MOST_COLUMNS = 60
#: The most cells that a text may come to, blank ones too: those of the longest table of ours, a roster.
MOST_CELLS = 6_000_000
#: The largest file that is read, and the largest that a workbook may unpack to, in bytes.
MOST_BYTES = 50_000_000
#: What a spreadsheet shows where it can't work a cell out (the last one is LibreOffice's).
_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!)|Err:[0-9]{3}", re.IGNORECASE
)
#: What is to be done about such a cell, as the end of "expected …".
MEND_ERROR = (
    "a value; this is an error that the spreadsheet shows, so correct its formula or empty the cell, and save it"
)


class UnreadableFile(ValueError):
    """A file that is no table: one sentence that says what is wrong, where, and what to do.

    It stands on one line and all of it is to be seen, whatever the file is called and holds.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(clean(sentence, _LONGEST_SENTENCE))


@frozen
class SheetRow:
    """One row that holds something; `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: list[CellValue]


@frozen
class Sheet:
    """A table as it stands in a file; `number` is the row of the headings."""

    headers: list[str]
    rows: list[SheetRow]
    number: int = 1


@frozen
class SheetGrid:
    """All rows of one sheet (or of a text file) that hold something, as they stand: no headings are assumed."""

    name: str
    rows: list[SheetRow]


def is_empty(cell: CellValue) -> bool:
    """Whether nothing, or nothing but white space, stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def counted_from_1900(cell: CellValue) -> CellValue:
    """The same cell, and of a workbook that counts from 1904 a number that stands for its day in any other."""
    if not isinstance(cell, NumberOf1904):
        return cell
    days, point, part = cell.partition(".")
    return f"{int(days) + _DAYS_TO_1904}{point}{part}"


def is_error(cell: CellValue) -> bool:
    """Whether a cell holds an error that a spreadsheet shows (`#REF!`, `#N/A`): it is never a value."""
    return isinstance(cell, str) and _ERROR.fullmatch(cell.strip()) is not None


def to_sheet(rows: list[SheetRow], name: str) -> Sheet:
    """The first row that holds something is the headings, the others are the rows; blank ones must be out."""
    if not rows:
        raise UnreadableFile(
            f"{name} is empty; expected a row of headings and, below it, the rows "
            "(`psw export template KIND` makes an empty table)."
        )
    head, *body = rows
    headers = [_heading(cell) for cell in head.cells]
    return Sheet(headers, body, head.number)


def _heading(cell: CellValue) -> str:
    return "" if is_empty(cell) else str(cell)


def refuse_too_large(rows: int, columns: int, name: str, cells: int = 0) -> None:
    """Refuse a table that has more rows, columns or cells than any of ours, naming the limit."""
    if rows > MOST_ROWS + 1:
        raise UnreadableFile(f"{name} has more than {MOST_ROWS:,} rows; split it and import the parts.")
    if columns > MOST_COLUMNS:
        raise UnreadableFile(
            f"{name} has more than {MOST_COLUMNS} columns; keep only those to import and save it again."
        )
    if cells > MOST_CELLS:
        raise UnreadableFile(
            f"{name} has more than {MOST_CELLS:,} cells, blank ones among them; keep only those to import and save it "
            "again."
        )


class WrongReport(UnreadableFile):
    """A table that is not an attendance report of this session: one sentence that says which export to take instead."""


def heading_key(heading: str) -> str:
    """A heading without regard to case, spaces, underscores, hyphens and other marks."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", heading).casefold() if letter.isalnum())
