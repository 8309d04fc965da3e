"""Backups and restoring while things go wrong: killed at every step, a full disk, rights, a clock, a stick, damage."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models import engine
from models.engine import connect
from psw_tui.cli import psw
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.safekeeping import backup_files, backups, listing, restoring, second_copy
from psw_tui.store.system import clock
from tests.budgets import LONG
from tests.faults.children import (
    NOBODY,
    add_leader,
    assert_whole,
    die,
    finish,
    in_child,
    leaders_in,
    needs_fork,
    needs_root,
    start,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What happens to the file system, as Python tells of it before it does.
_STEPS = ("os.link", "os.rename", "os.remove", "os.truncate", "os.mkdir")


@pytest.fixture
def backed_up(db: Path) -> Path:
    """The file with one leader more than in its backup."""
    with Store.open(db) as store:
        add_leader(store, 1)
        backups.make(store.connection, db)
        add_leader(store, 2)
    return db


def make(db: Path) -> backups.Made:
    with Store.open(db, writing=False) as store:
        return backups.make(store.connection, db)


def integrity(db: Path) -> str:
    """What SQLite says of a file that psw opens."""
    with Store.open(db) as store:
        (said,) = store.connection.execute("PRAGMA integrity_check").fetchone()
    return str(said)


def good(db: Path) -> list[int]:
    """How many leaders are in each backup, newest first; each can be read."""
    found = list(listing.backups_of(db))
    assert not [backup.problem for backup in found if backup.problem]
    return [backup.contents.leaders for backup in found if backup.contents]


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.part")]


def at_each_step(work: Callable[[], object], before: Callable[[], None], after: Callable[[int], None]) -> int:
    """Do the work in a child that is killed right before its first step on the file system, then its second, …"""

    def killed(at: int) -> int:
        seen = 0

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            writes = event == "open" and len(arguments) > 2 and bool(arguments[2] & (os.O_WRONLY | os.O_CREAT))
            if event in _STEPS or writes:
                seen += 1
                if seen == at:
                    die()

        sys.addaudithook(heard)
        work()
        return seen

    before()
    status, said = in_child(lambda say: say(killed(0)))
    assert status == 0, said
    last = int(said[-1])
    for at in range(1, last + 1):
        before()
        status, _ = in_child(lambda _, at=at: (killed(at), None)[1])  # type: ignore[misc]
        assert status == -signal.SIGKILL
        after(at)
    return last


@needs_fork
def test_a_backup_killed_at_any_step_leaves_no_half_one(backed_up: Path) -> None:
    """Those that are there can be read to their end, and the next one sweeps away what was left half-way."""
    folder = backed_up.with_name("backups")
    there = {path.name: path.read_bytes() for path in folder.iterdir()}

    def as_it_was() -> None:
        for path in folder.iterdir():
            path.unlink()
        for name, data in there.items():
            (folder / name).write_bytes(data)

    def look(at: int) -> None:
        assert good(backed_up) in ([1], [2, 1]), at
        make(backed_up)
        assert parts(folder) == [], at
        assert good(backed_up)[0] == 2

    assert at_each_step(lambda: make(backed_up), as_it_was, look) >= 3


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
        restored = restoring.restore(backed_up, backup)
        assert leaders_in(backed_up) == 1
        assert restored.aside is not None
        assert parts(backed_up.parent) == []

    assert at_each_step(lambda: restoring.restore(backed_up, backup), as_it_was, look) >= 5
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
    aside = restoring.restore(backed_up, backup).aside
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
    restored = restoring.restore(backed_up, backup)
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
            restoring.restore(backed_up, backup)
        other.communicate(b"\n")
    assert backed_up.read_bytes() == before
    assert listing.paths_of(backed_up) == [backup]


@needs_fork
def test_a_disk_that_fills_up_during_a_backup_leaves_the_old_ones_as_they_were(backed_up: Path) -> None:
    """Where the room was there when it was looked for, and then was not."""
    folder = backed_up.with_name("backups")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def work(say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Store.open(backed_up, writing=False) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            try:
                backups.make(store.connection, backed_up)
            except backups.NoBackup as refusal:
                say(refusal)

    status, said = in_child(work)
    assert status == 0
    assert said == [
        (
            f"No backup was made: {folder} can't be written ({os.strerror(errno.EFBIG)}); make room there. The backups "
            "that are there stay."
        )
    ]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@needs_root
def test_a_full_disk_is_seen_before_anything_is_written(backed_up: Path, tmp_path: Path) -> None:
    """A small disk of its own for the backups; the database goes on."""
    folder = backed_up.with_name("backups")
    before = {path.name: path.read_bytes() for path in folder.glob("*.gz")}
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", folder], check=True)
    try:
        for name, data in before.items():
            (folder / name).write_bytes(data)
        with pytest.raises(backups.NoBackup, match=rf"are free in {folder}, and .* are needed; make room there"):
            make(backed_up)
        assert {path.name: path.read_bytes() for path in folder.glob("*.gz")} == before
        with Store.open(backed_up) as store:
            add_leader(store, 3)
    finally:
        subprocess.run(["umount", folder], check=True)


@needs_fork
@needs_root
def test_a_folder_of_backups_that_can_not_be_written_is_said_and_work_goes_on(shared_db: Path) -> None:
    folder = shared_db.with_name("backups")
    folder.mkdir(mode=0o755)
    shared_db.chmod(0o666)
    shared_db.parent.chmod(0o777)

    def work(say: Callable[[object], None]) -> None:
        Store.open(shared_db, writing=False).warm()
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with Store.open(shared_db) as store:
            try:
                backups.make(store.connection, shared_db)
            except backups.NoBackup as refusal:
                say(refusal)
            add_leader(store, 1)

    status, said = in_child(work)
    assert status == 0, said
    assert said == [
        (
            f"No backup was made: {folder} can't be written ({os.strerror(errno.EACCES)}); allow psw to write there. "
            "The backups that are there stay."
        )
    ]
    assert leaders_in(shared_db) == 1


def test_a_clock_that_is_set_back_costs_no_backup_of_value(backed_up: Path) -> None:
    """Years back, then right again: those of before and the newest ones are there, and the order is that of making."""
    now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    for hours in range(4):
        with clock.at(now + timedelta(hours=hours)):
            make(backed_up)
    with clock.at(now - timedelta(days=3000)):
        made = [make(backed_up) for _ in range(4)]
        assert list(listing.paths_of(backed_up)[:4]) == [one.path for one in reversed(made)]
        assert len(listing.paths_of(backed_up)) == 9
    with clock.at(now + timedelta(hours=5)):
        newest = make(backed_up)
        assert backups.newest(backed_up) == newest.name
        assert len(good(backed_up)) >= 8


@needs_fork
def test_while_another_process_writes_every_backup_is_whole(db: Path) -> None:
    """Commands there, backups here one after the other: rows and journal of each agree."""
    number_of = 400 if LONG else 60

    def write(say: Callable[[object], None]) -> None:
        with Store.open(db) as store:
            say("begun")
            for number in range(number_of):
                add_leader(store, number)

    child, reading = start(write)
    os.read(reading, 1)
    seen = set()
    with Store.open(db, writing=False) as store:
        while not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            made = backups.make(store.connection, db)
            with backup_files.opened(made.path) as copy:
                (rows,) = copy.execute("SELECT count(*) FROM leader").fetchone()
                (entries,) = copy.execute("SELECT count(*) FROM operation").fetchone()
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert entries == rows + 1  # the cohort's
            seen.add(rows)
    status, _ = finish(child, reading)
    assert status == 0
    assert len(seen) > 2
    assert leaders_in(db) == number_of


def test_the_stick_that_goes_half_way_leaves_the_backup_beside_the_database(
    backed_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun on it does not count, and is swept when it is back."""
    stick = backed_up.with_name("stick")
    stick.mkdir()
    backed_up.with_name("settings.toml").write_text(f"second_backups = {str(stick)!r}\n", "utf-8")
    sync = os.fsync

    def gone(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", gone)
        with pytest.raises(second_copy.NoSecondCopy, match=r"can't be written \(Input/output error\)"):
            second_copy.bring(backed_up)
    assert os.fsync is sync
    assert list(stick.rglob("*.gz")) == []
    assert good(backed_up) == [1]
    there = second_copy.bring(backed_up)
    assert there is not None
    there.with_name(f"{there.name}.4711.part").touch()
    make(backed_up)
    second_copy.bring(backed_up)
    assert parts(stick) == []


def test_a_backup_of_a_damaged_file_does_not_count_and_no_good_one_goes(backed_up: Path) -> None:
    """It is said that the file is damaged, and the newest good backup is the one from before."""
    with closing(sqlite3.connect(backed_up)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'leader'").fetchone()
    data = backed_up.read_bytes()
    backed_up.write_bytes(data[: (root - 1) * 4096] + b"\xa5" * 4096 + data[root * 4096 :])
    with (
        closing(connect(backed_up)) as connection,
        pytest.raises(backups.NoBackup, match=r"^No backup was made: .* is damaged .*run `psw check`"),
    ):
        backups.make(connection, backed_up)
    assert good(backed_up) == [1]
    assert parts(backed_up.parent) == []


@pytest.fixture
def two(backed_up: Path) -> tuple[Path, Path]:
    """Two backups, of which the newer one is damaged."""
    newer = make(backed_up).path
    newer.write_bytes(newer.read_bytes()[:2000])
    older = listing.paths_of(backed_up)[1]
    return newer, older


def test_the_newest_good_backup_is_found_behind_a_damaged_one(two: tuple[Path, Path], db: Path) -> None:
    newer, older = two
    found = listing.newest_good(db)
    assert found is not None
    assert found.path == older
    before = db.read_bytes()
    assert psw(["restore", str(newer), "--yes", "--db", str(db)]) == 1
    assert db.read_bytes() == before
