"""Coaching: the board of bookings by window, and the commands on bookings.

No command and no row here takes free text: what is said in coaching stays there (H:confidentiality).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psw_tui.policy import coaching, records
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.standing import is_covered
from psw_tui.policy.terms import BookingStatus, CancelledBy, ConcernKind, LeaderState, Outcome, RequirementId
from psw_tui.policy.wording import count, moment, spoken, upper_first
from psw_tui.store.core import row_history
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredBooking, StoredCoach, StoredLeader
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Cohort, Record
    from psw_tui.policy.terms import Recording, WaivedReason
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

KINDS = frozenset({"bookings"})
_CHANGES = """
    SELECT c.row_id, COUNT(*), MAX(o.at) FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.table_name = 'booking' GROUP BY c.row_id
"""
_NO_OUTCOME: dict[str, Any] = {
    "outcome": None,
    "cancelled_by": None,
    "cancelled_at": None,
    "learned_at": None,
    "waived": False,
    "waived_reason": None,
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One booking of a leader's ledger: what it came to, and the window it stands in (None: outside)."""

    booking: Booking
    status: BookingStatus
    window: int | None


@dataclass(frozen=True, slots=True)
class InWindow:
    """One window of one leader on the board: the entry to show, and how many more stand behind it."""

    entry: LedgerEntry
    more: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One leader on the board on a day; `empty` are the windows open on that day with nothing in them.

    Of those, `closing` close within `closing_days` (local); `left` sessions can still be attended.
    """

    leader: str
    name: str
    coach: str
    state: LeaderState
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


def changes(store: Store) -> dict[str, tuple[int, datetime | None]]:
    """How often each booking was written, and when last, by its key."""
    with unreadable():
        rows = store.connection.execute(_CHANGES).fetchall()
    return {booking: (number, stored_values.to_instant(at)) for booking, number, at in rows}


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
    record = _record(store, leader)
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


def _record(store: Store, leader: str) -> Record:
    found = facts.records(store.connection, store.programmes, leaders=[leader])
    if not found:
        raise no_leader(store.damage, leader)
    return found[0]


# -- commands ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _LedgerEntry:
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


def _find(store: Store, bookings: Sequence[str]) -> list[_LedgerEntry]:
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
        entries.append(_LedgerEntry(booking, leader.reference, leader.name, cohort, programme))
    return entries


def _named(entries: list[_LedgerEntry]) -> str:
    """The bookings in words: the one, or how many."""
    return entries[0].words if len(entries) == 1 else count(len(entries), "coaching session")


def _write(
    store: Store, entries: list[_LedgerEntry], what: str, values_of: Callable[[_LedgerEntry], dict[str, Any]]
) -> Change:
    """Give each booking its new values; `Refused` when they stand so already."""
    with store.command(what, KINDS, leaders={entry.leader for entry in entries}) as writing:
        from sqlmodel import col, select

        from models.tables import BookingRow

        wanted = {UUID(entry.booking.id): entry for entry in entries}
        for row in writing.session.exec(select(BookingRow).where(col(BookingRow.id).in_(wanted))).all():
            for column, value in values_of(wanted[row.id]).items():
                setattr(row, column, value)
    assert writing.change is not None
    if not writing.change.rows:
        raise Refused(f"Nothing to change: {_named(entries)} stands so already.")
    return writing.change


def book(store: Store, leader: str, starts_at: datetime, coach: str | None = None, window: int | None = None) -> Change:
    """Book a leader's coaching session; the coach (an id) is the leader's own unless another is given.

    Any start is taken, past ones too. `Refused` when the leader has a booking at that start already.
    """
    record = _record(store, leader)
    if taken := start_problem(store, leader, starts_at):
        raise Refused(taken)
    what = f"Booked coaching of {record.leader.name} on {start_in_words(starts_at, record.cohort)}"
    with store.command(what, KINDS, leaders=[leader]) as writing:
        from models.tables import BookingRow, LeaderRow

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
    what = f"Marked {_named(entries)} as not come: spent"
    return _write(store, entries, what, lambda _entry: {**_NO_OUTCOME, "outcome": Outcome.NO_SHOW})


def _refuse_to_come(store: Store, entries: list[_LedgerEntry]) -> None:
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

    def values(entry: _LedgerEntry) -> dict[str, Any]:
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
        from models.tables import BookingRow

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
