"""A believable made-up cohort in the middle of its year, built offline from a seed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

#: How many leaders, and which of the possible cohorts, unless somebody asks for others.
LEADERS = 20
SEED = 2026
#: So many need some 360 MB of memory, and as much of the disk as the file then has, about 440 MB.
MOST_LEADERS = 10_000


def make(
    path: Path,
    today: date,
    leaders: int = LEADERS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Make the file: its year is done again in order through the store's commands, so that its history is one.

    The file appears whole or not at all. `Refused` when there is one that holds anything.
    """
    # The help of `psw demo` takes its numbers from here, and needs none of this.
    from psw_tui.demo import cases, people, replay, stories, year
    from psw_tui.policy import coaching
    from psw_tui.store.core.check import building

    random = Random(seed)  # noqa: S311 - a story, not a secret
    planned = year.plan(today)
    cast = stories.cast(people.people(leaders, random), random)
    with building(path) as store, tempfile.TemporaryDirectory(prefix="psw-demo-") as folder:
        diary = replay.Diary(store, planned, Path(folder), random)
        replay.begin(diary, cast)
        replay.attend(diary, stories.misses(planned, cast, random))
        replay.study(diary, cast)
        replay.catch_up(diary, cast)
        slots = year.slots(planned, coaching.windows(store.programmes["psw"], planned.number))
        replay.coach(diary, stories.bookings(planned, slots, cast, random))
        replay.change_states(diary, cast)
        replay.assess(diary, cast)
        cases.decide(diary, cast)
        diary.replay(progress)
