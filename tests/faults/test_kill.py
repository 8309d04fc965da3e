"""Killed at any statement, an import is there whole or not at all, and the file opens again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli import psw
from psw_tui.store import facts
from psw_tui.store.base import Store

if TYPE_CHECKING:
    from pathlib import Path

_LEADERS = 30
#: Kills itself at the statement whose number is given, counting from the BEGIN of the import.
_SCRIPT = """
import os, pathlib, signal, sys
from sqlalchemy import event
from psw_tui.exchange.imports import import_table
from psw_tui.store.base import Store
db, csv, at = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
store = Store.open(db)
seen = 0
def count(*_):
    global seen
    seen += 1
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(store.warm(), "before_cursor_execute", count)
import_table(store, "roster", csv)
print(seen)
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A file with a cohort, and a roster to import."""
    folder = tmp_path_factory.mktemp("kill")
    db, csv = folder / "psw.db", folder / "roster.csv"
    assert psw(["cohort", "add", "PSW 2026", "--year", "2026", "--db", str(db)]) == 0
    rows = [f"L{n:03},First{n},Last{n},PSW 2026,2026-09-01" for n in range(_LEADERS)]
    csv.write_text("\n".join(["reference,first_name,last_name,cohort,offer_accepted_on", *rows]), "utf-8")
    return db, csv


def attempt(ready: tuple[Path, Path], folder: Path, at: int) -> tuple[str, Path]:
    """One import in a process of its own on a copy of the file; what it printed, and the copy."""
    db, csv = ready
    copy = folder / "psw.db"
    copy.write_bytes(db.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(copy), str(csv), str(at)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -9), done.stderr[-1500:]
    return done.stdout.strip(), copy


def leaders_in(db: Path) -> int:
    """How many leaders the file holds once it is opened again and checked."""
    with Store.open(db) as store:
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return len(facts.read(store.connection, "leader"))


def test_an_import_killed_at_any_statement_is_whole_or_not_there(
    ready: tuple[Path, Path], tmp_path: Path
) -> None:
    """SIGKILL at a spread of its statements, the last ones all among them."""
    whole = tmp_path / "whole"
    whole.mkdir()
    total, copy = attempt(ready, whole, 0)
    assert leaders_in(copy) == _LEADERS
    last = int(total)
    for at in sorted({1, 2, 3, last // 2, last - 2, last - 1, last}):
        folder = tmp_path / f"at{at}"
        folder.mkdir()
        _, copy = attempt(ready, folder, at)
        assert leaders_in(copy) == 0, f"killed at statement {at} of {last}"


def test_an_import_killed_at_any_moment_is_whole_or_not_there(
    ready: tuple[Path, Path], tmp_path: Path
) -> None:
    """SIGKILL from outside, at moments spread over the whole run, commit and after it."""
    db, csv = ready
    seen = set()
    for round_ in range(8):
        copy = tmp_path / f"{round_}.db"
        copy.write_bytes(db.read_bytes())
        with subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, str(copy), str(csv), "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                process.wait(timeout=0.15 * (round_ + 1))
            except subprocess.TimeoutExpired:
                process.kill()
        seen.add(leaders_in(copy))
    assert seen <= {0, _LEADERS}
