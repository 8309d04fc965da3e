"""A coach who is booked twice at one hour: nothing forbids it, and somebody should know."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import moment
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredBooking, StoredCoach, StoredLeader

if TYPE_CHECKING:
    from psw_tui.policy.records import Record
    from psw_tui.store.core.store import Store

#: Whose hour is free again.
_NOT_CANCELLED = "coach_id = ? AND (outcome IS NULL OR outcome <> 'cancelled')"


@frozen
class Clash:
    """Two sessions of one coach that overlap: their starts and whose they are, the earlier first."""

    starts_at: datetime
    other_starts_at: datetime
    names: tuple[str, str]

    @property
    def words(self) -> str:
        """`Fri 11 Dec 2026 10:00, Amara Osei and Dewi Khan`; with both starts where they differ."""
        first, second = self.names
        if self.starts_at == self.other_starts_at:
            return f"{moment(self.starts_at)}, {first} and {second}"
        return f"{moment(self.starts_at)}, {first}, and {moment(self.other_starts_at)}, {second}"


def clashes(store: Store) -> dict[str, list[Clash]]:
    """The sessions without an outcome at which a coach is booked twice, by the coach's id and in order."""
    of_coach: dict[str, list[StoredBooking]] = defaultdict(list)
    for booking in facts.read(store.connection, StoredBooking, "WHERE coach_id IS NOT NULL AND outcome IS NULL"):
        of_coach[booking.coach_id or ""].append(booking)
    owners = {row.id: row for row in facts.read(store.connection, StoredLeader)}
    cohorts = facts.cohorts(store.connection)
    lengths = {id_: store.programmes[cohort.programme].session_length for id_, cohort in cohorts.items()}
    found: dict[str, list[Clash]] = defaultdict(list)
    for coach, rows in of_coach.items():
        rows.sort(key=_start)
        for place, one in enumerate(rows):
            owner = owners[one.leader_id]
            ends_at = _start(one) + lengths[owner.cohort_id]
            for two in rows[place + 1 :]:
                if _start(two) >= ends_at:
                    break
                found[coach].append(Clash(_start(one), _start(two), (_name(owner), _name(owners[two.leader_id]))))
    return found


@frozen
class CoachHours:
    """When a coach has somebody else, as it stood when it was read: the starts, and with whom."""

    coach: str
    length: timedelta
    booked: tuple[tuple[datetime, str], ...]

    def taken(self, starts_at: datetime) -> str | None:
        """The sentence on whom the coach has at that hour; or None."""
        for start, leader in self.booked:
            if abs(start - starts_at) < self.length:
                return f"{self.coach} has {leader} on {moment(start)} already."
        return None


def hours(store: Store, record: Record, moved: str | None = None) -> CoachHours:
    """The hours of the coach of a leader's new booking, or of one that is `moved`; read once, asked at every key."""
    coach_id, length = _coach_of(store, record.leader.reference, moved), record.programme.session_length
    if coach_id is None:
        return CoachHours("", length, ())
    (coach,) = facts.read(store.connection, StoredCoach, "WHERE id = ?", (coach_id,))
    rows = facts.read(store.connection, StoredBooking, f"WHERE {_NOT_CANCELLED}", (coach_id,))
    names = {row.id: _name(row) for row in facts.read(store.connection, StoredLeader)}
    booked = tuple((_start(row), names[row.leader_id]) for row in rows if row.id != moved)
    return CoachHours(coach.name, length, booked)


def _coach_of(store: Store, leader: str, moved: str | None) -> str | None:
    """The id of the coach of a booking, or else the leader's own."""
    bookings = [] if moved is None else facts.read(store.connection, StoredBooking, "WHERE id = ?", (moved,))
    if bookings:
        return bookings[0].coach_id
    leaders = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    return leaders[0].coach_id if leaders else None


def _start(row: StoredBooking) -> datetime:
    return stored_values.to_instant(row.starts_at) or datetime.min.replace(tzinfo=UTC)


def _name(row: StoredLeader) -> str:
    return facts.display_name(row.first_name, row.last_name, row.preferred_name)
