"""What a person fills in of a session: as it stands, as its two days, and as the next one like it would be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import from_london, london, london_day
from psw_tui.policy.terms import SessionKind, SessionState
from psw_tui.policy.wording import spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredSession
from psw_tui.store.registers.linked_days import linked_days

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.store.core.store import Store

_A_WEEK = 7


@dataclass(frozen=True, slots=True)
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
        )
        for number, letter in ((1, "a"), (2, "b"))
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
