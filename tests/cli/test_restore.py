"""`psw restore`: what would change is shown, nothing is done without `--yes`, and it can be undone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.safekeeping import comparing
from psw_tui.store.safekeeping.listing import paths_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture
def changed(small: Path, call: Callable[..., Done], table: Callable[..., Path]) -> Path:
    """A backup after which something was recorded: one more leader, and a mark changed."""
    assert call("backup").status == 0
    backup = paths_of(small)[0]
    for kind, headings, row in (
        ("roster", "reference,first_name,last_name,cohort", "N1,New,One,PSW 2026"),
        ("marks", "session,leader,mark", "W01,L001,present"),
    ):
        assert call("import", kind, str(table(kind + "2", headings, row))).status == 0
    return backup


def test_without_yes_it_is_shown_what_would_change(small: Path, changed: Path, call: Callable[..., Done]) -> None:
    """In numbers and by leader; nothing is touched."""
    before = small.read_bytes()
    done = call("restore", changed.name)
    assert done.status == 1
    assert done.err == "psw: Nothing was changed: add --yes to restore it; the present file is kept aside then.\n"
    assert done.out.splitlines() == [
        f"{changed.name} holds 5 entries, 5 leaders.",
        "  2 entries recorded since would be missing.",
        "  L001 Amara Osei: 1 concern would be missing; 1 mark would be as they were then",
        "  N1 New One: 1 leader would be missing",
    ]
    assert small.read_bytes() == before


def test_a_restored_backup_is_undone_by_restoring_what_was_put_aside(
    small: Path, changed: Path, call: Callable[..., Done]
) -> None:
    """By its number; what was there is kept byte for byte, and is in the list."""
    before, was = small.read_bytes(), call("status", "--json").json
    done = call("restore", str(changed), "--yes")
    assert (done.status, done.err) == (0, "")
    assert [leader["reference"] for leader in call("status", "--json").json["leaders"]] == [
        "L001",
        "L002",
        "L003",
        "L004",
        "a1",
    ]
    assert check(small) == []
    aside = paths_of(small)[0]
    assert (
        f"What was there is number {call('backup', '--list', '--json').json['backups'][0]['number']} of the backups"
        in done.out
    )
    assert aside.read_bytes() == before
    listed = call("backup", "--list", "--json").json["backups"][0]
    assert (listed["put_aside"], listed["entries"], listed["path"]) == (True, 7, str(aside))
    back = call("restore", str(listed["number"]), "--yes")
    assert (back.status, back.err) == (0, "")
    assert "2 entries not in the present file would come back." in back.out
    assert call("status", "--json").json == was


def test_what_can_not_be_restored_is_refused_and_nothing_is_touched(
    small: Path, changed: Path, call: Callable[..., Done]
) -> None:
    """Damaged, of another program, of a newer psw, the database itself, or not there."""
    before = small.read_bytes()
    data = changed.read_bytes()
    copy = small.with_name("copy.db")
    assert call("backup", str(copy)).status == 0
    plain = copy.read_bytes()
    cases = {
        "can't be unpacked, so it is damaged": data[:-100],
        "is cut short, so it is damaged": plain[:-4096],
        "is damaged (": plain[:8192] + b"\xa5" * 4096 + plain[12288:],
        "is a database of another program": plain[:68] + b"\0\0\0\0" + plain[72:],
        "was written by a newer psw (version 99": plain[:60] + (99).to_bytes(4, "big") + plain[64:],
        "is no backup of psw, or a damaged one; restore another one.": b"reference,first_name\n" * 300,
        "is no backup of psw, or a damaged one": b"reference,first_name\n",
        "is empty, so nothing can be restored from it; restore another one.": b"",
    }
    for said, content in cases.items():
        copy.write_bytes(content)
        done = call("restore", str(copy), "--yes")
        assert (done.status, done.out) == (1, ""), said
        assert said in done.err
        assert done.err.count("\n") == 1
        for misleading in ("--db", "restore a backup of it", "There is no backup"):
            assert misleading not in done.err
    for named, said in ((str(small), "is the database itself"), ("4711", "There is no backup 4711")):
        done = call("restore", named, "--yes")
        assert done.status == 1
        assert said in done.err
    assert small.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_what_is_there_and_is_no_file_is_not_said_to_be_missing(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    """A pipe is not waited for, a device is not read without end."""
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    for named, said in (
        (pipe, "is not an ordinary file"),
        ("/dev/zero", "is not an ordinary file"),
        (folder, "is a folder"),
    ):
        done = call("restore", str(named), "--yes")
        assert (done.status, done.out) == (1, "")
        assert done.err == f"psw: {named} {said}; name the file of a backup, or its number in `psw backup --list`.\n"


def test_what_was_put_aside_empty_is_listed_as_empty(small: Path, call: Callable[..., Done]) -> None:
    """Who lists the backups is not told to restore one of them of it."""
    assert call("backup").status == 0
    small.write_bytes(b"")
    assert call("restore", "1", "--yes").status == 0
    aside = paths_of(small)[0]
    told = call("backup", "--list", "--json").json["backups"][0]["problem"]
    assert told == f"{aside} is empty, so nothing can be restored from it; restore another one."


def test_another_psw_that_is_open_keeps_a_restore_out(small: Path, changed: Path, call: Callable[..., Done]) -> None:
    with Store.open(small):
        before = small.read_bytes()
        done = call("restore", str(changed), "--yes")
    assert done.status == 1
    assert "is open in another psw" in done.err
    assert small.read_bytes() == before


def test_a_database_that_is_not_there_any_more_comes_back(
    small: Path, changed: Path, call: Callable[..., Done]
) -> None:
    small.unlink()
    assert call("restore", str(changed), "--yes").status == 0
    assert check(small) == []


def test_whose_rows_differ_is_known_and_how_many_entries(small: Path, changed: Path) -> None:
    found = comparing.compare(small, changed)
    assert (found.entries_missing, found.entries_back, found.is_known) == (2, 0, True)
    assert {difference.leader for difference in found.leaders} == {"L001 Amara Osei", "N1 New One"}
    assert comparing.entries_since(small, changed) == 2


def test_who_was_erased_meanwhile_and_would_come_back_is_named(small: Path, call: Callable[..., Done]) -> None:
    """A copy that lay out of reach then; the backups that could be reached hold them no more."""
    far = small.with_name("far.db")
    far.write_bytes(small.read_bytes())
    assert call("backup").status == 0
    assert call("erase", "L002", "--yes").status == 0
    assert "  L002 Siân Patel was erased, and would be in the file again: erase them once more after it." in (
        call("restore", str(far)).out.splitlines()
    )
    assert "was erased" not in call("restore", paths_of(small)[0].name).out
