"""`psw demo`: a year that is lived through day by day, by the number of leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.calls import run
from tests.bench.cohorts import PSW
from tests.bench.figures import SIZES
from tests.bench.pace import around

if TYPE_CHECKING:
    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results

_LEADERS = 2_000


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """One of 2,000 leaders with nothing beside it; those of the other sizes were made already, where they were not
    there before."""
    path = cohorts.new_folder() / "psw.db"
    command = (*PSW, "demo", "--no-open", "--leaders", str(_LEADERS), "--db", str(path))
    with around(results):
        made = run(command)
    results.time("psw demo, 2,000 leaders", [made])
    for leaders in SIZES:
        if leaders in cohorts.made:
            results.grew("psw demo", leaders, [cohorts.made[leaders]])
