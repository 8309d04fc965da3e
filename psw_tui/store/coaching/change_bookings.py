"""Coaching: the commands on bookings.

None of them takes free text: what is said in coaching stays there (H:confidentiality).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlmodel import col, select

from models.tables import BookingRow, LeaderRow
from psw_tui.policy import coaching
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus, CancelledBy, Outcome
from psw_tui.policy.wording import count, spoken, upper_first
from psw_tui.store.coaching.bookings import KINDS, notice_problem, record_of, start_in_words, start_problem
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredLeader
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Cohort
    from psw_tui.policy.terms import Recording, WaivedReason
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

_NO_OUTCOME: dict[str, Any] = {
    "outcome": None,
    "cancelled_by": None,
    "cancelled_at": None,
    "learned_at": None,
    "waived": False,
    "waived_reason": None,
}


@frozen
class _JudgedBooking:
    """A booking that a command is about, whose it is, and the rules that judge it."""

    booking: Booking
    leader: str
    name: str
    cohort: Cohort
    programme: Programme

    @property
    def status(self) -> BookingStatus:
        return coaching.status(self.booking, self.programme.notice)

    @property
    def words(self) -> str:
        return f"coaching of {self.name} on {start_in_words(self.booking.starts_at, self.cohort)}"


def _find(store: Store, bookings: Sequence[str]) -> list[_JudgedBooking]:
    """The bookings with these ids, in the order given, or `Refused`."""
    connection = store.connection
    rows = {row.id: row for row in facts.read_in(connection, StoredBooking, "id", bookings)}
    ids = {row.leader_id for row in rows.values()}
    leaders = {row.id: row for row in facts.read_in(connection, StoredLeader, "id", ids)}
    cohorts = facts.cohorts(connection)
    if not bookings or any(id_ not in rows for id_ in bookings):
        raise Refused("That coaching booking is not there any more; it was undone or removed.")
    entries = []
    for row in (rows[id_] for id_ in bookings):
        leader = facts.to_leader(leaders[row.leader_id])
        cohort = cohorts[leaders[row.leader_id].cohort_id]
        programme = store.programmes[cohort.programme]
        booking = facts.to_booking(row, programme, {})
        entries.append(_JudgedBooking(booking, leader.reference, leader.name, cohort, programme))
    return entries


def _named(entries: list[_JudgedBooking]) -> str:
    """The bookings in words: the one, or how many."""
    return entries[0].words if len(entries) == 1 else count(len(entries), "coaching session")


def _write(
    store: Store, entries: list[_JudgedBooking], what: str, values_of: Callable[[_JudgedBooking], dict[str, Any]]
) -> Change:
    """Give each booking its new values; `Refused` when they stand so already."""
    with store.command(what, KINDS, leaders={entry.leader for entry in entries}) as writing:
        wanted = {UUID(entry.booking.id): entry for entry in entries}
        for row in writing.session.exec(select(BookingRow).where(col(BookingRow.id).in_(wanted))).all():
            for column, value in values_of(wanted[row.id]).items():
                setattr(row, column, value)
    assert writing.change is not None
    if not writing.change.rows:
        raise Refused(f"Nothing to change: {_named(entries)} is so already.")
    return writing.change


def book(store: Store, leader: str, starts_at: datetime, coach: str | None = None, window: int | None = None) -> Change:
    """Book a leader's coaching session; the coach (an id) is the leader's own unless another is given.

    Any start is taken, past ones too. `Refused` when the leader has a booking at that start already.
    """
    record = record_of(store, leader)
    if taken := start_problem(store, leader, starts_at):
        raise Refused(taken)
    what = f"Booked coaching of {record.leader.name} on {start_in_words(starts_at, record.cohort)}"
    with store.command(what, KINDS, leaders=[leader]) as writing:
        row = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        writing.session.add(
            BookingRow(
                leader_id=row.id,
                coach_id=row.coach_id if coach is None else UUID(coach),
                starts_at=starts_at,
                window_number=_checked_window(window),
            )
        )
    assert writing.change is not None
    return writing.change


def _checked_window(window: int | None) -> int | None:
    if window is not None and window not in range(1, 7):
        raise Refused(f"There is no coaching window {window}; the windows are 1 to 6 (H:windows).")
    return window


def attended(store: Store, bookings: Sequence[str]) -> Change:
    """Mark bookings as attended; one that is still to come is refused."""
    entries = _find(store, bookings)
    _refuse_to_come(store, entries)
    what = f"Marked {_named(entries)} as attended"
    return _write(store, entries, what, lambda _entry: {**_NO_OUTCOME, "outcome": Outcome.ATTENDED})


def no_show(store: Store, bookings: Sequence[str]) -> Change:
    """Mark bookings to which the leader did not come: spent (2.1.2); one that is still to come is refused."""
    entries = _find(store, bookings)
    _refuse_to_come(store, entries)
    what = f"Marked {_named(entries)} as missed: spent"
    return _write(store, entries, what, lambda _entry: {**_NO_OUTCOME, "outcome": Outcome.NO_SHOW})


def _refuse_to_come(store: Store, entries: list[_JudgedBooking]) -> None:
    for entry in entries:
        if entry.booking.starts_on > store.today:
            raise Refused(f"{upper_first(entry.words)} is still to come; c or h records a cancellation, R a new start.")


def cancel(store: Store, booking: str, at: datetime) -> Change:
    """The leader cancelled; `at` is when notice was given, and from it alone follows whether it is spent (2.1.2)."""
    (entry,) = _find(store, [booking])
    if ahead := notice_problem(at):
        raise Refused(ahead)
    notice = coaching.notice_in_words(entry.booking.starts_at, at, entry.programme.notice)
    return _write(store, [entry], f"{upper_first(entry.words)} cancelled {notice}", lambda _entry: _cancelled(at))


def _cancelled(at: datetime) -> dict[str, Any]:
    return {
        **_NO_OUTCOME,
        "outcome": Outcome.CANCELLED,
        "cancelled_by": CancelledBy.LEADER,
        "cancelled_at": at,
        "learned_at": clock.now(),
    }


def coach_cancelled(store: Store, bookings: Sequence[str]) -> Change:
    """The coach cancelled or did not come: nothing used at any notice, and to be rebooked (2.1.2)."""
    entries = _find(store, bookings)
    now = clock.now()

    def values(entry: _JudgedBooking) -> dict[str, Any]:
        if entry.status is BookingStatus.COACH_CANCELLED:
            return {}
        before_start = now if now < entry.booking.starts_at else None
        return {
            **_NO_OUTCOME,
            "outcome": Outcome.CANCELLED,
            "cancelled_by": CancelledBy.COACH,
            "cancelled_at": before_start,
        }

    return _write(store, entries, f"{upper_first(_named(entries))} called off by the coach: to be rebooked", values)


def set_aside(store: Store, bookings: Sequence[str], reason: WaivedReason | None) -> Change:
    """Set spent sessions aside for exceptional circumstances (1.1.3); None makes them count as spent again."""
    entries = _find(store, bookings)
    for entry in entries:
        if entry.status not in (BookingStatus.SPENT, BookingStatus.WAIVED):
            raise Refused(
                f"{upper_first(entry.words)} is {spoken(entry.status)}; only a spent one can be set aside (1.1.3)."
            )
    done = "Set aside {} (1.1.3)" if reason else "No longer set aside: {}"
    values = {"waived": reason is not None, "waived_reason": reason}
    return _write(store, entries, done.format(_named(entries)), lambda _entry: values)


def clear(store: Store, bookings: Sequence[str]) -> Change:
    """Take the outcome off bookings, so that they stand as booked again."""
    entries = _find(store, bookings)
    what = f"Cleared the outcome of {_named(entries)}"
    if len(entries) == 1:  # the day first: it is not the booking to come that is cleared
        start = start_in_words(entries[0].booking.starts_at, entries[0].cohort)
        what = f"Cleared {start}, {entries[0].name}: booked again"
    return _write(store, entries, what, lambda _entry: _NO_OUTCOME)


def reschedule(store: Store, booking: str, at: datetime, starts_at: datetime) -> Change:
    """The leader moved a booking: cancelled with notice at `at` (the same 24 hours), and booked anew."""
    (entry,) = _find(store, [booking])
    if entry.status is not BookingStatus.BOOKED:
        raise Refused(f"{upper_first(entry.words)} is {spoken(entry.status)} already; book a new one with b.")
    if sentence := notice_problem(at) or start_problem(store, entry.leader, starts_at):
        raise Refused(sentence)
    notice = coaching.notice_in_words(entry.booking.starts_at, at, entry.programme.notice)
    what = f"Moved {entry.words} to {start_in_words(starts_at, entry.cohort)}; notice {notice}"
    with store.command(what, KINDS, leaders=[entry.leader]) as writing:
        row = store.only_row(writing.session, BookingRow, "booking", id=UUID(booking))
        for column, value in _cancelled(at).items():
            setattr(row, column, value)
        writing.session.add(BookingRow(leader_id=row.leader_id, coach_id=row.coach_id, starts_at=starts_at))
    assert writing.change is not None
    return writing.change


def edit(store: Store, booking: str, window: int | None, recording: Recording | None) -> Change:
    """Set by hand the window a booking stands in (None: by the rule), and whether it may be recorded."""
    (entry,) = _find(store, [booking])
    values = {"window_number": _checked_window(window), "recording": recording}
    return _write(store, [entry], f"Edited {entry.words}", lambda _entry: values)
