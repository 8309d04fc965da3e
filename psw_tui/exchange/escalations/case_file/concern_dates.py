"""Since when a concern held that holds no more: asked of the record as it was before it ended."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy.terms import InboxState
from psw_tui.store.core import as_known_at
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.core.store import Store

_BEFORE = timedelta(microseconds=1)


def held_since(store: Store, sources: Sources) -> dict[str, date]:
    """By key; a concern that ended with the passing of time, and was never decided on, may not be known."""
    asked: dict[tuple[datetime, date], set[str]] = defaultdict(set)
    now = sources.now.concerns
    for key, row in now.items():
        step = sources.cleared(row) if row.state is InboxState.CLEARED else None
        if step is not None and row.cleared_on is not None:
            asked[step.at - _BEFORE, row.cleared_on].add(key)
    for decision in sources.record.decisions:
        known = now.get(decision.concern_key)
        if decision.concern_key and (known is None or known.state is InboxState.CLEARED):
            asked[decision.at - _BEFORE, decision.day].add(decision.concern_key)
    if not asked:
        return {}
    since: dict[str, date] = {}
    order = sorted(asked, reverse=True)
    with closing(as_known_at.going_back(store, [at for at, _ in order])) as stores:
        for (_, day), then in zip(order, stores, strict=True):
            for verdict in judge_all(then, day, leaders=[sources.leader]):
                for concern in verdict.concerns:
                    since.setdefault(concern.key, concern.since)
    return since
