"""One damaged row: whoever it belongs to is unreadable, everybody else is judged and recorded as ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlmodel import SQLModel

import models.tables  # noqa: F401 - registers the tables
from models import damage
from psw_tui import demo
from psw_tui.policy.terms import MarkValue
from psw_tui.store.capabilities import change_rounds, rounds
from psw_tui.store.coaching import bookings
from psw_tui.store.core import as_known_at, history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.reads.verdicts import VerdictCache, judge_all, leaders_covered
from psw_tui.store.registers import catch_ups, change_sessions, record_marks, registers, sessions, term
from psw_tui.store.roster import change_cohorts, cohorts, leaders
from psw_tui.store.roster.leader_page import leader_file
from screens.today.agenda import agenda

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Column, Table

DAY = date(2027, 2, 1)
_PAGE = 4096
#: The changes of the journal are looked through by `psw check`, and read one by one.
_TABLES = [table for table in SQLModel.metadata.sorted_tables if table.name != "change"]
_WHOSE = {"rating": "round", "plan_action": "escalation", "notice_outcome": "escalation", "access_item": "escalation"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A small made-up cohort with at least one row in every table."""
    path = tmp_path_factory.mktemp("sound") / "psw.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", DAY.isoformat())
        demo.make(path, DAY, leaders=12, seed=3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in _TABLES:
            if connection.execute(f'SELECT 1 FROM "{table.name}"').fetchone() is None:
                row = [_value(connection, column) for column in table.columns]
                marks = ", ".join("?" * len(row))
                connection.execute(f'INSERT INTO "{table.name}" VALUES ({marks})', row)
        yield connection


def _value(connection: sqlite3.Connection, column: Column[Any]) -> Any:
    """Something that a column may hold."""
    for link in column.foreign_keys:
        nobodys = dict.fromkeys(("session", "coach", "cohort", "report", "erasure", "salesforce_batch"), "")
        of = {"leader": "id", **nobodys}.get(link.column.table.name, "leader_id")
        where = f"WHERE {of} = (SELECT leader_id FROM escalation WHERE rowid = 1)" if of else ""
        found = connection.execute(f'SELECT id FROM "{link.column.table.name}" {where}').fetchone()
        return None if found is None else found[0]
    if column.name == "id":
        return uuid4().hex
    if words := getattr(column.type, "enums", None):
        return words[0]
    kind = str(column.type).partition("(")[0]
    return {
        "DATE": "2027-01-04",
        "DATETIME": "2027-01-04 10:00:00.000000",
        "BOOLEAN": 0,
        "INTEGER": 1,
        "CHAR": uuid4().hex,
    }.get(kind, "{}")


@pytest.fixture
def copy(sound: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """The file in memory, to be damaged."""
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        sound.backup(connection)
        connection.execute("PRAGMA ignore_check_constraints=ON")
        yield connection


def _bad(column: Column[Any]) -> str:
    """SQL of something that the column can't hold."""
    kind = str(column.type).partition("(")[0]
    if column.name in ("verdicts", "numbers", "columns"):
        return "'{'"
    if getattr(column.type, "enums", None) or column.name == "id" or column.foreign_keys:
        return "'none of these'"
    bad = {"DATE": "'2027-02-30'", "DATETIME": "'2027-01-04 25:00:00'", "BOOLEAN": "7", "INTEGER": "'many'"}
    return bad.get(kind, "'soon'" if kind == "CHAR" else "CAST(x'41ff' AS TEXT)")


def _owner(connection: sqlite3.Connection, table: Table, row: int) -> str:
    """The reference of the leader whose row it is."""
    name, chain = table.name, f'"{table.name}" t'
    if name == "leader":
        return str(connection.execute("SELECT reference FROM leader WHERE rowid = ?", (row,)).fetchone()[0])
    link = "t.leader_id"
    if name in _WHOSE:
        chain += f" JOIN {_WHOSE[name]} o ON o.id = t.{_WHOSE[name]}_id"
        link = "o.leader_id"
    query = f"SELECT l.reference FROM {chain} JOIN leader l ON l.id = {link} WHERE t.rowid = ?"
    return str(connection.execute(query, (row,)).fetchone()[0])


def _verdicts(store: Store) -> dict[str, Any]:
    """The verdicts by reference, and that Today can be drawn from them."""
    verdicts = judge_all(store, DAY)
    agenda(store, verdicts, DAY)
    return {verdict.reference: verdict for verdict in verdicts}


def _read_everything(store: Store) -> dict[str, Any]:
    """What every area and command reads; the verdicts by reference."""
    verdicts = judge_all(store, DAY)
    agenda(store, verdicts, DAY)
    leaders_covered(store, DAY)
    assert {row.reference for row in leaders.roster(store)} == {verdict.reference for verdict in verdicts}
    for cohort in cohorts.cohorts(store):
        term.term(store, verdicts, cohort.name, DAY)
        for line in sessions.sessions_list(store, cohort.name, DAY):
            registers.register(store, line.session.reference, DAY)
    bookings.board(store, verdicts, DAY)
    rounds.overview(store, verdicts)
    inbox.states(store, verdicts, DAY)
    inbox.inbox(store, verdicts, DAY)
    queue.queue(store, verdicts, DAY)
    history.entries(store)
    for verdict in verdicts:
        leader_file(store, verdict, DAY)
    return {verdict.reference: verdict for verdict in verdicts}


@pytest.fixture(scope="module")
def before(sound: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is read of the file while nothing in it is damaged; each copy is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", DAY.isoformat())
        return _read_everything(Store(tmp_path_factory.mktemp("before") / "psw.db", sound, DAY))


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.name)
def test_a_bad_value_in_any_column_hides_whose_it_is_and_nobody_else(
    copy: sqlite3.Connection, before: dict[str, Any], tmp_path: Path, table: Table
) -> None:
    last = list(table.columns)[-1].name
    (row,) = copy.execute(f'SELECT min(rowid) FROM main."{table.name}"').fetchone()
    owned = "leader_id" in table.columns or table.name in _WHOSE or table.name == "leader"
    expected = {_owner(copy, table, row)} if owned else set()
    for column in table.columns:
        copy.execute("SAVEPOINT whole")
        copy.execute(f'UPDATE main."{table.name}" SET "{column.name}" = {_bad(column)} WHERE rowid = ?', (row,))
        store = Store(tmp_path / "psw.db", copy, DAY)
        hidden = set(store.damage.leaders)
        where = f"{table.name}.{column.name}"
        assert store.damage, where
        found = (_read_everything if column.name in ("id", last) else _verdicts)(store)
        if table.name in ("cohort", "session"):
            assert not found, where
        elif owned and column.name != "reference":
            assert hidden >= expected, where
            lost = column.name.removesuffix("_id") in ("leader", "round", "escalation")
            assert hidden == expected or lost or column.name == "id", where
        assert found == {key: verdict for key, verdict in before.items() if key in found}, where
        assert len(found) + len(hidden) == len(before), where
        copy.execute("ROLLBACK TO whole")
        copy.execute("RELEASE whole")


def test_where_all_can_be_read_no_table_is_asked_for_its_bad_rows(
    sound: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes four statements a table, at each of which a thread waits for the one that draws."""
    monkeypatch.setattr(damage, "_readable_bad_rows", pytest.fail)
    assert not damage.hide(sound, {"psw"})


@pytest.fixture
def copied(sound: sqlite3.Connection, tmp_path: Path) -> Path:
    """A file of its own of the small made-up cohort."""
    path = tmp_path / "copied.db"
    with closing(sqlite3.connect(path)) as copy:
        sound.backup(copy)
    return path


@pytest.mark.parametrize("table", ["booking", "mark", "concern"])
def test_a_key_that_the_index_alone_has_wrong_hides_whose_it_is(copied: Path, table: str) -> None:
    """Rows are found by it. The look at the pages finds nothing there: it goes through no index."""
    with closing(sqlite3.connect(copied)) as connection:
        index = f"sqlite_autoindex_{table}_1"
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (index,)).fetchone()
        (key,) = connection.execute(f"SELECT id FROM {table} NOT INDEXED ORDER BY rowid LIMIT 1").fetchone()
    data = bytearray(copied.read_bytes())
    data[data.index(key.encode(), (root - 1) * _PAGE, root * _PAGE)] = ord("z")
    copied.write_bytes(data)
    with closing(sqlite3.connect(copied, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        assert damage.hide(connection, {"psw"}).leaders


@pytest.mark.parametrize("tables", [["o'clock", "{}"], [f"table_{number}" for number in range(600)]], ids=["'", "many"])
def test_tables_that_are_not_psw_s_are_in_nobody_s_way(copied: Path, tables: list[str]) -> None:
    with closing(sqlite3.connect(copied, isolation_level=None)) as connection:
        for table in tables:
            connection.execute(f'CREATE TABLE "{table}" (id TEXT)')
            connection.execute(f'INSERT INTO "{table}" VALUES (?)', ("0" * 32,))
        assert not damage.hide(connection, {"psw"})


def test_what_the_schema_says_of_an_empty_table_may_be_unreadable(copied: Path) -> None:
    """A letter of it that is damaged is in nobody's way."""
    with closing(sqlite3.connect(copied, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE spare (a_column_of_it TEXT)")
    data = copied.read_bytes()
    assert data.count(b"a_column_of_it") == 1
    copied.write_bytes(data.replace(b"a_column_of_it", b"a_c\xffl\xffmn_of_it"))
    with closing(sqlite3.connect(copied, isolation_level=None)) as connection:
        connection.execute("UPDATE leader SET offer_accepted_on = 'once' WHERE reference = 'L002'")
        assert damage.hide(connection, {"psw"}).leaders == ("L002",)


def test_a_cohort_whose_programme_is_not_there_is_left_out(sound: sqlite3.Connection, tmp_path: Path) -> None:
    """A letter of it changed, or its table gone from programme.toml; `psw check` says which."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        sound.backup(copy)
        copy.execute("UPDATE cohort SET programme = 'psx'")
        store = Store(tmp_path / "psw.db", copy, DAY)
        assert len(store.damage.cohorts) == 1
        assert _read_everything(store) == {}


def test_what_another_program_damages_meanwhile_is_left_out_too(small: Store, db: Path) -> None:
    kept = VerdictCache(small)
    assert [verdict.reference for verdict in kept.all(DAY)] == ["L001", "L002", "L003"]
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints=ON")
        other.execute("UPDATE leader SET state = 'none' WHERE reference = 'L002'")
    assert record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT) is not None
    assert [verdict.reference for verdict in kept.all(DAY)] == ["L001", "L003"]
    with pytest.raises(Refused, match="L002: unreadable record"):
        record_marks.mark(small, "W1", ["L002"], MarkValue.PRESENT)


# -- commands ------------------------------------------------------------------------------------


@pytest.fixture
def damaged(small: Store) -> Store:
    """The small cohort, where L001 missed a workshop without a word and the mark of it has become no word."""
    for leader in ("L001", "L002"):
        record_marks.mark(small, "W1", [leader], MarkValue.ABSENT)
    small.connection.execute("PRAGMA ignore_check_constraints=ON")
    small.connection.execute(
        "UPDATE mark SET value = 'lost' WHERE leader_id = (SELECT id FROM leader WHERE reference = 'L001')"
    )
    small.look_for_damage()
    assert small.damage.leaders == ("L001",)
    return small


def _of_the_hidden(store: Store) -> list[Any]:
    """Every row of L001, as it stands in the tables themselves."""
    (key,) = store.connection.execute("SELECT id FROM main.leader WHERE reference = 'L001'").fetchone()
    return [
        store.connection.execute(f'SELECT * FROM main."{table}" WHERE {column} = ?', (key,)).fetchall()
        for table, column in (("leader", "id"), ("mark", "leader_id"), ("concern", "leader_id"))
    ]


def test_commands_on_others_go_on_and_leave_the_hidden_alone(damaged: Store) -> None:
    """Marks, the rest of a register, a cancelled session with everybody's concerns, undo and redo."""
    before = _of_the_hidden(damaged)
    assert record_marks.mark(damaged, "W2", ["L002"], MarkValue.ABSENT) is not None
    assert record_marks.fill_present(damaged, "W2") is not None
    assert change_sessions.set_cancelled(damaged, ["W1"], cancelled=True) is not None
    assert undo.undo(damaged).undoes
    assert undo.redo(damaged) is not None
    assert change_cohorts.add(damaged, "PSW 2027", 2027) is not None
    assert leaders.next_reference(damaged) == "L004"
    assert _of_the_hidden(damaged) == before
    marked = damaged.connection.execute("SELECT count(*) FROM main.mark").fetchone()
    assert marked == (2 + 2,)  # the rest of a register are the two who can be read


def test_nothing_is_done_to_who_cannot_be_read(damaged: Store) -> None:
    before = _of_the_hidden(damaged)
    pairs = [("L001", "W1")]
    commands: list[Callable[[], object]] = [
        lambda: record_marks.mark(damaged, "W1", ["L001"], MarkValue.PRESENT),
        lambda: record_marks.mark(damaged, "W1", ["L002", "L001"], MarkValue.PRESENT),
        lambda: catch_ups.send(damaged, pairs, DAY),
        lambda: change_rounds.new_round(damaged, "L001", DAY, rounds.kind_due(damaged, "L002")),
    ]
    for command in commands:
        with pytest.raises(Refused, match="L001: unreadable record; run `psw check`, restore a backup"):
            command()
    assert _of_the_hidden(damaged) == before


def test_a_damaged_entry_of_the_journal_stops_neither_commands_nor_the_history(damaged: Store) -> None:
    newest = "(SELECT max(counter) FROM operation)"
    damaged.connection.execute(f"UPDATE main.operation SET at = 'soon' WHERE counter = {newest}")
    damaged.look_for_damage()
    assert damaged.damage.others
    assert record_marks.mark(damaged, "W2", ["L002"], MarkValue.ABSENT) is not None
    counters = [row[0] for row in damaged.connection.execute("SELECT counter FROM main.operation ORDER BY counter")]
    assert counters == list(range(1, len(counters) + 1))
    assert history.entries(damaged)


@pytest.mark.parametrize("image", ["'{'", "'[]'", "replace(before, 'absent', 'zw')", "CAST(x'ff' AS TEXT)"])
def test_an_entry_whose_rows_cannot_be_read_is_refused_in_words(small: Store, image: str) -> None:
    """It is not undone; going back past it ends in words, if it does not succeed."""
    for mark in (MarkValue.ABSENT, MarkValue.PRESENT):
        record_marks.mark(small, "W1", ["L001"], mark)
    small.connection.execute(f"UPDATE change SET before = {image} WHERE before LIKE '%absent%'")
    newest = history.newest(small)
    with pytest.raises(Refused, match="psw check"):
        undo.undo(small)
    assert history.newest(small) == newest
    with suppress(Refused), as_known_at.known_at(small, datetime(2026, 1, 1, tzinfo=UTC)) as then:
        judge_all(then, DAY)


#: What may become of an image of the journal: bytes that are no text, no JSON, no such column, no such day.
_IMAGES = [
    "CAST(CAST({0} AS BLOB) || x'ff' AS TEXT)",
    "'{{'",
    "'{{\"id\": 1}}'",
    'replace({0}, \'"due_on": "2\', \'"due_on": "x\')',
    'replace({0}, \'"due_on": "2\', \'"due_on": "0\')',
    "replace({0}, '\"escalation_id\"', '\"escalation_ie\"')",
]


@pytest.mark.parametrize("side", ["before", "after"])
def test_damaged_images_of_the_ladder_close_neither_today_nor_the_queue(
    copy: sqlite3.Connection, tmp_path: Path, side: str
) -> None:
    """A part of the file that shows no more than when a stage was due takes nothing else with it."""
    store = Store(tmp_path / "psw.db", copy, DAY)
    days = {day: judge_all(store, day) for day in (DAY, DAY - timedelta(weeks=4), DAY - timedelta(weeks=8))}

    def who() -> list[list[str]]:
        for day, verdicts in days.items():
            agenda(store, verdicts, day)
        return [sorted(row.leader for row in queue.queue(store, verdicts, day)) for day, verdicts in days.items()]

    before = who()
    assert all(before)
    for image in _IMAGES:
        copy.execute("SAVEPOINT whole")
        copy.execute(f'UPDATE "change" SET {side} = {image.format(side)} WHERE {side} IS NOT NULL')
        assert who() == before, image
        copy.execute("ROLLBACK TO whole")
        copy.execute("RELEASE whole")


def test_what_was_known_then_is_read_beside_who_cannot_be_read(damaged: Store) -> None:
    (row,) = damaged.connection.execute("SELECT max(at) FROM main.operation").fetchone()
    with as_known_at.known_at(damaged, datetime.fromisoformat(row).replace(tzinfo=UTC)) as then:
        assert {verdict.reference for verdict in judge_all(then, DAY)} == {"L002", "L003"}
    with as_known_at.known_at(damaged, datetime(2026, 1, 1, tzinfo=UTC)) as then:
        assert judge_all(then, DAY) == []
