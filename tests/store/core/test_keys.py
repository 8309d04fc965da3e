"""Keys that are derived from what a row is about: two laptops make the same row, and none is in another's way."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel, select

from models.keys import NATURAL_KEYS, derived
from models.tables import BookingRow, LeaderRow, MarkRow, RoundRow
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import Engagement, MarkValue, RoundKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.coaching import change_bookings, change_evaluations
from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.keys import free_key
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredRound
from psw_tui.store.registers import record_marks
from tests.exchange.table_files import write_csv

AT = datetime(2027, 2, 8, 10, tzinfo=UTC)
#: Tables of which no two rows may agree either, and whose keys are random all the same: of people, and of what is
#: renamed; of certificates, whose numbers are counted; and the journal's.
_RANDOM = {"certificate", "cohort", "coach", "leader", "session", "operation", "change"}


def test_a_key_is_derived_of_what_no_two_rows_of_a_table_share() -> None:
    shared = {
        (table.name, tuple(column.name for column in constraint.columns))
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    }
    assert set(NATURAL_KEYS.items()) <= shared
    assert {table for table, _ in shared} - set(NATURAL_KEYS) == _RANDOM


def dump(store: Store) -> dict[str, set[str]]:
    """The keys of every row that has a derived one."""
    return {table: {key for (key,) in store.connection.execute(f'SELECT id FROM "{table}"')} for table in NATURAL_KEYS}


def test_two_copies_of_a_file_make_the_same_rows_of_the_same(small: Store) -> None:
    other = small.path.with_name("other.db")
    other.write_bytes(small.path.read_bytes())
    with ExitStack() as both:
        stores = small, both.enter_context(Store.open(other))
        for store in stores:
            record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.ABSENT)
            record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)  # what was a concern is kept as cleared
            change_bookings.book(store, "L001", AT)
            change_evaluations.introduction(store, ["L001"], came=True)
            change_rounds.new_round(store, "L001", date(2027, 1, 5), RoundKind.BASELINE)
            [begun] = facts.read(store.connection, StoredRound)
            change_rounds.rate(store, begun.id, "curiosity.self", 3)
        one, two = map(dump, stores)
    assert one == two
    assert {table for table, keys in one.items() if keys} >= {"mark", "concern", "booking", "introduction", "rating"}


def _starts(store: Store) -> dict[str, str]:
    return {row.id: row.starts_at[:16] for row in facts.read(store.connection, StoredBooking)}


def test_a_moved_row_keeps_its_key_and_what_comes_in_its_place_has_the_next(small: Store) -> None:
    change_bookings.book(small, "L001", AT)
    [first] = _starts(small)
    with small.command("Moved", {"bookings"}) as writing:
        writing.session.exec(select(BookingRow)).one().starts_at += timedelta(days=1)
    change_bookings.book(small, "L001", AT)
    after = _starts(small)
    assert sorted(after.values()) == ["2027-02-08 10:00", "2027-02-09 10:00"]
    assert after[first] == "2027-02-09 10:00"
    for _ in range(3):
        undo.undo(small)
    assert _starts(small) == {}
    for _ in range(3):
        undo.redo(small)
    assert _starts(small) == after
    assert check(small.path) == []


def test_an_import_gives_the_next_key_where_a_moved_row_has_the_first(small: Store, tmp_path: Path) -> None:
    """Of its many rows those alone, for the keys of all are looked up at once."""
    change_bookings.book(small, "L001", AT)
    [first] = _starts(small)
    with small.command("Moved", {"bookings"}) as writing:
        writing.session.exec(select(BookingRow)).one().starts_at += timedelta(days=1)
    lines = [("leader", "starts_at"), ("L001", "2027-02-08 10:00"), ("L001", "2027-02-11 10:00")]
    assert import_table(small, "coaching", write_csv(tmp_path / "coaching.csv", lines)).created == 2
    leader = small.connection.execute("SELECT leader_id FROM booking").fetchone()[0]
    made = {start: key for key, start in _starts(small).items() if key != first}
    for day, number in ((8, 2), (11, 1)):
        start = f"2027-02-{day:02} 10:00"
        about = {"leader_id": leader, "starts_at": f"{start}:00.000000"}
        assert made[start] == derived("booking", about, number).hex


def test_rows_that_are_moved_and_made_within_one_command_are_kept_apart(small: Store) -> None:
    """Neither is in the file yet when the other is given its key."""
    with small.command("Began two", {"rounds"}) as writing:
        leader = small.only_row(writing.session, LeaderRow, "leader", reference="L001")
        one, two = (RoundRow(leader_id=leader.id, round_on=date(2027, 1, 5), kind=RoundKind.REVIEW) for _ in range(2))
        writing.session.add(one)
        one.round_on = date(2027, 1, 6)
        writing.session.add(two)
    assert {row.round_on for row in facts.read(small.connection, StoredRound)} == {"2027-01-05", "2027-01-06"}


@pytest.mark.parametrize("flushed", [False, True])
def test_a_row_that_is_taken_away_and_made_again_within_one_command_is_one_change(small: Store, flushed: bool) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    record_marks.engage(small, "W1", ["L001"], Engagement.LIMITED)
    before = small.connection.execute("SELECT * FROM mark").fetchall()
    with small.command("Marked anew", {"marks"}) as writing:
        session = writing.session
        row = session.exec(select(MarkRow)).one()
        session.delete(row)
        if flushed:
            session.flush()
        session.add(MarkRow(leader_id=row.leader_id, session_id=row.session_id, value=MarkValue.ABSENT))
    after = small.connection.execute("SELECT * FROM mark").fetchall()
    assert [row[:3] for row in after] == [row[:3] for row in before]
    assert [row[3:6] for row in after] == [("absent", None, None)]
    undo.undo(small)
    assert small.connection.execute("SELECT * FROM mark").fetchall() == before
    undo.redo(small)
    assert small.connection.execute("SELECT * FROM mark").fetchall() == after
    assert check(small.path) == []


def test_a_row_out_of_sight_keeps_its_key(small: Store) -> None:
    """What can't be read is hidden, and is there."""
    change_bookings.book(small, "L001", AT)
    [key] = _starts(small)
    small.connection.execute("UPDATE booking SET starts_at = 'some day'")
    small.look_for_damage()
    assert _starts(small) == {}
    leader = UUID(small.connection.execute("SELECT leader_id FROM main.booking").fetchone()[0])
    assert free_key(small.connection, "booking", {"leader_id": leader, "starts_at": AT}).hex != key
