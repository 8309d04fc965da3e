"""Where in a file its table begins and ends: titles above the headings and totals below the rows are left out."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.sheet import SheetRow, UnreadableFile, heading_key, is_empty, to_sheet
from psw_tui.exchange.tables.cells import shown
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.files.sheet import Sheet
    from psw_tui.exchange.tables.columns import Table

#: How far down the headings are looked for.
HEADED_WITHIN = 20
#: Headings that must fit before a row below the first is taken for them.
_FEWEST = 2
_MOST_SHOWN = 3
_WORDS_OF_A_REMARK = 3
_TOTAL = re.compile(
    r"(?:grand |sub-?|overall )?totals?\b.*|sum|count|average|mean|number of .*|no\.? of .*|n ?= ?[0-9]+|"
    r"[0-9]+ (?:rows?|records?|leaders?|participants?|people|sessions?)|end of .*|(?:generated|exported|printed|"
    r"prepared|created|produced|last updated|updated) .*|source:.*|notes?:.*|page [0-9]+.*|©.*|confidential.*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+£$]?[0-9][0-9.,]*%?")


@frozen
class FoundTable:
    """A table as it stands in a file, and in sentences which rows of the file are no part of it."""

    sheet: Sheet
    left_out: list[str] = field(default_factory=list)


def names_of(table: Table, told: Mapping[str, str]) -> dict[str, str]:
    """The column of every heading that is understood, by its key; what was told comes first."""
    return table.by_heading | {heading_key(heading): column for heading, column in told.items()}


def find_table(table: Table, rows: list[SheetRow], name: str, told: Mapping[str, str]) -> FoundTable:
    """The table in the rows of a file, with the headings that name most of its columns among the first rows.

    `told` says what headings mean that nobody would understand; `UnreadableFile` where one of them is not there.
    """
    names = names_of(table, told)
    place = _heading_place(rows, names)
    if place is None:
        return FoundTable(to_sheet(rows, name))
    sheet = to_sheet(rows[place:], name)
    _refuse_absent(sheet, name, told)
    said = []
    if place:
        said.append(_above(rows[:place], sheet.number))
    headings = [heading_key(heading) for heading in sheet.headers if heading]
    body = [row for row in sheet.rows if not _is_heading_again(row, headings)]
    if len(body) < len(sheet.rows):
        said.append("Rows that say the headings again are left out.")
    needed = [spot for spot, heading in enumerate(sheet.headers) if _must_be_filled(table, names, heading)]
    while body and _is_no_row(body[-1], needed):
        row = body.pop()
        said.append(f"The row “{shown(_first(row))}” at the end (row {row.number}) is left out.")
    sheet.rows[:] = body
    return FoundTable(sheet, said)


def _heading_place(rows: list[SheetRow], names: Mapping[str, str]) -> int | None:
    """Where the headings are; where nothing fits, the first row with several cells. None without rows."""
    if not rows:
        return None
    near = rows[:HEADED_WITHIN]
    fits = [len(_understood(row, names)) for row in near]
    best = max(fits)
    if best >= _FEWEST:
        return fits.index(best)
    several = [place for place, row in enumerate(near) if len(_filled(row)) >= _FEWEST]
    return several[0] if several else 0


def _understood(row: SheetRow, names: Mapping[str, str]) -> set[str]:
    """The columns that the cells of a row head."""
    columns = {names.get(heading_key(as_text(cell))) for cell in row.cells}
    return {column for column in columns if column is not None}


def fit(table: Table, rows: list[SheetRow], told: Mapping[str, str]) -> tuple[bool, int]:
    """Whether one of the first rows heads all columns that a table must have, and how many it heads at most."""
    names = names_of(table, told)
    needed = {column.name for column in table.columns if column.required and not column.supplied}
    headed = [_understood(row, names) for row in rows[:HEADED_WITHIN]]
    return max(((needed <= columns, len(columns)) for columns in headed), default=(False, 0))


def _filled(row: SheetRow) -> list[str]:
    return [as_text(cell) for cell in row.cells if not is_empty(cell)]


def _first(row: SheetRow) -> str:
    return _filled(row)[0]


def _refuse_absent(sheet: Sheet, name: str, told: Mapping[str, str]) -> None:
    keys = {heading_key(heading) for heading in sheet.headers}
    for heading in told:
        if heading_key(heading) not in keys:
            there = ", ".join(f"“{shown(known)}”" for known in sheet.headers if known)
            raise UnreadableFile(f"{name} has no heading “{shown(heading)}”; its headings are {there}.")


def _above(rows: list[SheetRow], headed: int) -> str:
    first, last = rows[0].number, rows[-1].number
    which = f"row {first}" if first == last else f"rows {first}-{last}"
    are = "is" if first == last else "are"
    texts = ", ".join(f"“{shown(_first(row))}”" for row in rows[:_MOST_SHOWN])
    return f"The headings are in row {headed}; {which} above them {are} left out ({texts})."


def _is_heading_again(row: SheetRow, headings: list[str]) -> bool:
    """Whether a row says the headings (by their keys) once more, as at the top of another page."""
    said = (heading_key(as_text(cell)) for cell in row.cells if not is_empty(cell))
    if next(said, None) != next(iter(headings), None):  # nearly all rows: their first cell tells
        return False
    return list(said) == headings[1:]


def _must_be_filled(table: Table, names: Mapping[str, str], heading: str) -> bool:
    column = names.get(heading_key(heading))
    return column is not None and table.by_name[column].filled


def _is_no_row(row: SheetRow, needed: list[int]) -> bool:
    """Whether a last row is a total or a remark: it says so, and what every row must have is not in it."""
    texts = _filled(row)
    if _TOTAL.fullmatch(texts[0].strip(" *:-")):
        others = [text for text in texts[1:] if not _NUMBER.fullmatch(text.strip())]
        return not others or _lacks(row, needed)
    return len(texts) == 1 and len(texts[0].split()) >= _WORDS_OF_A_REMARK and _lacks(row, needed)


def _lacks(row: SheetRow, needed: list[int]) -> bool:
    return any(place >= len(row.cells) or is_empty(row.cells[place]) for place in needed)
