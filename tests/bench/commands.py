"""What a key does besides moving: a mark, the filter, the order, a jump; and a key while something else works."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.bench.cohorts import Unavailable
from tests.bench.figures import SIZES
from tests.bench.keys import DOWN, REGISTER, ROSTER, at
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
_ESCAPE = b"\x1b"
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
    longest = [_longest_wait(cohorts.of(1_000)) for _ in range(rounds)]
    results.found(
        "longest wait of a key beside background work",
        statistics.median(longest) * 1000,
        rounds,
        f"the longest of {_PRESSES} at each start; of all {max(longest) * 1000:.1f} ms",
    )


_FILTER, _SORT = "a letter typed into the filter, 10,000", "sort, 10,000"
_JUMP, _MARK = "jump to the last row or the first, 10,000", "a mark on a register of 500"
_BY_SIZE = ((_FILTER, 10_000), (_SORT, 10_000), (_JUMP, 10_000), (_MARK, 500))


def _commands(path: Path, leaders: int, results: Results) -> None:
    with ExitStack() as stack:
        register = at(stack, path, replace(REGISTER, rows=leaders))
        marks = [register.answer(key, "Marked") for key in _MARKS]
        if leaders == 500:
            results.time(_MARK, marks, 1000)
            return
        results.grew("a mark on a register", leaders, marks)
    with ExitStack() as stack:
        roster = at(stack, path, ROSTER)
        letters = _filter(roster) + _filter(roster)
        results.grew("a letter typed into the roster's filter", leaders, letters)
        if leaders == 10_000:
            results.time(_FILTER, letters, 1000)
            results.time(_SORT, [_sort(roster, order) for order in _ORDERS * 4], 1000)
            results.time(_JUMP, [roster.press(key)[1] for key in _JUMPS], 1000)


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


def _longest_wait(path: Path) -> float:
    """Start the app and move the cursor as soon as Today is whole, while a thread imports what comes next."""
    with psw(path) as terminal:
        terminal.until(WHOLE)
        return max(terminal.press(DOWN, quiet=0.02)[0].wall for _ in range(_PRESSES))
