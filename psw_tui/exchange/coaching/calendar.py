"""Coaching bookings as a calendar file (.ics) that a mail or calendar program opens.

Times stand in Europe/London with its rules beside them. Each event keeps its id for good, and its sequence grows with
every change of the booking, so that a file sent again updates what was sent before. Nothing of what is said in
coaching is in it, because nothing of it is kept (H:confidentiality).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from psw_tui.exchange.coaching.coach_list import coach_and_leaders
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import CancelledBy, Outcome
from psw_tui.store.coaching import bookings
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Component, Event

    from psw_tui.policy.records import Booking, Record
    from psw_tui.store.core.store import Store


@frozen
class _Appointment:
    booking: Booking
    record: Record
    summary: str


def leader_calendar(store: Store, leader: str) -> bytes:
    """A leader's bookings, those called off too; `Refused` when there is no such leader or nothing is booked."""
    found = judge_all(store, store.today, leaders=[leader])
    if not found:
        raise no_leader(store.damage, leader)
    record = found[0].record
    events = [
        _Appointment(booking, record, f"Coaching with {booking.coach or 'your coach'}") for booking in record.bookings
    ]
    if not events:
        raise Refused(f"{record.leader.name} has no coaching booked; there is nothing to put in a calendar.")
    return _calendar(store, events, f"Coaching of {record.leader.name}")


def coach_calendar(store: Store, coach: str) -> bytes:
    """A coach's bookings (the coach by name, or by their key), those called off too; `Refused` when there are none."""
    own = coach_and_leaders(store, coach)
    events = []
    for record in own.leaders:
        title = f"Coaching: {record.leader.name}"
        events += [_Appointment(booking, record, title) for booking in record.bookings if own.holds(booking)]
    if not events:
        raise Refused(f"{own.name} has no coaching booked; there is nothing to put in a calendar.")
    return _calendar(store, events, f"Coaching by {own.name}")


def _calendar(store: Store, events: Iterable[_Appointment], title: str) -> bytes:
    changed, known_as = bookings.changes(store), bookings.calendar_keys(store)
    calendar = Calendar()
    calendar.add("prodid", "-//psw-tui//coaching//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar["x-wr-calname"] = vText(title)  # a name the library does not know, and would not escape
    calendar.add_component(_london())
    for event in sorted(events, key=lambda event: (event.booking.starts_at, event.booking.id)):
        key = event.booking.id
        calendar.add_component(_as_event(event, known_as.get(key, key), *changed.get(key, (1, None))))
    data: bytes = calendar.to_ical()
    return data


def _on_the_clock(instant: datetime, booking: Booking) -> datetime:
    """An instant as London's clocks show it; in UTC where the booking touches the hour that comes twice in autumn."""
    touched = (london(booking.starts_at), london(booking.ends_at))
    twice = any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in touched)
    return instant.astimezone(UTC) if twice else london(instant)


def _london() -> Component:
    """London's clocks as a rule for every year; the list of past changes that the library makes confuses Outlook."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for part, name, month, began, before, after in (
        (TimezoneStandard(), "GMT", 10, datetime.fromisoformat("1996-10-27T02:00"), 1, 0),
        (TimezoneDaylight(), "BST", 3, datetime.fromisoformat("1997-03-30T01:00"), 0, 1),
    ):
        part.add("dtstart", began)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def _as_event(coming: _Appointment, key: str, changes: int, changed_at: datetime | None) -> Event:
    booking, programme = coming.booking, coming.record.programme
    is_off = booking.outcome is Outcome.CANCELLED or booking.cancelled_by is CancelledBy.COACH
    at = changed_at or booking.starts_at
    event = Event()
    event.add("uid", f"{key}@psw-tui")
    event.add("sequence", changes - 1)
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _on_the_clock(booking.starts_at, booking))
    event.add("dtend", _on_the_clock(booking.ends_at, booking))
    event.add("summary", coming.summary)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    hours = int(programme.notice.total_seconds() // 3600)
    event.add("description", f"Online. To cancel without using the session, give {hours} hours' notice (2.1.2).")
    return event
