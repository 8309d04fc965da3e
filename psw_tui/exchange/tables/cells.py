"""The cells of one column, read one after the other; what is to be said of them, by row or once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.cell_values import BadValue, as_text, is_too_long, to_date, to_instant, to_text
from psw_tui.exchange.files.contacts import about_email, about_phone, is_whole_address, to_email, to_phone
from psw_tui.exchange.files.dates_taken import column_order, day_text, serial_moment
from psw_tui.exchange.files.letters import has_lost_letters, whole_letters
from psw_tui.exchange.files.sheet import MEND_ERROR, is_empty, is_error
from psw_tui.policy.text import LONGEST, clean
from psw_tui.policy.wording import count
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from psw_tui.exchange.files.dates_taken import DayOrder
    from psw_tui.exchange.files.sheet import CellValue, SheetRow
    from psw_tui.exchange.tables.columns import TableColumn

#: What people write into a cell for which they have nothing; folded, without a full stop at the end.
BLANK_WORDS = frozenset(
    {
        "not known",
        "unknown",
        "not available",
        "not applicable",
        "not provided",
        "not given",
        "not yet known",
        "n/a",
        "n.a",
        "n/k",
        "none",
        "nil",
        "null",
        "tbc",
        "tba",
        "tbd",
        "to be confirmed",
        "to follow",
        "-",
        "--",
        "---",
        "–",
        "—",
        "?",
        "??",
        "???",
        "",
    }
)
_FIRST_LETTERS = frozenset(word[:1] for word in BLANK_WORDS) | {"."}
_SHOWN = 60
_LONGEST_BLANK = 20
_LAST_MONTH = 12
_TEXTS = (to_text, to_email, to_phone)
#: Stands in the place of the value of a cell that its column can't take.
REFUSED = object()


def shown(value: Any) -> str:
    """A value as a message shows it: as text on one line, not too long."""
    if value is None:
        return ""
    text = to_text(value if isinstance(value, (str, date)) else str(value))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def is_blank_word(cell: CellValue) -> bool:
    """Whether a cell says in words that there is nothing: `N/A`, `not known`, `-`."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_BLANK or cell.lstrip()[:1].casefold() not in _FIRST_LETTERS:
        return False
    return _folded(cell) in BLANK_WORDS


def _folded(cell: str) -> str:
    return " ".join(cell.casefold().split()).rstrip(".")


@dataclass
class ColumnCells:
    """One column of a sheet: reads its cells, and keeps what there is to say of them.

    `warnings` are of single rows; `blanks`, `serials` and `taken_out` are said once, with how many there were. Each
    is a row and what stands in it.
    """

    column: TableColumn
    place: int
    order: DayOrder | None = None
    swapped: int | None = None
    warnings: list[tuple[int, str]] = field(default_factory=list)
    blanks: list[tuple[int, str]] = field(default_factory=list)
    serials: list[tuple[int, str]] = field(default_factory=list)
    taken_out: list[tuple[int, str]] = field(default_factory=list)
    _plain: dict[CellValue, Any] = field(
        default_factory=dict
    )  # cells of which nothing is to be said, with their values

    @classmethod
    def of(cls, column: TableColumn, place: int, rows: list[SheetRow]) -> ColumnCells:
        """The column as its cells show it: of days, in which order they are written, and whether Excel turned some."""
        if not column.is_dated:
            return cls(column, place)
        cells = {row.cells[place]: row.number for row in reversed(rows) if len(row.cells) > place}
        texts = [cell for cell in cells if isinstance(cell, str)]
        real = [(number, cell) for cell, number in cells.items() if isinstance(cell, date)]
        return cls(column, place, column_order(texts), _turned_by_excel(texts, real))

    def read_all(self, rows: list[SheetRow]) -> tuple[list[Any], list[tuple[int, CellValue, str]]]:
        """The value in each row, `REFUSED` where the column can't take its cell; and what was: row, cell, expected.

        A row may be too short to have a cell. What was read before is not read again: most columns say little.
        """
        values, refused = [], []
        place, plain = self.place, self._plain
        for row in giving_way(rows):
            cell = row.cells[place] if place < len(row.cells) else ""
            if cell in plain:
                values.append(plain[cell])
                continue
            try:
                values.append(self._read_anew(row.number, cell))
            except BadValue as error:
                values.append(REFUSED)
                refused.append((row.number, cell, error.expected))
        return values, refused

    def _read_anew(self, number: int, cell: CellValue) -> Any:
        before = self._said()
        value = self._read(number, cell)
        if self._said() == before:
            self._plain[cell] = value
        return value

    def _said(self) -> int:
        return len(self.warnings) + len(self.blanks) + len(self.serials) + len(self.taken_out)

    def _read(self, number: int, cell: CellValue) -> Any:
        if is_error(cell):
            raise BadValue(MEND_ERROR)
        blank = is_empty(cell)
        if not blank and is_blank_word(cell) and self._may_be_blank(cell):
            self.blanks.append((number, shown(cell)))
            blank = True
        value = self.column.empty if blank else self._parsed(number, cell)
        if self.column.filled and (value is None or value == ""):
            self._refuse_empty()
        return value

    def _may_be_blank(self, cell: CellValue) -> bool:
        return self.column.blanks and _folded(as_text(cell)) not in self.column.values

    def _refuse_empty(self) -> None:
        try:
            self.column.parse("")
        except BadValue as error:
            raise BadValue(f"{error.expected}; it can't be empty") from None
        raise BadValue(f"a {self.column.name}; it can't be empty")

    def _parsed(self, number: int, cell: CellValue) -> Any:
        if self.column.is_dated:
            return self._day_or_instant(number, cell)
        value = self.column.parse(cell)
        if isinstance(cell, str) and self.column.is_text:
            self._look_at_letters(number, cell)
        if self.column.parse is to_email:
            self._look_at_address(number, as_text(cell), value)
        elif self.column.parse is to_phone:
            self._warn(number, about_phone(value))
        if len(as_text(cell)) > LONGEST and self.column.parse in _TEXTS and is_too_long(cell):
            self._warn(number, f"cut to {len(value)} characters.")
        if not self.column.blanks and self.column.filled and is_blank_word(cell):
            self._warn(number, f"“{shown(cell)}” is taken as it stands.")
        return value

    def _day_or_instant(self, number: int, cell: CellValue) -> date | datetime:
        read: Callable[[CellValue, DayOrder | None], date | datetime]
        read = to_date if self.column.parse is to_date else to_instant
        value = read(cell, self.order)
        if isinstance(cell, str) and serial_moment(cell) is not None:
            self.serials.append((number, f"{cell.strip()} is {as_text(value)}"))
        return value

    def _look_at_letters(self, number: int, cell: str) -> None:
        if cell.isascii() and "?" not in cell and "&" not in cell:  # most text by far
            return
        meant = whole_letters(cell)
        if meant != cell:
            how = "save the file as “CSV UTF-8” and import that, or correct the cell"
            self._warn(number, f"the letters of “{shown(cell)}” broke on the way; “{shown(meant)}” was meant: {how}.")
        if has_lost_letters(meant):
            self._warn(
                number, f"letters of “{shown(cell)}” were lost on the way and can't be read back; correct the cell."
            )

    def _look_at_address(self, number: int, cell: str, value: str) -> None:
        if value == cell and is_whole_address(value):  # most by far
            return
        text = to_text(cell)
        about = about_email(text)
        if about:
            self._warn(number, about)
        elif value != text:
            self.taken_out.append((number, f"“{shown(cell)}” is {value}"))

    def _warn(self, number: int, text: str) -> None:
        if text:
            self.warnings.append((number, f"Row {number}, {self.column.name}: {text}"))


def _turned_by_excel(texts: list[str], real: list[tuple[int, date]]) -> int | None:
    """The first row with a real date that Excel may have made of one whose day and month it took for each other.

    `texts` are a column's other cells, `real` its real dates, each with the first row that it stands in.

    Where a workbook holds its late days as text and no real date beyond the twelfth, Excel read the others as American.
    """
    days = [read for text in texts if (read := day_text(text)) is not None] if real else []
    late = [read for read in days if read.shows is not None]
    if not late or len(late) < len(days) or any(cell.day > _LAST_MONTH for _, cell in real):
        return None
    return min((number for number, cell in real if cell.day != cell.month), default=None)


def by_row(columns: Iterable[ColumnCells]) -> list[str]:
    """What is to be said of single rows, in their order."""
    return [text for _, text in sorted(chain.from_iterable(cells.warnings for cells in columns))]


def said_once(columns: Iterable[ColumnCells]) -> list[str]:
    """What is to be said of the columns as wholes, each thing once and with how many cells it holds for."""
    columns = list(columns)
    return list(chain(_blanks(columns), *map(_of_column, columns)))


def _blanks(columns: list[ColumnCells]) -> Iterator[str]:
    blank = list(chain.from_iterable(cells.blanks for cells in columns))
    if not blank:
        return
    names = ", ".join(cells.column.name for cells in columns if cells.blanks)
    words = ", ".join(dict.fromkeys(f"“{word}”" for _, word in blank))
    where = "row" if len(blank) == 1 else "first in row"
    yield f"{count(len(blank), 'cell')} read as blank: {words} in {names} ({where} {min(blank)[0]})."


def _of_column(cells: ColumnCells) -> Iterator[str]:
    name = cells.column.name
    if cells.taken_out:
        number, example = cells.taken_out[0]
        many = count(len(cells.taken_out), "address", "addresses")
        yield f"{name}: {many} taken out of what stands around (row {number}: {example})."
    if cells.serials:
        number, example = cells.serials[0]
        yield f"{name}: {count(len(cells.serials), 'number')} read as Excel's of a day (row {number}: {example})."
    if cells.swapped is not None:
        yield (
            f"{name}: Excel may have taken day and month for each other in the real dates (such as row "
            f"{cells.swapped}), since those that it could not read so are left as text; compare them."
        )


def key_text(part: Any) -> str:
    """A part of a key as a message shows it."""
    return clean(as_text(part) if isinstance(part, (str, date)) else str(part))
