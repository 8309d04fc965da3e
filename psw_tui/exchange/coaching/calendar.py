"""Coaching bookings as a calendar file, of a leader or of a coach; `files.ics` says how it is kept up to date.

Nothing of what is said in coaching is in it, because nothing of it is kept (H:confidentiality).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.coaching.coach_list import coach_and_leaders
from psw_tui.exchange.files.ics import Appointment, calendar_file
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import CancelledBy, Outcome
from psw_tui.store.coaching import bookings
from psw_tui.store.core import row_history
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psw_tui.policy.records import Booking, Record
    from psw_tui.store.core.row_history import Writings
    from psw_tui.store.core.store import Store


@frozen
class _Coaching:
    """A booking to put in a calendar; `gone` once it was taken back, or handed to another coach."""

    record: Record
    booking: Booking
    summary: str
    gone: bool = False


def leader_calendar(store: Store, leader: str) -> bytes:
    """A leader's bookings, those called off or taken back too; `Refused` when there is no such leader or no booking."""
    found = judge_all(store, store.today, leaders=[leader])
    if not found:
        raise no_leader(store.damage, leader)
    record = found[0].record
    listed = [_Coaching(record, booking, _with_coach(booking)) for booking in record.bookings]
    taken = bookings.taken_away(store, [record])
    listed += [_Coaching(record, booking, _with_coach(booking), gone=True) for _, booking in taken]
    if not listed:
        raise Refused(f"{record.leader.name} has no coaching booked; there is nothing to put in a calendar.")
    named = {leader: row_history.changed_rows(store, "coach")}
    return _calendar(store, listed, f"Coaching of {record.leader.name}", named)


def coach_calendar(store: Store, coach: str) -> bytes:
    """A coach's bookings (the coach by name, or by their key), as of a leader's; `Refused` when there are none.

    What was handed to another coach is called off, without whose it is.
    """
    own = coach_and_leaders(store, coach)
    listed = []
    for record in own.leaders:
        title = f"Coaching: {record.leader.name}"
        listed += [_Coaching(record, booking, title) for booking in record.bookings if own.holds(booking)]
    for record, booking in bookings.taken_away(store, own.leaders):
        if own.holds(booking):
            listed.append(_Coaching(record, booking, f"Coaching: {record.leader.name}", gone=True))
    for record, booking in bookings.handed_over(store, own.id):
        listed.append(_Coaching(record, booking, "Coaching: handed over", gone=True))
    if not listed:
        raise Refused(f"{own.name} has no coaching booked; there is nothing to put in a calendar.")
    return _calendar(store, listed, f"Coaching by {own.name}", bookings.leaders_written(store))


def _with_coach(booking: Booking) -> str:
    return f"Coaching with {booking.coach or 'your coach'}"


def _calendar(store: Store, listed: Sequence[_Coaching], title: str, named: Mapping[str, Writings]) -> bytes:
    """The file; `named`: how often who is named in a leader's entries was changed, by the leader's reference."""
    changed, known_as = row_history.written(store, "booking"), bookings.calendar_keys(store)
    appointments = []
    for coaching in listed:
        booking, programme = coaching.booking, coaching.record.programme
        own = changed.get(booking.id, row_history.NEVER) + named[coaching.record.leader.reference]
        is_off = booking.outcome is Outcome.CANCELLED or booking.cancelled_by is CancelledBy.COACH
        hours = int(programme.notice.total_seconds() // 3600)
        appointments.append(
            Appointment(
                uid=known_as.get(booking.id, booking.id),
                times=own.times,
                changed_at=own.at,
                summary=coaching.summary,
                begins=booking.starts_at,
                ends=booking.ends_at,
                off=is_off or coaching.gone,
                description=f"Online. To cancel without using the session, give {hours} hours' notice (2.1.2).",
            )
        )
    return calendar_file(title, "coaching", appointments)
