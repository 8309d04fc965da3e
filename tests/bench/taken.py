"""How long something took: by the clock, and by the processor, which a busy machine sways less."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds; `cpu` is 0 where the system does not tell."""

    wall: float
    cpu: float


def since() -> Callable[[], Taken]:
    """Begin: what is given tells how long it has been, in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    return lambda: Taken(time.perf_counter() - wall, time.process_time() - cpu)


def taken(action: Callable[[], object]) -> Taken:
    """How long an action takes in this process."""
    begun = since()
    action()
    return begun()


def median(times: Iterable[Taken]) -> Taken:
    """The median of each of both."""
    times = list(times)
    return Taken(statistics.median(one.wall for one in times), statistics.median(one.cpu for one in times))
