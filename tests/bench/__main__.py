"""`make bench`: all figures of speed, each beside its target and the last release's. Times belong to the machine.

python -m tests.bench [--only PART]... [--rounds N] [--data FOLDER] [--cpu] [--write]
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import calls, commands, imports, judging, keys, making, page, start, zoom
from tests.bench.cohorts import DAY, Cohorts, Unavailable
from tests.bench.figures import PARTS, SIZES
from tests.bench.results import Results, print_growth
from tests.bench.terminal import Hung

if TYPE_CHECKING:
    from collections.abc import Callable

#: Each part by its name: what measures it, and the demo cohorts that it needs.
_MEASURES: dict[str, tuple[Callable[[Cohorts, Results, int], None], tuple[int, ...]]] = {
    "paint": (start.measure, start.LEADERS),
    "calls": (calls.measure, SIZES),
    "keys": (keys.measure, (40, 500, *SIZES)),
    "marks": (commands.measure, (500, *SIZES)),
    "policy": (judging.measure, SIZES),
    "imports": (imports.measure, ()),
    "zoom": (zoom.measure, ()),
    "demo": (making.measure, SIZES),
}


def main() -> None:
    """Make the cohorts, measure, print, and write the page where that is asked."""
    given = _given()
    os.environ["PSW_TODAY"] = DAY
    gc.freeze()  # as in the app, once it is warm
    begin = time.monotonic()
    results = Results(page.kept().last_release, by_cpu=given.cpu)
    parts = given.only or list(_MEASURES)
    with tempfile.TemporaryDirectory(prefix="psw-bench-") as folder:
        cohorts = Cohorts(Path(folder), given.data)
        cohorts.make(size for part in parts for size in _MEASURES[part][1])
        for part in parts:
            try:
                _MEASURES[part][0](cohorts, results, given.rounds)
            except (Unavailable, Hung) as why:
                results.not_found([f.name for f in PARTS[part] if f.name not in results.figures], str(why))
            cohorts.clear()
    print_growth(results.growth)
    print(f"\n{results.summary()}\n{page.machine()}; {time.monotonic() - begin:.0f} s")
    if given.write:
        page.PAGE.write_text(page.text(results, page.reasons()), "utf-8")
        print(f"{page.PAGE} is written")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure psw's speed.")
    parser.add_argument("--only", action="append", choices=_MEASURES, help="a part; may be given again (default: all)")
    parser.add_argument("--rounds", type=int, default=7, help="how often what is started is started (default: 7)")
    parser.add_argument("--data", type=Path, help="keep the demo cohorts here, and take those that lie here already")
    parser.add_argument("--cpu", action="store_true", help="judge by the processor's time: for a busy machine")
    parser.add_argument("--write", action="store_true", help=f"write docs/{page.PAGE.name}, from a run of all parts")
    given = parser.parse_args()
    if given.write and (given.only or given.cpu):
        parser.error("--write is for a run of all parts, by the clock")
    return given


if __name__ == "__main__":
    main()
