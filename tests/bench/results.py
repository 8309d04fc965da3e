"""What a run has found: each line printed as it is known, all of it kept for the page."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.bench.figures import FIGURES, GROWN, MOST_GROWTH, SIZES, pace_of
from tests.bench.taken import Taken, median

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.figures import Figure


#: The pace of a machine on which everything takes as long as on that of the targets.
AT_PAR = Taken(1, 1)


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure as measured `n` times; `made_of` says what stands behind a ratio."""

    value: float
    n: int
    made_of: str = ""


@dataclass(slots=True)
class Results:
    """All that was measured, and why the rest was not; `last` has the last release's figures as they were printed.

    `by_cpu` judges by the processor's time, for a machine that others work on. `pace` is how many times as long
    things take here as on the machine that the targets in seconds are of: what is measured is divided by it.
    """

    last: Mapping[str, str]
    by_cpu: bool = False
    pace: Taken = AT_PAR
    figures: dict[str, Measured] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    growth: dict[str, dict[int, float]] = field(default_factory=dict)

    def found(self, name: str, value: float, n: int, made_of: str = "", *, pace: float | None = None) -> None:
        """Keep a figure and print its line; what is in seconds as it would be at the pace of the targets.

        That is by the clock, unless another is given.
        """
        figure = FIGURES[name]
        if figure.is_time:
            pace = pace or self.pace.wall
            here = f"{shown(figure, value)} here, where all takes {pace:.2f} × as long"
            value, made_of = value / pace, f"{here}, {made_of}" if made_of else here
        self.figures[name] = Measured(value, n, made_of)
        met = "met    " if is_met(figure, value) else "NOT MET"
        before = f"last release {self.last[name]}" if self.last.get(name) else ""
        print(
            f"{name:<58}{shown(figure, value):>10}  {target(figure):<10} {met}  {before:<24}"
            f" n {n:<4}{made_of}".rstrip(),
            flush=True,
        )

    def ratio(self, name: str, own: Sequence[Taken], base: Sequence[Taken]) -> None:
        """Keep the median of the ratios of those that were measured one after the other, each beside its own.

        A machine that is half as quick for some seconds sways both of a pair alike; of two medians it may sway one.
        """
        pairs = list(zip(own, base, strict=True))
        mine, beside = median(own), median(base)
        made_of = f"{in_words(mine.wall)} ÷ {in_words(beside.wall)}"
        value = statistics.median(one.wall / other.wall for one, other in pairs)
        if mine.cpu and beside.cpu:
            by_cpu = statistics.median(one.cpu / other.cpu for one, other in pairs)
            made_of += f", by the processor {by_cpu:.2f} ×"
            value = by_cpu if self.by_cpu else value
        self.found(name, value, len(pairs), made_of)

    def time(self, name: str, times: Sequence[Taken], per_second: int = 1, beside: Sequence[Taken] = ()) -> None:
        """Keep the median of some times, in seconds or as many parts of one.

        Where the one-line program ran `beside`, before each of them, each is at the pace of its own.
        """
        mine, pace = median(times), self.pace
        if beside:
            paces = [pace_of(one) for one in beside]
            at_par = median(Taken(one.wall / at.wall, one.cpu / at.cpu) for one, at in zip(times, paces, strict=True))
            pace = Taken(mine.wall / at_par.wall, mine.cpu / at_par.cpu if mine.cpu else 1)
        made_of = f"by the processor {in_words(mine.cpu)}" if mine.cpu else ""
        if self.by_cpu and mine.cpu:
            self.found(name, mine.cpu * per_second, len(times), made_of, pace=pace.cpu)
        else:
            self.found(name, mine.wall * per_second, len(times), made_of, pace=pace.wall)

    def not_found(self, names: Sequence[str], why: str) -> None:
        """Say why some figures could not be measured."""
        for name in names:
            self.missing[name] = why
            print(f"{name:<58}not measured: {why}", flush=True)

    def grew(self, name: str, leaders: int, times: Sequence[Taken]) -> None:
        """Keep what something took for so many leaders."""
        assert name in GROWN, name
        mine = median(times)
        self.growth.setdefault(name, {})[leaders] = mine.cpu if self.by_cpu and mine.cpu else mine.wall

    def summary(self) -> str:
        """How many targets are met, of how many."""
        missed = [name for name, found in self.figures.items() if not is_met(FIGURES[name], found.value)]
        grown = [name for name, times in self.growth.items() if not grows_no_faster(times)]
        words = f"{len(self.figures) - len(missed)} of {len(self.figures) + len(self.missing)} targets met"
        return f"{words}; growing faster than the data: {', '.join(grown) or 'nothing'}"


def is_met(figure: Figure, value: float) -> bool:
    """Whether a value reaches its target."""
    return value <= figure.target


def shown(figure: Figure, value: float) -> str:
    """A value with its unit."""
    digits = 0 if figure.unit == "keys" else 2 if value < 100 else 0
    return f"{value:,.{digits}f} {figure.unit}"


def target(figure: Figure) -> str:
    """What a figure is at most to be, with its unit."""
    return f"≤ {figure.target:g} {figure.unit}"


def in_words(seconds: float) -> str:
    """A time with the unit that it needs."""
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{seconds * 1000:,.{1 if seconds < 0.1 else 0}f} ms"


def steps(times: Mapping[int, float]) -> list[float]:
    """What ten times the leaders cost, as a share of ten times as much: at most 1 where it grows no faster."""
    return [times[many] / times[few] / (many / few) for few, many in pairwise(SIZES) if few in times and many in times]


def grows_no_faster(times: Mapping[int, float]) -> bool:
    """Whether something grows no faster than the data."""
    return all(step <= MOST_GROWTH for step in steps(times))


def growth_words(times: Mapping[int, float]) -> tuple[str, str]:
    """What ten times the leaders cost, and whether that is no more than ten times as much."""
    costs = ", ".join(f"{step * 10:.1f} ×" for step in steps(times))
    verdict = "no faster than the data" if grows_no_faster(times) else "FASTER THAN THE DATA"
    return costs, verdict if costs else ""


def print_growth(growth: Mapping[str, Mapping[int, float]]) -> None:
    """The growth table."""
    if not growth:
        return
    print(f"\n{'growth: leaders':<44}" + "".join(f"{size:>12,}" for size in SIZES) + "   ten times as many cost")
    for name, times in growth.items():
        cells = "".join(f"{in_words(times[size]) if size in times else '–':>12}" for size in SIZES)
        costs, verdict = growth_words(times)
        print(f"{name:<44}{cells}   {costs:<18} {verdict}".rstrip())
