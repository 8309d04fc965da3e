"""Checking a sheet as one of the canonical tables: every problem of every row, not only the first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from psw_tui.exchange.files.cell_values import BadValue
from psw_tui.exchange.files.sheet import Sheet, SheetRow, heading_key, is_empty
from psw_tui.exchange.tables import row_rules
from psw_tui.exchange.tables.cells import ColumnCells, by_row, key_text, said_once, shown
from psw_tui.exchange.tables.columns import Table, TableKind
from psw_tui.exchange.tables.table_definitions import TABLES

__all__ = ["Checked", "CheckedRow", "Gap", "Problem", "TableKind", "as_new", "check_table", "refuse_twice", "shown"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell (or row, when `column` is empty) that is refused, and what was expected of it."""

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        """The problem as one line: row, column, what stands there, what was expected."""
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        there = f"“{self.value}”" if self.value else "nothing there"
        return f"{where}: {there}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to complete in a row that is accepted as it is."""

    row: int
    text: str

    def __str__(self) -> str:
        """The gap as one line."""
        return f"row {self.row}: {self.text}"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row with the values of the columns that the file has; `sound` is False when a cell was refused."""

    number: int
    values: dict[str, Any]
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet read as a canonical table."""

    kind: TableKind
    columns: frozenset[str]
    rows: list[CheckedRow]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_table(kind: TableKind | str, sheet: Sheet) -> Checked:
    """Read a sheet as a canonical table; nothing is looked up and rows are not judged as a whole yet.

    A column that the file lacks is in no row's values; an empty cell is the column's empty value.
    """
    table = TABLES[TableKind(kind)]
    places, problems, warnings = _match_headings(table, sheet)
    if problems:
        return Checked(table.kind, frozenset(places), [], problems, warnings)
    columns = [ColumnCells.of(table.by_name[name], place, sheet.rows) for name, place in places.items()]
    rows = [_check_row(columns, len(sheet.headers), row, problems) for row in sheet.rows]
    refuse_twice(table, rows, problems)
    warnings += said_once(columns)
    warnings += by_row(columns)
    return Checked(table.kind, frozenset(places), rows, sorted(problems, key=lambda problem: problem.row), warnings)


def as_new(checked: Checked) -> Checked:
    """The same with every sound row judged as if nothing were stored yet: more problems, and the gaps."""
    problems, gaps = list(checked.problems), list(checked.gaps)
    for row in checked.rows:
        if row.sound:
            judgement = row_rules.judge_row(checked.kind, row_rules.settled(checked.kind, row.values, checked.columns))
            problems += [to_problem(row.number, fault) for fault in judgement.faults]
            gaps += [Gap(row.number, text) for text in judgement.gaps]
    return replace(checked, problems=sorted(problems, key=lambda problem: problem.row), gaps=gaps)


def to_problem(number: int, fault: row_rules.Fault) -> Problem:
    """A contradiction as a problem of its row."""
    return Problem(number, fault.column, shown(fault.value), fault.expected)


def _match_headings(table: Table, sheet: Sheet) -> tuple[dict[str, int], list[Problem], list[str]]:
    """Where each canonical column stands; what is wrong with the headings; which columns are left alone."""
    places_of: dict[str, list[int]] = {}
    left = []
    for column, places in _named_columns(table, sheet).items():
        places_of[column] = _canonical(column, places, sheet)
        others = [place for place in places if place not in places_of[column]]
        left += [f"“{shown(sheet.headers[place])}” ({column} is there)" for place in others]
    left += [
        f"“{shown(heading)}”" for heading in sheet.headers if heading and heading_key(heading) not in table.by_heading
    ]
    left += [f"column {place + 1}, which has no heading" for place in _nameless(sheet)]
    warnings = []
    if left:
        warnings.append(f"Left alone, since they are no columns of the {table.kind} table: {', '.join(left)}.")
    problems = _doubled(places_of, sheet) + _lacking(places_of, table, sheet)
    return {column: places[0] for column, places in places_of.items()}, problems, warnings


def _named_columns(table: Table, sheet: Sheet) -> dict[str, list[int]]:
    """The places at which a heading names a canonical column."""
    named: dict[str, list[int]] = {}
    for place, heading in enumerate(sheet.headers):
        column = table.by_heading.get(heading_key(heading))
        if column:
            named.setdefault(column, []).append(place)
    return named


def _canonical(column: str, places: list[int], sheet: Sheet) -> list[int]:
    """Of several places those that are headed with the column's own name; all of them, where none is."""
    own = [place for place in places if heading_key(sheet.headers[place]) == heading_key(column)]
    return own or places


def _nameless(sheet: Sheet) -> list[int]:
    """The columns that hold something under no heading."""
    empty_headings = [place for place, heading in enumerate(sheet.headers) if not heading]
    return [place for place in empty_headings if any(_holds(row, place) for row in sheet.rows)]


def _holds(row: SheetRow, place: int) -> bool:
    return len(row.cells) > place and not is_empty(row.cells[place])


def _doubled(places_of: dict[str, list[int]], sheet: Sheet) -> list[Problem]:
    """Columns that the sheet has more than once."""
    problems = []
    for column, places in places_of.items():
        if len(places) > 1:
            headings = " and ".join(shown(sheet.headers[place]) for place in places)
            expected = f"one column for {column}, not column {column} twice"
            problems.append(Problem(sheet.number, column, headings, expected))
    return problems


def _lacking(places_of: dict[str, list[int]], table: Table, sheet: Sheet) -> list[Problem]:
    """Required columns that the sheet has not."""
    lacking = [column.name for column in table.columns if column.required and column.name not in places_of]
    return [
        Problem(sheet.number, name, "", f"a column {name}; the {table.kind} table can't do without it")
        for name in lacking
    ]


def _check_row(columns: list[ColumnCells], width: int, row: SheetRow, problems: list[Problem]) -> CheckedRow:
    values: dict[str, Any] = {}
    before = len(problems)
    extra = [cell for cell in row.cells[width:] if not is_empty(cell)]
    if extra:
        expected = "no more cells than headings (a text with a comma in it needs quotation marks)"
        problems.append(Problem(row.number, "", shown(extra[0]), expected))
    for cells in columns:
        name, cell = cells.column.name, cells.of_row(row)
        try:
            values[name] = cells.read(row.number, cell)
        except BadValue as error:
            problems.append(Problem(row.number, name, shown(cell), error.expected))
    return CheckedRow(row.number, values, sound=len(problems) == before)


def refuse_twice(table: Table, rows: list[CheckedRow], problems: list[Problem]) -> None:
    """The same key twice in one file is refused, at the later row."""
    seen: dict[tuple[Any, ...], int] = {}
    for place, row in enumerate(rows):
        if any(name not in row.values for name in table.key):
            continue
        key = tuple(row.values[name] for name in table.key)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            value = " ".join(map(key_text, key))
            expected = f"every key once; row {first} has it already"
            problems.append(Problem(row.number, " and ".join(table.key), shown(value), expected))
            rows[place] = replace(row, sound=False)
