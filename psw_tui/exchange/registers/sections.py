"""Where in a report the table stands: header rows known by their words, or by the shape of the rows below them.

Reports begin with titles, blocks about the meeting and sections of their own, in several languages; so the header
row is looked for, and a report may have several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import heading_key, is_empty
from psw_tui.exchange.files.times import Readings, minutes_of, readings

if TYPE_CHECKING:
    from psw_tui.exchange.files.sheet import CellValue, SheetGrid, SheetRow


class ReportField(StrEnum):
    """What a column of a meeting's report holds."""

    NAME = "name"
    FIRST = "first name"
    LAST = "last name"
    EMAIL = "e-mail"
    JOINED = "joined"
    LEFT = "left"
    MINUTES = "minutes"
    TOTAL = "total minutes"
    WAITING = "waiting room"
    ATTENDED = "attended"


#: Headings without case, blanks and punctuation, as `fold` leaves them.
_WORDS: dict[str, ReportField] = {
    **dict.fromkeys(
        (
            "nameoriginalname",
            "usernameoriginalname",
            "nameursprünglichername",
            "name",
            "username",
            "fullname",
            "participantname",
            "displayname",
        ),
        ReportField.NAME,
    ),
    **dict.fromkeys(("firstname", "vorname", "givenname"), ReportField.FIRST),
    **dict.fromkeys(("lastname", "nachname", "surname", "familyname"), ReportField.LAST),
    **dict.fromkeys(
        ("useremail", "email", "emailaddress", "mail", "participantemail", "emailadresse"), ReportField.EMAIL
    ),
    **dict.fromkeys(
        (
            "jointime",
            "joinedat",
            "timejoined",
            "firstjoin",
            "firstjointime",
            "beitrittszeit",
            "ersterbeitritt",
            "beigetretenum",
            "joined",
        ),
        ReportField.JOINED,
    ),
    **dict.fromkeys(
        (
            "leavetime",
            "leftat",
            "timeexited",
            "timeleft",
            "lastleave",
            "lastleavetime",
            "austrittszeit",
            "letzterbeitritt",
            "letztesverlassen",
            "zuletztverlassen",
            "left",
        ),
        ReportField.LEFT,
    ),
    **dict.fromkeys(
        (
            "durationminutes",
            "duration",
            "timeinsessionminutes",
            "inmeetingduration",
            "dauerminuten",
            "dauer",
            "besprechungsdauer",
            "dauerderbesprechungsteilnahme",
            "indermeetingdauer",
        ),
        ReportField.MINUTES,
    ),
    **dict.fromkeys(("totaldurationminutes", "gesamtdauerminuten", "totalduration"), ReportField.TOTAL),
    **dict.fromkeys(("inwaitingroom", "imwarteraum", "waitingroom"), ReportField.WAITING),
    **dict.fromkeys(("attended", "teilgenommen"), ReportField.ATTENDED),
}
_ORIGINAL = ("origin", "ursprüngl")
#: What heads the columns about the meeting itself, in an export of all meetings with a row for each participant.
_OF_THE_MEETING = frozenset({"topic", "meetingid", "webinarid", "hostname", "hostemail"})
#: What heads (or stands beside) the times of the meeting itself.
_MEETING_TIMES = (
    "starttime",
    "endtime",
    "actualstarttime",
    "actualendtime",
    "meetingstarttime",
    "meetingendtime",
    "startzeit",
    "endzeit",
    "startuhrzeit",
    "enduhrzeit",
)
_A_MINUTE = 60
_NUMBERED = re.compile(r"\d+\.\s")


@dataclass
class Section:
    """One table of a report: which column holds what, the headings, the title over them, and the rows below."""

    columns: dict[ReportField, int]
    headings: tuple[str, ...]
    title: str = ""
    rows: list[SheetRow] = field(default_factory=list)

    @property
    def is_numbered(self) -> bool:
        """Whether its title has a number, as Teams numbers its tables in every language."""
        return _NUMBERED.match(self.title) is not None

    @property
    def renames(self) -> bool:
        """Whether its names carry the one before a rename in brackets."""
        place = self.columns.get(ReportField.NAME)
        return place is not None and any(word in self.headings[place] for word in _ORIGINAL)

    def cell(self, row: SheetRow, wanted: ReportField) -> CellValue:
        """What stands in a row under a field; empty where the report has no such column."""
        place = self.columns.get(wanted)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def text(self, row: SheetRow, wanted: ReportField) -> str:
        """The same as text."""
        cell = self.cell(row, wanted)
        return cell.strip() if isinstance(cell, str) else str(cell)


def sections(grid: SheetGrid, *, by_shape: bool = False) -> list[Section]:
    """Every table of attendance in a grid, in order: rows up to the next header, a title or the end.

    With `by_shape` a header in a language that we don't know is taken too: a last resort, since other tables have
    a text and two times beside each other as well. Below a table that is known by its words it is none.
    """
    tables: list[Section] = []
    current: Section | None = None
    title = ""
    for place, row in enumerate(grid.rows):
        header = _header(row)
        if header is None and current is None and (by_shape or tables):
            header = _header_by_shape(grid.rows, place)
        if header is not None:
            current = header
            current.title, title = title, ""
            tables.append(header)
        elif _stands_alone(row) and (current is None or current.columns.get(ReportField.NAME) != 0 or _is_title(row)):
            # One cell alone is a section's title, unless it is a row in which somebody has only a name.
            current, title = None, str(row.cells[0]).strip()
        elif current is not None:
            current.rows.append(row)
    return tables


def meeting_times(grid: SheetGrid) -> list[Readings]:
    """When the meeting itself began and ended, as the block above the first table says; empty without a block."""
    times: list[Readings] = []
    above: list[CellValue] = []
    for row in grid.rows:
        if _header(row) is not None:
            break
        times += _times_of_the_meeting(row.cells, above)
        above = row.cells
    return times


def _times_of_the_meeting(cells: list[CellValue], above: list[CellValue]) -> list[Readings]:
    """The times in a row that the cell beside them, or the one over them, calls the meeting's own."""
    times = []
    for place, cell in enumerate(cells):
        time = readings(cell)
        beside = cells[max(place - 1, 0) : place]
        over = above[place : place + 1]
        if time and any(_heads_a_meeting_time(heading) for heading in (*beside, *over)):
            times.append(time)
    return times


def _heads_a_meeting_time(cell: CellValue) -> bool:
    return isinstance(cell, str) and heading_key(cell) in _MEETING_TIMES


def _stands_alone(row: SheetRow) -> bool:
    return not is_empty(row.cells[0]) and all(is_empty(cell) for cell in row.cells[1:])


def _is_title(row: SheetRow) -> bool:
    """A title is numbered (`3. In-Meeting Activities`) or ends in the word for it (`Attendee Details`)."""
    text = str(row.cells[0]).strip()
    return text[:1].isdigit() or text.casefold().endswith(
        ("details", "activities", "participants", "attended", "aktivitäten")
    )


def _header(row: SheetRow) -> Section | None:
    """The section that a row heads: it names people, and their times or a duration."""
    if not any(isinstance(cell, str) and "name" in cell.casefold() for cell in row.cells):
        return None  # in every language we know, the column of names says so; this spares the reading of each row
    headings = _heading_keys(row)
    columns: dict[ReportField, int] = {}
    name = _name_place(headings)
    if name is not None:
        columns[ReportField.NAME] = name
    after = columns.get(ReportField.NAME, 0)
    if any(word in _OF_THE_MEETING for word in headings[:after]):
        # An export of all meetings has the host's address and the meeting's length before the participant's own.
        headings = ("",) * after + headings[after:]
    for place, word in enumerate(headings):
        meaning = _WORDS.get(word)
        if meaning is not None and meaning is not ReportField.NAME:
            columns.setdefault(meaning, place)
    people = ReportField.NAME in columns or {ReportField.FIRST, ReportField.LAST} <= columns.keys()
    timed = {ReportField.JOINED, ReportField.LEFT} <= columns.keys() or ReportField.TOTAL in columns
    return Section(columns, headings) if people and timed else None


def _heading_keys(row: SheetRow) -> tuple[str, ...]:
    return tuple(map(_heading_key, row.cells))


def _heading_key(cell: CellValue) -> str:
    return heading_key(cell) if isinstance(cell, str) else ""


def _name_place(headings: tuple[str, ...]) -> int | None:
    """The column of names; of several the one that carries the original names too."""
    names = [place for place, word in enumerate(headings) if _WORDS.get(word) is ReportField.NAME]
    for place in names:
        if any(word in headings[place] for word in _ORIGINAL):
            return place
    return names[0] if names else None


def _header_by_shape(rows: list[SheetRow], place: int) -> Section | None:
    """The section of a row in a language that we don't know: below it stand a name, two times and a duration."""
    if place + 1 >= len(rows):
        return None
    head, below, *after = rows[place : place + 3]
    if any(readings(cell) for cell in head.cells):
        return None
    if after and not _stands_alone(after[0]) and not any(readings(cell) for cell in after[0].cells):
        return None  # one row between two headers is about the meeting, not about somebody in it
    times = [number for number, cell in enumerate(below.cells) if readings(cell)]
    if len(times) < 2 or times[0] == 0 or len(head.cells) < len(times) + 1 or not _is_a_name(below.cells[0]):
        return None
    columns = {ReportField.NAME: 0, ReportField.JOINED: times[0], ReportField.LEFT: times[1]}
    for number, cell in enumerate(below.cells):
        if isinstance(cell, str) and "@" in cell:
            columns.setdefault(ReportField.EMAIL, number)
        elif number > times[1] and minutes_of(cell) is not None:
            columns.setdefault(ReportField.MINUTES, number)
    if ReportField.MINUTES not in columns or not _fits(below, columns):
        return None
    return Section(columns, _heading_keys(head))


def _is_a_name(cell: CellValue) -> bool:
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell) and "@" not in cell


def _fits(row: SheetRow, columns: dict[ReportField, int]) -> bool:
    """Whether the duration of a row is no longer than its two times are apart, as a stay's must be."""
    joined, left = readings(row.cells[columns[ReportField.JOINED]]), readings(row.cells[columns[ReportField.LEFT]])
    apart = [
        (left[order] - joined[order]).total_seconds() / _A_MINUTE
        for order in joined.keys() & left.keys()
        if (left[order].tzinfo is None) == (joined[order].tzinfo is None)
    ]
    minutes = minutes_of(row.cells[columns[ReportField.MINUTES]])
    return minutes is not None and any(minutes <= most + 1 for most in apart)
