"""Backups that are bad themselves: which one is offered, and that no good one goes for one that is damaged."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli import psw
from psw_tui.store.core import undo
from psw_tui.store.core.check import check, is_sound
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing.going_back import restore
from psw_tui.store.safekeeping import backup_files, backups, listing, offering
from psw_tui.store.safekeeping.naming import backups_folder
from psw_tui.store.system import clock
from tests.budgets import LONG
from tests.faults.children import add_leader, assert_whole, in_child, leaders_in, needs_fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)


def make(db: Path, leader: int | None = None) -> Path:
    """One backup more, of one leader more."""
    with Store.open(db) as store:
        if leader is not None:
            add_leader(store, leader)
        return backups.make(store.connection, db).path


def change_past_psw(db: Path, statement: str) -> None:
    """What a flipped bit does that no page shows: SQLite reads it without a murmur."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute(statement)


def offered(db: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `psw check` says of a damaged file, on one line."""
    assert psw(["check", "--db", str(db)]) == 1
    return " ".join(capsys.readouterr().out.split())


def test_damage_that_a_backup_has_too_is_not_offered(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value changed in the file before the newest two backups: the one from before is named, and it helps."""
    sound = make(db, 1)
    change_past_psw(db, "UPDATE leader SET first_name = 'Firsu1'")
    make(db, 2)
    make(db, 3)
    said = offered(db, capsys)
    assert "it is not what entry 2 left there" in said
    assert f"psw restore {sound}" in said
    assert "2 entries recorded since then would be missing" in said
    assert psw(["restore", str(sound), "--yes", "--db", str(db)]) == 0
    assert_whole(db)
    assert leaders_in(db) == 1


def test_where_every_backup_has_damage_that_is_said(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(db) as store:
        add_leader(store, 1)
    change_past_psw(db, "UPDATE leader SET first_name = 'Firsu1'")
    newest = make(db, 2)
    said = offered(db, capsys)
    assert "No backup is without damage; the newest that can be read was made on Mon 1 Feb 2027" in said
    assert f"psw restore {newest}" in said


def test_for_a_bad_programme_file_no_backup_is_offered(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It lies beside the database, which is whole; and it spoils no backup for damage of the database."""
    sound = make(db, 1)
    db.with_name("programme.toml").write_text("[programme.psw\nrubbish", "utf-8")
    assert "restore" not in offered(db, capsys)
    change_past_psw(db, "UPDATE leader SET first_name = 'Firsu1'")
    assert f"psw restore {sound}" in offered(db, capsys)


@pytest.mark.fuzz
def test_a_bit_flipped_in_a_backup_is_found_and_the_one_before_is_offered(db: Path) -> None:
    """It is packed with a sum over all of it; a bit that unpacking passes over leaves it as it was."""
    older, newer = make(db, 1), make(db, 2)
    whole, data, random = newer.read_bytes(), backup_files.unpacked(newer), Random(20270201)
    for _ in range(300 if LONG else 6):
        place, bit = random.randrange(len(whole)), 1 << random.randrange(8)
        newer.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        offer = offering.newest_offer(db, is_sound)
        assert offer is not None
        if offer.backup.path == newer:
            assert backup_files.unpacked(newer) == data, (place, bit)
        else:
            assert offer.backup.path == older


def test_no_good_backup_goes_where_the_one_that_would_stand_for_it_is_damaged(db: Path) -> None:
    """Two of one day, the later one emptied by what copies files about: the earlier one stays as long as that."""
    with clock.at(NOW):
        good = make(db, 1)
    with clock.at(NOW + timedelta(hours=1)):
        emptied = make(db, 2)
    data = emptied.read_bytes()
    emptied.write_bytes(b"")
    for days in range(10, 15):
        with clock.at(NOW + timedelta(days=days)):
            make(db)
            assert good.exists(), days
    emptied.write_bytes(data)
    with clock.at(NOW + timedelta(days=15)):
        make(db)
    assert not good.exists()
    assert emptied.exists()


def test_a_backup_of_a_newer_psw_is_passed_over_and_not_restored(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As after going back to an older psw: both files stay as they are."""
    ours = make(db, 1)
    newer = make(db, 2)
    with backup_files.opened(newer) as connection:
        connection.execute("PRAGMA user_version=99")
        newer.write_bytes(connection.serialize())
    before, data = db.read_bytes(), newer.read_bytes()
    assert psw(["restore", str(newer), "--yes", "--db", str(db)]) == 1
    assert "was written by a newer psw (version 99" in capsys.readouterr().err
    assert (db.read_bytes(), newer.read_bytes()) == (before, data)
    db.write_bytes(before[:5000])
    offer = offering.newest_offer(db, is_sound)
    assert offer is not None
    assert offer.backup.path == ours


def test_a_folder_of_backups_that_is_gone_is_made_again_and_a_file_in_its_place_is_said(db: Path) -> None:
    """Nothing acknowledged hangs on it, and what lies there is left as it is."""
    make(db, 1)
    folder = backups_folder(db)
    with Store.open(db) as store:
        shutil.rmtree(folder)
        assert listing.paths_of(db) == []
        assert backups.make_if_changed(store.connection, db) is not None
        add_leader(store, 2)
        shutil.rmtree(folder)
        folder.write_bytes(b"notes\n")
        with pytest.raises(backups.NoBackup, match=r"^No backup was made: .*backups can't be written"):
            backups.make(store.connection, db)
        add_leader(store, 3)
    assert folder.read_bytes() == b"notes\n"
    assert leaders_in(db) == 3
    assert_whole(db)


@needs_fork
def test_a_restore_on_a_full_disk_leaves_the_present_file(db: Path) -> None:
    """The room was there when it was looked for, and then was not; once it is, restoring does it."""
    backup = make(db, 1)
    make(db, 2)
    before, there = db.read_bytes(), listing.paths_of(db)

    def work(say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, len(before) // 2))
        try:
            restore(db, backup)
        except Refused as refusal:
            say(refusal)

    status, said = in_child(work)
    assert status == 0
    assert said == [f"Nothing was restored: {db} can't be written ({os.strerror(errno.EFBIG)})."]
    assert db.read_bytes() == before
    assert listing.paths_of(db) == there
    assert not list(db.parent.rglob("*.part"))
    assert_whole(db)
    restore(db, backup)
    assert leaders_in(db) == 1


def test_a_clock_set_back_between_two_sittings_disorders_nothing(db: Path) -> None:
    """The journal, its undo and the backups go by their numbers: the newest is the one that was made last."""
    with clock.at(NOW):
        first = make(db, 1)
    with clock.at(NOW - timedelta(days=700)), Store.open(db) as store:
        assert backups.make_if_changed(store.connection, db) is None
        add_leader(store, 2)
        last = backups.make_if_changed(store.connection, db)
        assert last is not None
        assert undo.undo(store).what == "Undone: Added First2 Last, X0002"
        assert undo.redo(store).what == "Redone: Added First2 Last, X0002"
    with clock.at(NOW):
        assert check(db) == []
        db.write_bytes(db.read_bytes()[:5000])
        offer = offering.newest_offer(db, is_sound)
    assert offer is not None
    assert offer.backup.path == last.path != first
    assert offer.backup.contents is not None
    assert offer.backup.contents.leaders == 2
