"""How quick this machine is beside the one that the targets in seconds are of: machines differ, and one of them by the
minute. Both are measured by the same program, which does what psw does: import Textual, and draw."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.bench.cohorts import CHECKOUT
from tests.bench.figures import pace_of
from tests.bench.taken import median
from tests.bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.results import Results
    from tests.bench.taken import Taken

_STARTS = 3
_ONE_LINE = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self): yield Static("hello")
Hello().run()
"""


def one_line() -> Taken:
    """Start a Textual program of one line: how long until the line is drawn."""
    with Terminal([sys.executable, "-c", _ONE_LINE], CHECKOUT) as terminal:
        return terminal.since_start("hello")


@contextmanager
def around(results: Results) -> Iterator[None]:
    """What is measured within is of the pace before and after it."""
    before = [one_line() for _ in range(_STARTS + 1)][1:]  # the first may have to compile
    yield
    results.pace = pace_of(median([*before, *(one_line() for _ in range(_STARTS))]))
