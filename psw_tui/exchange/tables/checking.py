"""Checking a sheet as one of the canonical tables: every problem of every row, not only the first."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.sheet import Sheet, SheetRow, heading_key, is_empty
from psw_tui.exchange.tables import row_rules
from psw_tui.exchange.tables.cells import REFUSED, ColumnCells, by_row, key_text, said_once, shown
from psw_tui.exchange.tables.columns import Table, TableKind
from psw_tui.exchange.tables.headings import names_of
from psw_tui.exchange.tables.result import Gap, HowRead, Problem
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import clean
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checked", "CheckedRow", "Gap", "Problem", "TableKind", "as_new", "check_table", "refuse_twice", "shown"]


@frozen
class CheckedRow:
    """One row with the values of the columns that the file has; `sound` is False when a cell was refused."""

    number: int
    values: dict[str, Any]
    sound: bool = True


@frozen
class Checked:
    """A sheet read as a canonical table; `named` are names in it that stand in no row."""

    kind: TableKind
    columns: frozenset[str]
    rows: list[CheckedRow]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    how: HowRead | None = None
    named: set[str] = field(default_factory=set)


def check_table(kind: TableKind | str, sheet: Sheet, told: Mapping[str, str] | None = None) -> Checked:
    """Read a sheet as a canonical table; nothing is looked up and rows are not judged as a whole yet.

    A column that the file lacks is in no row's values; an empty cell is the column's empty value. `told` says which
    column a heading is that nobody would understand.
    """
    table = TABLES[TableKind(kind)]
    places, problems, warnings = _match_headings(table, sheet, told or {})
    how = _how_read(table, sheet, places)
    if problems:
        return Checked(table.kind, frozenset(places), [], problems, warnings, how=how)
    columns = [ColumnCells.of(table.by_name[name], place, sheet.rows) for name, place in places.items()]
    rows = _check_rows(columns, sheet, problems)
    refuse_twice(table, rows, problems)
    warnings += said_once(columns)
    warnings += by_row(columns)
    problems.sort(key=lambda problem: problem.row)
    return Checked(table.kind, frozenset(places), rows, problems, warnings, how=how)


def _how_read(table: Table, sheet: Sheet, places: Mapping[str, int]) -> HowRead:
    columns = sorted((place, name) for name, place in places.items())
    unused = [heading for place, heading in enumerate(sheet.headers) if heading and place not in places.values()]
    return HowRead(
        sheet.number, [(sheet.headers[place], name) for place, name in columns], unused, _missing(table, places)
    )


def as_new(checked: Checked) -> Checked:
    """The same with every sound row judged as if nothing were stored yet: more problems, and the gaps."""
    problems, gaps = list(checked.problems), list(checked.gaps)
    for row in giving_way(checked.rows):
        if row.sound:
            judgement = row_rules.judge_row(checked.kind, row_rules.settled(checked.kind, row.values, checked.columns))
            problems += [to_problem(row.number, fault) for fault in judgement.faults]
            gaps += [Gap(row.number, text) for text in judgement.gaps]
    return replace(checked, problems=sorted(problems, key=lambda problem: problem.row), gaps=gaps)


def to_problem(number: int, fault: row_rules.Fault) -> Problem:
    """A contradiction as a problem of its row."""
    return Problem(number, fault.column, shown(fault.value), fault.expected)


def _match_headings(
    table: Table, sheet: Sheet, told: Mapping[str, str]
) -> tuple[dict[str, int], list[Problem], list[str]]:
    """Where each canonical column stands; what is wrong with the headings; which columns are left alone."""
    places_of: dict[str, list[int]] = {}
    left = []
    names = names_of(table, told)
    for column, places in _named_columns(names, sheet).items():
        places_of[column] = _meant(column, places, sheet, told)
        others = [place for place in places if place not in places_of[column]]
        left += [f"“{shown(sheet.headers[place])}” ({column} is there)" for place in others]
    left += [f"“{shown(heading)}”" for heading in sheet.headers if heading and heading_key(heading) not in names]
    left += [f"column {place + 1}, which has no heading" for place in _nameless(sheet)]
    warnings = []
    if left:
        warnings.append(f"Not used, since they are not columns of the {table.kind} table: {', '.join(left)}.")
    problems = _doubled(places_of, sheet) + _lacking(places_of, table, sheet)
    return {column: places[0] for column, places in places_of.items()}, problems, warnings


def _named_columns(names: Mapping[str, str], sheet: Sheet) -> dict[str, list[int]]:
    """The places at which a heading names a canonical column."""
    named: dict[str, list[int]] = {}
    for place, heading in enumerate(sheet.headers):
        column = names.get(heading_key(heading))
        if column:
            named.setdefault(column, []).append(place)
    return named


def _meant(column: str, places: list[int], sheet: Sheet, told: Mapping[str, str]) -> list[int]:
    """Of several places those that were told, else those headed with the column's own name; all, where none is."""
    meant = {heading_key(heading) for heading, said in told.items() if said == column} or {heading_key(column)}
    own = [place for place in places if heading_key(sheet.headers[place]) in meant]
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


def _missing(table: Table, places: Mapping[str, Any]) -> list[str]:
    """The columns that the sheet must have and has not."""
    return [
        column.name for column in table.columns if column.required and not column.supplied and column.name not in places
    ]


def _lacking(places_of: Mapping[str, list[int]], table: Table, sheet: Sheet) -> list[Problem]:
    """Required columns that the sheet has not, in one sentence that shows the headings it has."""
    missing = _missing(table, places_of)
    if not missing:
        return []
    headings = ", ".join(shown(heading) for heading in sheet.headers if heading)
    columns, them, they_are = f"columns {_all(missing)}", "them", "headings they are"
    if len(missing) == 1:
        columns, them, they_are = f"a column {missing[0]}", "it", "heading it is"
    expected = f"{columns}; the {table.kind} table can't do without {them}, so tell which {they_are}"
    telling = f'{expected} (--column "HEADING={missing[0]}")'
    return [Problem(sheet.number, _all(missing), clean(headings), telling)]


def _all(names: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _check_rows(columns: list[ColumnCells], sheet: Sheet, problems: list[Problem]) -> list[CheckedRow]:
    """Every row with its values, read column by column; a cell that is refused has no value and is a problem."""
    width = len(sheet.headers)
    for row in sheet.rows:
        if len(row.cells) > width and (extra := [cell for cell in row.cells[width:] if not is_empty(cell)]):
            expected = "no more cells than headings (a text with a comma in it needs quotation marks)"
            problems.append(Problem(row.number, "", shown(extra[0]), expected))
    names, values = [cells.column.name for cells in columns], []
    for cells in columns:
        of_column, refused = cells.read_all(sheet.rows)
        values.append(of_column)
        problems += [Problem(number, cells.column.name, shown(cell), expected) for number, cell, expected in refused]
    unsound = {problem.row for problem in problems}
    rows = []
    for row, *of_row in giving_way(zip(sheet.rows, *values, strict=True)):
        read = dict(zip(names, of_row, strict=True))
        if row.number in unsound:
            read = {name: value for name, value in read.items() if value is not REFUSED}
        rows.append(CheckedRow(row.number, read, sound=row.number not in unsound))
    return rows


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
