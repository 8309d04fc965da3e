"""Coaching: the board, the 24 hours, and commands that are refused in a sentence or undone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import BookingStatus, LeaderState, Outcome, Recording, WaivedReason
from psw_tui.store.coaching import bookings as coaching
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredConcern
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from psw_tui.store.coaching.bookings import BoardRow, LedgerEntry
    from psw_tui.store.core.store import Store

TODAY = date(2027, 2, 1)
LEADER = "L001"


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time on London's clocks in the academic year 2026."""
    return datetime(2026 if month > 8 else 2027, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def ledger(store: Store, leader: str = LEADER) -> list[LedgerEntry]:
    return coaching.ledger(facts.records(store.connection, store.programmes, leaders=[leader])[0])


def booked(store: Store, *starts: datetime, leader: str = LEADER) -> list[str]:
    for start in starts:
        change_bookings.book(store, leader, start)
    return [entry.booking.id for entry in ledger(store, leader) if entry.booking.starts_at in starts]


def row(store: Store, leader: str = LEADER, day: date = TODAY) -> BoardRow:
    return coaching.board(store, judge_all(store, day, leaders=[leader]), day)[0]


def only_status(store: Store) -> BookingStatus:
    (entry,) = ledger(store)
    return entry.status


# -- the schema ------------------------------------------------------------------------------------


def test_a_booking_has_no_column_that_could_hold_what_was_said() -> None:
    """H:confidentiality: every column is a key, an instant, a number, a yes or no, or a word of a checked list."""
    from sqlalchemy import Enum, TypeDecorator

    from models.tables import BookingRow

    table = BookingRow.__table__  # type: ignore[attr-defined]
    for column in table.columns:
        kind = column.type
        if isinstance(kind, Enum):
            assert kind.create_constraint, column.name
            assert issubclass(kind.enum_class or str, StrEnum), column.name
        else:
            bare = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
            assert bare.python_type in (UUID, datetime, int, bool), column.name


def test_the_file_itself_checks_every_text_column_of_a_booking(small: Store) -> None:
    """What the schema in the file says: text columns are keys, instants, or limited to a list of words."""
    (sql,) = small.connection.execute("SELECT sql FROM sqlite_master WHERE name = 'booking'").fetchone()
    texts = [
        name
        for _, name, kind, *_ in small.connection.execute("PRAGMA table_info(booking)")
        if "CHAR" in kind.upper() or "TEXT" in kind.upper()
    ]
    words = [name for name in texts if not name.endswith("_id") and name != "id"]
    assert set(words) == {"outcome", "cancelled_by", "waived_reason", "recording"}
    for name in words:
        assert f"{name} IN (" in sql, name


# -- booking -----------------------------------------------------------------------------------------


def test_a_booking_is_said_with_its_start_and_can_be_undone(small: Store) -> None:
    change = change_bookings.book(small, LEADER, at(12, 11))
    assert change.what == "Booked coaching of Amara Osei on Fri 11 Dec 10:00"
    assert (change.kinds, change.leaders) == (frozenset({"bookings"}), frozenset({LEADER}))
    assert only_status(small) is BookingStatus.BOOKED
    undo.undo(small)
    assert ledger(small) == []


def test_a_start_outside_the_cohorts_year_is_said_with_its_year(small: Store) -> None:
    change = change_bookings.book(small, LEADER, datetime(2027, 10, 4, 9, tzinfo=UTC))
    assert change.what.endswith("on Mon 4 Oct 2027 10:00")


def test_a_second_booking_at_the_same_start_is_refused_and_changes_nothing(small: Store) -> None:
    change_bookings.book(small, LEADER, at(12, 11))
    with pytest.raises(Refused, match="Amara Osei has a coaching session on Fri 11 Dec 2026 10:00 already"):
        change_bookings.book(small, LEADER, at(12, 11))
    assert len(ledger(small)) == 1
    change_bookings.book(small, "L002", at(12, 11))


def test_nobody_and_no_such_window_are_refused(small: Store) -> None:
    with pytest.raises(Refused, match="no leader L999"):
        change_bookings.book(small, "L999", at(12, 11))
    with pytest.raises(Refused, match="no coaching window 7"):
        change_bookings.book(small, LEADER, at(12, 11), window=7)
    with pytest.raises(Refused, match="not there any more"):
        change_bookings.attended(small, ["0" * 32])
    assert ledger(small) == []


def test_the_coach_is_the_leaders_own(small: Store) -> None:
    with small.command("Coach", {"leaders"}, leaders=[LEADER]) as writing:
        from models.tables import CoachRow, LeaderRow

        coach = CoachRow(name="J. Mensah")
        writing.session.add(coach)
        small.only_row(writing.session, LeaderRow, "leader", reference=LEADER).coach_id = coach.id
    change_bookings.book(small, LEADER, at(12, 11))
    assert ledger(small)[0].booking.coach == "J. Mensah"
    assert row(small).coach == "J. Mensah"


# -- outcomes ----------------------------------------------------------------------------------------


def test_attended_and_not_come_use_a_session_and_one_replaces_the_other(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    change = change_bookings.attended(small, [booking])
    assert change.what == "Marked coaching of Amara Osei on Fri 11 Dec 10:00 as attended"
    assert (row(small).attended, row(small).used) == (1, 1)
    change_bookings.no_show(small, [booking])
    assert only_status(small) is BookingStatus.SPENT
    assert (row(small).attended, row(small).used) == (0, 1)
    undo.undo(small)
    assert only_status(small) is BookingStatus.ATTENDED


def test_the_same_outcome_again_is_refused_and_leaves_no_entry(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    change_bookings.attended(small, [booking])
    before = len(history.entries(small))
    with pytest.raises(Refused, match="Nothing to change"):
        change_bookings.attended(small, [booking])
    assert len(history.entries(small)) == before


@pytest.mark.parametrize(("start", "taken"), [(at(2, 1, 23, 30), True), (at(2, 2, 0, 30), False)])
def test_an_outcome_is_recorded_from_the_day_of_the_booking_on(small: Store, start: datetime, taken: bool) -> None:
    (booking,) = booked(small, start)
    for command in (change_bookings.attended, change_bookings.no_show):
        if taken:
            command(small, [booking])
        else:
            with pytest.raises(Refused, match="still to come"):
                command(small, [booking])
    assert (only_status(small) is BookingStatus.BOOKED) is not taken


@pytest.mark.parametrize(
    ("notice", "status", "says"),
    [
        (timedelta(hours=24), BookingStatus.CANCELLED_IN_TIME, "24 h before: in time"),
        (timedelta(hours=24) - timedelta(seconds=1), BookingStatus.SPENT, "23 h 59 min 59 s before: spent"),
        (timedelta(0), BookingStatus.SPENT, "at the start: spent"),
        (timedelta(hours=-1), BookingStatus.SPENT, "1 h after the start: spent"),
    ],
)
def test_the_time_of_notice_alone_decides_whether_a_session_is_spent(
    small: Store, notice: timedelta, status: BookingStatus, says: str
) -> None:
    (booking,) = booked(small, at(12, 11))
    change = change_bookings.cancel(small, booking, at(12, 11) - notice)
    assert only_status(small) is status
    assert says in change.what
    assert row(small).used == (1 if status is BookingStatus.SPENT else 0)


def test_the_24_hours_are_elapsed_hours_across_the_autumn_change(small: Store) -> None:
    """Sunday 25 October 2026, 10:00, cancelled Saturday 10:00: 25 hours; at 11:00 24, at 11:01 one minute less."""
    starts = at(10, 25)
    (booking,) = booked(small, starts)
    change_bookings.cancel(small, booking, at(10, 24, 11))
    assert only_status(small) is BookingStatus.CANCELLED_IN_TIME
    change_bookings.cancel(small, booking, at(10, 24, 11, 1))
    assert only_status(small) is BookingStatus.SPENT


def test_notice_that_has_not_come_yet_is_refused(small: Store) -> None:
    (booking,) = booked(small, at(2, 20))
    with pytest.raises(Refused, match="has not come yet"):
        change_bookings.cancel(small, booking, at(2, 10))
    assert only_status(small) is BookingStatus.BOOKED


def test_a_coach_who_cancels_uses_nothing_and_leaves_a_task_until_rebooked(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    change_bookings.coach_cancelled(small, [booking])
    assert only_status(small) is BookingStatus.COACH_CANCELLED
    assert (row(small).used, row(small).to_rebook, row(small).is_open) == (0, 1, True)
    change_bookings.book(small, LEADER, at(2, 16))
    assert row(small).to_rebook == 0


def test_a_session_to_come_that_the_coach_calls_off_is_to_be_rebooked_today(small: Store) -> None:
    (booking,) = booked(small, at(2, 16))
    change_bookings.coach_cancelled(small, [booking])
    assert ledger(small)[0].booking.cancelled_on == TODAY
    assert row(small).to_rebook == 1


def test_only_a_spent_session_is_set_aside_and_only_with_a_category(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    with pytest.raises(Refused, match=r"only a spent one can be set aside \(1.1.3\)"):
        change_bookings.set_aside(small, [booking], WaivedReason.CARING)
    change_bookings.no_show(small, [booking])
    change = change_bookings.set_aside(small, [booking], WaivedReason.CARING)
    assert only_status(small) is BookingStatus.WAIVED
    assert "caring" not in change.what
    assert row(small).used == 0
    change_bookings.set_aside(small, [booking], None)
    assert only_status(small) is BookingStatus.SPENT


def test_clearing_takes_every_trace_of_the_outcome(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    plain = ledger(small)[0].booking
    change_bookings.cancel(small, booking, at(12, 11, 7))
    change_bookings.set_aside(small, [booking], WaivedReason.SICKNESS)
    change_bookings.clear(small, [booking])
    assert ledger(small)[0].booking == plain
    (learned,) = small.connection.execute("SELECT learned_at FROM booking").fetchone()
    assert learned is None


def test_moving_is_one_command_with_a_cancellation_and_a_new_booking(small: Store) -> None:
    (booking,) = booked(small, at(2, 16))
    change = change_bookings.reschedule(small, booking, at(1, 31, 9), at(2, 23))
    assert change.what.startswith("Moved coaching of Amara Osei on Tue 16 Feb 10:00 to Tue 23 Feb 10:00; notice")
    assert [entry.status for entry in ledger(small)] == [BookingStatus.CANCELLED_IN_TIME, BookingStatus.BOOKED]
    undo.undo(small)
    assert only_status(small) is BookingStatus.BOOKED


def test_moving_at_short_notice_spends_the_session(small: Store) -> None:
    (booking,) = booked(small, at(1, 20))
    change_bookings.reschedule(small, booking, at(1, 20, 9), at(2, 23))
    assert ledger(small)[0].status is BookingStatus.SPENT


def test_moving_to_a_start_that_is_taken_or_what_is_over_is_refused(small: Store) -> None:
    first, second = booked(small, at(1, 20), at(2, 16))
    with pytest.raises(Refused, match="already"):
        change_bookings.reschedule(small, second, at(1, 31), at(1, 20))
    change_bookings.attended(small, [first])
    with pytest.raises(Refused, match="is attended already"):
        change_bookings.reschedule(small, first, at(1, 19), at(2, 23))
    assert len(ledger(small)) == 2


def test_several_bookings_are_one_command_and_one_undo(small: Store) -> None:
    bookings = [*booked(small, at(12, 11)), *booked(small, at(12, 11), leader="L002")]
    change = change_bookings.attended(small, bookings)
    assert change.what == "Marked 2 coaching sessions as attended"
    assert change.leaders == frozenset({"L001", "L002"})
    undo.undo(small)
    assert only_status(small) is BookingStatus.BOOKED


def test_one_that_is_still_to_come_stops_all_of_them(small: Store) -> None:
    bookings = [*booked(small, at(12, 11)), *booked(small, at(2, 16), leader="L002")]
    with pytest.raises(Refused):
        change_bookings.attended(small, bookings)
    assert only_status(small) is BookingStatus.BOOKED


def test_a_spent_session_is_flagged_and_cleared_in_the_inbox_when_set_aside(small: Store) -> None:
    (booking,) = booked(small, at(12, 11))
    change_bookings.no_show(small, [booking])
    (verdict,) = judge_all(small, TODAY, leaders=[LEADER])
    assert "coaching_spent" in {concern.kind for concern in verdict.concerns}
    change_bookings.set_aside(small, [booking], WaivedReason.CARING)
    kept = facts.read(small.connection, StoredConcern, "WHERE kind = 'coaching_spent'")
    assert [stored_values.to_date(concern.cleared_on) for concern in kept] == [TODAY]


# -- the board ---------------------------------------------------------------------------------------


def test_the_board_puts_bookings_in_their_windows_and_the_rest_outside(small: Store) -> None:
    """November lies in windows 1 and 2; a third in November finds neither free."""
    booked(small, at(11, 3), at(11, 10), at(11, 17), at(2, 16))
    entry = row(small)
    shown = [place.entry.booking.starts_on.day if place else None for place in entry.windows]
    assert shown == [3, 10, 16, None, None, None]
    assert entry.outside is not None
    assert entry.outside.entry.booking.starts_on.day == 17


def test_of_several_in_a_window_the_one_that_holds_it_is_shown_with_a_count(small: Store) -> None:
    first, second = booked(small, at(2, 9), at(2, 16))
    change_bookings.coach_cancelled(small, [first])
    place = row(small).windows[2]
    assert place is not None
    assert (place.entry.booking.id, place.more) == (second, 1)
    change_bookings.coach_cancelled(small, [second])
    place = row(small).windows[2]
    assert place is not None
    assert (place.entry.booking.id, place.more) == (second, 1), "nothing holds it: the latest"


def test_a_window_set_by_hand_stands(small: Store) -> None:
    (booking,) = booked(small, at(11, 3))
    change_bookings.edit(small, booking, 5, Recording.AGREED)
    (entry,) = ledger(small)
    assert (entry.window, entry.booking.recording) == (5, Recording.AGREED)
    with pytest.raises(Refused, match="window 0"):
        change_bookings.edit(small, booking, 0, None)


def test_a_leader_with_nothing_is_behind_and_open_and_one_not_active_is_not(small: Store) -> None:
    entry = row(small)
    assert (entry.behind, entry.empty, entry.is_open) == (True, (3,), True)
    with small.command("Pause", {"leaders"}, leaders=[LEADER]) as writing:
        from models.tables import LeaderRow

        small.only_row(writing.session, LeaderRow, "leader", reference=LEADER).state = LeaderState.PAUSED
    assert not row(small).is_open


def test_a_booking_without_an_outcome_is_to_be_recorded_from_its_day_on(small: Store) -> None:
    booked(small, at(1, 20))
    assert [row(small, day=date(2027, 1, day)).unrecorded for day in (19, 20, 21)] == [0, 1, 1]


def test_the_verbs_act_on_the_earliest_to_record_then_on_the_next_to_come(small: Store) -> None:
    first, second, third = booked(small, at(12, 11), at(1, 20), at(2, 16))

    def acted() -> str | None:
        record = facts.records(small.connection, small.programmes, leaders=[LEADER])[0]
        listed = coaching.at_hand(record, TODAY)
        return listed.id if listed else None

    for booking in (first, second):
        assert acted() == booking
        change_bookings.attended(small, [booking])
    assert acted() == third
    change_bookings.coach_cancelled(small, [third])
    assert acted() is None


def test_where_a_new_booking_would_stand_is_known_before_it_is_made(small: Store) -> None:
    (booking,) = booked(small, at(11, 3))
    record = facts.records(small.connection, small.programmes, leaders=[LEADER])[0]
    assert coaching.window_for(record, at(10, 20)) == 1
    assert coaching.window_for(record, at(11, 20)) == 2
    moved = next(held for held in record.bookings if held.id == booking)
    assert coaching.window_for(record, at(11, 20), moved) == 1
    assert coaching.window_for(record, at(9, 20)) is None


def test_an_outcome_stored_by_other_means_reads_back(small: Store) -> None:
    """The file keeps the words of the closed lists, and UTC."""
    (booking,) = booked(small, at(7, 6))
    stored, outcome = small.connection.execute("SELECT starts_at, outcome FROM booking").fetchone()
    assert stored_values.to_instant(stored) == datetime(2027, 7, 6, 9, tzinfo=UTC)
    assert outcome is None
    change_bookings.coach_cancelled(small, [booking])
    assert small.connection.execute("SELECT outcome FROM booking").fetchone() == (Outcome.CANCELLED.value,)
