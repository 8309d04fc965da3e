"""Rounds of self-assessment from a file, whichever of three layouts it has: our table, our form, a form's export.

Each becomes the rows of the canonical capabilities table, which the import judges and writes like any other.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.capabilities.form_answers import LeadersOfForm, heading_place, read_answers
from psw_tui.exchange.capabilities.form_words import LABELS, FormLine, FormWords, named_exactly, to_focus, to_rating
from psw_tui.exchange.files.cell_values import BadValue, as_text, word_of
from psw_tui.exchange.files.reading import peek_grids, read_grids
from psw_tui.exchange.files.sheet import UnreadableFile, heading_key, is_empty
from psw_tui.exchange.files.times import clear_day
from psw_tui.exchange.forms.responses import read_form
from psw_tui.exchange.tables import stored
from psw_tui.exchange.tables.checking import Checked, CheckedRow, Problem, refuse_twice, shown
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.from_file import read_checked
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.terms import RoundKind
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.roster import leaders as roster
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.files.reading import FileBytes
    from psw_tui.exchange.files.sheet import CellValue, SheetGrid, SheetRow
    from psw_tui.store.core.store import Store

_TABLE = TABLES[TableKind.CAPABILITIES]
_LABELS = {heading_key(label): name for name, label in LABELS.items()}
_HEADED_WITHIN = 60
_WHO = "the reference, the e-mail address or the full name of one leader on the roster"


class FileLayout(StrEnum):
    """How a file with self-assessments is laid out."""

    TABLE = "table"
    FORM = "form"
    ANSWERS = "answers"


def layout(grids: list[SheetGrid]) -> FileLayout | None:
    """What a file looks like by the beginnings of its grids; None for one that is not a self-assessment."""
    if any(_is_table(grid) for grid in grids):
        return FileLayout.TABLE
    if any(_form_heading(grid) is not None for grid in grids):
        return FileLayout.FORM
    most = max((heading_place(grid)[1] for grid in grids), default=0)
    # Whether it asks for enough is said when it is read; a single name may stand in any file.
    export = most > 1 and any(read_form(grid, nameless=True) for grid in grids)
    return FileLayout.ANSWERS if export or most * 2 >= len(framework().subs) else None


def read_capabilities(store: Store, file: FileBytes) -> Checked:
    """The canonical rows of a file in any of the layouts; one that has none of them is read as the table.

    Raises `UnreadableFile` for what is no table or no whole form, and `Refused` where nobody in it is known.
    """
    name = file.name
    shape = layout(peek_grids(file))
    if shape is FileLayout.FORM:
        return _from_form(store, name, read_grids(file))
    if shape is FileLayout.ANSWERS:
        grid = max(read_grids(file), key=lambda grid: heading_place(grid)[1])
        answers = read_answers(store, name, grid)
        checked = _checked(store, answers.said, focus=answers.asks_focus)
        checked.problems.extend(answers.problems)
        checked.warnings.extend(answers.warnings)
        checked.notes.extend(answers.notes)
        checked.named.update(answers.named)
        return checked
    return read_checked(store, TableKind.CAPABILITIES, file, {})


def _columns(row: SheetRow) -> dict[str, int]:
    """Where each canonical column stands in a row of headings."""
    places = [_TABLE.by_heading.get(heading_key(as_text(cell))) for cell in row.cells]
    return {column: place for place, column in reversed(list(enumerate(places))) if column}


def _is_table(grid: SheetGrid) -> bool:
    columns = _columns(grid.rows[0])
    return "sub_capability" in columns and not columns.keys().isdisjoint({"leader", "round_on"})


def _form_heading(grid: SheetGrid) -> int | None:
    """Where in a grid the headings of our form stand, below its labels."""
    labelled = False
    for place, row in enumerate(grid.rows[:_HEADED_WITHIN]):
        if labelled and {"sub_capability", "rating"} <= _columns(row).keys():
            return place
        labelled |= any(heading_key(as_text(cell)) in _LABELS for cell in row.cells)
    return None


# -- the form that we sent out -----------------------------------------------------------------------


def _from_form(store: Store, name: str, grids: list[SheetGrid]) -> Checked:
    forms = [(grid, place) for grid in grids if (place := _form_heading(grid)) is not None]
    if len(forms) > 1:
        told = ", ".join(grid.name for grid, _ in forms)
        raise UnreadableFile(f"{name} holds {len(forms)} forms ({told}); save each as a file of its own.")
    (grid, place), *_ = forms
    columns = _columns(grid.rows[place])
    problems: list[Problem] = []
    lines = _lines(grid.rows[place + 1 :], columns, problems)
    if not problems and all(is_empty(line.rating or "") and not line.focus for line in lines):
        raise UnreadableFile(f"{name} is a blank form: nothing in it is rated, and nothing is a focus.")
    leader, on, kind, who = _head(store, grid.rows[:place], problems)
    checked = _checked(store, [FormWords(leader, on, tuple(lines), kind)], focus="focus" in columns)
    checked.problems.extend(problems)
    if leader and on:
        rated = sum(not is_empty(line.rating or "") for line in lines)
        checked.notes.append(f"A form of {who} ({leader}), {day_words(on)}: {rated} rated.")
    return checked


def _head(
    store: Store, rows: list[SheetRow], problems: list[Problem]
) -> tuple[str | None, date | None, RoundKind | None, str]:
    """Whose round it is, its day and kind, and the leader's name, from the cells beside the labels."""
    labelled = _labelled(rows)
    people = LeadersOfForm(store)
    leader = _leader(people, labelled, problems)
    on = _round_on(store.today, *labelled["round_on"], problems)
    kind = _kind(*labelled["round"], problems)
    return leader, on, kind, people.names.get(leader or "", "")


def _labelled(rows: list[SheetRow]) -> dict[str, tuple[int, CellValue]]:
    """The cell beside each label and its row's number; an empty one in the first row for a label that is missing."""
    labelled: dict[str, tuple[int, CellValue]] = {}
    for row in rows:
        for cell, beside in zip(row.cells, [*row.cells[1:], ""], strict=False):
            label = _LABELS.get(heading_key(as_text(cell)))
            if label:
                labelled.setdefault(label, (row.number, beside))
    return {label: labelled.get(label, (rows[0].number, "")) for label in LABELS}


def _leader(people: LeadersOfForm, labelled: dict[str, tuple[int, CellValue]], problems: list[Problem]) -> str | None:
    number, reference_cell = labelled["leader"]
    reference, name = clean(as_text(reference_cell)), clean(as_text(labelled["name"][1]))
    leader, why = people.find(number, reference, "", name)
    if leader is None:
        told = " ".join(text for text in (reference, name) if text)
        problems.append(Problem(number, LABELS["leader"], shown(told), f"{_WHO} ({why})"))
    return leader


def _round_on(today: date, number: int, cell: CellValue, problems: list[Problem]) -> date | None:
    try:
        on = clear_day(cell)
        if on > today:
            raise BadValue("a day that has come")
    except BadValue as error:
        problems.append(Problem(number, LABELS["round_on"], shown(cell), error.expected))
        return None
    return on


def _kind(number: int, cell: CellValue, problems: list[Problem]) -> RoundKind | None:
    try:
        return None if is_empty(cell) else RoundKind(word_of(RoundKind)(cell))
    except BadValue as error:
        problems.append(Problem(number, LABELS["round"], shown(cell), error.expected))
        return None


def _lines(rows: list[SheetRow], columns: dict[str, int], problems: list[Problem]) -> list[FormLine]:
    """What the form says of each sub-capability; what stands beside no such name is a problem."""

    def cell(row: SheetRow, column: str) -> CellValue | None:
        place = columns.get(column)
        if place is None:
            return None
        return row.cells[place] if place < len(row.cells) else ""

    lines = []
    for row in rows:
        rating, focus = cell(row, "rating"), cell(row, "focus")
        name = as_text(cell(row, "sub_capability") or "")
        sub = named_exactly(name)
        if sub is not None:
            lines.append(FormLine(row.number, sub, rating, focus))
        elif not (is_empty(rating or "") and is_empty(focus or "")):
            expected = "the name of a sub-capability, as in the blank form"
            problems.append(Problem(row.number, "Sub-capability", shown(name), expected))
    return lines


# -- the canonical rows ------------------------------------------------------------------------------


def _checked(store: Store, said: list[FormWords], *, focus: bool) -> Checked:
    """The rows of the capabilities table. A blank is a row only where it clears what is recorded."""
    leaders = stored.leaders(store)
    concerned = [leaders[form.leader] for form in said if form.leader]
    known = stored.rating_rows(store, stored.round_rows(store, concerned))
    rows: list[CheckedRow] = []
    problems: list[Problem] = []
    for form in said:
        words = _words(store, form.leader)
        for line in form.lines:
            row = _row(form, line, words, problems)
            blank = not row.values.get("rating") and not row.values.get("focus")
            if not row.sound or not blank or (form.leader, form.on, line.sub) in known:
                rows.append(row)
    columns = {"leader", "round_on", "sub_capability", "rating"}
    if focus:
        columns.add("focus")
    if any(form.kind for form in said):
        columns.add("round")
    refuse_twice(_TABLE, rows, problems)
    return Checked(TableKind.CAPABILITIES, frozenset(columns), rows, problems)


def _words(store: Store, leader: str | None) -> tuple[str, ...]:
    """The scale's words in a leader's programme."""
    if leader is not None:
        return roster.programme_of(store, roster.row_of(store, leader)).rating_words
    return next(iter(store.programmes.by_id.values())).rating_words


def _row(said: FormWords, line: FormLine, words: tuple[str, ...], problems: list[Problem]) -> CheckedRow:
    values: dict[str, Any] = {"sub_capability": line.sub}
    sound = said.leader is not None and said.on is not None
    if said.leader is not None:
        values["leader"] = said.leader
    if said.on is not None:
        values["round_on"] = said.on
    if said.kind is not None:
        values["round"] = said.kind
    try:
        if line.rating is not None:
            values["rating"] = to_rating(line.rating, words)
    except BadValue as error:
        problems.append(Problem(line.row, line.heading, shown(line.rating), error.expected))
        sound = False
    try:
        if line.focus is not None:
            values["focus"] = to_focus(line.focus)
    except BadValue as error:
        problems.append(Problem(line.row, "focus", shown(line.focus), error.expected))
        sound = False
    return CheckedRow(line.row, values, sound)
