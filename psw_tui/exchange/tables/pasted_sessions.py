"""Lines pasted from a sheet as the sessions they say: day, times and title in any order, with headings or without.

A cell is known by what stands in it; headings only tell texts apart. Nothing is written here: every line says how it
was read, and what is still to be said in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.clock_spans import without_clock_span
from psw_tui.exchange.files.dates_taken import DayOrder, column_order, day_text
from psw_tui.exchange.files.sheet import heading_key
from psw_tui.exchange.files.times import clock_time
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.calendar import from_london, london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.registers import sessions
from psw_tui.store.registers.session_draft import SessionDraft, proposed
from psw_tui.store.roster import cohorts

if TYPE_CHECKING:
    from psw_tui.policy.records import Cohort
    from psw_tui.store.core.store import Store

_TEXTS = ("reference", "kind", "title", "place", "cohort")
#: What sheets call a column of days or times beside what the sessions table knows.
_WHEN = frozenset({"day", "date", "dates", "when", "time", "times", "hours", "start", "finish", "from"})
_TITLES = frozenset({"session", "workshop", "module", "what"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?,?\s*")
_REFERENCE = re.compile(r"[A-Za-z]{1,4}-?[0-9]{1,3}[ab]?")
_HOUR = re.compile(r"([0-9]{1,2}) ?(am|pm)")
_DAYS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ?(?:-|–|and|&|to) ?([0-9]{1,2}.*)")
_FROM_TO = re.compile(r"(.+?) ?(?:-|–|\bto\b|\buntil\b) ?(.+)")
_YEAR = re.compile(r"[0-9]{4}")
_NUMBERED = re.compile(r",? ?\(?day ?[12]\)?$", re.IGNORECASE)
_KINDS = {
    SessionKind.PEER_PRACTICE: "peer",
    SessionKind.RESIDENTIAL: "residential",
    SessionKind.WORKSHOP: "workshop",
    SessionKind.MODULE: "module",
}
_BY_LETTER = {"r": SessionKind.RESIDENTIAL, "w": SessionKind.WORKSHOP, "m": SessionKind.MODULE}
_BY_LETTER |= {"p": SessionKind.PEER_PRACTICE, "pp": SessionKind.PEER_PRACTICE}
_FEWEST_HEADINGS = 2
_ALL_DAY = (time(0, 0), time(23, 59))
_ONE_DAY = timedelta(days=1)
_NOON = 12


@frozen
class PastedLine:
    """One line: the sessions it was read as (a residential over two days is two), or why it is none.

    `problem` is what keeps all from being saved; what is `left_out` is there already, or is a heading.
    """

    number: int
    text: str
    drafts: tuple[SessionDraft, ...] = ()
    problem: str = ""
    left_out: str = ""


@dataclass(slots=True)
class _Cells:
    """What the cells of a line say."""

    days: list[date]
    clocks: list[time]
    span: tuple[time, time] | None
    weekday: int | None
    texts: dict[str, str]


class _UnreadLine(ValueError):
    """What is missing in a line, or does not go together."""


def read_pasted(store: Store, cohort: str, text: str) -> list[PastedLine]:
    """Every line of a pasted text that has anything in it, in order; `cohort` is whose they are unless a line says."""
    return _LineReader(store, cohort).lines(text)


class _LineReader:
    def __init__(self, store: Store, cohort: str) -> None:
        self._store, self._cohort = store, cohort
        self._cohorts: dict[str, Cohort] = {known.name: known for known in cohorts.by_id(store).values()}
        self._stored = {session.reference: session for _, session in sessions.by_id(store).values()}
        self._made: list[SessionDraft] = []
        self._proposed: set[str] = set()  # references that no line gave
        self._headings: list[str] = []
        self._order: DayOrder | None = None

    def lines(self, text: str) -> list[PastedLine]:
        """Each line read; a residential on the day after one of the same title becomes its second day."""
        filled = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        sign = next((mark for mark in ("\t", ";", ",") if any(mark in line for _, line in filled)), "\t")
        rows = [(number, line, [clean(cell) for cell in line.split(sign)]) for number, line in filled]
        self._order = column_order(chain.from_iterable(cells for _, _, cells in rows))
        read: list[PastedLine] = []
        for number, line, cells in rows:
            if not read and self._are_headings(cells):
                self._headings = [_meaning(cell) for cell in cells]
                read.append(PastedLine(number, line, left_out="the headings"))
                continue
            read.append(self._line(number, line, cells))
            self._join_days(read)
        return read

    @staticmethod
    def _are_headings(cells: list[str]) -> bool:
        return sum(bool(_meaning(cell)) for cell in cells) >= _FEWEST_HEADINGS

    def _line(self, number: int, line: str, cells: list[str]) -> PastedLine:
        try:
            drafts = self._drafts(self._taken_apart(cells))
        except _UnreadLine as error:
            return PastedLine(number, line, problem=str(error))
        for draft in drafts:
            if same := self._same(draft):
                return PastedLine(number, line, left_out=f"there already, as {same}")
        self._made += drafts
        return PastedLine(number, line, tuple(drafts))

    def _same(self, draft: SessionDraft) -> str:
        """The session that is recorded as this one: of its kind, and at its start or on its day by its title."""
        for reference, session in self._stored.items():
            at_once = session.kind is draft.kind and session.starts_at == draft.starts_at
            if at_once or (session.title == draft.title and session.starts_on == london_day(draft.starts_at)):
                return reference
        return ""

    # -- the cells of a line ---------------------------------------------------------------------

    def _taken_apart(self, cells: list[str]) -> _Cells:
        found = _Cells([], [], None, None, {})
        for place, cell in enumerate(cells):
            meaning = self._headings[place] if place < len(self._headings) else ""
            if not cell or (self._headings and not meaning):
                continue
            if meaning in _TEXTS:
                found.texts[meaning] = cell
            elif not self._take_when(cell, found) and not self._headings:
                self._take_text(cell, found)
            elif self._headings and meaning == "when" and not (found.days or found.clocks or found.span):
                raise _UnreadLine(f"“{cell}” is neither a day nor a time")
        return found

    def _take_when(self, cell: str, found: _Cells) -> bool:
        """Take a cell that is a day, days, a time, times, or a day with its times; whether it is one."""
        words, span = without_clock_span(cell)
        if weekday := _WEEKDAY.match(words):
            found.weekday = _WEEKDAYS.index(weekday[1])
            words = words[weekday.end() :]
        if span is not None and found.span is None and (not words or self._days(words)):
            found.span = span
            found.days += self._days(words)
            return True
        if not words:
            return weekday is not None
        clock = _clock(words)
        if clock is not None:
            found.clocks.append(clock)
            return True
        days = self._days(words)
        read = day_text(words)
        if read is not None and read.clock is not None:
            found.clocks.append(read.clock)
        found.days += days
        return bool(days)

    def _days(self, words: str) -> list[date]:
        """The day, or the two days, that a text gives; none where it gives none."""
        day = self._day(words) if words else None
        if day is not None:
            return [day]
        if both := _DAYS.fullmatch(words):
            last = self._day(both[2])
            if last is not None and 0 < int(both[1]) < last.day:
                return [last.replace(day=int(both[1])), last]
        if both := _FROM_TO.fullmatch(words):
            first, last = self._day(both[1]), self._day(both[2])
            if first is not None and last is not None and first < last:
                return [first, last]
        return []

    def _day(self, words: str) -> date | None:
        """A day; one without a year is in the year of the cohort."""
        cohort = self._cohorts[self._cohort]
        tries = [words]
        if not _YEAR.search(words):
            sign = "/" if "/" in words else " "
            tries += [f"{words}{sign}{year}" for year in (cohort.starts.year, cohort.ends.year)]
        found = []
        for text in tries:
            read = day_text(text)
            if read is None:
                continue
            day = read.month_first if self._order is DayOrder.MONTH_FIRST and read.in_numbers else read.day_first
            if day is not None:
                found.append(day)
        within = [day for day in found if cohort.starts <= day <= cohort.ends]
        return next(iter(within + found), None)

    @staticmethod
    def _take_text(cell: str, found: _Cells) -> None:
        """A text without a heading: a kind and a reference are known by themselves, then come title and place."""
        if "kind" not in found.texts and _kind_word(cell) is not None:
            found.texts["kind"] = cell
        elif "reference" not in found.texts and _REFERENCE.fullmatch(cell):
            found.texts["reference"] = cell
        elif "title" not in found.texts:
            found.texts["title"] = cell
        else:
            found.texts.setdefault("place", cell)

    # -- what they come to -----------------------------------------------------------------------

    def _drafts(self, cells: _Cells) -> list[SessionDraft]:
        if not cells.days:
            raise _UnreadLine("it has no day")
        first, last = min(cells.days), max(cells.days)
        if cells.weekday is not None and first.weekday() != cells.weekday and last.weekday() != cells.weekday:
            raise _UnreadLine(f"{day_words(first)} is no {_WEEKDAYS[cells.weekday].capitalize()}")
        cohort = cells.texts.get("cohort", self._cohort)
        if cohort not in self._cohorts:
            raise _UnreadLine(f"there is no cohort {cohort}")
        kind = _kind_of(cells.texts)
        likely = proposed(self._store, cohort, kind, self._made, title=cells.texts.get("title", ""))
        reference = cells.texts.get("reference", likely.reference)
        if "reference" not in cells.texts:
            self._proposed.add(reference)
        if reference in self._stored or any(draft.reference == reference for draft in self._made):
            raise _UnreadLine(f"there is a session {reference} already")
        opens, closes = self._hours(cells, kind, likely.hours)
        title, place = cells.texts.get("title", likely.title), cells.texts.get("place", likely.place)
        if kind is SessionKind.RESIDENTIAL and last - first == _ONE_DAY:
            one = SessionDraft(reference, cohort, kind, title, _at(first, opens), _at(first, closes), place=place)
            two = replace(one, starts_at=_at(last, opens), ends_at=_at(last, closes))
            return _as_days(one, two)
        return [SessionDraft(reference, cohort, kind, title, _at(first, opens), _at(last, closes), place=place)]

    @staticmethod
    def _hours(cells: _Cells, kind: SessionKind, likely: tuple[time, time] | None) -> tuple[time, time]:
        if cells.span is not None:
            return cells.span
        if len(cells.clocks) > 1:
            opens, closes = cells.clocks[:2]
            if min(cells.days) == max(cells.days) and closes <= opens:
                raise _UnreadLine(f"it would end at {closes:%H:%M}, before it starts at {opens:%H:%M}")
            return opens, closes
        if kind is SessionKind.MODULE:
            return _ALL_DAY
        if cells.clocks:
            raise _UnreadLine(f"it starts at {cells.clocks[0]:%H:%M}; when does it end?")
        if likely is None:
            raise _UnreadLine("it has no times; from when to when?")
        return likely

    def _join_days(self, read: list[PastedLine]) -> None:
        """Two lines of one residential, on days that follow each other, are its two days."""
        if len(read) < 2 or not (len(read[-1].drafts) == len(read[-2].drafts) == 1):
            return
        one, two = read[-2].drafts[0], read[-1].drafts[0]
        both = one.kind is two.kind is SessionKind.RESIDENTIAL and one.cohort == two.cohort
        follow = london_day(two.starts_at) - london_day(one.starts_at) == _ONE_DAY
        if both and follow and _stem(one.title) == _stem(two.title):
            if {one.reference, two.reference} <= self._proposed:
                two = replace(two, reference=one.reference)
            days = _as_days(one, two)
            self._made[-2:] = days
            read[-2:] = [replace(line, drafts=(day,)) for line, day in zip(read[-2:], days, strict=True)]


def _as_days(one: SessionDraft, two: SessionDraft) -> list[SessionDraft]:
    """Two residential days as each other's other day; titles and references that are the same are told apart."""
    if one.title == two.title:
        one, two = replace(one, title=f"{one.title}, day 1"), replace(two, title=f"{two.title}, day 2")
    if one.reference == two.reference:
        one, two = replace(one, reference=f"{one.reference}a"), replace(two, reference=f"{one.reference}b")
    return [replace(one, other_day=two.reference), replace(two, other_day=one.reference)]


def _stem(title: str) -> str:
    return _NUMBERED.sub("", title).casefold()


def _meaning(heading: str) -> str:
    """What a heading says of its column: one of the texts, `when`, or nothing that is known."""
    key = heading_key(heading)
    name = TABLES[TableKind.SESSIONS].by_heading.get(key, "")
    if name in _TEXTS:
        return name
    if key in _TITLES:
        return "title"
    return "when" if key in _WHEN or name in ("starts_at", "ends_at") else ""


def _clock(words: str) -> time | None:
    if found := _HOUR.fullmatch(words):
        hour = int(found[1]) % _NOON + _NOON * (found[2] == "pm")
        return time(hour)
    return clock_time(words)


def _kind_word(cell: str) -> SessionKind | None:
    """The kind that a cell names, and nothing else."""
    word = " ".join(cell.casefold().replace("_", " ").replace("-", " ").split()).removeprefix("online ")
    return next((kind for kind in SessionKind if word.removesuffix("s") == spoken(kind).removesuffix("s")), None)


def _kind_of(texts: dict[str, str]) -> SessionKind:
    named = _kind_word(texts.get("kind", ""))
    if named is not None:
        return named
    words = f"{texts.get('kind', '')} {texts.get('title', '')}".casefold()
    for kind, word in _KINDS.items():
        if word in words:
            return kind
    letters = re.match(r"[a-z]*", texts.get("reference", "").casefold())
    if letters is not None and letters[0] in _BY_LETTER:
        return _BY_LETTER[letters[0]]
    raise _UnreadLine("is it a residential, a workshop, a module or a peer practice?")


def _at(day: date, clock: time) -> datetime:
    try:
        return from_london(datetime.combine(day, clock))
    except ValueError as error:
        raise _UnreadLine(f"{error}") from None
