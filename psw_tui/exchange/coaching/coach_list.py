"""What is sent to a coach: their own leaders and those leaders' sessions with them, as CSV, and nobody else's."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.csv_file import csv_file
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy import coaching
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus
from psw_tui.policy.wording import spoken
from psw_tui.store.coaching import coaches
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import leaders
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.policy.records import Booking, Record
    from psw_tui.store.core.store import Store

HEADINGS = ("Leader", "Window", "Date", "Time", "Status")


@frozen
class OwnLeaders:
    """A coach, and the records of their own leaders by reference."""

    id: str
    name: str
    leaders: tuple[Record, ...]

    def holds(self, booking: Booking) -> bool:
        """Whether the booking is with this coach; one that names nobody is with the leader's own."""
        return booking.coach_id in ("", self.id)


def coach_and_leaders(store: Store, coach: str) -> OwnLeaders:
    """Who is meant by a name, an e-mail address or a key; `Refused` when that is nobody, or several."""
    people = [row for row in coaches.every(store) if coach and coach in row]
    if len(people) != 1:
        said = "There is no coach" if not people else "There is more than one coach"
        raise Refused(f"{said} {coach}; name one as in the roster, or by their e-mail address.")
    (person,) = people
    own = [row.reference for row in leaders.every(store) if row.coach_id == person.id]
    judged = judge_all(store, store.today, leaders=own) if own else []
    return OwnLeaders(person.id, person.name, tuple(verdict.record for verdict in judged))


def coach_list(store: Store, coach: str) -> bytes:
    """A coach's leaders by name, a row for each session with them, one without a date where nothing is booked.

    Times are London's. `Refused` when there is no such coach.
    """
    own = coach_and_leaders(store, coach)
    by_name = sorted(own.leaders, key=lambda record: (record.leader.name.casefold(), record.leader.reference))
    return csv_file(HEADINGS, chain.from_iterable(_rows(record, own) for record in by_name))


def in_a_name(store: Store, coach: str, id_: str) -> str:
    """A coach by name as in a file's name; with a mark of their own (by their key) where another goes by the same."""
    of_the_name = [row for row in coaches.every(store) if row.name == coach]
    return safe_name(coach, id_ if len(of_the_name) > 1 else "")


def _rows(record: Record, coach: OwnLeaders) -> Iterator[tuple[str, ...]]:
    placed = coaching.placement(record)
    own = [booking for booking in record.bookings if coach.holds(booking)]
    for booking in sorted(own, key=lambda booking: booking.starts_at):
        local = london(booking.starts_at)
        status = coaching.status(booking, record.programme.notice)
        word = "set aside" if status is BookingStatus.WAIVED else spoken(status)
        window = placed[booking.id]
        yield (record.leader.name, str(window or "outside"), f"{local:%d/%m/%Y}", f"{local:%H:%M}", word)
    if not own:
        yield (record.leader.name, "", "", "", "nothing booked")
