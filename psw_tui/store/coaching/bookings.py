"""Coaching: the board of bookings by window, and each leader's ledger.

No row here takes free text: what is said in coaching stays there (H:confidentiality).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, records
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import LEFT, away_words
from psw_tui.policy.standing import is_covered
from psw_tui.policy.terms import BookingStatus, ConcernKind, LeaderState, RequirementId
from psw_tui.policy.wording import moment, spoken
from psw_tui.store.core import row_history
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredBooking, StoredCalendarKey, StoredCoach, StoredLeader, StoredLeaderLinks
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from psw_tui.policy.records import Booking, Cohort, Record
    from psw_tui.store.core.row_history import Writings
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

#: What a change of bookings is of.
KINDS = frozenset({"bookings"})


@frozen
class LedgerEntry:
    """One booking of a leader's ledger: what it came to, and the window it stands in (None: outside)."""

    booking: Booking
    status: BookingStatus
    window: int | None


@frozen
class InWindow:
    """One window of one leader on the board: the entry to show, and how many more stand behind it."""

    entry: LedgerEntry
    more: int


@frozen
class BoardRow:
    """One leader on the board on a day; `empty` are the windows open on that day with nothing in them.

    Of those, `closing` close within `closing_days` (local); `left` sessions can still be attended. `away` says so of
    who has left, is paused or is not covered.
    """

    leader: str
    name: str
    coach: str
    state: LeaderState
    away: str
    windows: tuple[InWindow | None, ...]
    outside: InWindow | None
    attended: int
    minimum: int
    used: int
    planned: int
    behind: bool
    to_rebook: int
    unrecorded: int
    empty: tuple[int, ...]
    closing: tuple[int, ...]
    closing_days: int
    left: int

    @property
    def left_words(self) -> str:
        """`4 still possible`; empty of a leader who has left."""
        return "" if self.state in LEFT else f"{self.left} still possible"

    @property
    def at_rest(self) -> BoardRow:
        """The row of somebody of whose cohort, which is over, nothing is asked any more."""
        return replace(self, behind=False, to_rebook=0, unrecorded=0, empty=(), closing=())

    @property
    def is_open(self) -> bool:
        """Whether something is left to do: to record, to rebook, behind, or nothing in an open window."""
        return bool(self.behind or self.to_rebook or self.unrecorded or self.empty)


def board(store: Store, verdicts: Sequence[Verdict], day: date) -> list[BoardRow]:
    """The board's rows for these verdicts, in their order; two queries (one more for every 500 leaders)."""
    coaches = {coach.id: coach.name for coach in facts.read(store.connection, StoredCoach)}
    wanted = [verdict.reference for verdict in verdicts]
    leaders = facts.read_in(store.connection, StoredLeader, "reference", wanted)
    coach_of = {row.reference: coaches.get(row.coach_id or "", "") for row in leaders}
    return [_row(verdict, coach_of.get(verdict.reference, ""), day) for verdict in verdicts]


def taken_away(store: Store, leaders: Collection[Record]) -> list[tuple[Record, Booking]]:
    """The bookings of some leaders that were taken back, as they last stood: a calendar may have them still."""
    of_key = {row.id: row.reference for row in facts.read(store.connection, StoredLeaderLinks)}
    coaches = {coach.id: coach.name for coach in facts.read(store.connection, StoredCoach)}
    records_of = {record.leader.reference: record for record in leaders}
    found = []
    for values in row_history.gone(store, "booking").values():
        record = records_of.get(of_key.get(values.get("leader_id", ""), ""))
        if record is not None:
            row = StoredBooking(*(stored_values.to_stored(name, values.get(name)) for name in StoredBooking._fields))
            found.append((record, facts.to_booking(row, record.programme, coaches)))
    return found


def leaders_written(store: Store) -> dict[str, Writings]:
    """How often what is on record of each leader themselves was changed, by their reference."""
    written = row_history.written(store, "leader")
    links = facts.read(store.connection, StoredLeaderLinks)
    return {row.reference: written.get(row.id, row_history.NEVER).again for row in links}


def handed_over(store: Store, coach: str) -> list[tuple[Record, Booking]]:
    """The bookings that were with a coach (by key) once and are with another now: the first one's calendar has them."""
    once = []
    for key, stood in row_history.stood(store, "booking").items():
        if coach in {values.get("coach_id") for values in stood}:
            once.append(key)
    rows = facts.read_in(store.connection, StoredBooking, "id", once)
    moved = {row.id: row.leader_id for row in rows if row.coach_id not in (None, coach)}
    links = facts.read_in(store.connection, StoredLeaderLinks, "id", set(moved.values()))
    records_of = facts.records(store.connection, store.programmes, leaders=[row.reference for row in links])
    found = []
    for record in records_of:
        found += [(record, booking) for booking in record.bookings if booking.id in moved]
    return found


def calendar_keys(store: Store) -> dict[str, str]:
    """By its key, the one by which calendars know a booking, where that is another."""
    return dict(facts.read(store.connection, StoredCalendarKey))


def learned_at(store: Store, leader_id: str) -> dict[str, str | None]:
    """When it was learned that a leader (by key) had called off: by booking, as the instant is stored."""
    return {row.id: row.learned_at for row in facts.read_in(store.connection, StoredBooking, "leader_id", [leader_id])}


def _row(verdict: Verdict, coach: str, day: date) -> BoardRow:
    record = verdict.record
    windows = coaching.windows(record.programme, record.cohort.year)
    placed: dict[int | None, list[LedgerEntry]] = {}
    for entry in ledger(record):
        placed.setdefault(entry.window, []).append(entry)
    rule = record.programme.rule(RequirementId.COACHING)
    used = coaching.usage(record, rule.planned, day)
    waited_for = record.leader.state is LeaderState.ACTIVE and is_covered(record, day)
    empty = [
        window
        for window in windows
        if waited_for and window.holds(day) and not any(map(_holds, placed.get(window.number, [])))
    ]
    soon = record.programme.window_closing_days
    return BoardRow(
        leader=verdict.reference,
        name=verdict.name,
        coach=coach,
        state=record.leader.state,
        away=away_words(record.leader, day),
        windows=tuple(_shown(placed.get(window.number, [])) for window in windows),
        outside=_shown(placed.get(None, [])),
        attended=used.attended,
        minimum=rule.minimum or 0,
        used=used.attended + used.spent,
        planned=rule.planned,
        behind=any(concern.kind is ConcernKind.COACHING_BEHIND for concern in verdict.concerns),
        to_rebook=len(coaching.to_rebook(record.bookings, record.programme.notice, day)),
        unrecorded=used.unrecorded,
        empty=tuple(window.number for window in empty),
        closing=tuple(window.number for window in empty if (window.closes - day).days <= soon),
        closing_days=soon,
        left=used.remaining,
    )


def _holds(entry: LedgerEntry) -> bool:
    return entry.status in coaching.HOLDS_A_WINDOW


def _shown(entries: list[LedgerEntry]) -> InWindow | None:
    """The entry that used a session or is to come, else the latest."""
    if not entries:
        return None
    return InWindow(([entry for entry in entries if _holds(entry)] or entries)[-1], len(entries) - 1)


def ledger(record: Record) -> list[LedgerEntry]:
    """Every booking of a leader in order of start, with what it came to and where it stands on the board."""
    placed = coaching.placement(record)
    notice = record.programme.notice
    return [
        LedgerEntry(booking, coaching.status(booking, notice), placed[booking.id])
        for booking in sorted(record.bookings, key=lambda booking: booking.starts_at)
    ]


def recorded(store: Store, leader: str) -> dict[str, str]:
    """Who put each booking of a leader on record and who changed it last, in words, by the booking's id.

    From the journal, so that nothing vanishes: what was taken back stands there too.
    """
    said = {}
    for (table, row), steps in row_history.steps(store, leader).items():
        if table != "booking":
            continue
        first, last = steps[0], steps[-1]
        words = f"Put on record {moment(first.at)} by {first.who}"
        if last is not first:
            words += f"; last: “{last.what}”, {moment(last.at)} by {last.who}"
        said[row] = f"{words}."
    return said


def to_record(record: Record, day: date) -> Booking | None:
    """The earliest booking that ended by the day without an outcome."""
    return next((booking for booking in _open(record) if coaching.ended(booking, day)), None)


def at_hand(record: Record, day: date) -> Booking | None:
    """The booking that needs the BDO first: the earliest to record, else the next to come."""
    return to_record(record, day) or next(iter(_open(record)), None)


def _open(record: Record) -> list[Booking]:
    """Bookings without an outcome, in order of start."""
    return [entry.booking for entry in ledger(record) if entry.status is BookingStatus.BOOKED]


def last_with(record: Record, *statuses: BookingStatus) -> Booking | None:
    """The latest booking that came to one of these."""
    return next((entry.booking for entry in reversed(ledger(record)) if entry.status in statuses), None)


def start_in_words(starts_at: datetime, cohort: Cohort) -> str:
    """`Fri 11 Dec 10:00`; with its year when the cohort's days don't hold it."""
    local = london(starts_at)
    if cohort.starts <= local.date() <= cohort.ends:
        return f"{local:%a} {local.day} {local:%b %H:%M}"
    return moment(starts_at)


def notice_problem(notice_at: datetime) -> str | None:
    """The sentence on a time of notice that has not come yet, or None."""
    if notice_at <= clock.now():
        return None
    return f"{moment(notice_at)} has not come yet; give the time at which notice was given."


def start_problem(store: Store, leader: str, starts_at: datetime) -> str | None:
    """The sentence on a start at which the leader has a booking already, or None."""
    record = record_of(store, leader)
    for entry in ledger(record):
        if entry.booking.starts_at == starts_at:
            words = f"{record.leader.name} has a coaching session on {moment(starts_at)} already"
            return f"{words} ({spoken(entry.status)}); choose another start, or change that one."
    return None


def window_for(record: Record, starts_at: datetime, moved: Booking | None = None) -> int | None:
    """The window in which a booking with this start would stand, one being moved left out; None is outside."""
    ends_at = starts_at + record.programme.session_length
    new = records.Booking("", starts_at, ends_at, london_day(starts_at), london_day(ends_at))
    others = tuple(booking for booking in record.bookings if moved is None or booking.id != moved.id)
    return coaching.placement(replace(record, bookings=(*others, new)))[""]


def record_of(store: Store, leader: str) -> Record:
    """A leader's record, or `Refused` if there is no such leader."""
    found = facts.records(store.connection, store.programmes, leaders=[leader])
    if not found:
        raise no_leader(store.damage, leader)
    return found[0]
