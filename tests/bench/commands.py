"""What a key does besides moving: a mark, the filter, the order, a jump; and a key while something else works."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.bench.cohorts import Unavailable
from tests.bench.figures import SIZES
from tests.bench.keys import DOWN, REGISTER, ROSTER, ROUNDS, at
from tests.bench.pace import around
from tests.bench.start import WHOLE, psw
from tests.bench.terminal import Hung

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results
    from tests.bench.taken import Taken
    from tests.bench.terminal import Terminal

_MARKS = [b"p", b"a"] * 10
#: Typed into the filter, by the letter; what the line above the list says each time that it has been filtered.
_NAME, _FILTERED = "osei", "listed"
#: By organisation and by name; the heading of the list that is drawn with either.
_ORDERS, _HEADING = (b"o", b"n"), "Name"
_JUMPS = [b"G", b"g"] * 5
_ESCAPE, _ENTER, _PALETTE = b"\x1b", b"\r", b"\x10"
_PRESSES = 16


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """Marks on a register and the roster's filter at all sizes; sorting and jumping on the largest."""
    for leaders in (*SIZES, 500):
        try:
            path = cohorts.of(leaders)
        except Unavailable as why:
            results.not_found([name for name, size in _BY_SIZE if size == leaders], str(why))
            continue
        try:
            _commands(path, leaders, results)
        except Hung as why:
            results.not_found([name for name, size in _BY_SIZE if size == leaders], str(why))
    path = cohorts.of(1_000)
    with around(results):
        starts = [_just_after_the_start(path) for _ in range(rounds)]
        backups = _beside_backups(path, rounds // 3 + 1)
    _longest(results, "while the rest is imported", starts)
    _longest(results, "while a backup is made", backups)


def _longest(results: Results, when: str, waits: list[float]) -> None:
    made_of = f"the longest of {_PRESSES} presses each time; of all {max(waits) * 1000:.1f} ms"
    name = f"longest wait of a key {when}, 1,000"
    results.found(name, statistics.median(waits) * 1000, len(waits), made_of)


_FILTER, _SORT = "a letter typed into the filter, 10,000", "sort, 10,000"
_JUMP, _MARK = "jump to the last row or the first, 10,000", "a mark on a register of 500"
_BY_SIZE = ((_FILTER, 10_000), (_SORT, 10_000), (_JUMP, 10_000), (_MARK, 500))


def _commands(path: Path, leaders: int, results: Results) -> None:
    with ExitStack() as stack:
        register = at(stack, path, replace(REGISTER, rows=leaders))
        with around(results):
            marks = [register.answer(key, "Marked") for key in _MARKS * ROUNDS]
        if leaders == 500:
            results.time(_MARK, marks, 1000)
            return
        results.grew("a mark on a register", leaders, marks)
    with ExitStack() as stack:
        roster = at(stack, path, ROSTER)
        with around(results):
            letters = _filter(roster) + _filter(roster)
            sorts = [_sort(roster, order) for order in _ORDERS * 4] if leaders == 10_000 else []
            jumps = [roster.press(key)[1] for key in _JUMPS] if leaders == 10_000 else []
        results.grew("a letter typed into the roster's filter", leaders, letters)
        if leaders == 10_000:
            results.time(_FILTER, letters, 1000)
            results.time(_SORT, sorts, 1000)
            results.time(_JUMP, jumps, 1000)


def _filter(roster: Terminal) -> list[Taken]:
    roster.press(b"/")
    roster.at_rest()
    letters = [roster.answer(letter.encode(), _FILTERED) for letter in _NAME]
    roster.press(_ESCAPE)
    roster.at_rest()
    return letters


def _sort(roster: Terminal, order: bytes) -> Taken:
    """Choose an order in the dialog: until the list is drawn with it."""
    roster.press(b"s")
    roster.at_rest()
    return roster.answer(order, _HEADING)


def _just_after_the_start(path: Path) -> float:
    """Start the app and move the cursor as soon as Today is whole, while a thread imports what comes next."""
    with psw(path) as terminal:
        terminal.until(WHOLE)
        return _wait_of_keys(terminal)


def _beside_backups(path: Path, rounds: int) -> list[float]:
    """Have backups made from the palette, and move the cursor of the roster meanwhile."""
    waits = []
    with ExitStack() as stack:
        roster = at(stack, path, ROSTER)
        for _ in range(rounds):
            for keys in (_PALETTE, b"back up now"):
                roster.press(keys)
                roster.at_rest()
            roster.press(_ENTER)
            waits.append(_wait_of_keys(roster))
            roster.at_rest()
    return waits


def _wait_of_keys(terminal: Terminal) -> float:
    return max(terminal.press(DOWN, quiet=0.02)[0].wall for _ in range(_PRESSES))
