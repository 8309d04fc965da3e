"""docs/performance.md: the figures of the last run that wrote it, the last release's beside them, growth, and what is
not reached. A run of all parts writes it; the reasons are kept by hand, in `not_reached.toml`."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui import __version__
from tests.bench.figures import BASELINE, FIGURES, MOST_GROWTH, SIZES
from tests.bench.results import growth_words, in_words, is_met, shown, target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.results import Results

PAGE = Path(__file__).parent.parent.parent / "docs" / "performance.md"
REASONS = Path(__file__).parent / "not_reached.toml"
NONE = "–"
_VERSION = re.compile(r"psw (\S+) on ")
_ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<now>[^|]+) \| [^|]+ \| [^|]+ \| (?P<last>[^|]+) \|", re.MULTILINE)
_HEAD = """\
# Speed

Written by `make bench ARGS=--write`, with the reasons from `tests/bench/not_reached.toml`.

Measured with psw {version} on {machine}.
Figures in × are ratios to what stands beside them in the same run: the median of n, each of what was measured just
before. They carry over to another machine, and times do not: so a target in seconds is of one machine, on which a
Textual program of one line is drawn after {baseline:.0f} ms. That program is started before and after what is measured
here; a time is divided by how many times as long it took here, and stands behind as it was.

## Figures

| figure | now | target | met | last release | n | made of |
|---|---|---|---|---|---|---|
"""
_GROWTH = """
## Growth

What the same takes for {sizes} leaders, as it was measured here. Each of these cohorts has ten times the
data of the one before, so what grows no faster than the data costs ten times as much at most. Up to {most:g} times
count as that: the processor's caches hold more of the smaller cohort.

| what | {columns} | ten times the leaders cost | |
|---|{rules}|---|---|
"""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What the page says: the version that was measured, and by figure what it and the last release came to."""

    version: str = ""
    now: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)

    @property
    def last_release(self) -> dict[str, str]:
        """The last release's figures: those on the page, once the version is another than the one that was measured."""
        return self.last if self.version == __version__ else self.now


def read(text: str) -> KeptPage:
    """What a page says."""
    version = _VERSION.search(text)
    rows = [row for row in _ROW.finditer(text) if row["name"] in FIGURES]
    return KeptPage(
        version[1] if version else "",
        {row["name"]: row["now"] for row in rows if row["now"] != NONE},
        {row["name"]: row["last"] for row in rows if row["last"] != NONE},
    )


def kept() -> KeptPage:
    """What the page says that is there."""
    return read(PAGE.read_text("utf-8")) if PAGE.exists() else KeptPage()


def reasons() -> dict[str, dict[str, str]]:
    """Why figures are not reached, by their names, and other remarks: as they are kept by hand."""
    found: dict[str, dict[str, str]] = tomllib.loads(REASONS.read_text("utf-8"))
    return found


def machine() -> str:
    """The machine and the versions that the times belong to."""
    return (
        f"{os.cpu_count()} cores ({platform.system()}, {platform.machine()}), Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, Textual {metadata.version('textual')}"
    )


def text(results: Results, why: Mapping[str, Mapping[str, str]]) -> str:
    """The page of a run."""
    head = _HEAD.format(version=__version__, machine=machine(), baseline=BASELINE.wall * 1000)
    lines = [head + "\n".join(_figures(results))]
    columns = " | ".join(f"{size:,}" for size in SIZES)
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    lines.append(
        _GROWTH.format(most=10 * MOST_GROWTH, sizes=sizes, columns=columns, rules="---|" * (len(SIZES) - 1) + "---")
        + "\n".join(_growth(results))
    )
    lines += ["", "## Not reached, and why", "", *_not_reached(results, why["figures"])]
    lines += ["", "## Remarks", "", *(f"- {words}" for words in why["remarks"].values())]
    return "\n".join(lines) + "\n"


def _figures(results: Results) -> Iterator[str]:
    for name, figure in FIGURES.items():
        most, last = target(figure), results.last.get(name, NONE)
        found = results.figures.get(name)
        if found is None:
            yield f"| {name} | {NONE} | {most} | not measured | {last} | | {results.missing.get(name, '')} |"
            continue
        met = "yes" if is_met(figure, found.value) else "**no**"
        yield f"| {name} | {shown(figure, found.value)} | {most} | {met} | {last} | {found.n} | {found.made_of} |"


def _growth(results: Results) -> Iterator[str]:
    for name, times in results.growth.items():
        cells = " | ".join(in_words(times[size]) if size in times else NONE for size in SIZES)
        yield f"| {name} | {cells} | {' | '.join(growth_words(times))} |"


def _not_reached(results: Results, why: Mapping[str, str]) -> Iterator[str]:
    missed = [
        name
        for name, figure in FIGURES.items()
        if name not in results.figures or not is_met(figure, results.figures[name].value)
    ]
    for name in missed:
        yield f"- **{name}**: {why.get(name, 'nothing is written down of it yet.')}"
    if not missed:
        yield "Nothing: every target is met."
