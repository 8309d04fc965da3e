"""The file is torn, read-only, on a full disk, or somewhere odd: a sentence, never a traceback, and nothing lost."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.engine import keep_copy
from psw_tui.cli import psw
from psw_tui.store.core import undo
from psw_tui.store.core.check import building, check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import change_cohorts, leaders
from psw_tui.store.system import file_lock
from tests.faults.children import (
    NOBODY,
    add_leader,
    assert_whole,
    in_child,
    leaders_in,
    needs_fork,
    needs_root,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGE = 4096


def _cuts(size: int) -> list[int]:
    return [0, 1, 50, 99, _PAGE - 1, _PAGE, _PAGE + 1, size // 2, size - _PAGE - 1, size - _PAGE, size - 1]


def test_a_torn_file_is_refused_and_its_bytes_are_left_alone(db: Path) -> None:
    """By the app, by a reader and by `psw check`, wherever it was cut."""
    with Store.open(db) as store:
        for number in range(20):
            add_leader(store, number)
    good = db.read_bytes()
    for cut in _cuts(len(good)):
        db.write_bytes(good[:cut])
        for writing in (True, False):
            with pytest.raises(Refused, match="restore a backup"):
                Store.open(db, create_missing=True, writing=writing)
        assert check(db) != [], cut
        assert db.read_bytes() == good[:cut]


def test_a_page_of_rubbish_is_reported_by_the_check(db: Path) -> None:
    """What opens all the same is found by `psw check`, which says so in sentences."""
    good = db.read_bytes()
    for page in range(1, len(good) // _PAGE, 9):
        db.write_bytes(good[: page * _PAGE] + b"\xa5" * _PAGE + good[(page + 1) * _PAGE :])
        problems = check(db)
        assert problems != [], page
        assert all(sentence.endswith((".", "…")) for sentence in problems)


def test_rubbish_met_while_running_is_a_sentence(db: Path) -> None:
    """A command over a damaged page is refused in words, and the connection is free afterwards."""
    with Store.open(db) as store:
        for number in range(3):
            add_leader(store, number)
        (root,) = store.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'leader'").fetchone()
    good = db.read_bytes()
    db.write_bytes(good[: (root - 1) * _PAGE] + b"\xa5" * _PAGE + good[root * _PAGE :])
    with Store.open(db) as store:
        for attempt in (lambda: add_leader(store, 9), lambda: undo.undo(store), lambda: leaders.roster(store)):
            with pytest.raises(Refused, match="can't be read as a database"):
                attempt()
            assert not store.connection.in_transaction


# -- read-only ---------------------------------------------------------------------------------------


@needs_fork
@needs_root
@pytest.mark.parametrize("which", ["file", "folder"])
def test_without_the_right_to_write_opening_says_so(shared_db: Path, which: str) -> None:
    """At open, not at the first mark; reading goes on, and so does a dry run."""
    shared_db.with_name("psw.db.lock").touch()
    shared_db.with_name("psw.db.lock").chmod(0o666)
    shared_db.chmod(0o444 if which == "file" else 0o666)
    shared_db.parent.chmod(0o777 if which == "file" else 0o555)
    before = shared_db.read_bytes()

    def work(say: Callable[[object], None]) -> None:
        with Store.open(shared_db, writing=False) as store:
            store.warm()
        check(shared_db)  # nobody may not be let to read the modules and the steps of the schema
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with Store.open(shared_db, writing=False) as store:
            with store.command("Tried", {"leaders"}, dry_run=True) as writing:
                from models.tables import CoachRow

                writing.session.add(CoachRow(name="Nobody"))
            say((len(leaders.roster(store)), writing.change and writing.change.rows))
        try:
            Store.open(shared_db)
        except Refused as refusal:
            say(refusal)
        else:
            say("opened")
        try:
            say(check(shared_db))
        except Refused as refusal:
            say(refusal)

    status, said = in_child(work)
    assert (status, said[0]) == (0, "(0, 1)"), said
    assert "can't be written: allow psw to write the file and its folder" in said[1]
    assert "is whole, but it can't be written: allow psw to write the file and its folder" in said[2]
    assert shared_db.read_bytes() == before
    shared_db.parent.chmod(0o755)


@pytest.fixture
def immutable(db: Path) -> Iterator[Path]:
    """The file with the flag that stops even root."""
    tool = shutil.which("chattr")
    if tool is None or subprocess.run([tool, "+i", str(db)], check=False, capture_output=True).returncode:
        pytest.skip("no chattr +i here")
    yield db
    subprocess.run([tool, "-i", str(db)], check=True)


def test_an_immutable_file_is_refused_at_open(immutable: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line on the command line too, and a reader is let in."""
    with pytest.raises(Refused, match="can't be written"):
        Store.open(immutable)
    assert psw(["--db", str(immutable), "cohort", "add", "PSW 2027", "--year", "2027"]) == 1
    assert psw(["--db", str(immutable), "status"]) == 0
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("psw: ")
    assert "can't be written" in line
    Store.open(immutable, writing=False).close()


def test_a_file_that_can_be_written_no_more_refuses_the_command_and_lives(db: Path) -> None:
    """The journal file stops taking writes while psw is open; once it does again, so does psw."""
    with Store.open(db) as store:
        add_leader(store, 1)
        journal = db.with_name("psw.db-journal")
        journal.unlink(missing_ok=True)
        journal.mkdir()
        with pytest.raises(Refused, match="can't be read or written"):
            add_leader(store, 2)
        journal.rmdir()
        add_leader(store, 3)
    assert leaders_in(db) == 2
    assert_whole(db)


# -- a full disk -------------------------------------------------------------------------------------


def _fill(store: Store) -> tuple[int, str]:
    """Add leaders until it is refused: how many were acknowledged, and the refusal."""
    for number in range(3000):
        try:
            add_leader(store, number, organisation="x" * 200, manager_name="y" * 200)
        except Refused as refusal:
            assert not store.connection.in_transaction
            assert len(leaders.roster(store)) == number
            return number, str(refusal)
    return 3000, "never"


@needs_root
def test_on_a_full_disk_every_acknowledged_command_is_kept(db: Path, tmp_path: Path) -> None:
    """The refusal says what to do, and once there is room the same store goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = db.stat().st_size // 1024 + 120
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        path = disk / "psw.db"
        shutil.copy(db, path)
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 80_000)
        with Store.open(path) as store:
            kept, refusal = _fill(store)
            assert "the disk is full" in refusal
            ballast.unlink()
            add_leader(store, 5000)
        assert leaders_in(path) == kept + 1
        assert_whole(path)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@needs_fork
def test_a_limit_on_the_size_of_files_is_a_refusal(db: Path) -> None:
    """Another way for a write to fail in the middle."""

    def work(say: Callable[[object], None]) -> None:
        with Store.open(db) as store:
            limit = db.stat().st_size + 10 * _PAGE
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            kept, refusal = _fill(store)
            say(kept)
            say(refusal)

    status, said = in_child(work)
    assert status == 0, said
    assert "disk" in said[1]
    assert leaders_in(db) == int(said[0]) > 0
    assert_whole(db)


@needs_fork
@pytest.mark.parametrize("make", ["open", "demo"])
def test_a_disk_too_small_for_a_new_file_leaves_none(
    tmp_path: Path, make: str, fill_by_steps: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a stump nor a part of one."""
    monkeypatch.setattr("models.engine._fill", fill_by_steps)
    path = tmp_path / "new.db"

    def work(say: Callable[[object], None]) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            if make == "open":
                Store.open(path, create_missing=True)
            else:
                with building(path) as store:
                    change_cohorts.add(store, "PSW 2026", 2026)
        except Refused as refusal:
            say(refusal)

    status, said = in_child(work)
    assert status == 0, said
    assert len(said) == 1
    assert {left.name for left in tmp_path.iterdir()} <= {"new.db.lock"}
    Store.open(path, create_missing=True).close()


# -- a copy taken at a bad moment --------------------------------------------------------------------


def test_a_copy_with_a_hot_journal_is_rolled_back(db: Path, tmp_path: Path) -> None:
    """Copied in the middle of a transaction, both files: what was half done is gone."""
    with Store.open(db) as store:
        for number in range(30):
            add_leader(store, number, organisation="x" * 200)
    before = tables_of(db)
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size=1")
        other.execute("BEGIN")
        other.execute("UPDATE leader SET first_name = 'HALF', organisation = hex(randomblob(90))")
        shutil.copy(db, copy)
        shutil.copy(db.with_name("psw.db-journal"), tmp_path / "copy.db-journal")
        other.execute("ROLLBACK")
    assert copy.read_bytes() != db.read_bytes()
    assert_whole(copy)
    assert tables_of(copy) == before


# -- where the file lies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "with space.db",
        "50%41.db",
        "a#b.db",
        "what?mode=ro.db",
        "Überblick-数据.db",
        "file:x.db",
        ":memory:",
        "it's;--.db",
    ],
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    """Nothing in a name is read as anything but a name."""
    path = tmp_path / name
    with Store.open(path, create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
    assert path.is_file()
    assert_whole(path)
    assert {path.name.removeprefix(name) for path in tmp_path.iterdir()} <= {"", ".lock", "-journal"}


def test_a_relative_name_in_a_folder_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders are made; going elsewhere afterwards does not move the file."""
    monkeypatch.chdir(tmp_path)
    with Store.open(Path("some/where/psw.db"), create_missing=True) as store:
        monkeypatch.chdir("/")
        change_cohorts.add(store, "PSW 2026", 2026)
    assert_whole(tmp_path / "some" / "where" / "psw.db")


@pytest.mark.parametrize("name", [".", "/", "folder", "loop", "file/psw.db", "~nobody-of-that-name/psw.db"])
def test_a_place_where_no_file_can_be_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Never a traceback, and nothing is put in its place."""
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("loop").symlink_to("loop")
    Path("file").write_text("text", "utf-8")
    with pytest.raises(Refused):
        Store.open(Path(name), create_missing=not name.startswith("~"))
    for command in (["status"], ["check"]):
        assert psw(["--db", name, *command]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert not any("psw can't do this" in line for line in errors), errors
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "loop", "file"}


def test_a_link_to_a_file_not_made_yet_is_followed(tmp_path: Path) -> None:
    """The link stays a link."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "far" / "psw.db")
    with Store.open(link, create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
    assert link.is_symlink()
    assert_whole(tmp_path / "far" / "psw.db")


def test_a_disk_that_can_not_lock_is_named_as_such(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network folders can't; that is not “open in another psw”."""

    def fail(_file: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(file_lock, "_lock", fail)
    with pytest.raises(Refused, match=r"can't be locked .*put it on a disk of this computer"):
        Store.open(db)
    monkeypatch.undo()
    Store.open(db).close()


def test_a_programme_file_that_becomes_bad_does_not_stop_the_work(db: Path) -> None:
    """The numbers in force stay in force; the next start says what is wrong with the file."""
    beside = db.with_name("programme.toml")
    with Store.open(db) as store:
        beside.write_text("[programme.psw\nrubbish", "utf-8")
        add_leader(store, 1)
        undo.undo(store)
    with pytest.raises(Refused, match=r"programme\.toml"):
        Store.open(db)
    beside.unlink()
    assert_whole(db)


def test_a_refused_open_leaves_nothing_open(db: Path) -> None:
    """No connection, no lock: a newer file, a bad programme, and then all is well again."""
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA user_version=99")
    before = db.read_bytes()
    opened = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else None
    for _ in range(5):
        with pytest.raises(Refused, match="newer psw"):
            Store.open(db)
    if opened is not None:
        assert len(list(Path("/proc/self/fd").iterdir())) == opened
    assert db.read_bytes() == before


def test_the_name_of_a_new_file_is_on_the_disk_too(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a new database, of the demo's, and of a copy that is kept: each folder is synced once the file is in it."""
    seen: dict[str, list[str]] = {}
    real = os.fsync

    def fsync(handle: int) -> None:
        for folder in (tmp_path / name for name in ("new", "demo", "copy")):
            if folder.exists() and os.path.samestat(folder.stat(), os.fstat(handle)):
                seen[folder.name] = sorted(path.name for path in folder.glob("*.db"))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    Store.open(tmp_path / "new" / "one.db", create_missing=True).close()
    with building(tmp_path / "demo" / "two.db"):
        pass
    (tmp_path / "copy").mkdir()
    with Store.open(db) as store:
        keep_copy(store.connection, tmp_path / "copy" / "three.db")
    assert seen == {"new": ["one.db"], "demo": ["two.db"], "copy": ["three.db"]}
