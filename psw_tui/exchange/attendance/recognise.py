"""Which report a file is, by the shape of its headings; a file that is none is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.exchange.attendance.forms import read_form, read_sign_in
from psw_tui.exchange.attendance.meetings import format_of, read_meeting
from psw_tui.exchange.attendance.report import WrongReport
from psw_tui.exchange.attendance.sections import sections
from psw_tui.exchange.columns import fold
from psw_tui.exchange.reading import read_grids
from psw_tui.exchange.sheet import UnreadableFile
from psw_tui.policy.terms import ReportFormat

if TYPE_CHECKING:
    import os

    from psw_tui.exchange.attendance.report import Report
    from psw_tui.exchange.sheet import Grid
    from psw_tui.policy.terms import Session

_TAKE = "In Zoom choose Reports › Usage, the meeting, Participants, and export with meeting data"
_QOS = f"a Zoom dashboard (QoS) export of connections. {_TAKE}."
_REGISTERED = f"a Zoom registration list: who registered, not who came. {_TAKE}."
_POLL = f"a Zoom poll report: what was answered, not who came. {_TAKE}."
_ASKED = f"a Zoom Q&A report: what was asked, not who came. {_TAKE}."
_SALESFORCE = "a Salesforce report of campaign members, not of attendance. Take Zoom's or Teams' own report."
#: Headings (folded) that together say what a file is instead, and what is to be said of it.
_OTHERS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(headings.split()), what)
    for headings, what in (
        ("ipaddress networktype", _QOS),
        ("ipaddress participant", _QOS),
        ("registrationtime approvalstatus", _REGISTERED),
        ("campaignid", _SALESFORCE),
        ("campaignmemberid", _SALESFORCE),
        ("session leader mark", "a table of marks; bring it in with `psw import marks`, or i in the Roster."),
        (
            "session leader completedon",
            "a table of completed modules; bring it in with `psw import modules`.",
        ),
        (
            "reference cohort kind",
            "a table of sessions; bring it in with `psw import sessions`, or i in the Roster.",
        ),
        ("reference cohort", "a roster; bring it in with `psw import roster`, or i in the Roster."),
    )
)
#: Words of a title or a heading that say the same.
_TITLES = (
    ("pollreport", _POLL),
    ("polldetails", _POLL),
    ("questionreport", _ASKED),
    ("qareport", _ASKED),
    ("askername", _ASKED),
    ("registrationreport", _REGISTERED),
    ("salesforce", _SALESFORCE),
)
_LOOKED_AT_ROWS = 40


def read_report(path: str | os.PathLike[str], session: Session) -> Report:
    """The attendance report in a file, read for a session.

    `WrongReport` for a file that is none, that holds nobody, or that is of another day: it says which export to
    take instead. `UnreadableFile` for what is no table at all.
    """
    name = Path(path).name
    grids = read_grids(path)
    if not grids:
        raise WrongReport(f"{name} is empty; export the report again.")
    for grid in grids:
        _refuse_other(name, grid)
        if found := sections(grid):
            return read_meeting(name, found, session)
        if (form := read_form(grid)) is not None:
            return read_sign_in(name, form, session)
        if found := sections(grid, by_shape=True):
            return read_meeting(name, found, session)
    headings = ", ".join(str(cell) for cell in grids[0].rows[0].cells[:4])
    raise WrongReport(
        f"{name} is no attendance report that psw knows (it begins with {headings}). {_TAKE}; or take Teams' "
        "attendance report, or a sign-in form's answers."
    )


def looks_like_report(path: Path) -> ReportFormat | None:
    """Which attendance report a file seems to be; None for any other file. It never raises."""
    try:
        for grid in read_grids(path):
            _refuse_other(path.name, grid)
            if found := sections(grid):
                return format_of(found)
            if read_form(grid) is not None:
                return ReportFormat.SIGN_IN
            if found := sections(grid, by_shape=True):
                return format_of(found)
    except UnreadableFile:
        return None
    return None


def _refuse_other(name: str, grid: Grid) -> None:
    """Refuse what is known to be another export: it may have names and times, and yet say nothing of who came."""
    for row in grid.rows[:_LOOKED_AT_ROWS]:
        headings = {fold(cell) for cell in row.cells if isinstance(cell, str)}
        attendance = bool(headings & {"jointime", "leavetime", "timeinsessionminutes"})
        for words, what in _OTHERS:
            qos = "ipaddress" in words
            if words <= headings and (qos or not attendance):
                raise WrongReport(f"{name} is {what}")
        for word, what in _TITLES:
            if any(word in each for each in headings) and not attendance:
                raise WrongReport(f"{name} is {what}")
