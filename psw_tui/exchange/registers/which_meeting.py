"""Which meeting the rows of an export of all meetings are of: those of another never count, whatever their hours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.heading_table import plain_key
from psw_tui.exchange.files.sheet import SheetRow, WrongReport
from psw_tui.exchange.registers.report import MeetingName
from psw_tui.exchange.registers.report_words import ReportField, heads_a_meeting_time, is_of_the_meeting
from psw_tui.policy.attendance import seconds_present
from psw_tui.policy.calendar import london
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psw_tui.exchange.files.sheet import SheetGrid
    from psw_tui.exchange.registers.report import Report
    from psw_tui.exchange.registers.sections import Section
    from psw_tui.policy.attendance import Span
    from psw_tui.policy.records import Session

#: Headings (as their `plain_key`) of a meeting's own number, and of what it was called, beside those of the table.
_NUMBERS = frozenset({"meetingid", "webinarid", "meetinguuid", "uuid", "conferenceid", "meetingcode", "meetingnumber"})
_TOPICS = frozenset(
    {"topic", "meetingtopic", "meetingname", "meetingtitle", "meetingsubject", "subject", "webinartopic", "eventname"}
    | {"thema", "tema", "sujet", "rubrique", "topico", "onderwerp", "temat", "argomento", "assunto", "asunto"}
    | {"besprechungstitel", "titredelareunion", "titulodelareunion", "titulodareuniao", "titoloriunione"}
    | {"titolodellariunione", "vergaderingtitel", "titelvandevergadering", "tytulspotkania"}
)
_SAYS_NUMBER = re.compile(r"\b(?:id|identyfikator)\b")
_FEW = 4
#: A topic of fewer letters names no session.
_A_NAME = 4


@dataclass
class _Meeting:
    """One meeting of an export: its rows, and when it was on the session's days; undated where no time is told."""

    name: MeetingName
    rows: list[SheetRow] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    is_dated: bool = False

    @property
    def words(self) -> str:
        """`“Workshop 2” (812 3456 7890), 09:55–12:02`."""
        if not self.spans:
            return self.name.words
        first, last = min(first for first, _ in self.spans), max(last for _, last in self.spans)
        return f"{self.name.words}, {london(first):%H:%M}–{london(last):%H:%M}"


def meeting_of(grid: SheetGrid, tables: list[Section]) -> MeetingName | None:
    """Which meeting a report is of, by the block above its first table; None where none tells."""
    first = min((table.rows[0].number for table in tables if table.rows), default=0)
    block = [row for row in grid.rows if row.number < first]
    said: list[tuple[str, str]] = []
    for above, row in pairwise([SheetRow(0, []), *block]):
        said += _told_by_block(above, row)
    topic = next((value for heading, value in said if _is_topic(heading)), "")
    number = next(
        (value for heading, value in said if _is_number(heading) or (topic and plain_key(heading) == "id")), ""
    )
    return MeetingName(number, topic) if number or topic else None


def _told_by_block(above: SheetRow, row: SheetRow) -> list[tuple[str, str]]:
    """What a row says of the meeting: a heading and its value, or values below the row of their headings."""
    cells = [clean(str(cell)) for cell in row.cells]
    filled = [cell for cell in cells if cell]
    if len(filled) == 2:
        return [(filled[0], filled[1])]
    return list(zip([str(cell) for cell in above.cells], cells, strict=False))


def _is_topic(heading: str) -> bool:
    return plain_key(heading) in _TOPICS


def _is_number(heading: str) -> bool:
    return plain_key(heading) in _NUMBERS or (
        is_of_the_meeting(heading) and _SAYS_NUMBER.search(fold(heading)) is not None
    )


def refuse_others(reports: Sequence[tuple[str, Report]], session: Session, *, can_tell: bool) -> None:
    """`WrongReport` where two files, given by their names, are of two meetings, and not of the halves of one call.

    With `can_tell` the caller may say which of them is meant, and is told how.
    """
    for (name, one), (other_name, other) in combinations(reports, 2):
        if one.meeting is None or other.meeting is None or one.meeting.key == other.meeting.key:
            continue
        halves = fold(one.meeting.topic) == fold(other.meeting.topic) and not _overlap(one, other)
        if not halves:
            told = ""
            if can_tell:
                told = f", or say which with --meeting {quoted(one.meeting.number or one.meeting.topic)}"
            raise WrongReport(
                f"{name} is of {one.meeting.words} and {other_name} of {other.meeting.words}: take the one that is "
                f"{session.title} alone{told}."
            )


def _overlap(one: Report, other: Report) -> bool:
    if one.held is None or other.held is None:
        return True
    return one.held[0] < other.held[1] and other.held[0] < one.held[1]


def only_this_meeting(
    name: str, grid: SheetGrid, tables: list[Section], session: Session, told: Sequence[str]
) -> tuple[list[Section], list[str]]:
    """The tables without the rows of other meetings, and what is to be said of those.

    `told` names the meetings that are meant. Where nothing is told and more than one could be the session's, it is a
    `WrongReport` that names them.
    """
    kept, notes = [], []
    for table in tables:
        meetings = _meetings(grid, table, session)
        if len(meetings) < 2:
            kept.append(table)
            continue
        chosen = _chosen(name, meetings, session, told)
        rows = list(chain.from_iterable(meeting.rows for meeting in chosen))
        others = [meeting for meeting in meetings if meeting not in chosen]
        kept.append(replace(table, rows=sorted(rows, key=lambda row: row.number)))
        if left := sum(len(meeting.rows) for meeting in others):
            notes.append(f"{count(left, 'row')} of other meetings left out: {_listed(others)}.")
    return kept, notes


class MeetingToChoose(WrongReport):
    """A file with several meetings that could be the session's: `meetings` are what each is told by, and its words."""

    def __init__(self, name: str, session: Session, possible: Sequence[_Meeting]) -> None:
        self.meetings = [(meeting.name.number or meeting.name.topic, meeting.words) for meeting in possible]
        super().__init__(
            f"{name} has {len(possible)} meetings that could be {session.title}: {_listed(possible)}; say which with "
            f"--meeting {quoted(possible[0].name.number or possible[0].name.topic)}, or export that meeting alone."
        )


def _chosen(name: str, meetings: list[_Meeting], session: Session, told: Sequence[str]) -> list[_Meeting]:
    if told:
        chosen = [meeting for meeting in meetings if any(meeting.name.is_called(said) for said in told)]
        if not chosen:
            raise WrongReport(f"{name} has no meeting {quoted(told[0])}; it has {_listed(meetings)}.")
        return chosen
    # Without any time at all a meeting may be of this day.
    today = [meeting for meeting in meetings if meeting.spans or not meeting.is_dated]
    during = [meeting for meeting in today if _may_be(meeting, session)]
    possible = during or today
    if len(possible) > 1 and not _is_one_call(possible):
        raise MeetingToChoose(name, session, possible)
    return possible or meetings


def _may_be(meeting: _Meeting, session: Session) -> bool:
    """Whether a meeting of the session's day is perhaps the session: by its hours, or by its name if a clock is off."""
    topic, title = fold(meeting.name.topic), fold(session.title)
    alike = len(topic) >= _A_NAME and (topic in title or title in topic)
    return alike or not meeting.spans or seconds_present(meeting.spans, session) > 0


def _is_one_call(meetings: Sequence[_Meeting]) -> bool:
    """Whether meetings are one that was started anew: they are called alike, and none began before another ended."""
    spans = [(min(first for first, _ in m.spans), max(last for _, last in m.spans)) for m in meetings if m.spans]
    spans.sort()
    in_turn = all(before[1] <= after[0] for before, after in pairwise(spans))
    topics = {fold(meeting.name.topic) for meeting in meetings}
    return in_turn and len(spans) == len(meetings) and len(topics) == 1 and "" not in topics


def _listed(meetings: Sequence[_Meeting]) -> str:
    shown = ", ".join(meeting.words for meeting in meetings[:_FEW])
    return f"{shown} …" if len(meetings) > _FEW else shown


def _meetings(grid: SheetGrid, table: Section, session: Session) -> list[_Meeting]:
    """The meetings that the rows of a table are of, in their order; none where no column tells."""
    headings = _headings_above(grid, table)
    number = next((place for place, heading in enumerate(headings) if _is_number(heading)), None)
    topic = next((place for place, heading in enumerate(headings) if _is_topic(heading)), None)
    if number is None and topic is None:
        return []
    held = [place for place, heading in enumerate(headings) if heads_a_meeting_time(heading)]
    rows = [_times_of(table, row, held) for row in table.rows]
    order = times.order_of(chain.from_iterable(rows), session)
    found: dict[str, _Meeting] = {}
    for row, read in zip(table.rows, rows, strict=True):
        own = MeetingName(_text(row, number), _text(row, topic))
        meeting = found.setdefault(own.key, _Meeting(own))
        meeting.rows.append(row)
        meeting.is_dated |= any(read)
        if order is not None:
            meeting.spans += _spans(read, order, session)
    return list(found.values())


def _headings_above(grid: SheetGrid, table: Section) -> list[str]:
    """The headings of a table as they stand in the file; those of the meeting are no field of a participant's."""
    if not table.rows:
        return []
    place = next(place for place, row in enumerate(grid.rows) if row.number == table.rows[0].number)
    return [str(cell) for cell in grid.rows[place - 1].cells]


def _times_of(table: Section, row: SheetRow, held: Iterable[int]) -> list[times.Readings]:
    """When the meeting was, and when somebody was in it."""
    own = [table.cell(row, ReportField.JOINED), table.cell(row, ReportField.LEFT)]
    cells = [*(row.cells[place] for place in held if place < len(row.cells)), *own]
    return [read for read in map(times.readings, cells) if read]


def _spans(read: Iterable[times.Readings], order: times.Order, session: Session) -> list[Span]:
    """From the first to the last of a row's times, where one of them lies on the session's days."""
    moments = [moment for cell in read if (moment := times.settled(cell, order)) is not None]
    if not any(times.lands(moment, session) for moment in moments):
        return []
    if len({moment.tzinfo is None for moment in moments}) > 1:
        return []
    span = times.stay(min(moments), max(moments), None)
    return [] if span is None else [span]


def _text(row: SheetRow, place: int | None) -> str:
    return clean(str(row.cells[place])) if place is not None and place < len(row.cells) else ""
