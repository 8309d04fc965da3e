"""What a person fills in of a session: as it stands, as its two days, and as the next one like it would be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import from_london, london, london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind, SessionState
from psw_tui.policy.wording import spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredSession
from psw_tui.store.registers.linked_days import linked_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store

_A_WEEK = 7
#: How the references of a kind begin where the programme office has given none.
_LETTERS = {
    SessionKind.RESIDENTIAL: "R",
    SessionKind.WORKSHOP: "W",
    SessionKind.MODULE: "M",
    SessionKind.PEER_PRACTICE: "P",
    SessionKind.OTHER: "S",
}
#: A module that is given by its days is open for all of them.
_ALL_DAY = (time(0, 0), time(23, 59))


@frozen
class SessionDraft:
    """What a person fills in of a session: instants are aware, `compulsory` None means by kind.

    `other_day` is the reference of the other day of a two-day residential, if this is one.
    """

    reference: str
    cohort: str
    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    compulsory: bool | None = None
    place: str = ""
    state: SessionState = SessionState.PLANNED
    other_day: str = ""


@frozen
class Proposed:
    """What a new session of a kind most likely is: its reference and title, its hours and place.

    `hours` are London's clocks from and to, those of the last of its kind, a module's the whole day; None where
    nothing tells.
    """

    reference: str
    title: str
    hours: tuple[time, time] | None
    place: str


#: What a draft says of the session's own row; its cohort and its other day are links.
OWN = ("reference", "kind", "title", "starts_at", "ends_at", "compulsory", "place", "state")


def draft_of(store: Store, reference: str) -> SessionDraft:
    """A session as it stands, to be edited; `Refused` if there is none of this reference."""
    rows = facts.read(store.connection, StoredSession, "WHERE reference = ?", (reference,))
    if not rows:
        raise Refused(f"There is no session {reference}.")
    cohort, session = facts.sessions(store.connection)[rows[0].id]
    linked = linked_days(store).get(reference)
    return SessionDraft(
        reference,
        facts.cohorts(store.connection)[cohort].name,
        session.kind,
        session.title,
        session.starts_at,
        session.ends_at,
        session.compulsory,
        rows[0].place,
        SessionState(rows[0].state),
        linked.other if linked is not None else "",
    )


def two_days(draft: SessionDraft) -> list[SessionDraft]:
    """A residential as its two days: the references R1a and R1b, the second day at the same hours on the clock."""
    if draft.kind is not SessionKind.RESIDENTIAL:
        raise Refused(f"Only a residential has two days; {draft.title} is a {spoken(draft.kind)}.")
    if london_day(draft.starts_at) != london_day(draft.ends_at):
        raise Refused(f"{draft.title}: give the hours of its first day; the second day has the same.")
    return [
        replace(
            draft,
            reference=f"{draft.reference}{letter}",
            title=f"{draft.title}, day {number}",
            starts_at=_days_later(draft.starts_at, number - 1),
            ends_at=_days_later(draft.ends_at, number - 1),
            other_day=f"{draft.reference}{other}",
        )
        for number, letter, other in ((1, "a", "b"), (2, "b", "a"))
    ]


def moved(instant: datetime, was: datetime, now: datetime) -> datetime:
    """An instant moved as far on London's clocks as another one was."""
    return from_london(_clock(instant) + (_clock(now) - _clock(was)))


def _days_later(instant: datetime, days: int) -> datetime:
    """The same time on London's clocks some days later."""
    return from_london(_clock(instant) + timedelta(days=days))


def _clock(instant: datetime) -> datetime:
    """What London's clocks show at an instant, as a naive datetime."""
    return london(instant).replace(tzinfo=None)


def next_draft(store: Store, reference: str) -> SessionDraft:
    """A session as its next one would be: the next number and reference, at the rhythm of the last two of its kind.

    The rhythm is in whole weeks where it can be, so that the weekday stays; it is a week as long as there is only
    one. The hours, the place and the cohort are the same. For the
    two days of a residential it is the next residential, to be made with `create_two_days`.
    """
    linked = linked_days(store)
    link = linked.get(reference)
    if link is not None and link.number > 1:
        return next_draft(store, link.other)
    draft = draft_of(store, reference)
    all_sessions = facts.sessions(store.connection).values()
    cohort = next(cohort for cohort, session in all_sessions if session.reference == reference)
    own = [session for of, session in all_sessions if of == cohort]
    days = sorted(
        {
            session.starts_on
            for session in own
            if session.kind is draft.kind
            and not session.cancelled
            and (session.reference not in linked or linked[session.reference].number == 1)
        }
    ) or [london_day(draft.starts_at)]
    later = (days[-1] - london_day(draft.starts_at)).days + _rhythm(days)
    return replace(
        draft,
        reference=_next_reference(reference, {session.reference for _, session in all_sessions}),
        title=_next_title(draft.title, {session.title for session in own}),
        starts_at=_days_later(draft.starts_at, later),
        ends_at=_days_later(draft.ends_at, later),
        state=SessionState.PLANNED,
        other_day="",
    )


def on_day(draft: SessionDraft, day: date) -> SessionDraft:
    """The same session, at the same hours, beginning on another day."""
    later = (day - london_day(draft.starts_at)).days
    return replace(draft, starts_at=_days_later(draft.starts_at, later), ends_at=_days_later(draft.ends_at, later))


def proposed(
    store: Store, cohort: str, kind: SessionKind, also: Iterable[SessionDraft] = (), *, title: str = ""
) -> Proposed:
    """What the next session of a kind most likely is in a cohort; `also` are those about to be made before it.

    The number in a `title` that it has already is its reference's too, if that is free.
    """
    names = {id_: known.name for id_, known in facts.cohorts(store.connection).items()}
    stored = facts.sessions(store.connection)
    drafts = list(also)
    own = [session for of, session in stored.values() if names[of] == cohort and session.kind is kind]
    titles = [session.title for session in own] + [draft.title for draft in drafts if draft.kind is kind]
    numbers = [int(found[0]) for title in titles if (found := re.search(r"\d+", title)) is not None]
    own_number = re.search(r"\d+", title)
    number = max(numbers, default=len(titles)) + 1 if own_number is None else int(own_number[0])
    taken = {session.reference for _, session in stored.values()} | {draft.reference for draft in drafts}
    places = {row.reference: row.place for row in facts.read(store.connection, StoredSession)}
    last = max(own, key=lambda session: session.starts_at, default=None)
    return Proposed(
        _free_reference(kind, number, [session.reference for session in own], taken),
        f"{spoken(kind).capitalize()} {number}",
        _ALL_DAY if kind is SessionKind.MODULE else _hours_of(own, [draft for draft in drafts if draft.kind is kind]),
        places[last.reference] if last is not None else "",
    )


def _hours_of(own: Iterable[Session], drafts: Iterable[SessionDraft]) -> tuple[time, time] | None:
    """The hours of the last of these that is over on the day it begins."""
    spans = [(of.starts_at, of.ends_at) for of in own] + [(of.starts_at, of.ends_at) for of in drafts]
    last = max((span for span in spans if london_day(span[0]) == london_day(span[1])), default=None)
    return None if last is None else (london(last[0]).time(), london(last[1]).time())


def _free_reference(kind: SessionKind, number: int, own: list[str], taken: set[str]) -> str:
    """The first that is free from this number on, written as those of its kind are: W05 after W04, R3 after R2b."""
    found = [match for match in (re.fullmatch(r"(.*\D|)(\d+)[ab]?", reference) for reference in own) if match]
    head, width = (found[-1][1], len(found[-1][2])) if found else (_LETTERS[kind], 2)
    while any(f"{head}{number:0{width}d}{end}" in taken for end in ("", "a", "b")):
        number += 1
    return f"{head}{number:0{width}d}"


def _rhythm(days: list[date]) -> int:
    """Days from the last session to the one that would come next."""
    apart = (days[-1] - days[-2]).days if len(days) > 1 else _A_WEEK
    return _A_WEEK * round(apart / _A_WEEK) or apart


def _next_title(title: str, taken: set[str]) -> str:
    """`Workshop 4` after `Workshop 3: Feedback`, or the next number not taken; a title without a number stays."""
    found = re.search(r"\d+", re.sub(r", day [12]$", "", title))
    if found is None:
        return title
    head, number = title[: found.start()], int(found[0]) + 1
    while any(re.match(rf"{re.escape(head)}0*{number}(?!\d)", other) for other in taken):
        number += 1
    return f"{head}{number:0{len(found[0])}d}"


def _next_reference(reference: str, taken: set[str]) -> str:
    """The next free reference in the same pattern: W04 after W03, R3 after the days R2a and R2b."""
    found = re.search(r"\d+(?=\D*$)", reference)
    head, digits = (f"{reference}-", "1") if found is None else (reference[: found.start()], found[0])
    tail = "" if found is None else re.sub("^[ab]$", "", reference[found.end() :])
    number = int(digits) + 1
    while any(f"{head}{number:0{len(digits)}d}{tail}{end}" in taken for end in ("", "a", "b")):
        number += 1
    return f"{head}{number:0{len(digits)}d}{tail}"
