"""The columns of a learning platform's export: who, which module, the day, and what the platform says of it.

Which column is which is decided by its heading and by what stands in it: `Completed` is a day, or says yes or no.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.dates_taken import DayOrder, column_order, day_text, serial_moment
from psw_tui.exchange.files.sheet import UnreadableFile, heading_key, is_empty, is_error, to_sheet
from psw_tui.exchange.files.times import day_readings
from psw_tui.exchange.registers import module_status
from psw_tui.exchange.registers.row_people import RowWords
from psw_tui.exchange.tables.cells import shown
from psw_tui.policy.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from psw_tui.exchange.files.sheet import CellValue, Sheet, SheetRow
    from psw_tui.exchange.registers.row_people import RosterOfRows

_LEADER_WORDS = (
    "leader leaderreference reference email emailaddress useremail learneremail username user learner participant name"
    " fullname learnername"
)
_SESSION_WORDS = "session module modulename moduletitle course coursename coursetitle title"
_DAY_WORDS = (
    "completedon completiondate datecompleted completeddate completedat timecompleted dateofcompletion finishedon"
    " completiontime completed completion"
)
_STATUS_WORDS = (
    "status completionstatus coursestatus modulestatus learningstatus progressstatus progress completed completion"
    " complete iscompleted passed passfail state result outcome progresspercent percentcomplete percentagecomplete"
    " percentcompleted percentagecompleted completionpercentage completionpercent"
)
#: What is needed, and the headings (folded) that say it.
FIELDS: dict[str, tuple[str, ...]] = {
    "leader": tuple(_LEADER_WORDS.split()),
    "session": tuple(_SESSION_WORDS.split()),
    "completed_on": tuple(_DAY_WORDS.split()),
}
#: What may be told too, though a file can do without.
STATUS = "status"
_STATUS = tuple(_STATUS_WORDS.split())
#: Any other heading with one of these is a status where what stands below says so.
_SAYS_STATUS = re.compile(r"status|progress|outcome|result|passed|complet")
#: Of these a file may have more than one, each of which says something of the same.
_FIRST, _LAST = ("firstname", "forename", "givenname"), ("lastname", "surname", "familyname")
#: How far down the headings are looked for.
HEADED_WITHIN = 20


class UnknownHeadings(UnreadableFile):
    """A file in which some column is not understood: `missing` are the fields, `headings` those to choose from."""

    def __init__(self, name: str, missing: list[str], headings: list[str]) -> None:
        self.missing, self.headings = missing, headings
        told, there = ", ".join(missing), ", ".join(map(shown, headings[:8]))
        super().__init__(f"{name}: no column is understood as {told} (there are {there}); say which it is.")


@dataclass(frozen=True)
class ModuleColumns:
    """Where an export says what; `statuses` are the columns that say whether it was completed.

    `order` is how its days in numbers are written, and `mixed` that some can only be the one, and some the other.
    """

    leaders: tuple[int, ...]
    names: tuple[int, ...]
    session: int
    completed_on: int
    statuses: tuple[int, ...] = ()
    done: Mapping[int, frozenset[str]] = field(default_factory=dict)
    order: DayOrder | None = None
    mixed: bool = False

    def words(self, row: SheetRow, roster: RosterOfRows) -> RowWords:
        """What a row says of whom it is about, in whatever columns."""
        reference = email = ""
        names: list[str] = []
        for place in self.leaders:
            text = text_at(row, place)
            if "@" in text:
                email = email or text
            elif roster.by_reference(text):
                reference = reference or text
            elif not module_status.is_nothing(text):
                names.append(text)
        in_full = next((name for name in names if " " in name), "")  # before what somebody logs in with
        name = in_full or next(iter(names), "")
        parts = " ".join(filter(None, (text_at(row, place) for place in self.names)))
        return RowWords(reference, email, parts or name)

    def status(self, row: SheetRow) -> tuple[bool | None, str]:
        """Whether a row is a completion by its status, None where it has none to say; and the words that say so."""
        said = {place: text_at(row, place) for place in self.statuses}
        against = [text for place, text in said.items() if text and text not in self.done[place]]
        if against:
            return False, against[0]
        words = next(filter(None, said.values()), "")
        return (bool(words) if self.statuses else None), words


def text_at(row: SheetRow, place: int) -> str:
    """The words in a cell; empty where nothing stands, or an error of a spreadsheet."""
    return _words(row.cells[place]) if place < len(row.cells) else ""


@lru_cache(maxsize=8192)
def _words(cell: CellValue) -> str:
    return "" if is_empty(cell) or is_error(cell) else clean(as_text(cell))


def fit(rows: list[SheetRow], told: Mapping[str, str]) -> tuple[bool, int]:
    """Whether one of the first rows heads all that is needed, and of how much of it one does at most."""
    most = max((_understood(row, told) for row in rows[:HEADED_WITHIN]), default=0)
    return most >= len(FIELDS), most


def _understood(row: SheetRow, told: Mapping[str, str]) -> int:
    """How much of what is needed the cells of a row head, by their words or as it was told."""
    keys = {heading_key(as_text(cell)) for cell in row.cells}
    meant = {heading_key(heading) for heading in told.values()}
    return sum(bool(keys & set(words)) for words in FIELDS.values()) + len(keys & meant)


def find_sheet(rows: list[SheetRow], name: str, told: Mapping[str, str]) -> Sheet:
    """The table below whatever titles stand above it: the row among the first that says most of what is needed."""
    near = rows[:HEADED_WITHIN]
    best = max(near, key=lambda row: (_understood(row, told), -row.number), default=None)
    return to_sheet(rows if best is None else [row for row in rows if row.number >= best.number], name)


def understood(headings: list[str]) -> bool:
    """Whether the headings say all that is needed, so that a file can be taken for completions of modules."""
    folded = {heading_key(heading) for heading in headings}
    return all(folded & set(words) for words in FIELDS.values())


def module_columns(name: str, sheet: Sheet, told: Mapping[str, str], is_module: Callable[[str], bool]) -> ModuleColumns:
    """The columns of an export; `UnknownHeadings` where one that is needed is not understood."""
    folded = [heading_key(heading) for heading in sheet.headers]
    named = {wanted: folded.index(heading_key(said)) for wanted, said in told.items() if heading_key(said) in folded}
    first, last = (_headed(folded, words)[:1] for words in (_FIRST, _LAST))
    names = (*first, *last) if first and last and "leader" not in named else ()
    leaders = [named["leader"]] if "leader" in named else _headed(folded, FIELDS["leader"])
    session = named.get("session", _session(folded, sheet, is_module))
    day = named.get("completed_on", _day(folded, sheet))
    missing = []
    for wanted, there in (("leader", bool(leaders or names)), ("session", session >= 0), ("completed_on", day >= 0)):
        if not there:
            missing.append(wanted)
    if missing:
        raise UnknownHeadings(name, missing, [heading for heading in sheet.headers if heading])
    statuses = _statuses(folded, sheet, named, {day, session, *leaders})
    done = {place: module_status.completions(_texts(sheet, place)) for place in statuses}
    texts = _texts(sheet, day)
    shown = {read.shows for text in texts if (read := day_text(text)) is not None}
    mixed = {DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST} <= shown
    return ModuleColumns(tuple(leaders), names, session, day, statuses, done, column_order(texts), mixed)


def _headed(folded: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where the headings stand that there are of these words, the most telling first."""
    return [folded.index(word) for word in words if word in folded]


def _texts(sheet: Sheet, place: int) -> list[str]:
    return [text for row in sheet.rows if (text := text_at(row, place))]


def _session(folded: Sequence[str], sheet: Sheet, is_module: Callable[[str], bool]) -> int:
    """The column with most modules that we know; -1 for none."""
    places = _headed(folded, FIELDS["session"])
    return max(places, key=lambda place: sum(map(is_module, _texts(sheet, place))), default=-1)


def _day(folded: Sequence[str], sheet: Sheet) -> int:
    """The column of the days: the one with most of them; -1 where a heading says so and no day stands below it."""
    places = _headed(folded, FIELDS["completed_on"])
    days = {place: sum(map(may_be_day, _texts(sheet, place))) for place in places}
    best = max(places, key=lambda place: days[place], default=-1)
    only_words = best >= 0 and not days[best] and module_status.is_status(_texts(sheet, best))
    if only_words:
        return next((place for place in places if not module_status.is_status(_texts(sheet, place))), -1)
    return best


def may_be_day(text: str) -> bool:
    """Whether a text is a day, or meant for one: it has a number in it, and is no bare number or share."""
    if serial_moment(text) or day_text(text) or day_readings(text):
        return True
    return any(letter.isdecimal() for letter in text) and not text.strip(" %").replace(".", "").isdecimal()


def _statuses(folded: Sequence[str], sheet: Sheet, named: Mapping[str, int], taken: set[int]) -> tuple[int, ...]:
    if STATUS in named:
        return (named[STATUS],)
    headed = [place for place, heading in enumerate(folded) if heading in _STATUS or _SAYS_STATUS.search(heading)]
    places = [place for place in headed if place not in taken]
    surely = ("status", "progress", "completed", "complete", "completion")
    return tuple(
        place
        for place in places
        if _texts(sheet, place) and (folded[place] in surely or module_status.is_status(_texts(sheet, place)))
    )
