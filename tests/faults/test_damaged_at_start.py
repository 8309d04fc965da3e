"""A damaged file as psw begins: what is wrong is said, the newest good backup is offered, and nothing is touched."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.cli import psw
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.safekeeping import backups, listing
from psw_tui.store.system.refusal import Damaged
from screens.safekeeping.damaged import DamagedApp
from tests.faults.children import add_leader, assert_whole, leaders_in
from tests.faults.terminal import Terminal
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PAGE = 4096


@pytest.fixture
def backed_up(db: Path) -> Path:
    """Two backups, of which the newer one is damaged; after the older one two leaders were added."""
    with Store.open(db) as store:
        add_leader(store, 1)
        backups.make(store.connection, db)
        for number in (2, 3):
            add_leader(store, number)
        newer = backups.make(store.connection, db).path
    newer.write_bytes(newer.read_bytes()[:2000])
    return db


def _root(db: Path, table: str) -> int:
    with closing(sqlite3.connect(db)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return int(root)


def _page_of_rubbish(data: bytes, page: int) -> bytes:
    return data[: (page - 1) * _PAGE] + b"\xa5" * _PAGE + data[page * _PAGE :]


#: What became of the file, what is said of it, and whether its journal still tells what would be missing.
CASES: dict[str, tuple[Callable[[bytes, Path], bytes], str, bool]] = {
    "empty": (lambda _, __: b"", "is only 0 bytes long, so it is damaged", False),
    "one byte": (lambda data, _: data[:1], "is only 1 bytes long, so it is damaged", False),
    "torn in its first page": (lambda data, _: data[:3000], "can't be read as a database", False),
    "torn at its end": (lambda data, _: data[: -_PAGE - 1], "can't be read as a database", False),
    "a text": (
        lambda _, __: b"Dear all,\n" * 2000,
        "is not a psw database, plain or encrypted, or it is damaged",
        False,
    ),
    "a page of leaders": (lambda data, db: _page_of_rubbish(data, _root(db, "leader")), "", True),
    "a page of the journal": (lambda data, db: _page_of_rubbish(data, _root(db, "operation")), "", True),
    "its first page": (lambda data, _: data[:100] + b"\xa5" * (_PAGE - 100) + data[_PAGE:], "", False),
}


@pytest.mark.parametrize("call", ["status", "check --json", "cohort add X --year 2026", "backup"])
def test_a_pipe_is_no_database_and_is_not_waited_for(
    tmp_path: Path, call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody writes into it: reading its beginning would wait for somebody who does."""
    pipe = tmp_path / "psw.db"
    os.mkfifo(pipe)
    assert psw([*call.split(), "--db", str(pipe)]) == 1
    assert f"{pipe} is not an ordinary file; name a psw file with --db." in "".join(capsys.readouterr())


@pytest.mark.parametrize("case", CASES)
def test_the_command_line_names_the_damage_and_the_newest_good_backup(
    backed_up: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line with the call that restores it; `psw check` too; nothing is touched; and the call does it."""
    spoil, said, known = CASES[case]
    (_, older) = listing.paths_of(backed_up)
    backed_up.write_bytes(spoil(backed_up.read_bytes(), backed_up))
    before = backed_up.read_bytes()
    missing = (
        "2 entries recorded since then would be missing" if known else "what was recorded since then would be miss"
    )
    for call in ("status", "check"):
        assert psw([call, "--db", str(backed_up)]) == 1
        printed = capsys.readouterr()
        words = " ".join((printed.err + printed.out).split())
        if call == "status":
            assert printed.err.count("\n") == 1
            assert words.startswith("psw: ")
        assert said in words
        assert "The newest good backup was made on Mon 1 Feb 2027" in words
        assert missing in words, words
        assert f"--yes --db {backed_up}" in words
    assert backed_up.read_bytes() == before
    assert psw(["restore", str(older), "--yes", "--db", str(backed_up)]) == 0
    assert leaders_in(backed_up) == 1
    assert_whole(backed_up)
    aside = listing.paths_of(backed_up)[0]
    assert aside.read_bytes() == before


def test_without_a_good_backup_that_is_said(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db.write_bytes(db.read_bytes()[:5000])
    assert psw(["status", "--db", str(db)]) == 1
    assert capsys.readouterr().err.endswith("There is no backup of it that can be restored.\n")


def test_a_file_that_is_busy_or_not_there_is_not_called_damaged(db: Path) -> None:
    """Nobody is to restore a backup over it."""
    with pytest.raises(Refused) as missing:
        Store.open(db.with_name("none.db"))
    assert not isinstance(missing.value, Damaged)
    with Store.open(db), pytest.raises(Refused) as busy:
        Store.open(db)
    assert not isinstance(busy.value, Damaged)


def test_the_app_offers_the_backup_and_opens_on_it(backed_up: Path) -> None:
    """In a real terminal: a page that no start would read is found, one key restores, another leaves all as it is."""
    backed_up.write_bytes(_page_of_rubbish(backed_up.read_bytes(), _root(backed_up, "leader")))
    before = backed_up.read_bytes()
    with Terminal(backed_up) as terminal:
        terminal.shows(b"The newest good backup")
        terminal.keys(b"q")
        assert terminal.ended() == 1
        assert b"psw restore" in terminal.drawn
        assert terminal.is_as_it_was()
    assert backed_up.read_bytes() == before
    with Terminal(backed_up) as terminal:
        terminal.shows(b"The newest good backup")
        terminal.keys(b"r")
        terminal.shows(b"Restored 2 entries, 1 leader")
        terminal.keys(b"q")
        assert terminal.ended() == 0
    assert leaders_in(backed_up) == 1
    assert_whole(backed_up)


async def test_the_screen_says_what_is_wrong_and_its_two_keys() -> None:
    app = DamagedApp("psw.db is cut short, so it is damaged.", ["The newest good backup …"], theme="dark")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "psw.db is cut short" in drawn(app)
        assert "r restore it   escape leave, and touch nothing" in drawn(app)
        await pilot.press("x", "enter", "r")
    assert app.return_value is True


async def test_a_backup_is_chosen_in_the_app_and_what_it_changes_is_shown_first(backed_up: Path) -> None:
    """A damaged one says so; enter does not restore, `y` does, once the file is closed."""
    with Store.open(backed_up) as store:
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.desk.today_is_whole)
            app.restore_a_backup()
            await until(pilot, lambda: "Restore which backup?" in drawn(app))
            assert re.search(r"backup 2 · can't be read", drawn(app))
            await pilot.press("enter")
            await until(pilot, lambda: "can't be unpacked, so it is damaged" in " ".join(drawn(app).split()))
            app.restore_a_backup()
            await until(pilot, lambda: "Restore which backup?" in drawn(app))
            await pilot.press("down", "enter")
            await until(pilot, lambda: "2 entries recorded since would be missing" in drawn(app))
            assert "X0002 First2 Last: 1 leader would be missing" in drawn(app)
            await pilot.press("enter")
            assert app.desk.to_restore is None
            app.restore_a_backup()
            await until(pilot, lambda: "Restore which backup?" in drawn(app))
            await pilot.press("down", "enter")
            await until(pilot, lambda: "2 entries recorded since would be missing" in drawn(app))
            app.screen._readable_at = 0  # type: ignore[attr-defined]  # as after it could be read
            await pilot.press("y")
    assert app.desk.to_restore == listing.paths_of(backed_up)[1]
