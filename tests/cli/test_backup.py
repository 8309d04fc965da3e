"""`psw backup`: made, listed, beside an import, and what it says when it can't."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.tables.plan_marks_bookings_ratings import MarkPlanner
from psw_tui.store.safekeeping import backups
from psw_tui.store.safekeeping.listing import paths_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Done


def test_a_backup_is_made_and_listed(small: Path, call: Callable[..., Done]) -> None:
    """For people and for scripts: when, what is in it, and its number."""
    before = len(paths_of(small))
    done = call("backup")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("Backed up 5 entries, 5 leaders to ")
    listed = call("backup", "--list")
    assert "Backups · " in listed.out
    assert "Mon 1 Feb 2027" in listed.out
    (newest, *older) = call("backup", "--list", "--json").json["backups"]
    assert len(older) == before
    assert newest["path"] == str(paths_of(small)[0])
    assert newest["head_code"] == call("check", "--json").json["head_code"]
    assert newest["head_code"] in listed.out
    assert f"Head code {newest['head_code']}." in done.out
    assert (newest["entries"], newest["leaders"], newest["put_aside"], newest["problem"]) == (5, 5, False, None)
    assert call("backup", "--json").json["backup"]["number"] == newest["number"] + 1


def test_a_copy_goes_where_it_is_named_and_over_nothing(small: Path, call: Callable[..., Done]) -> None:
    """It opens as a database."""
    copy = small.with_name("copy.db")
    assert call("backup", str(copy)).status == 0
    assert call("status", "--db", str(copy), "--json").json == call("status", "--json").json
    for target, said in ((copy, "is there already"), (small, "is there already"), (small / "a" / "b", "no folder")):
        before = {path: path.read_bytes() for path in (copy, small)}
        done = call("backup", str(target))
        assert (done.status, done.out) == (1, "")
        assert said in done.err
        assert {path: path.read_bytes() for path in (copy, small)} == before
    assert call("backup", "--list", str(copy)).status == 2


def test_an_import_is_preceded_by_a_backup_and_a_dry_run_is_not(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    """What cannot be backed up is imported all the same, and said."""
    for path in small.with_name("backups").glob("*.gz"):
        path.unlink()
    roster = table("more", "reference,first_name,last_name,cohort", "N1,New,One,PSW 2026")
    assert call("import", "roster", str(roster), "--dry-run").status == 0
    assert paths_of(small) == []
    assert call("import", "roster", str(roster)).status == 0
    (backup,) = call("backup", "--list", "--json").json["backups"]
    assert backup["entries"] == 5
    small.with_name("backups").rename(small.with_name("elsewhere"))
    small.with_name("backups").touch()
    another = table("another", "reference,first_name,last_name,cohort", "N2,New,Two,PSW 2026")
    done = call("import", "roster", str(another), "--json")
    assert done.status == 0
    assert done.json["dry_run"] is False
    assert done.err.startswith("psw: No backup was made: ")


def test_the_backup_is_made_while_the_file_is_read_and_stands_before_a_row_is_written(
    small: Path, call: Callable[..., Done], table: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = threading.Event()
    run = MarkPlanner.run

    def plan(planner: MarkPlanner) -> Any:
        plan = run(planner)
        planned.set()
        return plan

    def back_up(connection: sqlite3.Connection, _database: Path) -> None:
        assert planned.wait(60)
        seen.extend(connection.execute("SELECT count(*) FROM mark").fetchone())

    seen: list[int] = []
    monkeypatch.setattr(MarkPlanner, "run", plan)
    monkeypatch.setattr(backups, "make_if_changed", back_up)
    marks = table("marks", "session,leader,mark", "P01,L001,present")
    assert call("import", "marks", str(marks), "--json").json["created"] == 1
    assert seen == [3]


def test_without_a_backup_the_list_says_how_one_is_made(small: Path, call: Callable[..., Done]) -> None:
    for path in small.with_name("backups").iterdir():
        path.unlink()
    assert "None yet: `psw backup` makes one" in call("backup", "--list").out
    assert call("backup", "--list", "--json").json == {"backups": []}


def test_the_backup_before_an_import_has_its_second_copy_too(
    small: Path, tmp_path: Path, call: Callable[..., Done]
) -> None:
    stick = small.with_name("stick")
    small.with_name("settings.toml").write_text(f"second_backups = {str(stick)!r}\n", "utf-8")
    table = tmp_path / "roster.csv"
    table.write_text("reference,first_name,last_name,cohort\nL077,Ada,Byron,PSW 2026\n", "utf-8")
    assert call("backup").status == 0  # and nothing was recorded since: no other one, and nothing to say
    done = call("import", "roster", str(table))
    assert (done.status, done.err) == (0, "")
    stick.mkdir()
    table.write_text("reference,first_name,last_name,cohort\nL078,Sam,Poe,PSW 2026\n", "utf-8")
    assert call("import", "roster", str(table)).status == 0
    (folder,) = stick.iterdir()
    assert [path.name for path in folder.iterdir() if path.suffix == ".gz"] == [
        max(path.name for path in small.with_name("backups").iterdir() if path.suffix == ".gz")
    ]
    shutil.rmtree(stick)
    table.write_text("reference,first_name,last_name,cohort\nL079,Mo,Ali,PSW 2026\n", "utf-8")
    done = call("import", "roster", str(table))
    assert done.status == 0
    assert "No second copy was made" in done.err


def test_the_head_code_of_what_was_written_is_told(small: Path, call: Callable[..., Done]) -> None:
    code = call("check", "--json").json["head_code"]
    assert call("backup").out.endswith(f"\nHead code {code}.\n")
    for file in ((), (str(small.with_name("copy.db")),)):
        assert call("backup", *file, "--json").json["backup"]["head_code"] == code


def test_the_second_copy_is_told_and_where_it_can_not_be_made_too(small: Path, call: Callable[..., Done]) -> None:
    stick = small.with_name("stick")
    small.with_name("settings.toml").write_text(f"second_backups = {str(stick)!r}\n", "utf-8")
    done = call("backup")
    assert done.status == 0
    assert done.err == (
        f"psw: No second copy was made: {stick} is not there; plug it in, or name another folder in the settings (,). "
        "The backup beside the database is made.\n"
    )
    stick.mkdir()
    assert f"A second copy is at {stick}" in call("backup").out
