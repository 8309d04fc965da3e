"""The forms of the roster: a cohort, a leader, several leaders at once."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import LeaderState, WithdrawnHow
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.roster import cohorts, leaders
from psw_tui.store.roster.leaders import particulars
from screens.dialogs.form import Field, Form, fill_in, one_of
from screens.dialogs.known_names import KnownNames
from screens.dialogs.typed import Lies, or_nothing, read_day
from screens.roster.coach_field import NamedCoach, coach_field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.roster.leaders import Particulars
    from screens.shell.frame import AreaScreen

_HOW_WORDS = {
    WithdrawnHow.OWN_CHOICE: "own choice",
    WithdrawnHow.BEFORE_PSW: "before PSW",
    WithdrawnHow.DEEMED: "by the ladder (2.4.6)",
}
#: What is asked first of a new leader; the rest can follow at any time.
_ASKED_FIRST = ("first_name", "last_name", "email", "organisation", "coach", "offer_accepted_on", "cohort")
_ORDER_OF_NEW = {key: place for place, key in enumerate(_ASKED_FIRST)}
_EMPTY_STATE = "empty: offered, or active once accepted"


@frozen
class NewCohort:
    """A cohort to be added."""

    name: str
    year: int


@frozen
class FilledLeader:
    """A leader's particulars as typed; `reference` is empty for a leader who is edited, whose own can't change."""

    first_name: str
    last_name: str
    preferred_name: str
    email: str
    phone: str
    organisation: str
    cohort: str | None
    coach: NamedCoach
    offer_accepted_on: date | None
    state: LeaderState | None
    paused_from: date | None
    paused_to: date | None
    withdrawn_on: date | None
    withdrawn_how: WithdrawnHow | None
    manager_name: str
    manager_email: str
    manager_briefed_on: date | None
    salesforce_id: str
    reference: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values by the names of `Particulars`; the reference only where it is asked for."""
        values = {key: value for key, value in asdict(self).items() if key != "reference" or value is not None}
        return {**values, "coach": self.coach.name, "coach_email": self.coach.email}


@frozen
class InCommon:
    """What several leaders are to have in common, as typed."""

    organisation: str
    coach: NamedCoach
    offer_accepted_on: date | None
    state: LeaderState | None
    manager_briefed_on: date | None

    @property
    def values(self) -> dict[str, Any]:
        """The values that were typed, by the names of `Particulars`; those left empty aside."""
        coach = {"coach": self.coach.name, "coach_email": self.coach.email} if self.coach.name else {}
        return {key: value for key, value in asdict(self).items() if value and key != "coach"} | coach


def cohort_form(store: Store) -> Form[NewCohort]:
    """Asks for a cohort's name and year, proposed from the day."""
    taken = {cohort.year for cohort in cohorts.cohorts(store)}
    year = cohorts.proposed_year(store.today)
    year = max(taken) + 1 if year in taken else year

    def check(cohort: NewCohort) -> str | None:
        return cohorts.refusal(store, cohort.name, cohort.year)

    def read_year(text: str) -> int:
        if not text.strip().isdecimal():
            raise ValueError("The year in whose September it starts, such as 2026.")
        return int(text)

    def span(starts: int) -> str:
        return f"September {starts} to August {starts + 1}"

    fields = [
        Field("name", "Name", f"PSW {year}", required=True, saves=True),
        Field("year", "Year", str(year), read=read_year, say=span, required=True, saves=True),
    ]
    return Form("New cohort", fields, NewCohort, check=check)


def leader_form(store: Store, *, stored: Particulars | None = None, cohort: str | None = None) -> Form[FilledLeader]:
    """Asks for a leader's particulars; those of the leader edited stand in the fields."""
    known = [intake.name for intake in cohorts.cohorts(store) if intake.closed_on is None]
    now = stored or leaders.Particulars(
        reference=leaders.next_reference(store), cohort=cohort or (known[-1] if known else "")
    )
    reference = None if stored is None else stored.reference

    def values_of(typed: FilledLeader) -> dict[str, Any]:
        return {"reference": now.reference, **typed.values}

    def check(typed: FilledLeader) -> str | None:
        return leaders.refusal(store, values_of(typed), reference)

    def echo(typed: FilledLeader) -> str:
        return "; ".join(leaders.gaps(leaders.settled(values_of(typed), stored)))

    fields = []
    if stored is None:
        fields.append(Field("reference", "Reference", now.reference, required=True))
    fields += [
        *_name_fields(now),
        *_place_fields(store, now),
        *_state_fields(store, now, stored),
        Field("manager_name", "Manager", now.manager_name),
        Field("manager_email", "Manager's e-mail", now.manager_email),
        _day(store, "manager_briefed_on", "Manager briefed on", now.manager_briefed_on),
        Field("salesforce_id", "Salesforce id", now.salesforce_id),
    ]
    if stored is None:  # what is known of somebody new comes first, what has its default last
        fields.sort(key=lambda field: _ORDER_OF_NEW.get(field.key, len(_ORDER_OF_NEW)))
    title = "New leader" if stored is None else f"{stored.name} ({stored.reference})"
    return Form(title, fields, FilledLeader, check=check, echo=echo)


def several_form(store: Store, references: Sequence[str]) -> Form[InCommon]:
    """Asks for what several leaders are to have in common; what stays empty stays as it is."""
    blank = leaders.Particulars()

    def check(typed: InCommon) -> str | None:
        if not typed.values:
            return "Nothing is typed yet; escape leaves all as it is."
        problems = (leaders.refusal(store, typed.values, reference) for reference in references)
        return next((f"{who}: {what}" for who, what in zip(references, problems, strict=True) if what), None)

    fields = [
        _organisation_field(store, blank),
        coach_field(store, blank),
        _day(store, "offer_accepted_on", "Offer accepted on", None),
        Field("state", "State", read=_read_state),
        _day(store, "manager_briefed_on", "Manager briefed on", None),
    ]
    return Form(f"{count(len(references), 'leader')}: what stays empty stays as it is", fields, InCommon, check=check)


def _name_fields(now: Particulars) -> list[Field]:
    return [
        Field("first_name", "First name", now.first_name, required=True),
        Field("last_name", "Last name", now.last_name, required=True),
        Field("preferred_name", "Preferred name", now.preferred_name, hint="if another first name is used"),
        Field("email", "E-mail", now.email),
        Field("phone", "Phone", now.phone),
    ]


def _place_fields(store: Store, now: Particulars) -> list[Field]:
    names = tuple(cohorts.names(store))
    read = one_of([(name, name) for name in names])
    return [
        _organisation_field(store, now),
        Field("cohort", "Cohort", now.cohort, read=read, required=True, names=KnownNames(names)),
        coach_field(store, now),
    ]


def _organisation_field(store: Store, now: Particulars) -> Field:
    known = KnownNames(leaders.organisations(store), "organisation")

    def say(name: str) -> str:
        return "a new organisation" if known.is_new(name) else ""

    return Field("organisation", "Organisation", now.organisation, say=say, names=known)


def _state_fields(store: Store, now: Particulars, stored: Particulars | None) -> list[Field]:
    settable = [how for how in WithdrawnHow if how is not WithdrawnHow.DEEMED or now.withdrawn_how is how]
    words = [(how, _HOW_WORDS[how]) for how in settable]
    how = "" if now.withdrawn_how is None else _HOW_WORDS[now.withdrawn_how]
    state = "" if stored is None else spoken(now.state)
    return [
        _day(store, "offer_accepted_on", "Offer accepted on", now.offer_accepted_on),
        Field("state", "State", state, read=_read_state, hint=_EMPTY_STATE),
        _day(store, "paused_from", "Paused from", now.paused_from, Lies.EITHER),
        _day(store, "paused_to", "Paused to", now.paused_to, Lies.EITHER),
        _day(store, "withdrawn_on", "Withdrawn on", now.withdrawn_on),
        Field("withdrawn_how", "Withdrawn how", how, read=one_of(words), hint="own choice, before PSW"),
    ]


_read_state = one_of([(state, spoken(state)) for state in LeaderState])


def _day(store: Store, key: str, label: str, value: date | None, lies: Lies = Lies.BEFORE) -> Field:
    read: Callable[[str], date | None] = or_nothing(partial(read_day, today=store.today, lies=lies))
    shown = f"{value.day} {value:%b %Y}" if value else ""
    return Field(key, label, shown, read=read, say=day_words)


def edit(screen: AreaScreen, reference: str, then: Callable[[Change | None], None]) -> None:
    """Ask for a leader's particulars and record what changed."""
    store = screen.desk.store

    def save(typed: FilledLeader) -> None:
        then(screen.do(lambda: commands.change_leaders.edit_leader(store, reference, typed.values)))

    stored = particulars(store, reference)
    if stored is None:
        screen.tell(f"There is no leader {reference}.")
        return
    fill_in(screen, leader_form(store, stored=stored), save)
