"""Zoom, Teams and Meet: reports of a call, with a row for every stay (or one a person, with the minutes)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.forms.lines import ReportLine
from psw_tui.exchange.registers.file_day import day_order
from psw_tui.exchange.registers.report import Report
from psw_tui.exchange.registers.report_words import ReportField, is_yes, said_no
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from datetime import datetime

    from psw_tui.exchange.files.sheet import SheetRow
    from psw_tui.exchange.registers.file_day import SessionDays
    from psw_tui.exchange.registers.sections import Section
    from psw_tui.policy.records import Session

_TITLES = {
    ReportFormat.ZOOM: "Zoom participant report",
    ReportFormat.TEAMS: "Teams attendance report",
    ReportFormat.MEET: "Google Meet attendance report",
}

#: Headings of Teams' own, in English.
_OF_TEAMS = frozenset({"inmeetingduration", "firstjoin"})


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a report before its dates are settled; `clock` is a stay whose times had no dates."""

    number: int
    name: str
    original: str
    email: str
    joined: times.Readings
    left: times.Readings
    clock: tuple[datetime, datetime] | None
    minutes: int | None


def format_of(tables: list[Section]) -> ReportFormat:
    """Which program wrote these sections: Teams names roles and its own identifiers, Meet two names and no date."""
    if any(section.is_numbered or section.is_list_of_actions for section in tables):
        return ReportFormat.TEAMS
    columns = set(chain.from_iterable(section.columns for section in tables))
    headings = set(chain.from_iterable(section.headings for section in tables))
    if ReportField.ROLE in columns or headings & _OF_TEAMS or any("upn" in word for word in headings):
        return ReportFormat.TEAMS
    if {ReportField.FIRST, ReportField.JOINED} <= columns and ReportField.NAME not in columns:
        return ReportFormat.MEET
    return ReportFormat.ZOOM


def read_meeting(
    name: str, tables: list[Section], days: SessionDays, held: list[times.Readings] | None = None
) -> Report:
    """The lines of a call's report; `WrongReport` when it holds nobody, or nobody on the session's days.

    `held` is when the meeting itself began and ended, if the file says so: it tells the day where the rows don't.
    """
    session = days.session
    kind = format_of(tables)
    if kind is ReportFormat.TEAMS and len(tables) > 1:
        # The summary of participants and the single stays say the same twice: the stays are the finer.
        tables = tables[-1:] if tables[-1].rows else tables[:1]
    rows, waiting = _everybody(tables, session)
    if not rows:
        raise WrongReport(
            f"{name} is a {_TITLES[kind]} with nobody in it; export it again once the meeting is over "
            "(Zoom's report appears up to half an hour later)."
        )
    readings = chain.from_iterable((row.joined, row.left) for row in rows)
    joined_or_left = [reading for reading in readings if reading]
    timed = any(ReportField.JOINED in section.columns for section in tables)
    order = day_order(name, joined_or_left or held or [], days, "export this day's report")
    lines, notes = _settle(rows, order, session, timed=timed)
    if not any(line.joined for line in lines):
        if not any(line.minutes for line in lines):
            raise WrongReport(
                f"{name} has neither times nor minutes of anybody; ask for a report with join and leave times."
            )
        notes.append("The file has minutes only: they can't be cut to the session's hours, nor overlaps be seen.")
    if not joined_or_left and not held and days.told is None:
        notes.append(f"The file has no date: make sure that it is of {day_words(session.starts_on)}.")
    return Report(kind, _TITLES[kind], tuple(lines), waiting, tuple(notes))


def _everybody(tables: list[Section], session: Session) -> tuple[list[_Row], int]:
    """The rows of those who came and have a name or an address; and how many are in the waiting room."""
    waiting = 0
    rows = []
    for section in tables:
        for row in section.rows:
            if is_yes(section.text(row, ReportField.WAITING)):
                waiting += 1
            elif not said_no(section.text(row, ReportField.ATTENDED)):
                rows.append(_row(section, row, session))
    return [row for row in rows if row.name or row.email], waiting


def _row(section: Section, row: SheetRow, session: Session) -> _Row:
    shown = section.text(row, ReportField.NAME)
    if not shown:
        shown = f"{section.text(row, ReportField.FIRST)} {section.text(row, ReportField.LAST)}"
    shown = clean(shown)
    current, original = renamed(shown) if section.renames else (shown, "")
    email = clean(section.text(row, ReportField.EMAIL)).casefold()
    total = times.minutes_of(section.cell(row, ReportField.TOTAL))
    minutes = times.minutes_of(section.cell(row, ReportField.MINUTES)) if total is None else total
    joined, left = section.cell(row, ReportField.JOINED), section.cell(row, ReportField.LEFT)
    dated = times.readings(joined), times.readings(left)
    clock = None if any(dated) else times.clock_times(joined, left, session)
    return _Row(row.number, current, original, email if "@" in email else "", *dated, clock, minutes)


def _settle(
    rows: list[_Row], order: times.Order | None, session: Session, *, timed: bool
) -> tuple[list[ReportLine], list[str]]:
    """The rows as lines, their dates read in one order; `timed` says that the report has times of each."""
    lines: list[ReportLine] = []
    elsewhere = without = 0
    for row in rows:
        stay = None
        if row.clock is not None:
            stay = times.stay(*row.clock, row.minutes)
        elif order is not None and (row.joined or row.left):
            joined, left = times.settled(row.joined, order), times.settled(row.left, order)
            if not any(time is not None and times.lands(time, session) for time in (joined, left)):
                elsewhere += 1
                continue
            stay = None if joined is None or left is None else times.stay(joined, left, row.minutes)
        without += timed and stay is None
        lines.append(_line(row, stay))
    notes = [f"{count(elsewhere, 'row')} of other days left out."] if elsewhere else []
    if without and without < len(lines):
        notes.append(f"{count(without, 'row')} without two times that make sense: only the minutes are taken.")
    return lines, notes


def _line(row: _Row, stay: tuple[datetime, datetime] | None) -> ReportLine:
    joined, left = stay if stay is not None else (None, None)
    return ReportLine(row.number, row.name, row.original, row.email, joined, left, row.minutes)


def renamed(shown: str) -> tuple[str, str]:
    """`Now (Original)` as its two names: the original stands in the last brackets that balance.

    A name without such brackets at its end, or with nothing before them, has no other.
    """
    if not shown.endswith(")"):
        return shown, ""
    depth = 0
    for place in range(len(shown) - 1, -1, -1):
        depth += (shown[place] == ")") - (shown[place] == "(")
        if depth == 0:
            before, inside = shown[:place].strip(), shown[place + 1 : -1].strip()
            return (before, inside) if before and inside else (shown, "")
    return shown, ""
