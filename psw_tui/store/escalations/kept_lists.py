"""The queue and the inbox as a screen keeps them, so that a decision reads again whom it touched and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.store.escalations.inbox import inbox_by_leader, inbox_in_order
from psw_tui.store.escalations.queue import queue, queue_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.inbox import InboxOfLeader, InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class _OfLeader:
    """A leader's rows, and the verdict with which they were made."""

    verdict: Verdict
    queued: QueueRow | None
    inbox: InboxOfLeader


class KeptLists:
    """Rows stand for as long as their leader's verdict does.

    `VerdictCache` judges anew whomever a change touched, and everybody where that can't be told, where another program
    has written, and on another day.
    """

    def __init__(self) -> None:
        self._of: dict[str, _OfLeader] = {}

    def read(
        self, store: Store, verdicts: Iterable[Verdict], day: date
    ) -> tuple[tuple[QueueRow, ...], tuple[InboxRow, ...]]:
        """The queue and the inbox of these leaders on a day, as `queue` and `inbox` give them."""
        judged = {verdict.reference: verdict for verdict in verdicts}
        kept = {leader: self._of[leader] for leader, verdict in judged.items() if self._is_of(leader, verdict)}
        fresh = [verdict for leader, verdict in judged.items() if leader not in kept]
        if fresh:
            queued = {row.leader: row for row in queue(store, fresh, day)}
            inboxes = inbox_by_leader(store, fresh, day)
            for verdict in fresh:
                leader = verdict.reference
                kept[leader] = _OfLeader(verdict, queued.get(leader), inboxes[leader])
        self._of = kept
        return (
            queue_in_order((of.queued for of in kept.values() if of.queued is not None), day),
            inbox_in_order((of.inbox for of in kept.values()), day),
        )

    def _is_of(self, leader: str, verdict: Verdict) -> bool:
        return leader in self._of and self._of[leader].verdict is verdict
