"""Zoom, Teams and Meet: reports of a call, with a row for every stay (or one a person, with the minutes)."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.name_matching.lines import ReportLine
from psw_tui.exchange.registers.file_day import day_order
from psw_tui.exchange.registers.report import Report
from psw_tui.exchange.registers.report_words import ReportField, is_no, is_yes, said_no
from psw_tui.exchange.registers.without_times import HIDDEN
from psw_tui.policy.attendance import seconds_of, seconds_present
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ReportFormat
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count, quoted
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from datetime import datetime

    from psw_tui.exchange.files.sheet import SheetRow
    from psw_tui.exchange.registers.file_day import SessionDays
    from psw_tui.exchange.registers.sections import Section
    from psw_tui.policy.attendance import Span
    from psw_tui.policy.records import Session

_TITLES = {
    ReportFormat.ZOOM: "Zoom participant report",
    ReportFormat.TEAMS: "Teams attendance report",
    ReportFormat.MEET: "Google Meet attendance report",
}
#: Headings of Teams' own, in English.
_OF_TEAMS = frozenset({"inmeetingduration", "firstjoin"})
#: What a report shows where it has nothing to show.
_NOTHING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "N/A", "na", "NA", "null", "None"})
_NOTHING_TOLD = "no times or minutes"
#: Reports round the minutes of a meeting, and of a stay.
_BESIDE = 60
#: Who is in a call for more than an hour longer than the session is planned for was perhaps on two devices.
_LONGER_THAN_PLANNED = 60 * 60
_A_DAY = 24 * 60 * 60


@frozen
class _Row:
    """One row of a report before its dates are settled; `clock` is a stay whose times had no dates.

    `said` is what stands for the minutes, also where they can't be read, and `is_stay` whether the two times are one
    stay's, and not the first joining and the last leaving.
    """

    number: int
    name: str
    original: str
    email: str
    joined: times.Readings
    left: times.Readings
    clock: tuple[datetime, datetime] | None
    minutes: int | None
    said: str
    is_stay: bool
    unread: str = ""


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
        tables = _once_each(tables)
    rows, waiting = _everybody(kind, tables, session)
    if not rows:
        raise WrongReport(
            f"{name} is a {_TITLES[kind]} with nobody in it; export it again once the meeting is over "
            "(Zoom's report appears up to half an hour later)."
        )
    readings = chain.from_iterable((row.joined, row.left) for row in rows)
    joined_or_left = [reading for reading in readings if reading]
    timed = any(ReportField.JOINED in section.columns for section in tables)
    order = day_order(name, joined_or_left or held or [], days, "export this day's report")
    block = _block(held or [], order)
    lines, notes = _settle(rows, order, session, block)
    names_only = all(line.doubt == _NOTHING_TOLD for line in lines)
    notes += _of_doubts(name, kind, lines, names_only=names_only)
    if not any(line.joined for line in lines) and not timed:
        notes.append("The file has minutes only: they can't be cut to the session's hours, nor overlaps be seen.")
    if not joined_or_left and not held and days.told is None:
        notes.append(f"The file has no date: make sure that it is of {day_words(session.starts_on)}.")
    moments = chain.from_iterable(reading.values() for reading in joined_or_left)
    zoned = any(moment.tzinfo is not None for moment in moments)
    return Report(
        kind, _TITLES[kind], tuple(lines), waiting, tuple(notes), held=block, zoned=zoned, names_only=names_only
    )


def _of_doubts(name: str, kind: ReportFormat, lines: list[ReportLine], *, names_only: bool) -> list[str]:
    """What is to be said of rows without a length; `WrongReport` where nobody has one, but in Teams, which hides it."""
    doubtful = sum(bool(line.doubt) for line in lines)
    if not names_only:
        said = f"{count(doubtful, 'row')} without a length that makes sense: nobody is present by it alone."
        return [said] if doubtful else []
    if kind is not ReportFormat.TEAMS:
        raise WrongReport(
            f"{name} has neither times nor minutes of anybody; ask for a report with join and leave times."
        )
    return [HIDDEN]


def _block(held: list[times.Readings], order: times.Order | None) -> Span | None:
    """When the meeting itself began and ended, by the file's block; None where it does not tell both."""
    settled = [times.settled(read, order) for read in held] if order is not None else []
    moments = [moment for moment in settled if moment is not None]
    if len(moments) < 2 or len({moment.tzinfo is None for moment in moments}) > 1:
        return None
    held_at = times.stay(min(moments), max(moments), None)
    return held_at if held_at is not None and held_at[0] < held_at[1] else None


def _once_each(tables: list[Section]) -> list[Section]:
    """Teams' tables without what they say twice: the single stays are the finer, and stand last in every report.

    Of the summary of participants only those are left who have no stay; reports joined into one file have several of
    either.
    """
    title = tables[-1].title
    finer = [table for table in tables if table.rows and (table is tables[-1] or (title and table.title == title))]
    there: set[str] = set()
    for table in finer:
        there |= {fold(table.text(row, ReportField.NAME)) for row in table.rows}
    others = []
    for table in tables:
        if table not in finer:
            alone = [row for row in table.rows if fold(table.text(row, ReportField.NAME)) not in there]
            others.append(replace(table, rows=alone))
    return [*others, *finer]


def _everybody(kind: ReportFormat, tables: list[Section], session: Session) -> tuple[list[_Row], int]:
    """The rows of those who came and have a name or an address; and how many are in the waiting room."""
    waiting = 0
    rows = []
    for section in tables:
        stays = _has_stays(kind, section)
        for row in section.rows:
            if is_yes(section.text(row, ReportField.WAITING)):
                waiting += 1
            elif not said_no(section.text(row, ReportField.ATTENDED)):
                rows.append(_row(section, row, session, is_stay=stays))
    return [row for row in rows if row.name or row.email], waiting


def _has_stays(kind: ReportFormat, section: Section) -> bool:
    """Whether a table has a row for every stay, and not one a person, from the first joining to the last leaving."""
    if kind is ReportFormat.MEET or ReportField.TOTAL in section.columns:
        return False
    by_first = any(word.startswith(("first", "erst", "prem", "prim")) for word in section.headings[1:])
    return not (section.title.startswith("2") and section.is_numbered) and (kind is ReportFormat.ZOOM or not by_first)


def _row(section: Section, row: SheetRow, session: Session, *, is_stay: bool) -> _Row:
    shown = section.text(row, ReportField.NAME)
    if not shown:
        shown = f"{section.text(row, ReportField.FIRST)} {section.text(row, ReportField.LAST)}"
    shown = clean(shown)
    current, original = renamed(shown) if section.renames else (shown, "")
    email = clean(section.text(row, ReportField.EMAIL)).casefold()
    said = [section.text(row, field) for field in (ReportField.TOTAL, ReportField.MINUTES)]
    told = [minutes for words in said if (minutes := times.minutes_of(words)) is not None]
    joined, left = section.cell(row, ReportField.JOINED), section.cell(row, ReportField.LEFT)
    dated = times.readings(joined), times.readings(left)
    clock = None if any(dated) else times.clock_times(joined, left, session)
    address = email if "@" in email else ""
    unread = ""
    if clock is None and not any(dated):
        unread = next((text for text in map(str, (joined, left)) if not is_no(text)), "")
    minutes = min(told) if told else None
    return _Row(row.number, current, original, address, *dated, clock, minutes, "".join(said), is_stay, unread)


def _settle(
    rows: list[_Row], order: times.Order | None, session: Session, block: Span | None
) -> tuple[list[ReportLine], list[str]]:
    """The rows as lines, their dates read in one order."""
    lines: list[ReportLine] = []
    elsewhere = 0
    timed = any(row.joined or row.left or row.clock for row in rows)
    for row in rows:
        joined = left = None
        if row.clock is not None:
            joined, left = row.clock
        elif order is not None and (row.joined or row.left):
            joined, left = times.settled(row.joined, order), times.settled(row.left, order)
            if not any(time is not None and times.lands(time, session) for time in (joined, left)):
                elsewhere += 1
                continue
        line = _line(row, joined, left, session, block)
        if line.minutes and joined is None and timed:
            said = f"{line.minutes} min, without the times that others have"
            line = replace(line, minutes=None, doubt=said, at_most=line.minutes * 60)
        lines.append(line)
    return lines, [f"{count(elsewhere, 'row')} of other days left out."] if elsewhere else []


def _line(
    row: _Row, joined: datetime | None, left: datetime | None, session: Session, block: Span | None
) -> ReportLine:
    """A row with its stay or its minutes; with neither, and the doubt, where it can't tell how long it was."""
    line = ReportLine(row.number, row.name, row.original, row.email)
    if joined is None and left is None:
        doubt = _of_minutes(row, session, block)
        if row.unread:
            doubt = f"times that can't be read ({quoted(row.unread)})"
        return replace(line, doubt=doubt) if doubt else replace(line, minutes=row.minutes)
    if joined is None or left is None:
        return _half(line, row, joined, left, session)
    stay = times.stay(joined, left, row.minutes)
    if stay is None:
        return replace(line, doubt=f"left at {left:%H:%M}, before joining at {joined:%H:%M}{_beside(row)}")
    doubt = ""
    if row.minutes is None and (row.said not in _NOTHING or not row.is_stay):
        doubt = f"the minutes say {quoted(row.said)}" if row.said else "first joining and last leaving, without minutes"
    elif block is not None and _seconds(stay) > _seconds(block) + _BESIDE:
        doubt = f"{_seconds(stay) // 60} min, and the meeting lasted {_seconds(block) // 60}"
    elif _seconds(stay) > seconds_of(session) + _A_DAY:
        doubt = f"a stay of {_seconds(stay) // 3600} hours"
    if doubt:
        return replace(line, doubt=doubt, at_most=seconds_present([stay], session))
    return replace(line, joined=stay[0], left=stay[1], minutes=row.minutes)


def _half(line: ReportLine, row: _Row, joined: datetime | None, left: datetime | None, session: Session) -> ReportLine:
    """A line with one of its two times: it bounds how long somebody can have been there."""
    instant = times.stay(moment, moment, None) if (moment := joined or left) is not None else None
    assert instant is not None
    span = (instant[0], session.ends_at) if joined is not None else (session.starts_at, instant[0])
    at_most = seconds_present([span], session)
    at = f"joined at {joined:%H:%M}, no leaving" if joined is not None else f"left at {left:%H:%M}, no joining"
    return replace(line, doubt=f"{at}{_beside(row)}: at most {at_most // 60} min", at_most=at_most)


def _beside(row: _Row) -> str:
    return f", {row.minutes} min" if row.minutes is not None else ""


def _of_minutes(row: _Row, session: Session, block: Span | None) -> str:
    """Why the minutes of a row without times do not count; "" where they do, and for nought, which says so itself."""
    if row.minutes is None:
        return _NOTHING_TOLD if row.said in _NOTHING else f"the minutes say {quoted(row.said)}"
    lasted, beside, what = seconds_of(session), _LONGER_THAN_PLANNED, "the session is planned for"
    if block is not None:
        lasted, beside, what = _seconds(block), _BESIDE, "the meeting lasted"
    return "" if row.minutes * 60 <= lasted + beside else f"{row.minutes} min, and {what} {lasted // 60}"


def _seconds(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds())


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
