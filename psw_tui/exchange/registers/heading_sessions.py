"""Which session a column of a sheet is headed with: by reference, title or day, as far as that tells one of a cohort.

`W01`, `Workshop 1: Purpose`, `12/11/2026`, `W01 (12 Nov)`, and Moodle's `12 Nov 2026 10.00AM All participants`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files import times
from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.date_words import MONTHS
from psw_tui.exchange.files.sheet import heading_key, is_empty, is_error
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store.registers import sessions as recorded_sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import time

    from psw_tui.exchange.files.sheet import CellValue
    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store

_MONTH = r"[^\W\d_]{3,12}\.?"
_DAY = re.compile(
    r"(?<![\w/.-])(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?"
    r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{5}"
    rf"|(?P<dw>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<month>{_MONTH})(?P<year>,?[ -](?:\d{{4}}|\d{{2}}(?![:.\d])))?"
    rf"|(?P<month_us>{_MONTH}) (?P<dw_us>\d{{1,2}})(?:st|nd|rd|th)?(?P<year_us>,? \d{{4}})?)(?![\w/-])"
)
_AT = re.compile(r",? ?(?:at |@ ?)?(?P<at>\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?)(?!\w)")
_TO = re.compile(r" ?(?:-|–|to) ?\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?!\w)")
#: Moodle's words for whom a session is; others' say that a column is no register, but notes or apologies.
_FOR_WHOM = re.compile(
    r"(?:all (?:participants|students|users|groups)|common|(?:group|cohort|set) \w{1,20}"
    r"|(?:attendance|attended|present|register|session|workshop|date|online|in person)(?: (?:register|date|on|at))?)?"
)
_NOT_A_REGISTER = re.compile(
    r"\b(?:note|remark|comment|reason|apolog|absen|excuse|minute|late|explan|catch|feedback|score|grade|rating"
    r"|booked|invited|registered|rsvp|sign(?:ed)? ?up|expected|dietary|travel|hotel|before|after)"
)
#: How alike (0-100) a heading is to a title where it may be that, misspelt.
_MISSPELT = 75
_EARLIEST = timedelta(hours=1)
#: Each session with its cohort.
Found = tuple[str, "Session"]


@frozen
class Headed:
    """The session that a heading names for each cohort with exactly one such; else which it may be, and why."""

    certain: Mapping[str, Session] = field(default_factory=dict)
    perhaps: tuple[Session, ...] = ()
    why: str = ""


@frozen
class _Parts:
    """A heading taken apart: sessions named in it, its days (the day first, then the month first), a time, the rest."""

    named: tuple[Found, ...]
    days: tuple[date, ...]
    at: time | None
    rest: str


class SessionsByHeading:
    """The sessions as headings name them."""

    def __init__(self, store: Store) -> None:
        self._all: list[Found] = list(recorded_sessions.by_id(store).values())
        self._keys: dict[str, list[Found]] = defaultdict(list)
        self._days: dict[date, list[Found]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], Found]] = []
        self._known: dict[CellValue, Headed] = {}
        self._order: times.Order | None = None
        for found in self._all:
            session = found[1]
            for key in {heading_key(session.reference), heading_key(session.title)} - {""}:
                self._keys[key].append(found)
            if session.kind is not SessionKind.MODULE and not session.cancelled:  # a module is done over weeks
                self._days[session.starts_on].append(found)
            words = [re.escape(word) for word in re.findall(r"\w+", fold(session.title))]
            names = [r"\W+".join(words)] if words else []
            if re.search(r"\d", session.reference) and re.search(r"[^\W\d_]", session.reference):
                names.append(re.escape(fold(session.reference)))
            self._patterns += [(re.compile(rf"(?<!\w){name}(?!\w)"), found) for name in names]
        self._patterns.sort(key=lambda pattern: -len(pattern[0].pattern))

    def called(self, text: str) -> Headed:
        """The sessions with this reference or title, exactly."""
        return _told_apart(self._keys.get(heading_key(text), ()), "are called so")

    def settle(self, headings: Iterable[CellValue]) -> None:
        """Read days in numbers in the one order in which all of these headings make sense, if only one does."""
        matches = [_DAY.search(_plain(cell)) for cell in headings if isinstance(cell, str)]
        read = [times.day_readings(match["day"]) for match in matches if match is not None]
        unsettled = [found for found in read if found and times.Order.CERTAIN not in found]
        both = (times.Order.DAY_FIRST, times.Order.MONTH_FIRST)
        orders = [order for order in both if all(order in found for found in unsettled)]
        self._order = orders[0] if unsettled and len(orders) == 1 else None
        self._known.clear()

    def of(self, cell: CellValue) -> Headed:
        """What a heading names for certain, or may name."""
        if cell not in self._known:
            self._known[cell] = self._read(cell)
        return self._known[cell]

    def alike(self, cell: CellValue) -> tuple[Session, ...]:
        """The sessions whose title a heading that names none is like: misspelt, shortened, or with more beside it."""
        from rapidfuzz import fuzz, process  # most sheets name every session exactly

        text = _plain(as_text(cell))
        if not any(letter.isalpha() for letter in text):
            return ()
        parts = self._parts(text)
        begun: list[Session] = []
        if any(letter.isdecimal() for letter in text):  # “Workshop 2” begins a title; so does “Peer”, and says nothing
            begins = f"{_words(text)} "
            begun = [session for _, session in self._all if f"{_words(session.title)} ".startswith(begins)]
        near = process.extract(
            text, [fold(session.title) for _, session in self._all], scorer=fuzz.ratio, score_cutoff=_MISSPELT, limit=3
        )
        found = [session for _, session in parts.named] + begun + [self._all[place][1] for _, _, place in near]
        return tuple({session.reference: session for session in found}.values())[:3]

    def _read(self, cell: CellValue) -> Headed:
        if isinstance(cell, datetime):
            at = cell.time() if cell.hour or cell.minute else None
            return self._on([cell.date()], at)
        if isinstance(cell, date):
            return self._on([cell], None)
        if is_empty(cell) or is_error(cell):
            return Headed()
        if heading_key(cell) in self._keys:
            return self.called(cell)
        parts = self._parts(_plain(cell))
        if not parts.named and not parts.days:
            return Headed()
        headed = self._both(parts)
        if parts.rest and (_NOT_A_REGISTER.search(parts.rest) or not _says_for_whom(parts)):
            perhaps = (*headed.certain.values(), *headed.perhaps)
            return Headed({}, tuple(perhaps), headed.why or f"“{parts.rest}” stands beside it")
        return headed

    def _both(self, parts: _Parts) -> Headed:
        """The sessions of the names and the days in a heading; where both stand there, both must say the same."""
        if not parts.named:
            return self._on(parts.days, parts.at)
        on_the_day = [found for found in parts.named if not parts.days or found[1].starts_on in parts.days]
        if not on_the_day:
            perhaps = tuple(session for _, session in parts.named)
            return Headed({}, perhaps, "the day and the session in it are not the same")
        return _told_apart(on_the_day, "are called so")

    def _on(self, days: Sequence[date], at: time | None) -> Headed:
        """The sessions of one of these days, by the time where several stand on it."""
        lands = [day for day in days if day in self._days]
        found = list(chain.from_iterable(self._days[day] for day in lands))
        if not found:
            return Headed()
        sessions = tuple(session for _, session in found)
        of_any_year = all((day.month, day.day) == (lands[0].month, lands[0].day) for day in lands)
        if lands[0] != days[0] or not of_any_year:
            return Headed({}, sessions, "its day and month could be either")
        if at is None:
            return _told_apart(found, f"are on {day_words(lands[0])}")
        if starts := [pair for pair in found if london(pair[1].starts_at).time() == at]:
            return _told_apart(starts, "begin then")
        if len(found) == 1 and _is_during(sessions[0], datetime.combine(lands[0], at)):
            return _told_apart(found, "")
        return Headed({}, sessions, "no session begins at that time")

    def _parts(self, text: str) -> _Parts:
        named: list[Found] = []
        for pattern, found in self._patterns:
            if match := pattern.search(text):
                named.append(found)
                same = [other for form, other in self._patterns if form.pattern == pattern.pattern and other != found]
                named += same
                text = f"{text[: match.start()]} | {text[match.end() :]}"
        days: tuple[date, ...] = ()
        at = None
        if match := _DAY.search(text):
            days = self._days_of(match)
            rest = text[match.end() :]
            clock = _AT.match(rest)
            at = times.clock_time(clock["at"].replace(" ", "")) if clock else None
            if days:
                after = rest[clock.end() :] if clock else rest
                text = f"{text[: match.start()]} {_TO.sub('', after, count=1)}"
        return _Parts(tuple(dict.fromkeys(named)), days, at, " ".join(re.findall(r"\w+", text)))

    def _days_of(self, match: re.Match[str]) -> tuple[date, ...]:
        """The days that a date may be: the day first, then the month first where the sheet's other days allow both."""
        month = MONTHS.get((match["month"] or match["month_us"] or "").rstrip("."))
        if month is not None and not (match["year"] or match["year_us"]):
            day = int(match["dw"] or match["dw_us"])
            return tuple(on for on in self._days if (on.month, on.day) == (month, day))
        read = times.day_readings(match["day"])
        if self._order in read:
            return (read[self._order].date(),)
        return tuple(dict.fromkeys(moment.date() for moment in read.values()))


def _says_for_whom(parts: _Parts) -> bool:
    """Whether what is left of a heading is Moodle's group; after a time of the day any group may be named."""
    return parts.at is not None or _FOR_WHOM.fullmatch(parts.rest) is not None


def _is_during(session: Session, moment: datetime) -> bool:
    starts, ends = london(session.starts_at), london(session.ends_at)
    return starts.replace(tzinfo=None) - _EARLIEST <= moment < ends.replace(tzinfo=None)


def _told_apart(found: Iterable[Found], how: str) -> Headed:
    """One session for each cohort that has one; those of a cohort that has several are only perhaps meant."""
    by_cohort: dict[str, list[Session]] = defaultdict(list)
    for cohort, session in found:
        if session not in by_cohort[cohort]:
            by_cohort[cohort].append(session)
    several = [sessions for sessions in by_cohort.values() if len(sessions) > 1]
    certain = {cohort: sessions[0] for cohort, sessions in by_cohort.items() if len(sessions) == 1}
    perhaps = tuple(chain.from_iterable(several))
    why = f"{count(len(perhaps), 'session')} {how}" if perhaps else ""
    return Headed(certain, perhaps, why)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _plain(text: str) -> str:
    return " ".join(fold(clean(text)).split())
