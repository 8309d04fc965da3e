"""What programs that copy files about make of the database, and what is beside it: named, or as it was."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from models import cipher
from psw_tui.cli import psw
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import leaders
from psw_tui.store.safekeeping import backups
from tests.faults.children import (
    add_leader,
    assert_whole,
    die,
    finish,
    in_child,
    leaders_in,
    needs_fork,
    start,
    tables_of,
)
from tests.helpers import encrypt
from tests.versions.make import unpack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ADD_MUCH = "UPDATE leader SET first_name = 'HALF', organisation = hex(randomblob(90))"


@pytest.fixture
def backed_up(db: Path) -> Path:
    """Twenty leaders, and a backup of them."""
    with Store.open(db) as store:
        for number in range(20):
            add_leader(store, number, organisation="x" * 200)
        backups.make(store.connection, db)
    return db


def half_written(db: Path) -> Callable[[Callable[[object], None]], None]:
    """In a child: another program's transaction, killed when some of its pages are in the file."""

    def work(_say: Callable[[object], None]) -> None:
        connection = sqlite3.connect(db, isolation_level=None)
        connection.execute("PRAGMA cache_size=1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_ADD_MUCH)
        die()

    return work


def named_and_put_right(db: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `psw check` says, once it has offered a backup that is without damage, and that was restored."""
    assert psw(["check", "--db", str(db)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "The newest good backup was made on" in said
    assert psw(["restore", "1", "--yes", "--db", str(db)]) == 0
    assert leaders_in(db) == 20
    assert_whole(db)
    return said


@needs_fork
def test_a_copy_without_its_hot_journal_is_named(backed_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a program makes it that copies the file and not what lies beside it: half a command stands in the rows."""
    in_child(half_written(backed_up))
    backed_up.with_name("psw.db-journal").unlink()
    assert "first name: it is not what entry 2 left there" in named_and_put_right(backed_up, capsys)


@needs_fork
def test_an_older_copy_beside_the_journal_of_the_newer_file_is_named(
    backed_up: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As somebody makes it who copies an old file back by hand: SQLite plays the journal into the wrong file."""
    older = backed_up.read_bytes()
    with Store.open(backed_up) as store:
        for number in range(100, 130):
            add_leader(store, number, organisation="y" * 200)
    in_child(half_written(backed_up))
    backed_up.write_bytes(older)
    assert "Pages: row" in named_and_put_right(backed_up, capsys)


@needs_fork
def test_a_log_that_another_program_left_beside_the_file_is_taken_in(db: Path) -> None:
    """It set the file to keep one, committed into it, and was killed in the next transaction."""
    with Store.open(db) as store:
        add_leader(store, 1)
    before = tables_of(db)

    def work(_say: Callable[[object], None]) -> None:
        connection = sqlite3.connect(db, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        for name in ("Another", "First1"):
            connection.execute("UPDATE leader SET first_name = ?", (name,))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_ADD_MUCH)
        die()

    status, said = in_child(work)
    assert status == -signal.SIGKILL, said
    assert db.with_name("psw.db-wal").stat().st_size
    with Store.open(db) as store:
        assert tables_of(db) == before
        add_leader(store, 2)
    assert_whole(db)
    assert leaders_in(db) == 2
    assert not db.with_name("psw.db-wal").exists()


@pytest.mark.parametrize("part", [0, 0.3])
def test_a_file_that_is_emptied_or_cut_while_it_is_open_takes_no_command(
    backed_up: Path, part: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a program that cuts a file short before it writes it anew; the next start names it."""
    with Store.open(backed_up) as store:
        os.truncate(backed_up, int(backed_up.stat().st_size * part))
        for attempt in (lambda: leaders.roster(store), lambda: add_leader(store, 99)):
            with pytest.raises(Refused, match=r"was emptied or cut short|can't be read as a database"):
                attempt()
    assert backed_up.stat().st_size <= 1000_000 * part
    named_and_put_right(backed_up, capsys)


@needs_fork
def test_where_no_more_files_can_be_opened_the_command_is_refused_and_the_next_one_goes(db: Path) -> None:
    """The journal beside the file is one that has to be opened for each command."""

    def work(say: Callable[[object], None]) -> None:
        with Store.open(db) as store:
            add_leader(store, 1)
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)
            db.with_name("psw.db-journal").unlink(missing_ok=True)
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, limit[1]))
            try:
                add_leader(store, 2)
            except Refused as refusal:
                resource.setrlimit(resource.RLIMIT_NOFILE, limit)
                say(refusal)
            add_leader(store, 3)

    status, said = in_child(work)
    assert status == 0, said
    assert len(said) == 1
    assert "can't be" in said[0]
    assert leaders_in(db) == 2
    assert_whole(db)


@needs_fork
def test_two_that_bring_an_older_file_up_to_date_at_once_do_it_once(db: Path) -> None:
    """A reader and a reader: one does it under the lock, the other waits or is told so; the file is whole."""
    unpack(7, db)

    def work(say: Callable[[object], None]) -> None:
        try:
            Store.open(db, writing=False).close()
        except Refused as refusal:
            say(refusal)

    children = [start(work) for _ in range(3)]
    ends = [finish(*child) for child in children]
    assert {status for status, _ in ends} == {0}
    assert [said for _, said in ends].count([]) >= 1
    assert all("open in another psw" in said[0] or "in use" in said[0] for _, said in ends if said)
    assert_whole(db)


def test_a_note_that_tells_of_another_key_loses_nothing(db: Path) -> None:
    """As one that came back with an older copy of the folder: it is made anew, and the file opens with its own key."""
    other = db.with_name("other.db")
    shutil.copy(db, other)
    for path in (db, other):
        encrypt(path)  # each from a salt of its own
        Store.open(path).close()
    note = cipher.note_beside(db)
    own = note.read_bytes()
    shutil.copy(cipher.note_beside(other), note)
    assert note.read_bytes() != own
    with Store.open(db) as store:
        add_leader(store, 1)
        assert store.is_encrypted
    assert note.read_bytes() == own
    assert check(db) == []


@pytest.mark.parametrize("torn", [b"", b"theme = 'dar", b"\0" * 4096])
def test_torn_settings_cost_no_start_and_no_backup(db: Path, torn: bytes) -> None:
    """The usual ones are used; the file stays for its user to look at."""
    settings = db.with_name("settings.toml")
    settings.write_bytes(torn)
    with Store.open(db) as store:
        add_leader(store, 1)
        assert backups.make_if_changed(store.connection, db) is not None
    assert psw(["status", "--db", str(db)]) == 0
    assert settings.read_bytes() == torn
    shutil.rmtree(db.with_name("backups"))
    assert_whole(db)


def test_a_table_dropped_past_psw_is_named(backed_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(backed_up)) as connection:
        connection.execute("DROP TABLE mark")
    assert "Schema: table mark is missing" in named_and_put_right(backed_up, capsys)
