"""A calendar file (.ics) that a mail or calendar program opens, and that updates what was sent before.

Times stand in Europe/London with its rules beside them. Each entry keeps its id for good, and its number grows with
every change of what it is made from.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from icalendar import Component


@frozen
class Appointment:
    """One entry of a calendar, from an instant to another, or of whole days: from a day up to, and without, another.

    `times` is how often what it is made from was written, `changed_at` when last. `off`: it does not take place, or is
    over with. `blocks`: whose calendar it is has no time for anything else.
    """

    uid: str
    times: int
    changed_at: datetime | None
    summary: str
    begins: datetime | date
    ends: datetime | date
    off: bool
    description: str
    place: str = ""
    blocks: bool = True
    private: bool = False

    @property
    def order(self) -> tuple[datetime, str]:
        """By when it begins; of a whole day, as that does in UTC."""
        return _instant(self.begins), self.uid


def calendar_file(title: str, about: str, appointments: Iterable[Appointment]) -> bytes:
    """The file of a calendar by this title, its entries in their order; `about` says in one word what it holds."""
    calendar = Calendar()
    calendar.add("prodid", f"-//psw-tui//{about}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar["x-wr-calname"] = vText(title)  # a name the library does not know, and would not escape
    calendar.add_component(_london())
    for appointment in sorted(appointments, key=lambda appointment: appointment.order):
        calendar.add_component(_as_event(appointment))
    data: bytes = calendar.to_ical()
    return data


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


def _as_event(appointment: Appointment) -> Event:
    begins, ends = _as_written(appointment.begins, appointment.ends)
    at = (appointment.changed_at or _instant(appointment.begins)).astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{appointment.uid}@psw-tui")
    event.add("sequence", max(appointment.times - 1, 0))
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("dtstart", begins)
    if ends != begins:  # an end that is no later than the start is against the rules
        event.add("dtend", ends)
    event.add("summary", appointment.summary)
    if appointment.place:
        event.add("location", appointment.place)
    event.add("status", "CANCELLED" if appointment.off else "CONFIRMED")
    event.add("transp", "OPAQUE" if appointment.blocks and not appointment.off else "TRANSPARENT")
    if appointment.private:
        event.add("class", "PRIVATE")
    event.add("description", appointment.description)
    return event


def _as_written(begins: datetime | date, ends: datetime | date) -> tuple[datetime | date, datetime | date]:
    """Days as they are, instants as London's clocks show them: in UTC where one is in the hour that comes twice."""
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return begins, ends
    local = (london(begins), london(ends))
    twice = any(moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() for moment in local)
    return (begins.astimezone(UTC), ends.astimezone(UTC)) if twice else local


def _instant(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
