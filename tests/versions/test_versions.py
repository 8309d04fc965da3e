"""A file of any version that was ever released is brought up to date with all that it holds, or it is as it was."""

from __future__ import annotations

import re
import signal
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import pytest

from models import migrations
from models.keys import NATURAL_KEYS, derived
from psw_tui.cli import psw
from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.safekeeping import backup_files, encrypting, listing
from tests.budgets import LONG
from tests.faults.children import die, in_child, moments, needs_fork
from tests.faults.test_process import _trace_new_connections
from tests.versions.make import path_of, unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Row = dict[str, Any]
VERSIONS = range(1, migrations.HEAD)
_MOST_KILLS = 30 if LONG else 8
_KEY = re.compile("[0-9a-f]{32}")


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return tmp_path / "psw.db"


def contents(path: Path) -> dict[str, list[Row]]:
    """Every row of every table by column, in the order in which they came."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = {}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found[name] = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
        return found


def test_of_every_version_before_this_one_a_file_is_kept() -> None:
    """When a step is added, `tests/versions/make.py` makes the file of the version before it, and that is kept."""
    assert [version for version in VERSIONS if not path_of(version).exists()] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_any_version_keeps_all_that_is_recorded(db: Path, version: int) -> None:
    before = contents(unpack(version, db))
    # None of its tables is empty, but for what only an older file has, and what is there while a copy is to be cleaned.
    assert {name for name, rows in before.items() if not rows} <= {"calendar_key", "erasure_pending"}
    with Store.open(db) as store:
        assert len(judge_all(store, store.today)) == len(before["leader"])
    assert check(db) == []
    after = contents(db)
    # Every key that a row had is the same one now wherever it stood: in the row, in links, in the journal and drafts.
    now = {was["id"]: row["id"] for name, rows in before.items() for was, row in zip(rows, after[name], strict=True)}
    assert len(set(now.values())) == len(now)
    for name, rows in before.items():
        for was, row in zip(rows, after[name], strict=True):
            for column in was.keys() & row.keys():
                expected = was[column]
                if isinstance(expected, str):
                    expected = _KEY.sub(lambda found: now.get(found[0], found[0]), expected)
                assert row[column] == expected, (name, column)
    for name, columns in NATURAL_KEYS.items():
        for row in after.get(name, ()):
            assert row["id"] == derived(name, {column: row[column] for column in columns}).hex
    [backup] = listing.paths_of(db)
    kept = db.with_name("kept.db")
    kept.write_bytes(backup_files.unpacked(backup))
    assert contents(kept) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_done_under_any_version_is_undone_and_redone(db: Path, version: int) -> None:
    with Store.open(unpack(version, db)) as store:
        undo.redo(store)  # what was undone last under that version
        there = store.connection.execute("SELECT * FROM mark ORDER BY id").fetchall()
        for turn in (undo.undo, undo.redo):
            for _ in range(6):
                turn(store)
        assert store.connection.execute("SELECT * FROM mark ORDER BY id").fetchall() == there
    assert check(db) == []


def test_a_file_of_an_older_version_is_looked_through_as_it_is(db: Path) -> None:
    """Nothing is written for that, and damage is named that keeps it from being brought up to date."""
    whole = unpack(7, db).read_bytes()
    assert check(db) == []
    assert db.read_bytes() == whole
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE booking SET outcome = 'none of ours' WHERE rowid = 3")
    with pytest.raises(Refused, match="run `psw check`"):
        Store.open(db)
    assert "Values: booking, row 3, outcome: it can't be read as what it should be." in check(db)


def test_an_encrypted_file_of_an_older_version_is_brought_up_to_date_and_stays_encrypted(db: Path) -> None:
    encrypting.change_key(unpack(7, db), None, encrypting.new_key("correct horse battery"))
    with Store.open(db) as store:
        undo.undo(store)
    assert check(db) == []
    [backup] = listing.paths_of(db)
    assert not any(path.read_bytes().startswith(b"SQLite format 3") for path in (db, backup))


def test_a_calendar_knows_a_booking_by_the_key_that_it_had(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Else whoever takes the calendar in again would have every session twice."""
    [booking, *_] = contents(unpack(7, db))["booking"]
    Store.open(db).close()
    [leader] = [row["reference"] for row in contents(db)["leader"] if row["id"] == booking["leader_id"]]
    made = db.with_name("out.ics")
    assert psw(["export", "calendar", leader, "-o", str(made), "--db", str(db)]) == 0
    assert f"UID:{booking['id']}@psw-tui" in made.read_text("utf-8")


def test_what_a_disk_has_spoilt_is_carried_over_as_it_is(db: Path) -> None:
    """Bytes that are no text, and a link that leads nowhere: hidden as ever, and named."""
    unpack(7, db)
    with closing(sqlite3.connect(db)) as connection, connection:
        spoilt = "CAST(x'fffe' AS TEXT)"
        for table in ("mark", "change"):
            column = {"mark": "session_id", "change": "after"}[table]
            connection.execute(f"UPDATE {table} SET {column} = {spoilt} WHERE rowid = (SELECT max(rowid) FROM {table})")
        connection.execute("UPDATE rating SET round_id = ? WHERE rowid = (SELECT max(rowid) FROM rating)", ("f" * 32,))
    with Store.open(db) as store:
        assert store.damage.leaders
        assert facts.records(store.connection, store.programmes)
    assert {said.partition(":")[0] for said in check(db)} >= {"Links", "Values", "Journal"}


@needs_fork
@pytest.mark.fuzz
@pytest.mark.parametrize("version", VERSIONS if LONG else VERSIONS[:1])
def test_a_file_of_any_version_is_old_or_new_whenever_the_migration_is_killed(
    db: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = unpack(version, db).read_bytes()
    before = contents(db)

    def attempt(prepare: Callable[[], Callable[[str], None] | None]) -> tuple[int, list[str]]:
        db.write_bytes(whole)

        def work(say: Callable[[object], None]) -> None:
            trace = prepare()
            Store.open(db).close()
            for kind in trace.kinds if trace else ():  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    def die_within_the_step(at: int) -> Callable[[], None]:
        seen = iter(range(at))
        dying = "models.steps.step_0009_keys.uuid5", lambda *name: die() if next(seen, None) is None else uuid5(*name)
        return lambda: monkeypatch.setattr(*dying)

    status, kinds = attempt(lambda: _trace_new_connections(monkeypatch, 0))
    assert status == 0, kinds
    upgraded = {name: len(rows) for name, rows in contents(db).items()}
    every = moments(kinds)
    # Each version at moments of its own, so that all of them together leave none out.
    some = every[version % 5 :: max(1, len(every) // _MOST_KILLS)]
    attempts: list[Callable[[], Callable[[str], None] | None]]
    attempts = [partial(_trace_new_connections, monkeypatch, at) for at in some]
    if version < 9:
        attempts += [die_within_the_step(at) for at in ((1, 60, 150) if LONG else (60,))]
    for prepare in attempts:
        status, said = attempt(prepare)
        assert status == -signal.SIGKILL, said
        with closing(sqlite3.connect(db)) as connection:  # rolls back what was left half done
            (reached,) = connection.execute("PRAGMA user_version").fetchone()
        if reached == version:
            assert contents(db) == before
        assert reached in (version, migrations.HEAD)
        Store.open(db).close()
        assert {name: len(rows) for name, rows in contents(db).items()} == upgraded
    assert check(db) == []
