"""A Teams report of an organisation that hides when people came and went: it has names, and nobody's minutes.

An administrator can have that switched off. Such a report says that somebody was in the call, and not for how long;
so nobody is present by it until the BDO says so.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import WrongReport, heading_key, is_empty
from psw_tui.exchange.files.times import readings
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.registers.file_day import day_order
from psw_tui.exchange.registers.report import Report
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from psw_tui.exchange.files.sheet import SheetGrid, SheetRow
    from psw_tui.exchange.files.times import Readings
    from psw_tui.exchange.registers.file_day import SessionDays

#: Teams heads the column of its own identifiers so in every language.
_IDENTIFIER = "upn"
_NUMBERED = re.compile(r"\s*\d\.\s")
HIDDEN = (
    "The times are switched off by the administrator of this Teams: the report tells who was there, and of nobody for "
    "how long. Nobody is present by it alone: say who was, or ask the administrator for a report with times."
)


def without_times(grid: SheetGrid) -> list[SheetRow] | None:
    """The header and the rows of Teams' table of participants where it has no times; None in any other file."""
    titled = False
    for place, row in enumerate(grid.rows):
        headings = [heading_key(cell) for cell in row.cells if isinstance(cell, str) and not is_empty(cell)]
        has_identifier = any(_IDENTIFIER in heading for heading in headings)
        has_address = titled and any("mail" in heading for heading in headings)
        if len(headings) > 1 and (has_identifier or has_address):
            rows = list(takewhile(lambda below: not _is_title(below), grid.rows[place + 1 :]))
            return None if any(map(_has_a_time, rows)) else [row, *rows]
        titled = _is_title(row)
    return None


def _has_a_time(row: SheetRow) -> bool:
    """Whether a time stands in a row: then it is its heading that is not understood, in whatever language."""
    return any(map(readings, row.cells))


def _is_title(row: SheetRow) -> bool:
    """Whether a row is the title of a table: Teams numbers them in every language."""
    return _NUMBERED.match(str(row.cells[0])) is not None and all(is_empty(cell) for cell in row.cells[1:])


def read_names(name: str, table: list[SheetRow], days: SessionDays, held: list[Readings]) -> Report:
    """Who is in such a report; `WrongReport` for one of another day, and for one with nobody in it."""
    day_order(name, held, days, "export this day's report")
    header, *rows = table
    headings = [heading_key(str(cell)) for cell in header.cells]
    mail = next((place for place, heading in enumerate(headings) if "mail" in heading), None)
    lines = []
    for row in rows:
        shown = clean(str(row.cells[0]))
        email = clean(str(row.cells[mail])).casefold() if mail is not None and mail < len(row.cells) else ""
        if shown or "@" in email:
            address = email if "@" in email else ""
            lines.append(ReportLine(row.number, shown, email=address, doubt="the report hides the times"))
    if not lines:
        raise WrongReport(f"{name} is a Teams attendance report with nobody in it; export it again.")
    notes = [HIDDEN]
    if not held and days.told is None:
        notes.append(f"The file has no date: make sure that it is of {day_words(days.session.starts_on)}.")
    title = "Teams attendance report without times"
    return Report(ReportFormat.TEAMS, title, tuple(lines), notes=tuple(notes), names_only=True)
