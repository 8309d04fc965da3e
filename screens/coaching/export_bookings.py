"""What `E` offers of bookings: calendar files, and the list to send to a coach."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy.wording import count
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.offers import Making


def leader_offers(leaders: Sequence[Verdict]) -> list[Offer]:
    """The calendar of each of these leaders who has anything booked."""
    booked = [verdict for verdict in leaders if verdict.record.bookings]
    if not booked:
        return []
    if len(booked) == 1:
        (one,) = booked
        name, make = _calendar_name(one.reference), partial(_calendar, one.reference)
        return [Offer("calendar", f"coaching of {one.name}, calendar (ICS)", name, "The calendar", make)]
    references = [verdict.reference for verdict in booked]
    label = f"coaching of {count(len(booked), 'leader')}, a calendar each (ICS)"
    return [Offer("calendar", label, "", "The calendars", partial(_calendars, references))]


def coach_offers(store: Store, coach: str, coach_id: str = "") -> list[Offer]:
    """The coach's bookings as a calendar, and the list to send them; `coach_id` tells two coaches of one name apart."""
    if not coach:
        return []
    meant = coach_id or coach
    named = on_demand.coach_list.in_a_name(store, coach, meant)

    def calendar(store: Store, _: Making) -> bytes:
        return on_demand.calendar.coach_calendar(store, meant)

    def as_list(store: Store, _: Making) -> bytes:
        return on_demand.coach_list.coach_list(store, meant)

    return [
        Offer("coach", f"coaching by {coach}, calendar (ICS)", f"coach-{named}.ics", "The calendar", calendar),
        Offer("list", f"list to send to {coach} (CSV)", f"leaders-of-{named}.csv", "The list", as_list),
    ]


def _calendar_name(leader: str) -> str:
    return f"coaching-{safe_name(leader)}.ics"


def _calendar(leader: str, store: Store, _: Making) -> bytes:
    return on_demand.calendar.leader_calendar(store, leader)


def _calendars(leaders: Sequence[str], store: Store, making: Making) -> list[tuple[str, bytes]]:
    return [(_calendar_name(leader), _calendar(leader, store, making)) for leader in making.each(leaders)]
