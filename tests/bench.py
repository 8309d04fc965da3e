"""The budgets, measured: `make bench`. Nothing here is a test; times belong to the machine that took them.

    python -m tests.bench [--leaders N]

Prints, for a demo cohort of N leaders (default 300): the time to the first paint beside that of an empty Textual
app, the SQL statements behind each area's list, and the work behind one key of a register, a board and a round.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psw_tui import demo
from psw_tui.app import PswApp
from psw_tui.store.capabilities import rounds as capability
from psw_tui.store.coaching import bookings, change_bookings
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import queue
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks, registers, sessions
from psw_tui.store.roster import leaders as roster
from screens.today.agenda import agenda

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

DAY = date(2027, 2, 1)
ROUNDS = 7

_HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self): yield Static("hello")
    def on_mount(self): self.call_after_refresh(self.exit)
Hello().run(headless=True)
"""
_PSW = """
import pathlib, sys
from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
class Timed(PswApp):
    def _warm(self): self.exit()
with Store.open(pathlib.Path(sys.argv[1])) as store:
    Timed(store).run(headless=True)
"""


def milliseconds(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of an action."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def process(code: str, *arguments: str) -> None:
    """Run code in a fresh interpreter, which may keep its compiled modules as an installed app does."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, env=environment)


def show(what: str, value: float, unit: str, remark: str = "") -> None:
    """One line of the report."""
    print(f"{what:<46}{value:>9.1f} {unit:<10}{remark}")


def start_up(path: Path) -> None:
    """From the start of the process to the first paint, and to nothing but a Textual app."""
    process(_PSW, str(path))
    hello = milliseconds(lambda: process(_HELLO))
    psw = milliseconds(lambda: process(_PSW, str(path)))
    show("empty Textual app, process to exit", hello, "ms")
    show("psw, process to first paint and exit", psw, "ms", f"{psw / hello:.2f} x")


def reads(store: Store) -> None:
    """Time and SQL statements behind each area's list."""
    verdicts = judge_all(store, DAY)
    areas: dict[str, Callable[[], object]] = {
        "verdicts on everybody": lambda: judge_all(store, DAY),
        "Today": lambda: agenda(store, verdicts, DAY),
        "Roster": lambda: roster.roster(store),
        "Registers": lambda: sessions.sessions_list(store, None, DAY),
        "Coaching": lambda: bookings.board(store, verdicts, DAY),
        "Capabilities": lambda: capability.overview(store, verdicts),
        "Escalations: inbox": lambda: queue.inbox(store, verdicts, DAY),
        "Escalations: queue": lambda: queue.queue(store, verdicts, DAY),
    }
    for area, read in areas.items():
        statements: list[str] = []
        store.connection.set_trace_callback(statements.append)
        read()
        store.connection.set_trace_callback(None)
        show(area, milliseconds(read), "ms", f"{len(statements)} statements")


def one_key(store: Store) -> None:
    """A mark from the command's start to its commit."""
    held = next(row for row in sessions.sessions_list(store, None, DAY) if row.due)
    leaders = [row.leader.reference for row in registers.register(store, held.reference, DAY).rows]
    waiting = iter(leaders * ROUNDS)

    def mark() -> None:
        record_marks.mark(store, held.reference, [next(waiting)], next(values))

    from psw_tui.policy.terms import MarkValue

    values = iter([MarkValue.PRESENT, MarkValue.ABSENT, MarkValue.PART] * 1000)
    mark()
    show("one mark: command, journal, inbox, commit", milliseconds(mark, 30), "ms")


async def keys(store: Store) -> None:
    """A cursor step and a mark in an open register, handler to idle."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause(0.5)
        for key, what in (("down", "cursor step in a register"), ("p", "mark in a register")):
            await cpu_of(pilot, [key] * 10, f"{what}, CPU")


async def board_keys(store: Store) -> None:
    """Cursor steps on the board of Coaching, and outcomes of sessions that are over, handler to idle."""
    leaders = [row.reference for row in roster.roster(store)]
    for leader in leaders:  # whatever they had, each has one to record
        with contextlib.suppress(Refused):
            change_bookings.book(store, leader, datetime.combine(DAY, clock_time(7), tzinfo=UTC))
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("4")
        await pilot.pause(0.5)
        for key in ("down", "up"):
            await cpu_of(pilot, [key] * 10, f"{key} on the board of {len(leaders)} leaders, CPU")
        before = _recorded(store)
        await cpu_of(pilot, ["p", "down"] * 10, "p and down on the board, CPU for both", times=2)
        await pilot.pause(0.5)
        show("sessions recorded by those ten", _recorded(store) - before, "")


def _recorded(store: Store) -> int:
    number: int = store.connection.execute("SELECT COUNT(*) FROM booking WHERE outcome = 'attended'").fetchone()[0]
    return number


async def cpu_of(pilot: Pilot[Any], pressed: list[str], what: str, times: int = 1) -> None:
    """The CPU time of a run of keys, for `each` of them."""
    start = time.process_time()
    for key in pressed:
        await pilot.press(key)
    show(what, (time.process_time() - start) * 1000 / len(pressed) * times, "ms/key" if times == 1 else "ms")


def main() -> None:
    """Make the cohort, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leaders", type=int, default=300)
    number = parser.parse_args().leaders
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "psw.db"
        start = time.perf_counter()
        demo.make(path, DAY, leaders=number)
        show(f"demo cohort of {number} leaders", (time.perf_counter() - start) * 1000, "ms")
        start_up(path)
        with Store.open(path) as store:
            store.today = DAY
            store.warm()
            reads(store)
            one_key(store)
            asyncio.run(keys(store))
            asyncio.run(board_keys(store))


if __name__ == "__main__":
    main()
