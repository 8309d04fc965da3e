"""Cohorts that are closed or past their days: what is still there of them, out of the way of those that run."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import numbers, over_words
from psw_tui.policy.terms import InboxState
from psw_tui.policy.wording import count
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class LeftOver:
    """What is left of a cohort: how it came to be over (`closed 3 Sep`), and what it holds."""

    name: str
    how: str
    escalations: int
    concerns: int
    tasks: int

    @property
    def words(self) -> str:
        """`2 open escalations, 3 new concerns, 5 tasks`; empty where nothing is left."""
        held = (
            (self.escalations, "open escalation"),
            (self.concerns, "new concern"),
            (self.tasks, "task"),
        )
        return ", ".join(count(number, thing) for number, thing in held if number)


def left_over(store: Store, verdicts: Iterable[Verdict], day: date) -> list[LeftOver]:
    """What is left of each cohort of these verdicts, by name."""
    by_cohort: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_cohort.setdefault(verdict.record.cohort.name, []).append(verdict)
    if not by_cohort:
        return []
    every = list(chain.from_iterable(by_cohort.values()))
    cohort_of = {verdict.reference: verdict.record.cohort.name for verdict in every}
    open_in = Counter(cohort_of[row.leader] for row in queue.queue(store, every, day))
    states = inbox.states(store, every, day)
    found = []
    for name, own in sorted(by_cohort.items()):
        held = chain.from_iterable(verdict.concerns for verdict in own)
        new = sum(states[concern.key] is InboxState.NEW for concern in held)
        tasks = sum(len(verdict.waiting) for verdict in own)
        found.append(LeftOver(name, over_words(own[0].record.cohort, day), open_in[name], new, tasks))
    return found


def still_active(store: Store, name: str) -> int:
    """How many leaders of a cohort are covered, and active or paused."""
    own = judge_all(store, store.today, cohort=name)
    return numbers((verdict.record.leader for verdict in own), store.today).covered


def at_closing(store: Store, name: str) -> list[str]:
    """What closing a cohort does, in sentences, before it is done."""
    own = judge_all(store, store.today, cohort=name)
    said = [f"Out of the way go {rest.words}." for rest in left_over(store, own, store.today) if rest.words]
    if covered := numbers((verdict.record.leader for verdict in own), store.today).covered:
        said.append(f"{count(covered, 'leader is', 'leaders are')} active or paused still, and stay so.")
    return [*said, "Its standings say what they came to; its leaders and records stay."]
