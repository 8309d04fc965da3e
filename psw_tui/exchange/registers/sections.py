"""Where in a report the table stands: header rows known by their words, or by the shape of the rows below them.

Reports begin with titles, blocks about the meeting and sections of their own, in several languages; so the header
row is looked for, and a report may have several. A column that could be the waiting room's is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.files.heading_table import plain_key
from psw_tui.exchange.files.sheet import is_empty
from psw_tui.exchange.files.times import Readings, minutes_of, readings
from psw_tui.exchange.registers import report_words
from psw_tui.exchange.registers.report_words import ReportField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psw_tui.exchange.files.sheet import CellValue, SheetGrid, SheetRow


#: Headings of a name that may be only one of two.
_JUST_A_NAME = frozenset({"name", "nom", "nombre", "nome", "naam", "nazwa"})
_A_MINUTE = 60
_NUMBERED = re.compile(r"\d+\.\s")


@dataclass
class Section:
    """One table of a report: which column holds what, the headings, the title over them, and the rows below.

    `shown` are the headings as they stand in the file; `unknown` the columns whose headings are not understood;
    `is_foreign` says that none of them is in a language of the table.
    """

    columns: dict[ReportField, int]
    headings: tuple[str, ...]
    title: str = ""
    rows: list[SheetRow] = field(default_factory=list)
    shown: tuple[str, ...] = ()
    unknown: tuple[int, ...] = ()
    is_foreign: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether its title has a number, as Teams numbers its tables in every language."""
        return _NUMBERED.match(self.title) is not None

    @property
    def renames(self) -> bool:
        """Whether its names carry the one before a rename in brackets."""
        place = self.columns.get(ReportField.NAME)
        return place is not None and report_words.carries_the_original(self.headings[place])

    @property
    def is_list_of_actions(self) -> bool:
        """Whether it has a row for each coming and each going, as Teams' list of a call that is under way."""
        return ReportField.ACTION in self.columns

    @property
    def unread(self) -> list[str]:
        """The headings of columns that may be the waiting room's and are not understood.

        Of headings in English we know them all. In any other language it is a column of yes and no; where not even
        the language is known, it may be any column with words in it, but in Teams' numbered tables: they have none.
        """
        if self.is_numbered or (not self.is_foreign and all(map(report_words.is_english, self._understood))):
            return []
        unread = []
        for place in self.unknown:
            said = [row.cells[place] for row in self.rows if place < len(row.cells) and not is_empty(row.cells[place])]
            if said and (_are_words(said) if self.is_foreign else all(map(_says_yes_or_no, said))):
                unread.append(self.shown[place])
        return unread

    @property
    def _understood(self) -> list[str]:
        return [self.shown[place] for place in self.columns.values()]

    def cell(self, row: SheetRow, wanted: ReportField) -> CellValue:
        """What stands in a row under a field; empty where the report has no such column."""
        place = self.columns.get(wanted)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def text(self, row: SheetRow, wanted: ReportField) -> str:
        """The same as text."""
        cell = self.cell(row, wanted)
        return cell.strip() if isinstance(cell, str) else str(cell)


def _are_words(cells: list[CellValue]) -> bool:
    """Whether a column may say yes and no in any language: it is neither of addresses nor of times or numbers."""
    return not all("@" in str(cell) or readings(cell) or minutes_of(cell) is not None for cell in cells)


def _says_yes_or_no(cell: CellValue) -> bool:
    return isinstance(cell, str) and (report_words.is_yes(cell) or report_words.is_no(cell))


def sections(
    grid: SheetGrid, *, told: Mapping[str, ReportField] | None = None, by_shape: bool = False
) -> list[Section]:
    """Every table of attendance in a grid, in order: rows up to the next header, a title or the end.

    `told` is what headings mean, by their `plain_key`, where somebody has said so. With `by_shape` a header in a
    language that we don't know is taken too: a last resort, since other tables have a text and two times beside each
    other as well. Below a table that is known by its words it is none.
    """
    tables: list[Section] = []
    current: Section | None = None
    title = ""
    for place, row in enumerate(grid.rows):
        header = _header(row, told or {})
        if header is None and current is None and (by_shape or tables):
            header = _header_by_shape(grid.rows, place, told or {})
        if header is not None:
            current = header
            current.title, title = title, ""
            tables.append(header)
        elif _stands_alone(row) and (current is None or _is_title(row)):
            # One cell alone is a section's title, unless it is a row in which somebody has only a name.
            current, title = None, str(row.cells[0]).strip()
        elif current is not None:
            current.rows.append(row)
    return tables


def meeting_times(grid: SheetGrid) -> list[Readings]:
    """When the meeting itself began and ended, as the block above the first table says; empty without a block."""
    times: list[Readings] = []
    above: list[CellValue] = []
    for row in grid.rows:
        if _header(row, {}) is not None:
            break
        times += _times_of_the_meeting(row.cells, above)
        above = row.cells
    return times


def _times_of_the_meeting(cells: list[CellValue], above: list[CellValue]) -> list[Readings]:
    """The times in a row that the cell beside them, or the one over them, calls the meeting's own."""
    times = []
    for place, cell in enumerate(cells):
        time = readings(cell)
        beside = cells[max(place - 1, 0) : place]
        over = above[place : place + 1]
        if time and any(_heads_a_meeting_time(heading) for heading in (*beside, *over)):
            times.append(time)
    return times


def _heads_a_meeting_time(cell: CellValue) -> bool:
    return isinstance(cell, str) and report_words.heads_a_meeting_time(cell)


def _stands_alone(row: SheetRow) -> bool:
    return not is_empty(row.cells[0]) and all(is_empty(cell) for cell in row.cells[1:])


def _is_title(row: SheetRow) -> bool:
    """A title is numbered (`3. In-Meeting Activities`) or ends in the word for it (`Attendee Details`)."""
    text = str(row.cells[0]).strip()
    return _NUMBERED.match(text) is not None or report_words.ends_a_title(text)


def _header(row: SheetRow, told: Mapping[str, ReportField]) -> Section | None:
    """The section that a row heads: it names people, and their times, a duration, or what they did and when."""
    if not told and not report_words.may_head(row.cells):
        return None
    shown = tuple(map(_shown, row.cells))
    headings = tuple(map(plain_key, shown))
    meanings = [told.get(key) or report_words.field_of(said) for key, said in zip(headings, shown, strict=True)]
    columns = _columns(headings, shown, meanings)
    people = ReportField.NAME in columns or {ReportField.FIRST, ReportField.LAST} <= columns.keys()
    timed = {ReportField.JOINED, ReportField.LEFT} <= columns.keys() or ReportField.TOTAL in columns
    listed = {ReportField.ACTION, ReportField.TIME} <= columns.keys()
    is_told = not told.keys().isdisjoint(headings)
    minutes_told = is_told and ReportField.MINUTES in columns
    if not people or not (timed or listed or minutes_told):
        return None
    unknown = tuple(place for place, meaning in enumerate(meanings) if meaning is None and shown[place])
    told_all = is_told and all(headings[place] in told for place in columns.values())
    return Section(columns, headings, shown=shown, unknown=unknown, is_foreign=told_all)


def _shown(cell: CellValue) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _columns(
    headings: tuple[str, ...], shown: tuple[str, ...], meanings: list[ReportField | None]
) -> dict[ReportField, int]:
    """Which column holds what: the first of several, of names the one that carries the original names too."""
    names = [place for place, meaning in enumerate(meanings) if meaning is ReportField.NAME]
    name = next((place for place in names if report_words.carries_the_original(headings[place])), None)
    columns: dict[ReportField, int] = {}
    if names:
        columns[ReportField.NAME] = names[0] if name is None else name
    # An export of all meetings has the host's address and the meeting's length before the participant's own.
    after = columns.get(ReportField.NAME, 0)
    first = after if any(map(report_words.is_of_the_meeting, shown[:after])) else 0
    for place, meaning in enumerate(meanings[first:], first):
        if meaning is not None and meaning is not ReportField.NAME:
            columns.setdefault(meaning, place)
    if names and headings[columns[ReportField.NAME]] in _JUST_A_NAME:
        _part_names(columns)
    return columns


def _part_names(columns: dict[ReportField, int]) -> None:
    """What is headed just as a name is the first beside a last name, and the last beside a first: as Meet has them."""
    for beside, other in ((ReportField.LAST, ReportField.FIRST), (ReportField.FIRST, ReportField.LAST)):
        if beside in columns and other not in columns:
            columns[other] = columns.pop(ReportField.NAME)
            return


def _header_by_shape(rows: list[SheetRow], place: int, told: Mapping[str, ReportField]) -> Section | None:
    """The section of a row in a language that we don't know: below it stand a name, two times and a duration."""
    if place + 1 >= len(rows):
        return None
    head, below, *after = rows[place : place + 3]
    if any(readings(cell) for cell in head.cells):
        return None
    if after and not _stands_alone(after[0]) and not any(readings(cell) for cell in after[0].cells):
        return None  # one row between two headers is about the meeting, not about somebody in it
    times = [number for number, cell in enumerate(below.cells) if readings(cell)]
    if len(times) < 2 or times[0] == 0 or len(head.cells) < len(times) + 1 or not _is_a_name(below.cells[0]):
        return None
    columns = _columns_by_shape(below.cells, times)
    if ReportField.MINUTES not in columns or not _fits(below, columns):
        return None
    shown = tuple(map(_shown, head.cells))
    headings = tuple(map(plain_key, shown))
    columns |= {told[key]: number for number, key in enumerate(headings) if key in told}
    unknown = tuple(number for number, key in enumerate(headings) if number not in columns.values() and key not in told)
    return Section(columns, headings, shown=shown, unknown=unknown, is_foreign=True)


def _columns_by_shape(cells: list[CellValue], times: list[int]) -> dict[ReportField, int]:
    """What stands where in a row that begins with a name and has these times: an address, and minutes after them."""
    columns = {ReportField.NAME: 0, ReportField.JOINED: times[0], ReportField.LEFT: times[1]}
    for number, cell in enumerate(cells):
        if isinstance(cell, str) and "@" in cell:
            columns.setdefault(ReportField.EMAIL, number)
        elif number > times[1] and minutes_of(cell) is not None:
            columns.setdefault(ReportField.MINUTES, number)
    return columns


def _is_a_name(cell: CellValue) -> bool:
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell) and "@" not in cell


def _fits(row: SheetRow, columns: dict[ReportField, int]) -> bool:
    """Whether the duration of a row is no longer than its two times are apart, as a stay's must be."""
    joined, left = readings(row.cells[columns[ReportField.JOINED]]), readings(row.cells[columns[ReportField.LEFT]])
    apart = [
        (left[order] - joined[order]).total_seconds() / _A_MINUTE
        for order in joined.keys() & left.keys()
        if (left[order].tzinfo is None) == (joined[order].tzinfo is None)
    ]
    minutes = minutes_of(row.cells[columns[ReportField.MINUTES]])
    return minutes is not None and any(minutes <= most + 1 for most in apart)
