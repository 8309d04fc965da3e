"""Restoring while things go wrong: killed at every step, journals left lying, another program, damage."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from models import engine
from psw_tui.cli import psw
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing import going_back
from psw_tui.store.safekeeping import backup_files, backups, listing
from tests.faults.backing_up import at_each_step, good, make, parts
from tests.faults.children import (
    add_leader,
    assert_whole,
    die,
    in_child,
    leaders_in,
    needs_fork,
    tables_of,
)
from tests.helpers import encrypt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def integrity(db: Path) -> str:
    """What SQLite says of a file that psw opens."""
    with Store.open(db) as store:
        (said,) = store.connection.execute("PRAGMA integrity_check").fetchone()
    return str(said)


@needs_fork
def test_a_restore_killed_at_any_step_leaves_one_of_the_two_files_whole(backed_up: Path) -> None:
    """At the link, at what is removed and at the replacing; and restoring again does it."""
    folder = backed_up.with_name("backups")
    (backup,) = listing.paths_of(backed_up)
    now, data = backed_up.read_bytes(), backup.read_bytes()
    found: set[int] = set()

    def as_it_was() -> None:
        for path in folder.iterdir():
            path.unlink()
        backup.write_bytes(data)
        backed_up.write_bytes(now)
        backed_up.with_name("psw.db-wal").write_bytes(b"of another time")

    def look(at: int) -> None:
        found.add(leaders_in(backed_up))
        assert integrity(backed_up) == "ok"
        assert all(leaders in (1, 2) for leaders in good(backed_up)), at
        restored = going_back.restore(backed_up, backup)
        assert leaders_in(backed_up) == 1
        assert restored.aside is not None
        assert parts(backed_up.parent) == []

    assert at_each_step(lambda: going_back.restore(backed_up, backup), as_it_was, look) >= 5
    assert_whole(backed_up)
    assert found == {1, 2}  # it was killed before the step that counts, and after it


@needs_fork
def test_a_hot_journal_is_finished_before_the_present_file_is_put_aside(backed_up: Path) -> None:
    """A command that was killed half-way: what is kept aside is the file before it, whole."""
    expected = tables_of(backed_up)

    def cut_short(_: Callable[[object], None]) -> None:
        connection = sqlite3.connect(backed_up, isolation_level=None)
        connection.execute("PRAGMA cache_size=1")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE leader SET last_name = 'Half'")
        for number in range(200):
            connection.execute(
                "INSERT INTO cohort SELECT lower(hex(randomblob(16))), ? || ?, programme, year, starts_on, ends_on, "
                "NULL FROM cohort LIMIT 1",
                ("x" * 500, number),
            )
        die()

    in_child(cut_short)
    assert backed_up.with_name("psw.db-journal").stat().st_size
    (backup,) = listing.paths_of(backed_up)
    aside = going_back.restore(backed_up, backup).aside
    assert aside is not None
    assert tables_of(aside) == expected
    assert leaders_in(backed_up) == 1


def test_a_journal_of_another_file_beside_the_restored_one_is_gone(backed_up: Path) -> None:
    """It would be taken for the restored file's, and played back into it."""
    (backup,) = listing.paths_of(backed_up)
    expected = tables_of(make_copy(backup, backed_up.with_name("expected.db")))
    backed_up.write_bytes(b"\xa5" * 9000)  # damaged: nobody can finish what the journal holds
    for ending in ("-journal", "-wal", "-shm"):
        backed_up.with_name(f"psw.db{ending}").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 4000)
    restored = going_back.restore(backed_up, backup)
    assert [path.name for path in backed_up.parent.glob("psw.db-*")] == []
    assert tables_of(backed_up) == expected
    assert_whole(backed_up)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == b"\xa5" * 9000
    assert restored.aside.with_name(f"{restored.aside.name}-journal").stat().st_size == 4008


def make_copy(backup: Path, target: Path) -> Path:
    target.write_bytes(backup_files.unpacked(backup))
    return target


def test_another_program_that_has_the_file_open_keeps_a_restore_out(
    backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is put aside, and the file is as it was."""
    monkeypatch.setattr(engine, "_SETTINGS", ("PRAGMA busy_timeout=0", *engine._SETTINGS[1:]))
    (backup,) = listing.paths_of(backed_up)
    before = backed_up.read_bytes()
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code, backed_up], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Refused, match=r"Nothing was restored: .* is in use by another program"):
            going_back.restore(backed_up, backup)
        other.communicate(b"\n")
    assert backed_up.read_bytes() == before
    assert listing.paths_of(backed_up) == [backup]


@pytest.fixture
def two(backed_up: Path) -> tuple[Path, Path]:
    """Two backups, of which the newer one is damaged."""
    newer = make(backed_up).path
    newer.write_bytes(newer.read_bytes()[:2000])
    older = listing.paths_of(backed_up)[1]
    return newer, older


def test_the_newest_good_backup_is_found_behind_a_damaged_one(two: tuple[Path, Path], db: Path) -> None:
    newer, older = two
    found = next(listing.good_ones(db))
    assert found.path == older
    before = db.read_bytes()
    assert psw(["restore", str(newer), "--yes", "--db", str(db)]) == 1
    assert db.read_bytes() == before


@pytest.mark.parametrize("page", ["all of the first page", "what follows its salt"])
def test_an_encrypted_file_that_is_damaged_at_its_beginning_is_restored_from_its_backup(db: Path, page: str) -> None:
    """Though nothing tells any more that it was this file's passphrase."""
    encrypt(db)
    with Store.open(db) as store:
        add_leader(store, 1)
        made = backups.make(store.connection, db)
        add_leader(store, 2)
    begin = 0 if page.startswith("all") else 16
    data = db.read_bytes()
    db.write_bytes(data[:begin] + random.Random(4).randbytes(4096 - begin) + data[4096:])
    with pytest.raises(Refused):
        Store.open(db)
    assert psw(["restore", str(made.path), "--yes", "--db", str(db)]) == 0
    with Store.open(db) as store:
        assert store.connection.execute("SELECT count(*) FROM leader").fetchone() == (1,)
    assert b"SQLite" not in db.read_bytes()
