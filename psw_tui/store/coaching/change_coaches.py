"""The coaches, the commands: made, renamed, merged, their leaders handed over, taken away; each undone by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import BookingRow, CoachEvaluationRow, CoachRow, LeaderRow
from psw_tui.policy.text import clean, fold
from psw_tui.policy.wording import count
from psw_tui.store.coaching import coaches
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

#: What the screens show of a coach stands beside leaders and bookings.
_KINDS = frozenset({"leaders", "bookings"})


def create(store: Store, name: str, email: str) -> Change:
    """Add a coach; `Refused` without a name, or where one of that name and e-mail is there."""
    name, email = clean(name), clean(email)
    _refuse(store, name, email)
    with store.command(f"Added the coach {_named(name, email)}", _KINDS, leaders=()) as writing:
        writing.session.add(CoachRow(name=name, email=email))
    assert writing.change is not None
    return writing.change


def edit(store: Store, coach: str, name: str, email: str) -> Change | None:
    """Give a coach another name or e-mail; None when both stood so already. `Refused` as for `create`."""
    stored, name, email = coaches.one(store, coach), clean(name), clean(email)
    _refuse(store, name, email, but=coach)
    if (name, email) == (stored.name, stored.email):
        return None
    what = f"{stored.name}: e-mail {email or 'cleared'}"
    if name != stored.name:
        news = "" if email == stored.email else email
        what = f"Renamed the coach {stored.name}: {_named(name, news)}"
    with store.command(what, _KINDS, leaders=_of(store, coach)) as writing:
        row = store.only_row(writing.session, CoachRow, "coach", id=UUID(coach))
        if fold(row.name) != fold(name):
            row.told_apart = None  # what was said of the old name says nothing of the new one
        row.name, row.email = name, email
    return writing.change


def merge(store: Store, coach: str, into: str) -> Change:
    """Make one of two: leaders, bookings and group forms go to `into`, and the other is gone.

    The e-mail of `into` stays; without one it gets the other's. Of a group form that both gave, the earlier stays.
    """
    gone, kept = coaches.one(store, coach), coaches.one(store, into)
    if coach == into:
        raise Refused(f"{gone.name} can't be merged with themselves; choose another coach.")
    what = f"Merged the coaches {gone.name} and {kept.name}"
    if fold(gone.name) == fold(kept.name):
        what = f"Merged the coaches {coaches.with_email(gone)} and {coaches.with_email(kept)}"
    if gone.name == kept.name and not kept.email:  # what stays of the two is the same, and no row changes its key
        gone, kept = kept, gone
    with store.command(what, _KINDS, leaders=_of(store, coach, into)) as writing:
        session = writing.session
        for table in (LeaderRow, BookingRow):
            for row in _rows(session, table, gone.id):
                row.coach_id = UUID(kept.id)
        _merge_forms(session, gone.id, kept.id)
        session.flush()
        session.delete(store.only_row(session, CoachRow, "coach", id=UUID(gone.id)))
        if not kept.email and coaches.refusal(store, kept.name, gone.email) is None:
            store.only_row(session, CoachRow, "coach", id=UUID(kept.id)).email = gone.email
    assert writing.change is not None
    return writing.change


def _merge_forms(session: Session, coach: str, into: str) -> None:
    theirs = {(row.cohort_id, row.point): row for row in _rows(session, CoachEvaluationRow, into)}
    for form in _rows(session, CoachEvaluationRow, coach):
        other = theirs.get((form.cohort_id, form.point))
        if other is None:
            form.coach_id = UUID(into)
        else:
            other.received_on = min(other.received_on, form.received_on)
            session.delete(form)


def hand_over(store: Store, coach: str, to: str, *, bookings: bool) -> Change:
    """Give all leaders of a coach to another; with `bookings` also those to come that have no outcome.

    What was held, or called off, stays with whom it was booked.
    """
    giver, taker = coaches.one(store, coach), coaches.one(store, to)
    own, ahead = coaches.own(store, coach), coaches.ahead(store, coach)
    if coach == to:
        raise Refused(f"They are {giver.name}'s leaders already; choose another coach.")
    if not own.leaders:
        raise Refused(f"{giver.name} has no leader to hand over.")
    what = f"Handed {count(len(own.leaders), 'leader')} of {giver.name} to {taker.name}"
    if bookings and ahead:
        what += f", with {count(len(ahead), 'booking')} to come"
    with store.command(what, _KINDS, leaders=_of(store, coach)) as writing:
        for leader in _rows(writing.session, LeaderRow, coach):
            leader.coach_id = UUID(to)
        if bookings:
            for booking in _rows(writing.session, BookingRow, coach):
                if booking.id.hex in ahead:
                    booking.coach_id = UUID(to)
    assert writing.change is not None
    return writing.change


def remove(store: Store, coach: str) -> Change:
    """Take away a coach who has nothing; `Refused` with what there is of one who has."""
    stored, own = coaches.one(store, coach), coaches.own(store, coach)
    if problem := own.why_not_removed(stored.name):
        raise Refused(problem)
    what = f"Removed the coach {_named(stored.name, stored.email)}"
    with store.command(what, _KINDS, leaders=()) as writing:
        writing.session.delete(store.only_row(writing.session, CoachRow, "coach", id=UUID(coach)))
    assert writing.change is not None
    return writing.change


def tell_apart(store: Store, alike: Iterable[str]) -> Change:
    """Say that coaches of one name are people of their own, so that no merger is offered any more."""
    rows = [coaches.one(store, coach) for coach in alike]
    what = f"{count(len(rows), 'coach', 'coaches')} called {rows[0].name} are people of their own"
    with store.command(what, _KINDS, leaders=()) as writing:
        for row in rows:
            store.only_row(writing.session, CoachRow, "coach", id=UUID(row.id)).told_apart = True
    assert writing.change is not None
    return writing.change


def _rows(session: Session, table: Any, coach: str) -> list[Any]:
    return list(session.exec(select(table).where(col(table.coach_id) == UUID(coach))).all())


def _of(store: Store, *ids: str) -> list[str]:
    """The references of the leaders whom these coaches have, or had a booking with."""
    found = facts.read_in(store.connection, StoredLeader, "id", coaches.concerned(store, ids))
    return [row.reference for row in found]


def _named(name: str, email: str) -> str:
    return f"{name} ({email})" if email else name


def _refuse(store: Store, name: str, email: str, but: str = "") -> None:
    if problem := coaches.refusal(store, name, email, but):
        raise Refused(problem)
