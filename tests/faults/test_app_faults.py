"""The running app meets a fault: it says so and lives, or ends and leaves a whole file and no process behind."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.base import Store
from tests.faults.children import add_leader, assert_whole, leaders_in
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty")


async def test_the_app_lives_while_another_program_holds_the_file(db: Path) -> None:
    """A command and a screen that can't be read say so; afterwards both work, and nothing is lost."""
    with Store.open(db) as store:
        add_leader(store, 1)
        app = PswApp(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await until(pilot, lambda: "1 Today" in drawn(app))
            store.connection.execute("PRAGMA busy_timeout=20")
            with closing(sqlite3.connect(db, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                await pilot.press("u")
                await until(pilot, lambda: "in use by another program" in drawn(app))
                await pilot.press("2")
                await pilot.pause()
            assert app.is_running
            await pilot.press("1", "2")
            await until(pilot, lambda: "First1" in drawn(app))
            await pilot.press("u")
            await until(pilot, lambda: "Undone: Added First1 Last" in drawn(app))
    assert leaders_in(db) == 0
    assert_whole(db)


async def test_the_first_command_on_a_file_that_takes_no_writes_says_so(db: Path) -> None:
    """What was read stays on the screen, and the next command works once the file does."""
    with Store.open(db) as store:
        add_leader(store, 1)
        app = PswApp(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await until(pilot, lambda: "1 Today" in drawn(app))
            store.connection.execute("PRAGMA query_only=ON")
            await pilot.press("u")
            await until(pilot, lambda: "Nothing was recorded." in drawn(app))
            store.connection.execute("PRAGMA query_only=OFF")
            await pilot.press("u")
            await until(pilot, lambda: "Undone: Added First1 Last" in drawn(app))
    assert leaders_in(db) == 0


@pytest.mark.parametrize("end", ["hangup", "terminate"])
def test_the_end_of_the_terminal_leaves_a_whole_file_and_no_process(db: Path, end: str) -> None:
    """Its window closed, or SIGTERM: the app and all it started are gone, and the lock with them."""
    with Store.open(db) as store:
        add_leader(store, 1)
    environment = {**os.environ, "TERM": "xterm-256color", "PSW_TODAY": "2027-02-01"}
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "psw_tui", "--db", str(db)], environment)
    try:
        seen = _read_until(terminal, b"Today", 20)
        assert b"Today" in seen, seen[-500:]
        os.write(terminal, b"u")  # one command, so that there is something to lose
        _read_until(terminal, b"Undone", 20)
        if end == "terminate":
            os.kill(child, signal.SIGTERM)
            _read_until(terminal, b"\0never", 0.5)
        os.close(terminal)
        assert _has_ended(child, 10), "still alive"
    finally:
        _stop(child)
    with pytest.raises(ProcessLookupError):
        os.killpg(child, 0)
    assert_whole(db)
    assert leaders_in(db) == 0


def _read_until(terminal: int, wanted: bytes, seconds: float) -> bytes:
    seen, until_then = b"", time.monotonic() + seconds
    while wanted not in seen and time.monotonic() < until_then:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
    return seen


def _has_ended(child: int, seconds: float) -> bool:
    until_then = time.monotonic() + seconds
    while time.monotonic() < until_then:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.02)
    return False


def _stop(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
