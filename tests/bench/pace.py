"""How quick this machine is beside the one that the targets in seconds are of: machines differ, and one of them by the
minute. Both are measured by the same program, which does what psw does: import Textual, and draw."""

from __future__ import annotations

import sys

from tests.bench.cohorts import CHECKOUT
from tests.bench.figures import BASELINE
from tests.bench.taken import Taken, median
from tests.bench.terminal import Terminal

_STARTS = 5
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


def pace() -> Taken:
    """How many times as long as there things take here now, by the clock and by the processor."""
    here = median([one_line() for _ in range(_STARTS + 1)][1:])  # the first may have to compile
    by_wall = here.wall / BASELINE.wall
    return Taken(by_wall, here.cpu / BASELINE.cpu or by_wall)  # where the system does not tell the processor's time
