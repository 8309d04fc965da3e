"""The forms of a session: made new, edited, or made like another one on another day."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange.files.clock_spans import without_clock_span
from psw_tui.policy import records
from psw_tui.policy.absences import compulsory_in_words
from psw_tui.policy.calendar import from_london, london, london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind, SessionState
from psw_tui.policy.wording import count, duration, moment, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.registers.session_draft import SessionDraft, moved, on_day, proposed
from psw_tui.store.roster import cohorts
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.known_names import KnownNames
from screens.dialogs.typed import read_day, read_instant
from screens.registers.absence_form import read_again, typed_moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

_CLOCK = re.compile(r"\d{1,2}([:.]\d{2})?\s*(am|pm)?")
_TWO_DAYS = re.compile(r"(.+?)\s*(?:-|–|\bto\b)\s*(.+)")
_BEFORE_CLOCK = re.compile(r"(.*?[^\s,])(?:,\s*|\s+|(?<=\d)t)\d{1,2}(?:[:.]\d{2})?(?::\d{2})?\s*(?:am|pm)?")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
_KINDS = [(kind, spoken(kind)) for kind in SessionKind]
_STATES = [(state, str(state)) for state in SessionState]
_DAYS = [("1", "1"), ("2", "2")]
_COMPULSORY = [("yes", "yes"), ("no", "no"), ("kind", "by kind")]
_WORD_OF = {True: "yes", False: "no", None: "by kind"}
_VALUE_OF = {"yes": True, "no": False, "kind": None, None: None}
#: When a module opens and closes that is given by its days alone.
_OPENS, _CLOSES = time(0, 0), time(23, 59)
_START_HINT = "12 nov 10-12, tue 2pm, 2026-11-12 10:00"


@frozen
class FilledSession:
    """A session as far as it is filled in; `days` is 2 for the two days of a residential."""

    reference: str
    cohort: str | None
    kind: SessionKind | None
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    compulsory: str | None
    place: str
    state: SessionState | None = None
    other_day: str = ""
    days: str | None = None

    @property
    def draft(self) -> SessionDraft | None:
        """The session, planned where the form does not ask; None while something of it is missing."""
        if self.cohort is None or self.kind is None or self.starts_at is None or self.ends_at is None:
            return None
        return SessionDraft(
            reference=self.reference,
            cohort=self.cohort,
            kind=self.kind,
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            compulsory=_VALUE_OF[self.compulsory],
            place=self.place,
            state=self.state or SessionState.PLANNED,
            other_day=self.other_day,
        )


def day_in_year(text: str, today: date, cohort: records.Cohort | None) -> date:
    """The day that was typed; a date without a year is one of the cohort's year, where it has one."""
    day = read_day(text, today)
    if cohort is None or _YEAR.search(text) or not _DIGIT.search(text) or cohort.starts <= day <= cohort.ends:
        return day
    for year in (cohort.starts.year, cohort.ends.year):
        if (day.month, day.day) != (2, 29) and cohort.starts <= day.replace(year=year) <= cohort.ends:
            return day.replace(year=year)
    return day


class SessionForm(Form[FilledSession]):
    """A session's fields. Of a new one the kind and the day are enough: the rest is proposed, and can be typed over.

    The end moves with the start as long as nobody types another; what runs over several days keeps its last day.
    """

    def __init__(
        self, store: Store, cohort: str, now: datetime, draft: SessionDraft | None = None, *, day: date | None = None
    ) -> None:
        """`draft` is the session to edit; a new one may have its `day` already."""
        self._store, self._now, self._draft = store, now, draft
        self._cohort = _by_name(store).get(cohort)
        self._kind: SessionKind | None = None if draft is None else draft.kind
        self._starts_at: datetime | None = None if draft is None else draft.starts_at
        self._span_ends: datetime | None = None  # the end that was typed beside the start
        self._put = {"days": "1"}  # what stands in a field by itself, until somebody types there
        by_key = {field.key: field for field in self._own_fields(cohort, draft)}
        keys = ["kind", "starts_at", "ends_at", "title", "reference", "cohort", "compulsory", "place"]
        if draft is None and day is not None:
            by_key["starts_at"] = replace(by_key["starts_at"], value=f"{day.day} {day:%b %Y}")
        else:
            self._put["ends_at"] = by_key["ends_at"].value
        title = "New session" if draft is None else f"Edit {draft.title}"
        shown = [*(by_key[key] for key in keys), *self._links(draft)]
        super().__init__(title, shown, FilledSession, check=_together, echo=self._echo_all)

    def _own_fields(self, cohort: str, draft: SessionDraft | None) -> list[Field]:
        known = tuple(_by_name(self._store))
        names = [(name, name) for name in known]
        starts = ends = compulsory = None
        reference = kind = title = place = ""
        if draft is not None:
            starts, ends, compulsory = draft.starts_at, draft.ends_at, draft.compulsory
            reference, kind, title, place = draft.reference, spoken(draft.kind), draft.title, draft.place
        kinds = " · ".join(word for _, word in _KINDS)
        read_start, read_end = partial(self._read_start, was=starts), partial(self._read_end, was=ends)
        end_hint = "12:00 on the same day, or a day and a time"
        return [
            Field("reference", "Reference", reference, required=True, hint="such as W03"),
            Field("cohort", "Cohort", cohort, one_of(names), required=True, names=KnownNames(known)),
            Field("kind", "Kind", kind, self._read_kind, spoken, required=True, hint=kinds),
            Field("title", "Title", title, required=True, hint="such as Workshop 3"),
            Field("starts_at", "Starts", typed_moment(starts), read_start, moment, required=True, hint=_START_HINT),
            Field("ends_at", "Ends", typed_moment(ends), read_end, moment, required=True, hint=end_hint),
            Field("compulsory", "Compulsory", _WORD_OF[compulsory], one_of(_COMPULSORY), hint="yes · no · by kind"),
            Field("place", "Place", place),
        ]

    @staticmethod
    def _links(edited: SessionDraft | None) -> list[Field]:
        """What is asked of a new session (how many days), or of one that is there (its state and other day)."""
        if edited is None:
            return [Field("days", "Days", "1", one_of(_DAYS), hint="2 makes the two days of a residential")]
        shown = [Field("state", "State", str(edited.state), one_of(_STATES), hint="planned · cancelled")]
        if edited.kind is SessionKind.RESIDENTIAL:
            hint = "the reference of its other day, or nothing"
            shown.append(Field("other_day", "Other day", edited.other_day, hint=hint))
        return shown

    # -- reading ---------------------------------------------------------------------------------

    def _read_kind(self, text: str) -> SessionKind | None:
        self._kind = one_of(_KINDS)(text)
        return self._kind

    def _hours(self) -> tuple[time, time] | None:
        """The hours of a session of this kind that is given by its day alone."""
        if self._kind is None or self._cohort is None:
            return None
        return proposed(self._store, self._cohort.name, self._kind).hours

    def _day(self, text: str) -> date:
        return day_in_year(text, london(self._now).date(), self._cohort)

    def _read_start(self, text: str, was: datetime | None) -> datetime | None:
        self._starts_at, self._span_ends = self._start_and_end(text.strip(), was)
        return self._starts_at

    def _start_and_end(self, text: str, was: datetime | None) -> tuple[datetime | None, datetime | None]:
        """The start, and the end where it stands beside it: hours, the last day of a module, or the usual hours."""
        if not text or text == typed_moment(was):
            return read_again(text, was, self._now), None
        before, span = without_clock_span(text)
        if span is not None:
            day = self._day(before) if before else london(self._now).date()
            return _at(day, span[0]), _at(day, span[1])
        if self._kind is SessionKind.MODULE and (days := self._two_days(text)) is not None:
            return _at(days[0], _OPENS), _at(days[1], _CLOSES)
        try:
            day = self._day(text)
        except ValueError:
            return self._moment(text), None
        if self._kind is SessionKind.MODULE:
            return _at(day, _OPENS), None
        hours = self._hours()
        if hours is None:
            raise ValueError(f"From when to when? For example: {text} 10-12.")
        return _at(day, hours[0]), _at(day, hours[1])

    def _moment(self, text: str) -> datetime:
        """A day and a time, or a time alone for today."""
        instant, found = read_instant(text, self._now), _BEFORE_CLOCK.fullmatch(text.casefold())
        return _at(self._day(found[1]), london(instant).time()) if found else instant

    def _two_days(self, text: str) -> tuple[date, date] | None:
        found = _TWO_DAYS.fullmatch(text.casefold())
        if found is None:
            return None
        try:
            return self._day(found[1]), self._day(found[2])
        except ValueError:
            return None

    def _read_end(self, text: str, was: datetime | None) -> datetime | None:
        typed, starts = text.strip(), self._starts_at
        if starts is None or not typed or typed == typed_moment(was):
            return read_again(text, was, self._now)
        if _CLOCK.fullmatch(typed.casefold()):
            return _at(london_day(starts), london(read_instant(typed, self._now)).time())
        if self._kind is SessionKind.MODULE:
            try:
                return _at(self._day(typed), _CLOSES)
            except ValueError:
                pass
        return self._moment(typed)

    # -- what stands in a field by itself ----------------------------------------------------------

    def follow(self, field: Field) -> None:
        """The kind proposes a title and a reference; the end goes with the start."""
        if field.key not in _LEADING:
            return
        if field.key != "starts_at":
            starts = next(field for field in self._fields if field.key == "starts_at")
            if self._input(starts).value:  # a day alone has the hours of its kind
                self._understand(starts)
        self._fill_the_rest()

    def action_accept(self) -> None:
        """Save; what stands by itself is settled first, for keys may come faster than it is drawn."""
        self._fill_the_rest()
        super().action_accept()

    def _fill_the_rest(self) -> None:
        try:
            typed = {field.key: field.read(self._input(field).value) for field in self._fields if field.key in _LEADING}
        except ValueError:
            return
        if self._draft is None and self._kind is not None and typed["cohort"] is not None:
            self._cohort = _by_name(self._store)[typed["cohort"]]
            likely = proposed(self._store, typed["cohort"], self._kind)
            self._stand("title", likely.title)
            self._stand("reference", likely.reference)
            self._stand("place", likely.place)
            self._stand("days", "2" if self._kind is SessionKind.RESIDENTIAL else "1")
        if self._starts_at is not None and (end := self._end_by_itself(self._starts_at)) is not None:
            self._stand("ends_at", typed_moment(end))

    def _end_by_itself(self, starts: datetime) -> datetime | None:
        """The end that goes with a start; None where nothing tells."""
        if self._span_ends is not None or self._draft is None:
            return self._span_ends
        old = self._draft
        if london_day(old.starts_at) != london_day(old.ends_at):
            return old.ends_at
        return moved(old.ends_at, old.starts_at, starts)

    def _stand(self, key: str, words: str) -> None:
        """Put words into a field in which nobody has typed."""
        field = next(field for field in self._fields if field.key == key)
        line = self._input(field)
        if line.value == self._put.get(key, "") and line.value != words:
            self._put[key] = line.value = words
            self._understand(field)

    def _echo_all(self, filled: FilledSession) -> str:
        """How long it takes, and whether it is compulsory."""
        draft = filled.draft
        if draft is None or _together(filled):
            return ""
        return f"{_how_long(draft, filled.days)}, {_compulsory(self._store, draft)}"


#: The fields from which others follow.
_LEADING = ("kind", "cohort", "starts_at")


def next_form(
    store: Store, draft: SessionDraft, now: datetime, *, days: int, day: date | None = None
) -> Form[SessionDraft]:
    """Asks on which day the next session like another one is; `draft` is what it would be, at its likely day."""
    likely = day or london_day(draft.starts_at)
    cohort = _by_name(store).get(draft.cohort)

    def say(on: date) -> str:
        made = on_day(draft, on)
        ends = "" if london_day(made.ends_at) == on else f" to {day_words(london_day(made.ends_at))}"
        clock = f", {london(made.starts_at):%H:%M}–{london(made.ends_at):%H:%M}"
        parts = [f"{day_words(on)}{ends}{clock}", draft.place, _how_long(made, str(days)), _compulsory(store, made)]
        return ", ".join(filter(None, parts))

    def gives(on: date) -> SessionDraft:
        return on_day(draft, on)

    read: Callable[[str], date] = partial(day_in_year, today=london(now).date(), cohort=cohort)
    shown = f"{likely.day} {likely:%b %Y}"
    field = Field("on", "Day", shown, read, say, required=True, hint="12 nov, fri, 2026-11-12")
    return Form(f"{draft.title} ({draft.reference})", [field], gives)


def add_session(store: Store, draft: SessionDraft, days: int) -> Change | None:
    """Add what was filled in: a session, or with two days the two of a residential."""
    add = commands.change_sessions.create_session if days == 1 else commands.change_sessions.create_two_days
    return add(store, draft)


def _by_name(store: Store) -> dict[str, records.Cohort]:
    return {cohort.name: cohort for cohort in cohorts.by_id(store).values()}


def _how_long(draft: SessionDraft, days: str | None) -> str:
    """`2 h`; `2 days of 7 h, 14 h in all`; of what is open over several days how many those are."""
    open_for = (london_day(draft.ends_at) - london_day(draft.starts_at)).days + 1
    length = draft.ends_at - draft.starts_at
    if open_for > 1:
        return f"open for {count(open_for, 'day')}"
    if days == "2":
        return f"2 days of {duration(length)}, {duration(2 * length)} in all"
    hours = london(draft.starts_at).time(), london(draft.ends_at).time()
    return "open all day" if hours == (_OPENS, _CLOSES) else duration(length)


def _compulsory(store: Store, draft: SessionDraft) -> str:
    names = {field.name for field in fields(records.Session)}
    kept = {field.name: getattr(draft, field.name) for field in fields(draft) if field.name in names}
    session = records.Session(**kept, starts_on=london_day(draft.starts_at), ends_on=london_day(draft.ends_at))
    return compulsory_in_words(session, store.programmes[_by_name(store)[draft.cohort].programme])


def _together(filled: FilledSession) -> str | None:
    draft = filled.draft
    if draft is None:
        return None
    if draft.ends_at < draft.starts_at:
        return "The session would end before it starts."
    if filled.days == "2" and draft.kind != SessionKind.RESIDENTIAL:
        return "Only a residential has two days."
    return None


def _at(day: date, clock: time) -> datetime:
    """The instant at which London's clocks show a time on a day."""
    return from_london(datetime.combine(day, clock))
