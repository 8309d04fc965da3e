"""What psw makes is its user's alone, whatever the umask; what is there with wider rights is mended where it may be."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.__main__ import main
from psw_tui.cli import psw as psw_here
from psw_tui.store.core.store import Store
from tests.faults.children import NOBODY, add_leader, in_child, leaders_in, needs_fork, needs_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def rights(path: Path) -> int:
    """The rights of a file or folder, such as 0o600."""
    return stat.S_IMODE(path.stat().st_mode)


def psw(folder: Path, *arguments: str) -> None:
    """One call of the command as a shell with the usual umask makes it, with psw's own folder in this one."""

    def call(_say: Callable[[object], None]) -> None:
        os.umask(0o022)
        os.environ.update(XDG_DATA_HOME=str(folder / "data"), HOME=str(folder), PSW_DB="")
        sys.argv = ["psw", *arguments]
        assert main() == 0

    status, said = in_child(call)
    assert status == 0, said


@needs_fork
def test_what_the_command_makes_is_for_the_user_alone(tmp_path: Path) -> None:
    """The file, its lock and journal, the folder, what is exported, the demo."""
    tmp_path.chmod(0o755)
    named = tmp_path / "made" / "psw.db"
    roster = tmp_path / "roster.csv"
    roster.write_text("reference,first_name,last_name,cohort\nL001,Ann,Lee,PSW 2026\n", "utf-8")
    roster.chmod(0o644)
    for db in (["--db", str(named)], []):
        psw(tmp_path, "cohort", "add", "PSW 2026", "--year", "2026", *db)
    psw(tmp_path, "import", "roster", str(roster))
    psw(tmp_path, "export", "case", "L001", "-o", str(tmp_path / "out" / "case.html"))
    psw(tmp_path, "demo", "--no-open", "--leaders", "1")
    made = [path for path in tmp_path.rglob("*") if path != roster]
    wide = [path for path in made if rights(path) & 0o077]
    assert {"psw.db", "psw.db.lock", "demo.db", "case.html"} <= {path.name for path in made}
    assert wide == []
    assert rights(roster) == 0o644
    assert rights(tmp_path) == 0o755


def test_what_is_there_is_mended_or_said_and_a_folder_of_the_users_is_not(
    db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the file also its lock, its journal and the copy before it was brought up to date."""
    monkeypatch.setenv("XDG_DATA_HOME", str(db.parent / "data"))
    others = [db.with_name(f"psw.db{ending}") for ending in (".lock", "-journal", ".written", ".state", ".version-3")]
    theirs = db.with_name("notes.txt")
    for path in (db, *others, theirs):
        path.touch()
        path.chmod(0o664)
    db.parent.chmod(0o755)
    backups = db.with_name("backups")
    backups.mkdir(mode=0o755)
    backups.chmod(0o755)
    (backups / "copy").touch(mode=0o644)
    with Store.open(db, writing=False):
        assert rights(db) == 0o664
    capsys.readouterr()
    assert psw_here(["check", "--db", str(db), "--json"]) == 0
    shared = json.loads(capsys.readouterr().out)["open_to_others"]
    assert {str(path) for path in (db, *others[2:], backups, backups / "copy")} <= set(shared)
    assert str(theirs) not in shared
    with Store.open(db) as store:
        add_leader(store, 1)
    assert {rights(path) for path in (db, *others)} == {0o600}
    assert psw_here(["check", "--db", str(db)]) == 0
    said = "".join(capsys.readouterr().out.split())  # a long path is broken where the page ends
    assert f"mayread{backups},{backups / 'copy'}:pswtakes" in said
    assert psw_here(["backup", "--db", str(db)]) == 0
    assert rights(backups) == 0o700
    assert psw_here(["check", "--db", str(db)]) == 0
    assert "may read" not in capsys.readouterr().out
    assert (rights(theirs), rights(db.parent)) == (0o664, 0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="where the data folder can be told to be elsewhere")
def test_the_own_data_folder_is_mended(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none above it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    own = tmp_path / "data" / "psw-tui"
    own.mkdir(parents=True)
    for folder in (own, own.parent):
        folder.chmod(0o755)
    db.rename(own / "psw.db")
    Store.open(own / "psw.db").close()
    assert (rights(own), rights(own.parent)) == (0o700, 0o755)


@needs_fork
@needs_root
def test_what_belongs_to_somebody_else_is_no_reason_to_refuse(shared_db: Path) -> None:
    """The rights stay as their owner gave them."""
    shared_db.with_name("psw.db.lock").touch()
    for path in (shared_db, shared_db.with_name("psw.db.lock")):
        path.chmod(0o666)
    shared_db.parent.chmod(0o777)

    def work(_say: Callable[[object], None]) -> None:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        with Store.open(shared_db) as store:
            add_leader(store, 1)

    status, said = in_child(work)
    assert status == 0, said
    assert rights(shared_db) == 0o666
    assert leaders_in(shared_db) == 1
