"""The process dies, or shares the file with others: what was acknowledged is there, and nothing is half done."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from models import migrations
from models.engine import _SETTINGS
from psw_tui.exchange.import_table import import_table
from psw_tui.store.core import history, undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCoach, StoredCohort, StoredLeader
from psw_tui.store.roster import change_leaders
from psw_tui.store.system import clock
from tests.faults.children import (
    add_leader,
    assert_whole,
    die_at,
    finish,
    in_child,
    leaders_in,
    moments,
    needs_fork,
    start,
    tables_of,
)
from tests.helpers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.engine import Step


@needs_fork
def test_killed_at_random_moments_every_acknowledged_command_is_there(db: Path) -> None:
    """kill -9 from outside, eight times on the same file."""
    moments = random.Random(2027)
    acknowledged = 0
    for round_ in range(8):

        def work(say: Callable[[object], None], first: int = 1000 * round_) -> None:
            store = Store.open(db)
            store.warm()
            store.connection.set_trace_callback(lambda _statement: say("statement"))
            for number in range(first, first + 1000):
                add_leader(store, number)
                say("done")

        child, reading = start(work)
        seen, enough = b"", moments.randrange(20, 200)
        while seen.count(b"\n") < enough:
            more = os.read(reading, 1)
            assert more, seen
            seen += more
        os.kill(child, signal.SIGKILL)
        status, rest = finish(child, reading)
        assert status == -signal.SIGKILL, rest
        acknowledged += seen.decode().splitlines().count("done") + rest.count("done")
        there = leaders_in(db)
        assert acknowledged <= there <= acknowledged + 1
        acknowledged = there
        assert_whole(db)
    assert acknowledged > 8


def _imported(db: Path, rows: int) -> None:
    csv = db.with_name("roster.csv")
    listed = [f"L{n:03},First{n},Last{n},PSW 2026,2026-09-01,Coach {n % 3}" for n in range(rows)]
    header = "reference,first_name,last_name,cohort,offer_accepted_on,coach_name"
    csv.write_text("\n".join([header, *listed]), "utf-8")
    with Store.open(db) as store:
        result = import_table(store, "roster", csv)
        assert not result.problems, result.problems


@needs_fork
@pytest.mark.fuzz
@pytest.mark.parametrize("what", ["undo", "redo"])
def test_an_undo_killed_at_any_statement_is_done_or_not_begun(db: Path, what: str) -> None:
    """Of a big import: its leaders are all there or all gone, and the next undo or redo works."""
    _imported(db, 40)
    with Store.open(db) as store:
        if what == "redo":
            undo.undo(store)
    before = tables_of(db)
    whole = db.read_bytes()
    command = getattr(undo, what)

    def attempt(at: int) -> tuple[int, list[str]]:
        db.write_bytes(whole)

        def work(say: Callable[[object], None]) -> None:
            store = Store.open(db)
            trace = die_at(at)
            store.warm()
            store.connection.set_trace_callback(trace)
            command(store)
            for kind in trace.kinds:  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    status, kinds = attempt(0)
    assert status == 0, kinds
    for at in moments(kinds):
        status, _ = attempt(at)
        assert status == -signal.SIGKILL
        assert_whole(db)
        assert tables_of(db) == before, f"killed at statement {at} of {len(kinds)}, {kinds[at - 1]}"
    with Store.open(db) as store:
        command(store)
    assert leaders_in(db) == (0 if what == "undo" else 40)


@needs_fork
@pytest.mark.fuzz
def test_a_migration_killed_at_any_statement_leaves_the_old_version_or_the_new(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And opening it again brings it up to date."""
    with Store.open(db) as store:
        add_leader(store, 1)
    first = migrations.steps()
    steps: list[Step] = [
        "CREATE TABLE note (id CHAR(32) PRIMARY KEY, words VARCHAR NOT NULL)",
        "INSERT INTO note (id, words) SELECT id, first_name FROM leader",
        _say_twice,
        "CREATE INDEX ix_note_words ON note (words)",
    ]
    whole = db.read_bytes()
    head = migrations.HEAD
    monkeypatch.setattr(migrations, "HEAD", head + 1)
    monkeypatch.setattr(migrations, "steps", lambda start=1: [*([] if start > 1 else first), *steps])

    def attempt(at: int) -> tuple[int, list[str]]:
        db.write_bytes(whole)

        def work(say: Callable[[object], None]) -> None:
            trace = _trace_new_connections(monkeypatch, at)
            Store.open(db).close()
            for kind in trace.kinds:  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    status, kinds = attempt(0)
    assert status == 0, kinds
    for at in moments(kinds):
        status, said = attempt(at)
        assert status == -signal.SIGKILL, said
        with closing(sqlite3.connect(db)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (number,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'note'").fetchone()
        assert version == head + number
        with Store.open(db) as store:
            assert store.connection.execute("SELECT words FROM note").fetchall() == [("First1First1",)]


def _say_twice(connection: sqlite3.Connection) -> None:
    """A step in Python, of several statements."""
    for number, words in connection.execute("SELECT rowid, words FROM note").fetchall():
        connection.execute("UPDATE note SET words = words || ? WHERE rowid = ?", (words, number))


def _trace_new_connections(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[str], None]:
    """In a child: die at a statement, counted over every connection made from now on."""
    connect, trace = sqlite3.connect, die_at(at)

    def traced(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = connect(*arguments, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(trace)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", traced)
    return trace


@needs_fork
@pytest.mark.fuzz
def test_making_a_file_killed_at_any_statement_leaves_none_or_a_whole_one(
    tmp_path: Path, fill_by_steps: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what it left behind does not stand in the way."""
    path = tmp_path / "new.db"

    def attempt(at: int) -> tuple[int, list[str]]:
        path.unlink(missing_ok=True)

        def work(say: Callable[[object], None]) -> None:
            monkeypatch.setattr("models.engine._fill", fill_by_steps)
            trace = _trace_new_connections(monkeypatch, at)
            Store.open(path, create_missing=True).close()
            for kind in trace.kinds:  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    status, kinds = attempt(0)
    assert status == 0, kinds
    assert check(path) == []
    for at in moments(kinds):
        status, said = attempt(at)
        assert status == -signal.SIGKILL, said
        if path.exists():
            assert check(path) == []
        Store.open(path, create_missing=True).close()
        assert check(path) == []


@needs_fork
def test_a_second_psw_is_told_so_and_let_in_when_the_first_is_killed(db: Path) -> None:
    """The lock is the system's: it goes with its process, and the text of the lock file means nothing."""
    db.with_name("psw.db.lock").write_text("1", "utf-8")

    def hold(say: Callable[[object], None]) -> None:
        store = Store.open(db)
        say(store.path)
        signal.pause()

    child, reading = start(hold)
    assert os.read(reading, 1)
    with pytest.raises(Refused, match=r"psw\.db is open in another psw"):
        Store.open(db)
    os.kill(child, signal.SIGKILL)
    finish(child, reading)
    assert_whole(db)


def test_by_another_name_it_is_the_same_file(db: Path) -> None:
    """A link does not lead round the lock."""
    link = db.with_name("link.db")
    link.symlink_to(db)
    with Store.open(link) as store:
        add_leader(store, 1)
        with pytest.raises(Refused, match=r"psw\.db is open in another psw"):
            Store.open(db)
    assert link.is_symlink()
    assert leaders_in(db) == 1


@pytest.mark.parametrize("writing", [True, False])
def test_another_program_in_the_file_for_a_moment_is_waited_for(
    db: Path, monkeypatch: pytest.MonkeyPatch, writing: bool
) -> None:
    """Somebody else's transaction is not an error: psw comes in after it, and never before."""
    monkeypatch.setattr("models.engine._SETTINGS", ("PRAGMA busy_timeout=60000", *_SETTINGS[1:]))
    over = threading.Event()
    with closing(sqlite3.connect(db, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")

        def leave() -> None:
            over.set()
            other.execute("ROLLBACK")

        leaving = threading.Timer(0.3, leave)
        leaving.start()
        with Store.open(db, writing=writing) as store:
            assert over.is_set()
            assert len(facts.read(store.connection, StoredCohort)) == 1
        leaving.join()


@needs_fork
def test_another_program_in_the_file_for_long_gets_a_sentence(db: Path) -> None:
    """At open, at a read and at a write; and nobody is told to restore a backup."""
    with Store.open(db) as store:
        store.connection.execute("PRAGMA busy_timeout=50")
        with closing(sqlite3.connect(db, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(Refused, match="in use by another program"):
                facts.read(store.connection, StoredLeader)
            with pytest.raises(Refused, match="in use by another program"):
                undo.undo(store)
            other.execute("ROLLBACK")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Refused, match=r"^Nothing was recorded\..*in use by another program"):
                add_leader(store, 1)
        add_leader(store, 1)
    assert leaders_in(db) == 1


def test_opening_a_file_in_use_says_so(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After waiting; the wait is cut short here."""
    monkeypatch.setattr("models.engine._SETTINGS", ("PRAGMA busy_timeout=50", "PRAGMA journal_mode=TRUNCATE"))
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for writing in (True, False):
            with pytest.raises(Refused, match="in use by another program") as refused:
                Store.open(db, writing=writing)
            assert "backup" not in str(refused.value)
    assert_whole(db)


def test_commands_from_two_threads_wait_for_each_other(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that warms up, one that imports and the keys of the app: each command is whole. How long one waits
    is the next test's; a busy machine must not decide this one."""
    monkeypatch.setattr("psw_tui.store.core.store._PATIENCE_SECONDS", 60)
    refused: list[Refused] = []
    with Store.open(db) as store:

        def work(first: int) -> None:
            for number in range(first, first + 15):
                try:
                    add_leader(store, number)
                except Refused as refusal:
                    refused.append(refusal)

        threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100)]
        threads.append(threading.Thread(target=store.warm))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refused == []
    assert leaders_in(db) == 30
    assert_whole(db)


def test_a_command_behind_a_long_one_is_told_to_wait(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen's thread at once, whatever a worker's patience is; a worker when its patience is at an end."""
    monkeypatch.setattr("psw_tui.store.core.store._PATIENCE_SECONDS", 60)
    inside, over = threading.Event(), threading.Event()
    with Store.open(db) as store:

        def long() -> None:
            with store.command("Long", {"leaders"}):
                inside.set()
                over.wait(PATIENCE_SECONDS)

        def short() -> None:
            with suppress(Refused):
                add_leader(store, 3)
            over.set()

        thread = threading.Thread(target=long)
        thread.start()
        inside.wait(PATIENCE_SECONDS)
        with pytest.raises(Refused, match="still at work"):
            add_leader(store, 1)
        monkeypatch.setattr("psw_tui.store.core.store._PATIENCE_SECONDS", 0.01)
        worker = threading.Thread(target=short)
        worker.start()
        worker.join()
        thread.join()
        add_leader(store, 2)
    assert leaders_in(db) == 1


def _fail(store: Store, error: BaseException) -> None:
    from models.tables import CoachRow

    with store.command("Never", {"leaders"}) as writing:
        writing.session.add(CoachRow(name="Nobody"))
        writing.session.flush()
        raise error


def test_a_refusal_in_the_middle_leaves_the_connection_free(db: Path) -> None:
    """No transaction stays open, and the next command works."""
    with Store.open(db) as store:
        for error in (Refused("no"), RuntimeError("no"), KeyboardInterrupt()):
            with pytest.raises(type(error)):
                _fail(store, error)
            assert not store.connection.in_transaction
        with store.command("Tried", {"leaders"}, dry_run=True) as writing:
            from models.tables import CoachRow

            writing.session.add(CoachRow(name="Nobody"))
        assert writing.change is not None
        assert (writing.change.rows, writing.change.operation) == (1, "")
        assert not store.connection.in_transaction
        add_leader(store, 1)
        assert facts.read(store.connection, StoredCoach) == []
        assert len(history.entries(store)) == 2


def test_a_clock_that_goes_back_does_not_disorder_the_journal(db: Path) -> None:
    """The order is that of the numbers, not of the times."""
    with Store.open(db) as store:
        with clock.at(datetime(2027, 2, 1, 12, tzinfo=UTC)):
            add_leader(store, 1)
        with clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
            change_leaders.edit_leader(store, "X0001", {"organisation": "Northwood"})
            assert [entry.what for entry in history.entries(store, limit=1)] == ["Edited First1 Last: organisation"]
            undo.undo(store)
            assert undo.undo(store).what == "Undone: Added First1 Last, X0001"
        assert [entry.counter for entry in history.entries(store)] == [5, 4, 3, 2, 1]
    assert check(db) == []
