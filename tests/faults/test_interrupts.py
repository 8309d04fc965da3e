"""^C anywhere in a command: one line that says whether it was recorded, and the file agrees."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli import psw
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from tests.faults.children import add_leader, assert_whole, in_child, needs_fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

pytestmark = needs_fork

_ROSTER = "reference,first_name,last_name,cohort\nL001,Ann,Lee,PSW 2026\n"


class Steps:
    """Counts every call and return of the command, and sends the signal at one of them, or at the commit."""

    def __init__(self, at: int | str, number: signal.Signals) -> None:
        self.at, self.number, self.seen, self.committed = at, number, 0, 0

    def __call__(self, _frame: FrameType, event: str, what: object) -> None:
        self.seen += 1
        is_at = self.seen == self.at
        # Only of C, whose events begin with `c_`, and asked in the quickest way, at each of thousands of steps.
        if event[1] == "_" and getattr(what, "__name__", "") == "commit" and _commits(what):
            self.committed = self.seen
            is_at = is_at or self.at == event
        if is_at:
            signal.raise_signal(self.number)


def _commits(what: object) -> bool:
    """Whether the connection has anything to commit; else it only ends a read."""
    return getattr(getattr(what, "__self__", None), "total_changes", 0) > 0


def run(arguments: list[str], at: int | str, out: Path, number: signal.Signals = signal.SIGINT) -> tuple[int, ...]:
    """The command in a child, with the signal at that step: its status, its steps, and the step after the commit."""

    def work(say: Callable[[object], None]) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with out.open("w", encoding="utf-8") as stream:
            sys.stdout = sys.stderr = stream
            steps = Steps(at, number)
            sys.setprofile(steps)
            try:
                status = psw(arguments)
            except KeyboardInterrupt:  # after everything was said; `main` ends with its status
                status = 130
            sys.setprofile(None)
        say(f"{status} {steps.seen} {steps.committed}")

    ended, said = in_child(work)
    assert ended == 0, said
    return tuple(map(int, said[-1].split()))


def entries(db: Path) -> list[str]:
    """What the journal says was done, newest first."""
    with Store.open(db, writing=False) as store:
        return [entry.what for entry in history.entries(store)]


def around(committed: int, total: int) -> list[int]:
    """A spread of steps, and every one around the commit."""
    spread = [*range(1, committed, committed // 4), *range(committed, total, (total - committed) // 4 + 1)]
    return sorted({*spread, *range(committed - 2, committed + 4), total - 2})


@pytest.mark.parametrize(
    ("command", "recorded"),
    [
        (["cohort", "add", "PSW 2027", "--year", "2027"], "Added cohort PSW 2027"),
        (["import", "roster", "roster.csv"], "(?i)import.* roster"),
        (["undo"], "Undone: Added First1 Last, X0001"),
    ],
)
def test_what_it_says_is_what_lies_in_the_file(
    db: Path, tmp_path: Path, command: list[str], recorded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a spread of its steps and at each around the commit."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "roster.csv").write_text(_ROSTER, "utf-8")
    with Store.open(db) as store:
        add_leader(store, 1)
    whole, before, out = db.read_bytes(), entries(db), tmp_path / "out"
    arguments = [*command, "--db", str(db)]
    status, total, committed = run(arguments, 0, out)
    assert (status, len(entries(db))) == (0, len(before) + 1)
    for at in around(committed, total):
        db.write_bytes(whole)
        status, *_ = run(arguments, at, out)
        said = out.read_text("utf-8")
        is_there = entries(db) != before
        assert "Traceback" not in said
        if "nothing was recorded" in said:
            assert (status, is_there) == (130, False), f"step {at} of {total}: {said}"
        elif said:
            assert is_there, f"step {at} of {total}: {said}"
            assert re.search(recorded, said)
        else:  # it had not yet begun
            assert (status, is_there) == (130, False)
    assert_whole(db)


def test_after_the_commit_it_says_what_was_recorded(db: Path, tmp_path: Path) -> None:
    """In one line, with the status of the signal; another psw may begin at once."""
    out, arguments = tmp_path / "out", ["cohort", "add", "PSW 2027", "--year", "2027", "--db", str(db)]
    whole = db.read_bytes()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        db.write_bytes(whole)
        status, *_ = run(arguments, "c_return", out, number)
        assert status == 128 + number
        assert out.read_text("utf-8") == "psw: Interrupted: it was recorded: Added cohort PSW 2027.\n"
        Store.open(db).close()
        db.write_bytes(whole)
        status, *_ = run(arguments, "c_call", out, number)
        assert status == 128 + number
        assert out.read_text("utf-8") == "psw: Interrupted: nothing was recorded.\n"


def test_a_signal_that_was_ignored_from_the_start_stays_so(db: Path, tmp_path: Path) -> None:
    """As under nohup."""
    arguments = ["cohort", "add", "PSW 2027", "--year", "2027", "--db", str(db)]
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        status, *_ = run(arguments, 2000, tmp_path / "out", signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert status == 0
    assert len(entries(db)) == 2


def test_the_demo_is_made_or_not(tmp_path: Path) -> None:
    """It appears whole at its end, and what was begun goes."""
    db, out = tmp_path / "demo.db", tmp_path / "out"
    status, *_ = run(["demo", "--no-open", "--leaders", "1", "--db", str(db)], 50_000, out)
    assert status == 130
    assert out.read_text("utf-8") == "psw: Interrupted: nothing was recorded.\n"
    assert {path.name for path in db.parent.iterdir()} <= {"demo.db.lock", "out"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_what_was_recorded_is_not_called_refused_when_the_word_of_it_has_no_room(db: Path) -> None:
    """Status 1 means that nothing was changed."""
    arguments = ["-m", "psw_tui", "cohort", "add", "PSW 2027", "--year", "2027", "--db", str(db)]
    for status, sentences in (
        (0, ["No space left on device.", "But it was recorded: Added cohort PSW 2027."]),
        (1, ["There is a cohort PSW 2027 already; choose another name."]),
    ):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.stderr.splitlines() == [f"psw: {sentence}" for sentence in sentences]
        assert done.returncode == status
