"""What is measured, with its target: one line of the report each. Ratios are to what stands beside each in its part."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.taken import Taken

#: What a Textual program of one line takes until it is drawn, by the clock and by the processor, on the machine that
#: the targets in seconds are of: medians of seven starts. Where it takes longer, so does psw (but the disk).
BASELINE = Taken(wall=0.191, cpu=0.183)
#: The cohorts on which growth is looked at: each has ten times the data of the one before.
SIZES = (100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `unit` is × for a ratio, else what the target is in."""

    name: str
    unit: str
    target: float

    @property
    def is_time(self) -> bool:
        """Whether it is in seconds or parts of one, which differ from machine to machine."""
        return self.unit in ("s", "ms")


_PAINT = [Figure(f"first paint, {size:,} leaders", "×", 1.25) for size in (100, 1_000, 5_000, 10_000)]
_WHOLE = [Figure(f"whole of Today, {size:,} leaders", "×", most) for size, most in ((100, 1.5), (1_000, 2.2))]
_LISTS = ("roster, 10,000", "register, 500", "board, 500", "term, 400 × 30", "queue, 300", "inbox, 300")

#: The lines of each part, by the name that `--only` takes.
PARTS: dict[str, list[Figure]] = {
    "paint": [*_PAINT, *_WHOLE, Figure("keys typed while starting, lost or out of order", "keys", 0)],
    "calls": [
        Figure("psw --version", "×", 6),
        Figure("psw --help", "×", 6),
        Figure("psw status, 1,000 leaders", "s", 0.5),
        Figure("psw status --json, 1,000 leaders", "s", 0.3),
    ],
    "keys": [
        Figure("roster, cursor key p50, 500", "ms", 3),
        Figure("roster, cursor key p95, 500", "ms", 8),
        Figure("roster, page key p50, 500", "ms", 8),
        Figure("roster, cursor key p50, 10,000", "ms", 3),
        Figure("roster, cursor key p95, 10,000", "ms", 8),
        Figure("roster, page key p50, 10,000", "ms", 8),
        *(Figure(f"cursor key beside 40 rows: {rows}", "×", 1.2) for rows in _LISTS),
    ],
    "marks": [
        Figure("a mark on a register of 500", "ms", 15),
        Figure("a letter typed into the filter, 10,000", "ms", 60),
        Figure("sort, 10,000", "ms", 60),
        Figure("jump to the last row or the first, 10,000", "ms", 60),
        Figure("longest wait of a key while the rest is imported, 1,000", "ms", 25),
        Figure("longest wait of a key while a backup is made, 1,000", "ms", 25),
    ],
    "policy": [
        Figure("judging 10,000 leaders × 60 marks", "×", 2.5),
        Figure("judging one leader again after a mark", "ms", 1),
    ],
    "imports": [
        Figure("import of 8,742 marks", "×", 8),
        Figure("import of 100,000 marks", "×", 8),
        Figure("undo of 8,742 marks", "s", 0.8),
        Figure("import of 26,000 ratings", "s", 3),
    ],
    "zoom": [
        Figure("Zoom report of 10,000 rows, parsed and matched", "s", 1),
        Figure("Zoom report of 10,000 rows, review drawn", "ms", 200),
    ],
    "demo": [Figure("psw demo, 2,000 leaders", "s", 15)],
}
#: What is taken at all sizes: ten times the data cost at most ten times as much, but for what the processor's caches
#: hold of the smaller one, and noise.
MOST_GROWTH = 1.2
GROWN = (
    "first paint",
    "whole of Today",
    "roster, cursor key",
    "roster, page key",
    "a letter typed into the roster's filter",
    "a mark on a register",
    "judging everybody",
    "judging one leader again",
    "psw status",
    "psw status --json",
    "import of every mark",
    "undo of that import",
    "psw demo",
)
FIGURES = {figure.name: figure for figures in PARTS.values() for figure in figures}


def pace_of(one_line: Taken) -> Taken:
    """How many times as long as on that machine a one-line program took, by the clock and by the processor."""
    by_wall = one_line.wall / BASELINE.wall
    return Taken(by_wall, one_line.cpu / BASELINE.cpu or by_wall)  # where the system does not tell the processor's time
