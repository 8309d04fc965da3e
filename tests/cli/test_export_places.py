"""Where `psw export` writes and where never: no database and nothing of one, no device, and nobody's work unasked."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

#: Every way in which the command writes a file.
EXPORTS = (
    ("case", "L001"),
    ("case", "L001", "--json"),
    ("calendar", "L002"),
    ("calendar", "--coach", "R. Cole"),
    ("coach", "R. Cole"),
    ("capability-form",),
    ("capability-form", "L001"),
    ("template", "roster"),
    ("report", "cohort"),
    ("report", "organisation", "Kent", "--markdown"),
    ("report", "leader", "L001", "--json"),
)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder; psw's record of what it wrote may come to them at any time."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".written"}


def refused(done: Done, says: str) -> None:
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1), done
    assert says in done.err


def test_no_export_replaces_the_database(small: Path, call: Callable[..., Done], subtests: pytest.Subtests) -> None:
    before = small.read_bytes()
    for arguments in EXPORTS:
        with subtests.test(" ".join(arguments)):
            for more in ((), ("--force",)):
                done = call("export", *arguments, "-o", str(small), *more)
                refused(done, "it belongs to the database")
            assert small.read_bytes() == before
    assert not list(small.parent.glob("*.part"))


def test_nothing_that_belongs_to_the_database_is_written_whether_it_is_there_or_not(
    small: Path, call: Callable[..., Done], subtests: pytest.Subtests
) -> None:
    (small.parent / "sub").mkdir()
    before = contents(small.parent)
    for name in (
        "psw.db-journal",
        "psw.db-wal",
        "psw.db-shm",
        "psw.db.lock",
        "psw.db.version-3",
        "psw.db.written",
        "PSW.DB",
        "psw.db.",
        "Psw.db-Journal",
        "programme.toml",
        "Programme.TOML",
        "./sub/../psw.db",
    ):
        with subtests.test(name):
            done = call("export", "case", "L001", "-o", f"{small.parent}/{name}", "--force")
            refused(done, "it belongs to the database")
            assert contents(small.parent) == before


def test_no_export_becomes_a_template_of_messages(small: Path, call: Callable[..., Done]) -> None:
    folder = small.with_name("messages")
    folder.mkdir()
    (folder / "decision.txt").write_text("Subject: mine\n\nmine", "utf-8")
    before = contents(folder)
    for name in ("decision.txt", "expectations.txt"):
        done = call("export", "case", "L001", "-o", str(folder / name), "--force")
        refused(done, "it belongs to the database")
    assert contents(folder) == before


def test_links_to_the_database_are_the_database(small: Path, call: Callable[..., Done], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "soft.html").symlink_to(small)
    os.link(small, elsewhere / "hard.html")
    (elsewhere / "folder").symlink_to(tmp_path)
    before = small.read_bytes()
    for name in ("soft.html", "hard.html", "folder/psw.db", "folder/psw.db-journal"):
        refused(call("export", "case", "L001", "-o", str(elsewhere / name), "--force"), "belongs to the database")
    assert small.read_bytes() == before
    assert (elsewhere / "hard.html").samefile(small)


def test_a_database_opened_by_a_link_is_guarded_where_it_lies(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.db"
    link.symlink_to(small)
    for place in (small, link, tmp_path / "psw.db-journal", tmp_path / "links" / "programme.toml"):
        done = call("export", "case", "L001", "-o", str(place), "--db", str(link), "--force")
        refused(done, "belongs to the database")
    assert link.is_symlink()


def test_no_other_database_is_replaced_under_any_name(small: Path, call: Callable[..., Done], tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "Monday.html"
    copy.parent.mkdir()
    shutil.copy(small, copy)
    foreign = tmp_path / "copies" / "mail.sqlite"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    before = contents(copy.parent)
    for place in (copy, foreign, tmp_path / "copies" / "mail.sqlite-wal", tmp_path / "copies" / "mail.sqlite-journal"):
        refused(call("export", "case", "L001", "-o", str(place), "--force"), "it is a database")
    assert contents(copy.parent) == before


def test_what_is_no_ordinary_file_is_left_as_it_is(
    small: Path, call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    to_itself = tmp_path / "round"
    to_itself.symlink_to(to_itself)
    monkeypatch.chdir(tmp_path)
    for place, says in (
        (str(fifo), "it is not an ordinary file"),
        (".", "it is a folder"),
        ("", "it is a folder"),
        (str(tmp_path), "it is a folder"),
        (f"{tmp_path}/not there/", "it is a folder"),
        (str(to_itself), "can't be written"),
        (str(to_itself / "x.html"), "can't be written"),
        (str(tmp_path / ("x" * 300)), "can't be written"),
    ):
        refused(call("export", "case", "L001", "-o", place, "--force"), says)
    assert stat.S_ISFIFO(fifo.lstat().st_mode)
    assert not (tmp_path / "not there").exists()


def test_where_no_database_is_yet_none_is_begun_by_an_export(
    db: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(call("export", "template", "roster", "-o", str(db)), "belongs to the database")
    assert not db.exists()
    assert call("export", "template", "roster", "-o", str(db.parent / "roster.csv")).status == 0
    assert [path.name for path in db.parent.iterdir()] == ["roster.csv"]
    monkeypatch.setenv("PSW_DB", str(db.parent / "no such" / "psw.db"))
    refused(call("export", "template", "roster", "-o", str(db.parent / "no such" / "psw.db")), "belongs to")
    assert not (db.parent / "no such").exists()


def test_psw_replaces_what_it_wrote_and_what_somebody_changed_only_when_forced(
    small: Path, call: Callable[..., Done], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for number, arguments in enumerate(EXPORTS):
        with subtests.test(" ".join(arguments)):
            target = tmp_path / str(number) / "file.xlsx"
            for _ in range(2):
                done = call("export", *arguments, "-o", str(target))
                assert (done.status, done.out, done.err) == (0, "", f"Wrote {target}\n")
            written = target.read_bytes()
            target.write_bytes(written + b"\nmine")
            says = f"{target} is there already and is not as psw wrote it; choose another name, or replace it"
            refused(call("export", *arguments, "-o", str(target)), says)
            assert target.read_bytes() == written + b"\nmine"
            assert call("export", *arguments, "-o", str(target), "--force").status == 0
            assert b"\nmine" not in target.read_bytes()


def test_its_own_is_known_moved_and_after_the_records_have_changed(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    assert call("export", "case", "L001", "-o", str(first)).status == 0
    first.rename(second)
    assert call("export", "case", "L002", "-o", str(second)).status == 0
    assert "Siân Patel" in second.read_text("utf-8")


def test_what_somebody_protected_is_kept_though_psw_wrote_it(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    target = tmp_path / "case.html"
    assert call("export", "case", "L001", "-o", str(target)).status == 0
    target.chmod(0o400)
    refused(call("export", "case", "L002", "-o", str(target)), "is there already")
    assert "Amara Osei" in target.read_text("utf-8")


def test_what_is_recorded_of_a_written_file_is_a_digest_and_for_the_user_alone(
    small: Path, call: Callable[..., Done], tmp_path: Path, clock_stands: None
) -> None:
    for _ in range(2):
        assert call("export", "case", "L001", "-o", str(tmp_path / "case.html")).status == 0
    record = small.with_name("psw.db.written")
    assert len(record.read_text("ascii").split()) == 1
    assert stat.S_IMODE(record.stat().st_mode) == 0o600


def test_without_that_record_the_export_is_written_all_the_same(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    small.with_name("psw.db.written").mkdir()
    target = tmp_path / "case.html"
    assert call("export", "case", "L001", "-o", str(target)).status == 0
    refused(call("export", "case", "L002", "-o", str(target)), "is there already")


def test_files_and_the_folders_made_for_them_are_for_the_user_alone(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    target = shared / "one" / "two" / "case.html"
    earlier = os.umask(0)
    try:
        assert call("export", "case", "L001", "-o", str(target)).status == 0
    finally:
        os.umask(earlier)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (target, target.parent, target.parent.parent, shared)]
    assert modes == [0o600, 0o700, 0o700, 0o755]


def test_a_link_to_a_file_is_written_through(small: Path, call: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "real" / "case.html")
    assert call("export", "case", "L001", "-o", str(link)).status == 0
    assert link.is_symlink()
    assert (tmp_path / "real" / "case.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_empty_rendering_is_refused(
    small: Path, call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "leaders.csv"
    target.write_text("mine", "utf-8")
    for nothing in (b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n \t\n"):
        monkeypatch.setattr("psw_tui.cli.export_coach.coach_list", lambda _store, _coach, nothing=nothing: nothing)
        for more in (("-o", str(target), "--force"), ()):
            refused(call("export", "coach", "R. Cole", *more), "The list came out empty")
    assert target.read_text("utf-8") == "mine"


def test_force_without_a_file_is_wrong_usage(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "case", "L001", "--force")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    done = call("export", "case", "L001", "--json", "--force")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_disk_that_fails_at_any_step_leaves_what_was_there(
    small: Path, call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out" / "case.html"
    assert call("export", "case", "L001", "-o", str(target)).status == 0
    before = target.read_bytes()

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    for owner, step in ((os, "fsync"), (os, "fdopen"), (type(target), "replace")):
        with monkeypatch.context() as disk:
            disk.setattr(owner, step, full)
            refused(call("export", "case", "L002", "-o", str(target)), "(No space left on device)")
        assert contents(target.parent) == {"case.html": before}


def test_a_file_and_its_folder_are_on_the_disk_before_it_is_said_to_be_written(
    small: Path, call: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    target = tmp_path / "out" / "case.html"
    assert call("export", "case", "L001", "-o", str(target)).status == 0
    assert [tmp_path.stat().st_ino, target.stat().st_ino, target.parent.stat().st_ino] == synced
