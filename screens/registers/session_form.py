"""The form of a session: made new, or edited."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy import records
from psw_tui.policy.calendar import from_london, london, london_day
from psw_tui.policy.concerns import compulsory_in_words
from psw_tui.policy.terms import SessionKind, SessionState
from psw_tui.policy.wording import duration, moment, spoken
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import cohorts
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.known_names import KnownNames
from screens.dialogs.typed import read_instant
from screens.registers.absence_form import read_again, typed_moment

if TYPE_CHECKING:
    from textual.widgets import Input

    from psw_tui.store.core.store import Store

_CLOCK = re.compile(r"\d{1,2}([:.]\d{2})?\s*(am|pm)?")
_KINDS = [(kind, spoken(kind)) for kind in SessionKind]
_STATES = [(state, str(state)) for state in SessionState]
_DAYS = [("1", "1"), ("2", "2")]
_COMPULSORY = [("yes", "yes"), ("no", "no"), ("kind", "by kind")]
_WORD_OF = {True: "yes", False: "no", None: "by kind"}
_VALUE_OF = {"yes": True, "no": False, "kind": None, None: None}


@dataclass(frozen=True, slots=True)
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


class SessionForm(Form[FilledSession]):
    """A session's fields; an end typed as a time alone, or left as it stood, is on the day of the start.

    What runs over several days keeps its last day.
    """

    def __init__(
        self,
        store: Store,
        cohort: str,
        now: datetime,
        draft: SessionDraft | None = None,
        *,
        new: bool = False,
        days: int = 1,
    ) -> None:
        """`draft` is the session to edit, or with `new` what to begin a new one with; `days` is 2 for two of them."""
        self._store, self._now, self._draft = store, now, draft
        self._starts_at: datetime | None = None
        edited = None if new else draft
        shown = [*self._own_fields(cohort, draft), *self._links(edited, days)]
        if new:  # all is filled in: enter takes it as it is
            shown = [replace(field, saves=True) for field in shown]
        title = "New session" if edited is None else f"Edit {edited.title}"
        super().__init__(title, shown, FilledSession, check=_together, echo=self._echo_all)

    def _own_fields(self, cohort: str, draft: SessionDraft | None) -> list[Field]:
        known = tuple(intake.name for intake in cohorts.by_id(self._store).values())
        names = [(name, name) for name in known]
        starts = ends = compulsory = None
        reference = kind = title = place = ""
        if draft is not None:
            starts, ends, compulsory = draft.starts_at, draft.ends_at, draft.compulsory
            reference, kind, title, place = draft.reference, spoken(draft.kind), draft.title, draft.place
        return [
            Field("reference", "Reference", reference, required=True, hint="such as W03"),
            Field("cohort", "Cohort", cohort, one_of(names), required=True, names=KnownNames(known)),
            Field(
                "kind",
                "Kind",
                kind,
                one_of(_KINDS),
                spoken,
                required=True,
                hint=" · ".join(word for _, word in _KINDS),
            ),
            Field("title", "Title", title, required=True, hint="such as Workshop 3"),
            Field(
                "starts_at",
                "Starts",
                typed_moment(starts),
                partial(self._read_start, was=starts),
                moment,
                required=True,
                hint="12 nov 10:00, tue 2pm, 2026-11-12 10:00",
            ),
            Field(
                "ends_at",
                "Ends",
                typed_moment(ends),
                partial(self._read_end, was=ends),
                moment,
                required=True,
                hint="12:00 on the same day, or a day and a time",
            ),
            Field("compulsory", "Compulsory", _WORD_OF[compulsory], one_of(_COMPULSORY), hint="yes · no · by kind"),
            Field("place", "Place", place),
        ]

    @staticmethod
    def _links(edited: SessionDraft | None, days: int) -> list[Field]:
        """What is asked of a new session (how many days), or of one that is there (its state and other day)."""
        if edited is None:
            return [Field("days", "Days", str(days), one_of(_DAYS), hint="2 makes the two days of a residential")]
        shown = [Field("state", "State", str(edited.state), one_of(_STATES), hint="planned · cancelled")]
        if edited.kind is SessionKind.RESIDENTIAL:
            hint = "the reference of its other day, or nothing"
            shown.append(Field("other_day", "Other day", edited.other_day, hint=hint))
        return shown

    def _read_start(self, text: str, was: datetime | None) -> datetime | None:
        self._starts_at = read_again(text, was, self._now)
        return self._starts_at

    def _read_end(self, text: str, was: datetime | None) -> datetime | None:
        starts, was_started = self._starts_at, None if self._draft is None else self._draft.starts_at
        if starts is None:
            return read_again(text, was, self._now)
        if was is not None and was_started is not None and text.strip() == typed_moment(was):
            one_day = london_day(was) == london_day(was_started)
            return _on_the_day_of(starts, was) if one_day else was
        if not _CLOCK.fullmatch(text.strip().casefold()):
            return read_again(text, was, self._now)
        return _on_the_day_of(starts, read_instant(text, self._now))

    def on_input_changed(self, event: Input.Changed) -> None:
        """An end on the same day goes with the start to another day, so it is said again."""
        super().on_input_changed(event)
        ends = next(field for field in self._fields if field.key == "ends_at")
        if event.input.id == "field-starts_at" and self._input(ends).value:
            self._understand(ends)

    def _echo_all(self, filled: FilledSession) -> str:
        """How long it takes, and whether it is compulsory."""
        draft = filled.draft
        if draft is None or _together(filled):
            return ""
        names = {field.name for field in fields(records.Session)}
        kept = {field.name: getattr(draft, field.name) for field in fields(draft) if field.name in names}
        session = records.Session(**kept, starts_on=london_day(draft.starts_at), ends_on=london_day(draft.ends_at))
        by_name = {cohort.name: cohort for cohort in cohorts.by_id(self._store).values()}
        programme = self._store.programmes[by_name[draft.cohort].programme]
        return f"{duration(draft.ends_at - draft.starts_at)}, {compulsory_in_words(session, programme)}"


def _together(filled: FilledSession) -> str | None:
    draft = filled.draft
    if draft is None:
        return None
    if draft.ends_at < draft.starts_at:
        return "The session would end before it starts."
    if filled.days == "2" and draft.kind != SessionKind.RESIDENTIAL:
        return "Only a residential has two days."
    return None


def _on_the_day_of(starts_at: datetime, clock: datetime) -> datetime:
    """The time that London's clocks show at an instant, on the day of the start."""
    return from_london(datetime.combine(london_day(starts_at), london(clock).time()))
