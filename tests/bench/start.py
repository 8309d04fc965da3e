"""From the start of the process to what is on the screen, beside a Textual program of one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.cohorts import CHECKOUT, DAY, PSW, Unavailable
from tests.bench.figures import SIZES
from tests.bench.pace import one_line
from tests.bench.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results
    from tests.bench.taken import Taken

LEADERS = (100, 1_000, 5_000, 10_000)
#: Of these the whole of Today has a target, so it is waited for at every start.
_WHOLE_OF = (100, 1_000)
#: A start takes less than a second, in which a machine that others share may be half as quick: so many in each round.
_STARTS = 7
#: The last of the areas in the line on top, and the last that Today draws once it is worked out.
HEADER = "6 Escalations"
WHOLE = "Health"
#: What only the foot of the Roster has, and what only that of the Registers.
_FOOTERS = (b"L leave", b"M term view")


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """The paint, the whole of Today, and the keys that are typed meanwhile."""
    files: dict[int, Path] = {}
    for leaders in LEADERS:
        try:
            files[leaders] = cohorts.of(leaders)
        except Unavailable as why:
            missed = [f"whole of Today, {leaders:,} leaders"] if leaders in _WHOLE_OF else []
            results.not_found([f"first paint, {leaders:,} leaders", *missed], str(why))
    base: dict[int, list[Taken]] = {leaders: [] for leaders in files}
    paints: dict[int, list[Taken]] = {leaders: [] for leaders in files}
    wholes: dict[int, list[Taken]] = {leaders: [] for leaders in files}
    for path in files.values():  # the first start may have to compile
        with psw(path) as terminal:
            terminal.until(WHOLE)
    for number in range(rounds * _STARTS):
        for leaders, path in files.items():
            base[leaders].append(one_line())
            with psw(path) as terminal:
                paints[leaders].append(terminal.since_start(HEADER))
                if number < rounds or leaders in _WHOLE_OF:
                    wholes[leaders].append(terminal.since_start(WHOLE))
    for leaders in files:
        results.ratio(f"first paint, {leaders:,} leaders", paints[leaders], base[leaders])
        if leaders in SIZES:
            results.grew("first paint", leaders, paints[leaders])
            results.grew("whole of Today", leaders, wholes[leaders])
    for leaders in _WHOLE_OF:
        if leaders in files:
            results.ratio(f"whole of Today, {leaders:,} leaders", wholes[leaders], base[leaders])
    _typed_ahead(files, results)


def psw(path: Path) -> Terminal:
    """The app on a file."""
    return Terminal([*PSW, "--db", str(path)], CHECKOUT, PSW_TODAY=DAY)


def _typed_ahead(files: dict[int, Path], results: Results) -> None:
    """Keys that are typed before there is an app to take them: it ends where the last of them leads."""
    lost = tries = 0
    for path in files.values():
        for keys, ends, not_in in ((b"32", *_FOOTERS), (b"23", *reversed(_FOOTERS))):
            with psw(path) as terminal:
                terminal.type(keys)
                terminal.at_rest()
                drawn = terminal.text()
            lost += drawn.rfind(ends) <= drawn.rfind(not_in)
            tries += 1
    results.found("keys typed while starting, lost or out of order", lost, tries)
