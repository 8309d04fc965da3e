"""Which report a file is, by the shape of its headings; a file that is none is refused by name."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TYPE_CHECKING

from psw_tui.exchange.files.reading import peek_grids, read_grids, read_once
from psw_tui.exchange.files.sheet import UnreadableFile, WrongReport, heading_key, is_empty, is_error
from psw_tui.exchange.files.times import clock_time, readings
from psw_tui.exchange.forms.responses import read_form
from psw_tui.exchange.registers.file_day import SessionDays
from psw_tui.exchange.registers.joining_list import with_stays
from psw_tui.exchange.registers.meetings import format_of, read_meeting
from psw_tui.exchange.registers.report_words import FIELD_WORDS, ReportField, is_no, is_yes
from psw_tui.exchange.registers.sections import meeting_times, sections
from psw_tui.exchange.registers.sign_in import read_sign_in
from psw_tui.exchange.registers.told_headings import ToldHeadings
from psw_tui.exchange.registers.unknown_report import UnknownReport
from psw_tui.exchange.registers.which_meeting import meeting_of, only_this_meeting
from psw_tui.exchange.registers.without_times import read_names, without_times
from psw_tui.exchange.tables.cells import shown
from psw_tui.policy.terms import ReportFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from psw_tui.exchange.files.reading import Source
    from psw_tui.exchange.files.sheet import SheetGrid, SheetRow
    from psw_tui.exchange.forms.responses import FormExport
    from psw_tui.exchange.registers.report import Report
    from psw_tui.exchange.registers.sections import Section
    from psw_tui.policy.records import Session

_TAKE = "In Zoom choose Reports › Usage, the meeting, Participants, and export with meeting data"
_QOS = f"a Zoom dashboard (QoS) export of connections. {_TAKE}."
_REGISTERED = f"a Zoom registration list: who registered, not who came. {_TAKE}."
_POLL = f"a Zoom poll report: what was answered, not who came. {_TAKE}."
_ASKED = f"a Zoom Q&A report: what was asked, not who came. {_TAKE}."
_SALESFORCE = "a Salesforce report of campaign members, not of attendance. Take Zoom's or Teams' own report."
_MEETINGS = f"a list of Zoom meetings, not of who was in one. {_TAKE}."
#: Headings (folded) that together say what a file is instead, and what is to be said of it.
_OTHERS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(headings.split()), what)
    for headings, what in (
        ("ipaddress networktype", _QOS),
        ("ipaddress participant", _QOS),
        ("registrationtime approvalstatus", _REGISTERED),
        ("askername", _ASKED),
        ("topic meetingid", _MEETINGS),
        ("campaignid", _SALESFORCE),
        ("campaignmemberid", _SALESFORCE),
        ("contactid", _SALESFORCE),
        ("session leader mark", "a table of marks; bring it in with `psw import marks`, or i in the Roster."),
        ("session leader completedon", "a table of completed modules; bring it in with `psw import modules`."),
        (
            "leader roundon",
            "a table of self-assessments; bring it in with `psw import capabilities`, or i in the Roster.",
        ),
        ("leader startsat", "a table of coaching; bring it in with `psw import coaching`, or i in the Roster."),
        ("reference cohort kind", "a table of sessions; bring it in with `psw import sessions`, or i in the Roster."),
        ("reference cohort", "a roster; bring it in with `psw import roster`, or i in the Roster."),
    )
)
#: Words (folded) in a title, which stands alone in its row, that say the same.
_TITLES = (
    ("pollreport", _POLL),
    ("polldetails", _POLL),
    ("questionreport", _ASKED),
    ("qareport", _ASKED),
    ("registrationreport", _REGISTERED),
    ("salesforce", _SALESFORCE),
)
#: How many rows are searched for what a file is instead.
_LOOKED_AT_ROWS = 40
#: The most that a workbook which is only looked at may unpack to, in bytes: a report of a thousand people is less.
_MOST_UNPACKED = 4_000_000


class UnreadHeadings(WrongReport):
    """A report with columns that may be the waiting room's, and are not understood: `headings` are theirs.

    `holds` is what each can be said to hold.
    """

    holds = tuple(FIELD_WORDS.replace(" or ", ", ").split(", "))

    def __init__(self, name: str, headings: list[str], begins: str) -> None:
        self.headings = headings
        there = [shown(heading) for heading in headings]
        super().__init__(
            f"{name} (it begins with {begins}) has columns that psw can't read ({', '.join(there)}), and one may be "
            f"the waiting room's: say what each holds, as in --column “{there[0]}=other” ({FIELD_WORDS})."
        )


@dataclass(frozen=True)
class _ReportShape:
    """What a grid is: the tables of a call's report, a form, or Teams' table of names without times."""

    sections: list[Section]
    form: FormExport | None = None
    names: list[SheetRow] | None = None

    @property
    def format(self) -> ReportFormat:
        """Which program wrote it."""
        if self.form is not None:
            return ReportFormat.SIGN_IN
        return ReportFormat.TEAMS if self.names is not None else format_of(self.sections)


def read_report(
    source: Source,
    session: Session,
    days: SessionDays | None = None,
    told: ToldHeadings | None = None,
    *,
    meetings: Sequence[str] = (),
) -> Report:
    """The attendance report in a file, read for a session.

    `days` is what else may settle which day it is of, `told` what headings mean where somebody has said so, and
    `meetings` are those meant in an export of several.

    `WrongReport` for a file that is none, that holds nobody, or that is of another day: it says which export to
    take instead. `UnreadableFile` for what is no table at all.
    """
    file = read_once(source)
    name = file.name
    days = days or SessionDays(session)
    grids = read_grids(file)
    if not grids:
        raise WrongReport(f"{name} is empty; export the report again.")
    told = told or ToldHeadings()
    told.refuse_missing(name, grids)
    for grid in grids:
        headings = told.of(grid)
        shape = _shape(name, grid, headings.fields)
        if shape is None:
            continue
        if shape.form is not None:
            report = read_sign_in(name, shape.form, days)
        elif shape.names is not None:
            report = read_names(name, shape.names, days, meeting_times(grid))
        else:
            report = replace(_read_call(name, grid, shape.sections, days, meetings), headings=headings)
        notes = (*report.notes, *_of_sheets(name, grids, grid))
        return _without_errors(name, replace(report, notes=notes))
    raise UnknownReport(name, grids)


def _read_call(name: str, grid: SheetGrid, tables: list[Section], days: SessionDays, meetings: Sequence[str]) -> Report:
    """The report of a call, of these tables on a grid; of several meetings the session's, or those that are meant."""
    _refuse_unread(name, tables)
    own, notes = only_this_meeting(name, grid, tables, days.session, meetings)
    report = read_meeting(name, [with_stays(name, table) for table in own], days, meeting_times(grid))
    return replace(report, notes=(*notes, *report.notes), meeting=meeting_of(grid, own))


def _of_sheets(name: str, grids: Sequence[SheetGrid], taken: SheetGrid) -> Iterator[str]:
    """Which sheet of several was read, in sentences, and which of the others is a report as well."""
    if taken is not grids[0]:
        yield f"Read from the sheet {taken.name}."
    for other in _others(name, grids, taken):
        yield f"Sheet {other} left out: it is a report too; save it as a file of its own."


def _others(name: str, grids: Sequence[SheetGrid], taken: SheetGrid) -> Iterator[str]:
    """The sheets beside the one taken that are a report as well."""
    for grid in grids:
        with suppress(WrongReport):
            if grid is not taken and _shape(name, grid, {}) is not None:
                yield grid.name


def _refuse_unread(name: str, tables: list[Section]) -> None:
    """Refuse a report in which rows of the waiting room could be taken for the call's."""
    if unread := list(chain.from_iterable(table.unread for table in tables)):
        raise UnreadHeadings(name, unread, ", ".join(tables[0].shown[:4]))
    _refuse_unread_times(name, tables)
    for table in tables:
        for row in table.rows:
            said = table.text(row, ReportField.WAITING)
            if not (is_no(said) or is_yes(said)):
                raise WrongReport(
                    f"{name}, row {row.number}, waiting room: “{said[:40]}” is neither yes nor no in a language that "
                    "psw knows; write yes or no there."
                )


def _refuse_unread_times(name: str, tables: list[Section]) -> None:
    """Refuse a report none of whose times can be read: its minutes may be another day's."""
    said = ""
    for table in tables:
        for row, field in product(table.rows, (ReportField.JOINED, ReportField.LEFT)):
            cell = table.cell(row, field)
            if readings(cell) or clock_time(cell) is not None:
                return
            if not is_no(str(cell)):
                said = said or f"row {row.number}, “{str(cell)[:40]}”"
    if said:
        raise WrongReport(
            f"{name} has times that psw can't read ({said}); export it again with English as the language, or with "
            "dates such as 2026-11-12 10:00."
        )


def _without_errors(name: str, report: Report) -> Report:
    """The report, refused where an error that a spreadsheet shows stands in place of somebody."""
    for line in report.lines:
        for column, said in (("name", line.name), ("original name", line.original)):
            if is_error(said):
                raise WrongReport(
                    f"{name}, row {line.row}, {column}: “{said}” is an error that a spreadsheet shows, and nobody; "
                    "export the report again, or correct the cell."
                )
    return report


def looks_like_report(path: Path) -> ReportFormat | None:
    """Which attendance report a file seems to be, by its beginning; None for any other file. It never raises."""
    try:
        for grid in peek_grids(path, _MOST_UNPACKED):
            shape = _shape(path.name, grid, {})
            if shape is not None:
                return shape.format
    except UnreadableFile:
        return None
    return None


def _shape(name: str, grid: SheetGrid, told: Mapping[str, ReportField]) -> _ReportShape | None:
    """What a grid is; None when it is unknown, `WrongReport` when it is known to be something else.

    A header in words that we know is certain; one known only by the shape of its rows is the last resort.
    """
    found = sections(grid, told=told)
    if found and not any("ipaddress" in section.headings for section in found):
        return _ReportShape(found)
    names = without_times(grid)
    if names is not None:
        return _ReportShape([], names=names)
    form = read_form(grid)
    _refuse_other(name, [row for row in grid.rows[:_LOOKED_AT_ROWS] if form is None or row.number <= form.row])
    if form is not None and not told:
        return _ReportShape([], form)
    found = sections(grid, told=told, by_shape=True)
    return _ReportShape(found) if found else None


def _refuse_other(name: str, rows: list[SheetRow]) -> None:
    """Refuse what is known to be another export: it may have names and times, and yet say nothing of who came."""
    for row in rows:
        words = [heading_key(cell) for cell in row.cells if isinstance(cell, str) and not is_empty(cell)]
        for headings, what in _OTHERS:
            if headings <= set(words):
                raise WrongReport(f"{name} is {what}")
        for title, what in _TITLES:
            if len(words) == 1 and title in words[0]:
                raise WrongReport(f"{name} is {what}")
