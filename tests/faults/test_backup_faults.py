"""Backups while things go wrong: killed at every step, a full disk, rights, a clock, a stick, damage."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.engine import connect
from psw_tui.store.core.store import Store
from psw_tui.store.safekeeping import backup_files, backups, listing, second_copy
from psw_tui.store.safekeeping.naming import newest as newest_backup
from psw_tui.store.system import clock
from tests.budgets import LONG
from tests.faults.backing_up import at_each_step, good, make, parts
from tests.faults.children import (
    NOBODY,
    add_leader,
    assert_whole,
    finish,
    in_child,
    leaders_in,
    needs_fork,
    needs_root,
    start,
)
from tests.faults.terminal import Terminal
from tests.helpers import encrypt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
    assert_whole(backed_up)
    assert leaders_in(backed_up) == 2


@needs_fork
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_disk_that_fills_up_during_a_backup_leaves_the_old_ones_as_they_were(
    backed_up: Path, is_encrypted: bool
) -> None:
    """Where the room was there when it was looked for, and then was not: the database is not blamed."""
    if is_encrypted:
        encrypt(backed_up)
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
            f"No backup was made: {folder} can't be written ({os.strerror(errno.EIO)}); make room there, or check that "
            "disk. The backups that are there stay."
        )
    ]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert_whole(backed_up)


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
        assert newest_backup(backed_up) == newest.name
        assert len(good(backed_up)) >= 8


@needs_fork
@pytest.mark.fuzz
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


def test_leaving_by_a_signal_makes_a_backup_too(db: Path) -> None:
    """Once the terminal is as it was, and with the status that tells of the signal."""
    with Store.open(db) as store:
        add_leader(store, 1)
    with Terminal(db) as terminal:
        terminal.shows(b"never backed up")
        os.kill(terminal.process, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert terminal.is_as_it_was()
    assert good(db) == [1]
