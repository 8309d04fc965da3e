"""Calls of `psw` on the command line: those that need no database beside an empty Python, and the status."""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from tests.bench.cohorts import PSW, Unavailable, spawn
from tests.bench.figures import SIZES
from tests.bench.pace import one_line
from tests.bench.taken import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results

_NOTHING = (sys.executable, "-c", "pass")


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """`--version` and `--help`, then the status of cohorts of all sizes, as a table and as JSON."""
    commands = (_NOTHING, (*PSW, "--version"), (*PSW, "--help"))
    base, version, told = _in_turn([partial(run, command) for command in commands], rounds * 2)
    results.ratio("psw --version", version, base)
    results.ratio("psw --help", told, base)
    for leaders, path in cohorts.those_of(SIZES, "psw status of"):
        status = [partial(run, _status(path)), partial(run, (*_status(path), "--json"))]
        beside, table, json = _in_turn([one_line, *status], rounds if leaders == 1_000 else 3)
        results.grew("psw status", leaders, table)
        results.grew("psw status --json", leaders, json)
        if leaders == 1_000:
            results.time("psw status, 1,000 leaders", table, beside=beside)
            results.time("psw status --json, 1,000 leaders", json, beside=beside)


def _status(path: Path) -> tuple[str, ...]:
    return (*PSW, "--db", str(path), "status")


def _in_turn(calls: Sequence[Callable[[], Taken]], rounds: int) -> list[list[Taken]]:
    """Run each one after the other, so often: how long each took. The first round, which may compile, is left out."""
    times: list[list[Taken]] = [[] for _ in calls]
    for number in range(rounds + 1):
        for call, took in zip(calls, times, strict=True):
            one = call()
            if number:
                took.append(one)
    return times


def run(command: tuple[str, ...]) -> Taken:
    """How long a program takes from its start to its end; it has to end well."""
    begin = time.perf_counter()
    _, status, used = os.wait4(spawn(command), 0)
    wall = time.perf_counter() - begin
    if status:
        raise Unavailable(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Taken(wall, used.ru_utime + used.ru_stime)
