"""The blank form for a round of self-assessment, as a workbook to send out: nothing in it but text and drop-downs.

It is read back by its headings and labels alone, so that it survives any spreadsheet program.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from psw_tui.exchange.capabilities.form_words import LABELS
from psw_tui.policy.capability import RATINGS
from psw_tui.policy.terms import RoundKind
from psw_tui.policy.text import legible_cell, without_commands
from psw_tui.store.capabilities.rounds import kind_due
from psw_tui.store.roster import leaders
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as WorkbookCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store

HEADINGS = ("Sub-capability", "What it is", "What effective looks like", "Rating", "Focus")
_HINTS = {
    "name": "",
    "leader": "The programme team gave you a reference; your e-mail address will do as well.",
    "round_on": "The day you filled this in, as DD/MM/YYYY.",
    "round": "Baseline is your first, before coaching begins; every later one is a review.",
}
_WIDTHS = (34, 46, 62, 9, 9)
_LINE_HEIGHT = 15
_A_PROMPT = 255  # the longest that a spreadsheet shows beside a cell
_RATING_COLUMN, _FOCUS_COLUMN = 4, 5


def capability_form(
    programme: Programme, *, name: str = "", reference: str = "", kind: RoundKind | None = None
) -> bytes:
    """A blank form as the bytes of an .xlsx file; who it is for stands in it if that is said."""
    workbook = openpyxl.Workbook()
    workbook.properties.creator = "psw"
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Self-assessment"
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _wide(sheet, 1, "Leadership capability self-assessment", size=16)
    _wide(sheet, 2, _how_to(programme))
    given = {"name": name, "leader": reference, "round": "" if kind is None else kind.value}
    for row, (field, label) in enumerate(LABELS.items(), 3):
        _label(sheet, row, label, given.get(field, ""), _HINTS[field], locked=field in ("name", "leader"))
    # With the month in words whoever types the day sees how it was understood.
    sheet.cell(_row_of("round_on"), 2).number_format = "d mmm yyyy"
    head = 3 + len(LABELS)
    last = _sub_capabilities(sheet, head)
    _drop_downs(sheet, programme, head + 1, last)
    _as_a_page(sheet, head)
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def form_for(store: Store, leader: str) -> bytes:
    """The form for one leader (by reference): their name, reference and the kind of round due; the day is open.

    `Refused` when there is no such leader.
    """
    row = leaders.row_of(store, leader)
    programme, name = leaders.programme_of(store, row), leaders.name_of(row)
    return capability_form(programme, name=name, reference=leader, kind=kind_due(store, leader))


def scale_in_words(programme: Programme) -> str:
    """`1 focus for development, 2 developing, …`."""
    return ", ".join(f"{rating} {word}" for rating, word in zip(RATINGS, programme.rating_words, strict=True))


def _how_to(programme: Programme) -> str:
    return (
        f"This is your own view, for your own growth. Ratings: {scale_in_words(programme)} (local setting). Leave a "
        "rating blank where you have not considered it: blank is never counted as low. Mark with yes at most "
        f"{programme.focus_limit} sub-capabilities (local setting) that you want to focus on."
    )


def _row_of(field: str) -> int:
    return 3 + list(LABELS).index(field)


def _put(cell: WorkbookCell | MergedCell, text: str, *, bold: bool = False, size: int = 11) -> None:
    """A text that stays a text: whatever it begins with, it is no formula, also when somebody edits it."""
    assert isinstance(cell, Cell)
    cell.value = without_commands(text)  # a workbook can hold no control character
    cell.data_type = "s"
    if legible_cell(text) != text:
        cell.quotePrefix = True
    cell.font = Font(bold=bold, size=size)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _height(sheet: Worksheet, row: int, texts: dict[int, str]) -> None:
    """Room for the texts by column, since no program works it out for a file it has not made."""
    lines = max(math.ceil(len(text) * 1.1 / width) for width, text in texts.items()) if texts else 1
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, 1) + 3


def _wide(sheet: Worksheet, row: int, text: str, *, bold: bool = False, size: int = 11) -> None:
    """A text across the whole form."""
    _put(sheet.cell(row, 1), text, bold=bold or size > 11, size=size)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEADINGS))
    _height(sheet, row, {sum(_WIDTHS): text})
    if size > 11:
        sheet.row_dimensions[row].height = 24


def _input(cell: Any) -> None:
    side = Side(style="thin", color="9AA5B1")
    cell.protection = Protection(locked=False)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.fill = PatternFill("solid", fgColor="FFF9E5")


def _label(sheet: Worksheet, row: int, label: str, value: str, hint: str, *, locked: bool) -> None:
    """A label, the cell beside it that is filled in (or was, for one leader), and a hint."""
    _put(sheet.cell(row, 1), label, bold=True)
    if value:
        _put(sheet.cell(row, 2), value)
    if not (value and locked):
        _input(sheet.cell(row, 2))
    if hint:
        _put(sheet.cell(row, 3), hint)
    _height(sheet, row, {_WIDTHS[1]: value, _WIDTHS[2]: hint})


def _sub_capabilities(sheet: Worksheet, head: int) -> int:
    """The headings and, capability by capability, a row for each sub-capability; says which row is the last."""
    for column, heading in enumerate(HEADINGS, 1):
        _put(sheet.cell(head, column), heading, bold=True)
        sheet.cell(head, column).fill = PatternFill("solid", fgColor="DCE3EA")
    row = head
    for capability in framework().capabilities:
        row += 1
        _wide(sheet, row, f"{capability.name}. {capability.gloss}", bold=True)
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor="F0F3F6")
        for sub in capability.subs:
            row += 1
            texts = (sub.name, sub.gloss, " ".join(sub.effective))
            for column, text in enumerate(texts, 1):
                _put(sheet.cell(row, column), text, bold=column == 1)
            for column in (_RATING_COLUMN, _FOCUS_COLUMN):
                _input(sheet.cell(row, column))
                sheet.cell(row, column).alignment = Alignment(horizontal="center", vertical="top")
            _height(sheet, row, dict(zip(_WIDTHS, texts, strict=False)))
    return row


def _drop_downs(sheet: Worksheet, programme: Programme, first: int, last: int) -> None:
    ratings = f"{scale_in_words(programme)}. Leave it blank where you have not considered it."
    areas = f"yes for a focus, at most {programme.focus_limit}."
    choices = (
        (f"D{first}:D{last}", RATINGS, ratings, "Choose 1 to 4, or leave it blank."),
        (f"E{first}:E{last}", ("yes",), areas, "Choose yes, or leave it blank."),
        (f"B{_row_of('round')}", tuple(RoundKind), _HINTS["round"], "Choose baseline or review."),
    )
    for cells, words, prompt, error in choices:
        rule = DataValidation(
            type="list",
            formula1=f'"{",".join(map(str, words))}"',
            allow_blank=True,
            showErrorMessage=True,
            error=error,
            showInputMessage=True,
            prompt=prompt[:_A_PROMPT],
        )
        rule.add(cells)
        sheet.add_data_validation(rule)


def _as_a_page(sheet: Worksheet, head: int) -> None:
    """Headings that stay, A4 on its side, and everything locked but the cells to fill in; there is no password."""
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "Page &P of &N"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
