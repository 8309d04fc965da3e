"""From a key to the first byte that is drawn: a key on a list, then the same key on the same list with 40 rows."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from tests.bench import plain_cohort
from tests.bench.cohorts import Unavailable
from tests.bench.figures import SIZES
from tests.bench.pace import around
from tests.bench.start import WHOLE, psw
from tests.bench.terminal import Hung

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results
    from tests.bench.taken import Taken
    from tests.bench.terminal import Terminal

DOWN, UP, PAGE_DOWN, PAGE_UP, HOME = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~", b"\x1b[H"
#: Down to the last of 40 rows, the last of which come into view by scrolling, and up some way.
_CURSOR = [DOWN] * 35 + [UP] * 20
_PAGES = [PAGE_DOWN, PAGE_UP] * 10
#: So many rounds of what takes milliseconds, all of which count: one is over within a second.
ROUNDS = 3
FEW = 40


@dataclass(frozen=True, slots=True)
class ListScreen:
    """A list by its name in the figures: the keys that open it, with words that each draws, and what makes its rows."""

    name: str
    steps: tuple[tuple[bytes, str], ...]
    rows: int
    sessions: int = 0  # 0: a demo cohort
    flagged: bool = False
    escalated: bool = False

    def file(self, cohorts: Cohorts, rows: int) -> Path:
        """A database in which it has so many rows."""
        if not self.sessions:
            return cohorts.of(rows)
        return plain_cohort.make(
            cohorts.new_folder() / "psw.db",
            rows,
            self.sessions,
            flagged=rows if self.flagged else 0,
            escalated=rows if self.escalated else 0,
        )


_REGISTERS = (b"3", "Recorded")
ROSTER = ListScreen("roster, 10,000", ((b"2", "Overall"),), 10_000)
REGISTER = ListScreen("register, 500", (_REGISTERS, (b"\r", "unrecorded")), 500)
_LISTS = (
    ROSTER,
    REGISTER,
    ListScreen("board, 500", ((b"4", "p attended"),), 500),
    ListScreen("term, 400 × 30", (_REGISTERS, (b"M", "› Term")), 400, sessions=30),
    ListScreen("queue, 300", ((b"6", "Queue"),), 300, sessions=3, escalated=True),
    ListScreen("inbox, 300", ((b"6", "Inbox"),), 300, sessions=3, flagged=True),
)


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """The roster at all sizes, then each list beside the same with 40 rows."""
    _roster(cohorts, results)
    for screen in _LISTS:
        name = f"cursor key beside 40 rows: {screen.name}"
        try:
            files = [screen.file(cohorts, rows) for rows in (FEW, screen.rows)]
            with ExitStack() as stack:
                small, large = in_turn([at(stack, path, screen) for path in files], _CURSOR)
        except (Unavailable, Hung) as why:
            results.not_found([name], str(why))
        else:
            results.ratio(name, large, small)


def _roster(cohorts: Cohorts, results: Results) -> None:
    sizes, files = [], []
    for leaders in (100, 500, 1_000, 10_000):
        try:
            files.append(cohorts.of(leaders))
            sizes.append(leaders)
        except Unavailable as why:
            shares = ("cursor key p50", "cursor key p95", "page key p50")
            if leaders in (500, 10_000):
                results.not_found([f"roster, {share}, {leaders:,}" for share in shares], str(why))
    with ExitStack() as stack:
        rosters = [at(stack, path, ROSTER) for path in files]
        with around(results):
            cursor, pages = ([_from_the_top(rosters, keys) for _ in range(ROUNDS)] for keys in (_CURSOR, _PAGES))
    for place, leaders in enumerate(sizes):
        steps, jumps = (list(chain.from_iterable(taken[place] for taken in rounds)) for rounds in (cursor, pages))
        if leaders in (500, 10_000):
            results.time(f"roster, cursor key p50, {leaders:,}", steps, 1000)
            slow = statistics.quantiles((step.wall for step in steps), n=20)[-1]
            results.found(f"roster, cursor key p95, {leaders:,}", slow * 1000, len(steps))
            results.time(f"roster, page key p50, {leaders:,}", jumps, 1000)
        if leaders in SIZES:
            results.grew("roster, cursor key", leaders, steps)
            results.grew("roster, page key", leaders, jumps)


def at(stack: ExitStack, path: Path, screen: ListScreen) -> Terminal:
    """The app on a file, with a list open and nothing going on."""
    terminal = stack.enter_context(psw(path))
    terminal.until(WHOLE)
    for key, words in screen.steps:
        terminal.at_rest()
        terminal.type(key)
        terminal.until(words)
    terminal.at_rest()
    return terminal


def _from_the_top(rosters: list[Terminal], keys: list[bytes]) -> list[list[Taken]]:
    for roster in rosters:
        roster.type(HOME)
        roster.at_rest()
    return in_turn(rosters, keys)


def in_turn(terminals: list[Terminal], keys: list[bytes]) -> list[list[Taken]]:
    """Press each key on one after the other: for each, how long the first byte took."""
    times: list[list[Taken]] = [[] for _ in terminals]
    for key in keys:
        for terminal, taken in zip(terminals, times, strict=True):
            taken.append(terminal.press(key)[0])
    return times
