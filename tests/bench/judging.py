"""The rules on a whole cohort, beside a plain fold that only counts the same marks; and on one leader after a mark."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import ExitStack
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy.terms import MarkValue
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import VerdictCache, judge_all
from psw_tui.store.registers import record_marks, registers, sessions
from tests.bench import plain_cohort
from tests.bench.cohorts import DAY
from tests.bench.figures import SIZES
from tests.bench.pace import around
from tests.bench.taken import Taken, since, taken

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.cohorts import Cohorts
    from tests.bench.results import Results

_DAY = date.fromisoformat(DAY)
_LEADERS, _MARKS = 10_000, 60
#: So many rounds of seconds each: a machine that others share is seldom as quick for both of a pair.
_ROUNDS = 7
_AGAIN = 30


def measure(cohorts: Cohorts, results: Results, rounds: int) -> None:
    """Everybody of a large cohort with many marks, then everybody and one at all sizes."""
    _beside_a_fold(cohorts.new_folder() / "psw.db", results)
    with ExitStack() as stack:
        stores = {
            leaders: stack.enter_context(Store.open(path)) for leaders, path in cohorts.those_of(SIZES, "judging")
        }
        _everybody(stores, results)
        for leaders, store in stores.items():
            with around(results):
                one = _one_again(store)
            results.grew("judging one leader again", leaders, one)
            if leaders == 1_000:
                results.time("judging one leader again after a mark", one, 1000)


def _everybody(stores: dict[int, Store], results: Results) -> None:
    """All sizes in turn, so that the machine is as quick for one as for the other."""
    times: dict[int, list[Taken]] = {leaders: [] for leaders in stores}
    for _ in range(_ROUNDS):
        for leaders, store in stores.items():
            times[leaders].append(taken(partial(judge_all, store, _DAY)))
    for leaders, took in times.items():
        results.grew("judging everybody", leaders, took)


def _beside_a_fold(path: Path, results: Results) -> None:
    plain_cohort.make(path, _LEADERS, _MARKS, marks="mixed")
    own, base = [], []
    with Store.open(path) as store:
        for _ in range(_ROUNDS):
            gc.collect()
            base.append(taken(lambda: _fold(store)))
            gc.collect()
            own.append(taken(lambda: judge_all(store, _DAY)))
    results.ratio(f"judging {_LEADERS:,} leaders × {_MARKS} marks", own, base)


def _fold(store: Store) -> list[tuple[str, list[int], str]]:
    """Count the marks of each leader and those present, with the last day of one, by their share."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    last: dict[str, str] = {}
    rows = store.connection.execute(
        "SELECT m.leader_id, s.starts_at, m.value, m.reason FROM mark m JOIN session s ON s.id = m.session_id"
    )
    for leader, starts_at, value, _ in rows:
        counted = counts[leader]
        counted[0] += 1
        if value == "present":
            counted[1] += 1
            if starts_at > last.get(leader, ""):
                last[leader] = starts_at
    folded = [(leader, counted, last.get(leader, "")) for leader, counted in counts.items()]
    return sorted(folded, key=lambda one: one[1][1] / one[1][0])


def _one_again(store: Store) -> list[Taken]:
    """How long the verdicts take to be true again after each of some marks, once everybody is judged."""
    store.today = _DAY
    cache = VerdictCache(store)
    cache.all(_DAY)
    held = next(line for line in sessions.sessions_list(store, None, _DAY) if line.due)
    times = []
    for row in registers.register(store, held.reference, _DAY).rows[:_AGAIN]:
        leader = row.leader.reference
        change = record_marks.mark(store, held.reference, [leader], MarkValue.PART)
        if change is not None:
            begun = since()
            cache.after(change)
            cache.one(_DAY, leader)
            times.append(begun())
    return times
