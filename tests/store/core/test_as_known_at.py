"""What was known at an instant equals a copy of the file taken right then, row for row."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui import demo
from psw_tui.policy.terms import Answer, Channel, Direction, Element, Explanation, MarkValue, Role, Stage
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import as_known_at, history, undo
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case, communications, decisions, inbox, ladder_moves, plan, withdrawal
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_START = datetime(2027, 2, 1, 9, tzinfo=UTC)
BEHIND = "coaching_behind::L001"
Rows = dict[str, list[tuple[Any, ...]]]


def rows(connection: sqlite3.Connection) -> Rows:
    """Every row of every table but the programmes' texts, which no entry of the journal speaks of."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in names
        if name != "programme_text"
    }


def _letter(store: Store, **more: Any) -> None:
    communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.LETTER, **more)


def _sign(store: Store, role: Role, answer: Answer, view: str = "") -> None:
    withdrawal.sign_off(store, "L001", role=role, name="Someone Else", answer=answer, view=view)


def _script(store: Store) -> list[Callable[[], Any]]:
    """A history with commands, corrections, undo, redo, strokes and rows that went away and came back."""
    start = datetime(2027, 3, 2, 10, tzinfo=UTC)

    def close_action() -> None:
        (action,) = case.case_of(store, "L001").plan
        plan.close_action(store, "L001", action.id)

    def take_back() -> None:
        undo.undo(store)

    def consult() -> None:
        for role in list(Role)[1:]:
            _sign(store, role, Answer.CONSULTED)

    return [
        lambda: record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT),
        lambda: record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.PRESENT),
        take_back,
        lambda: record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY),
        lambda: record_marks.clear(store, "W1", ["L001"]),
        take_back,
        lambda: change_bookings.book(store, "L001", start),
        take_back,
        lambda: undo.redo(store),
        lambda: decisions.accept(store, [BEHIND]),
        lambda: _letter(store, reply_by=date(2027, 2, 5), summary="2027-02-01T10:00:00"),
        lambda: ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better"),
        take_back,
        take_back,
        take_back,
        lambda: undo.redo(store),
        lambda: undo.redo(store),
        lambda: undo.redo(store),
        lambda: plan.add_action(store, "L001", "a weekly call", "Ruth", date(2027, 2, 12)),
        close_action,
        lambda: communications.log(store, "L001", direction=Direction.REFERRAL, channel=Channel.EMAIL),
        lambda: ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "still no better"),
        lambda: _sign(store, Role.PBDL, Answer.AGREED),
        take_back,
        lambda: undo.redo(store),
        lambda: _sign(store, Role.PBDL, Answer.DECLINED, "too early"),
        take_back,
        consult,
        lambda: ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all"),
        lambda: withdrawal.tick_access(store, "L001", [Element.COACHING]),
        take_back,
        take_back,
        lambda: change_leaders.edit_leaders(store, ["L001", "L002"], {"phone": "1", "coach": "A New Coach"}),
        lambda: change_leaders.edit_leaders(store, ["L001", "L002"], {"phone": "2"}),
    ]


def test_every_moment_of_a_history_is_given_back_row_for_row(small: Store) -> None:
    copies: list[tuple[datetime, Rows]] = []
    for number, step in enumerate(_script(small)):
        instant = _START + timedelta(minutes=10 * number)
        with clock.at(instant):
            step()
        copies.append((instant, rows(small.connection)))
    assert len(copies[-1][1]["operation"]) > len(copies)
    for instant, then in copies:
        with as_known_at.known_at(small, instant) as then_store:
            assert rows(then_store.connection) == then
    back = copies[::-1]
    stores = as_known_at.going_back(small, [instant for instant, _ in back])
    for (_, then), then_store in zip(back, stores, strict=True):
        assert rows(then_store.connection) == then
    assert rows(small.connection) == copies[-1][1]


def test_links_that_the_database_let_go_are_there_again(small: Store) -> None:
    steps: tuple[Callable[[], Any], ...] = (
        lambda: decisions.accept(small, [BEHIND]),
        lambda: _letter(small),
        lambda: ladder_moves.move(small, "L001", Stage.PARTNERSHIPS, "no better"),
        lambda: undo.undo(small),
        lambda: undo.undo(small),
        lambda: undo.undo(small),
        lambda: undo.redo(small),
    )
    copies = []
    for number, step in enumerate(steps):
        with clock.at(_START + timedelta(minutes=number)):
            step()
        copies.append(rows(small.connection))
    for number, then in enumerate(copies):
        with as_known_at.known_at(small, _START + timedelta(minutes=number)) as found:
            assert rows(found.connection) == then


def test_before_the_first_entry_nothing_is_known(small: Store) -> None:
    with as_known_at.known_at(small, datetime(2020, 1, 1, tzinfo=UTC)) as found:
        assert {name for name, held in rows(found.connection).items() if held} == set()
        assert judge_all(found, found.today) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET counter = 'x' WHERE counter = 2",
        "UPDATE operation SET counter = 'x' || counter",
        "UPDATE operation SET counter = -counter, previous = CASE WHEN counter = 1 THEN hash ELSE previous END",
        "UPDATE operation SET counter = -counter, previous = hash",
        "UPDATE operation SET counter = -counter, hash = x'', previous = x''",
    ],
)
def test_a_journal_that_is_damaged_or_forged_ends_nothing(small: Store, statement: str) -> None:
    with clock.at(_START):
        record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    small.connection.execute(statement)
    with as_known_at.known_at(small, _START + timedelta(days=1)) as found:
        assert rows(found.connection)["mark"] == rows(small.connection)["mark"]


def test_the_reads_work_on_it_and_the_open_reading_is_left_as_it_is(small: Store) -> None:
    with clock.at(_START):
        record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    with clock.at(_START + timedelta(days=1)):
        record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    small.connection.execute("BEGIN")
    now = judge_all(small, small.today, leaders=["L001"])
    with as_known_at.known_at(small, _START) as then:
        (verdict,) = judge_all(then, small.today, leaders=["L001"])
        assert verdict.record.marks["W1"].value is MarkValue.ABSENT
        assert "unexplained_absence:W1:L001" in {row.key for row in inbox.inbox(then, [verdict], small.today)}
        assert case.case_of(then, "L001").escalation is None
    assert small.connection.in_transaction
    assert judge_all(small, small.today, leaders=["L001"]) == now
    small.connection.execute("ROLLBACK")


def test_a_programme_broken_meanwhile_does_not_stand_in_the_way(small: Store) -> None:
    """What was known then is judged by the numbers that this store was opened with."""
    small.path.with_name("programme.toml").write_text("no toml", "utf-8")
    with as_known_at.known_at(small, _START) as then:
        assert then.programmes is small.programmes


def test_every_instant_of_the_models_is_known_by_its_name() -> None:
    from sqlalchemy import TypeDecorator
    from sqlmodel import SQLModel

    import models.tables  # noqa: F401 - registers the tables

    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            named = column.key == "at" or column.key.endswith("_at")
            bare = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
            assert named == (bare.python_type is datetime), (table.name, column.key)
        let_go = {key.parent.key for key in table.foreign_keys if key.ondelete == "SET NULL"}
        assert let_go == set(as_known_at.LETS_GO.get(table.name, ())), table.name


@pytest.mark.parametrize("seed", [7, 2026])
def test_a_year_of_the_demo_is_given_back_at_its_turns(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "demo.db"
    demo.make(path, date(2027, 5, 1), leaders=8, seed=seed)
    with Store.open(path, writing=False) as store:
        entries = history.entries(store)
        whole = rows(store.connection)
        with as_known_at.known_at(store, entries[0].at) as found:
            assert rows(found.connection) == whole
        for entry in entries[:: max(1, len(entries) // 12)]:
            with as_known_at.known_at(store, entry.at) as found:
                assert found.connection.execute("PRAGMA foreign_key_check").fetchall() == []
                last = max(other.counter for other in entries if other.at <= entry.at)
                assert history.entries(found)[0].counter == last
                assert _from_afters(store, last) == _held(found)


def _held(store: Store) -> set[tuple[str, str]]:
    """The keys of every row outside the journal."""
    stored = rows(store.connection)
    return {(name, row[0]) for name in stored.keys() - {"operation", "change"} for row in stored[name]}


def _from_afters(store: Store, counter: int) -> set[tuple[str, str]]:
    """The same, followed forwards from an empty file instead of back from the full one."""
    held: set[tuple[str, str]] = set()
    query = """
        SELECT c.table_name, c.row_id, c."after" IS NULL FROM "change" c JOIN operation o ON o.id = c.operation_id
        WHERE o.counter <= ? ORDER BY o.counter, c.n
    """
    for table, key, gone in store.connection.execute(query, (counter,)):
        (held.discard if gone else held.add)((table, key))
    return held
