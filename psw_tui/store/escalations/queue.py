"""The queue on a day: the open escalations in order of priority (section 9), and what is overdue of their plans.

Nothing here loads SQLModel: Today and the command line wait for it. What moves an escalation stands in `ladder_moves`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import ladder
from psw_tui.policy.frozen import frozen
from psw_tui.policy.queue_order import queue_order, queue_why
from psw_tui.store.escalations import ladder_days
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.chunks import MOST
from psw_tui.store.reads.rows import StoredPlanAction
from psw_tui.store.reads.verdicts import references
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from psw_tui.policy.terms import Stage, StandingWord
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import EscalationRecord
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class QueueRow:
    """One open escalation; `concerns` are the keys of those it collected that still hold.

    `snoozed_until` stands while it is snoozed.
    """

    leader: str
    name: str
    stage: Stage
    opened_on: date
    entered_on: date
    due_on: date | None
    overdue: bool
    snoozed_until: date | None
    overall: StandingWord
    concerns: tuple[str, ...]
    why: str


def queue(
    store: Store, verdicts: Iterable[Verdict], day: date, leaders: Mapping[str, str] | None = None
) -> tuple[QueueRow, ...]:
    """Section 9: these leaders' escalations in order of priority, snoozed ones at the end.

    They are those that were open on the day, as the decisions dated on or before it left them. `leaders` are their
    `references`, where they are known already.
    """
    judged = {verdict.reference: verdict for verdict in verdicts}
    few = references(store, judged.values()) if leaders is None and len(judged) <= MOST else None
    stood = ladder_days.open_on(store, day, few)
    if not stood:
        return ()
    leaders = leaders or few or references(store, judged.values())
    rows = (
        _queued(judged[leaders[escalation.leader]], escalation, day)
        for escalation in stood
        if escalation.leader in leaders
    )
    return queue_in_order(rows, day)


def queue_in_order(rows: Iterable[QueueRow], day: date) -> tuple[QueueRow, ...]:
    """Escalations in the order of `policy.queue_order` on a day."""

    def place(row: QueueRow) -> tuple[object, ...]:
        is_snoozed = row.snoozed_until is not None
        return queue_order(row.stage, row.due_on, row.overall, row.name, row.leader, day, is_snoozed=is_snoozed)

    return tuple(sorted(rows, key=place))


def _queued(verdict: Verdict, stood: EscalationRecord, day: date) -> QueueRow:
    held = {concern.key for concern in verdict.concerns}
    return QueueRow(
        leader=verdict.reference,
        name=verdict.name,
        stage=stood.stage,
        opened_on=stood.opened_on,
        entered_on=stood.entered_on,
        due_on=stood.due_on,
        overdue=ladder.is_overdue(stood.due_on, day),
        snoozed_until=stood.snoozed_until if ladder.is_snoozed(stood.snoozed_until, day) else None,
        overall=verdict.overall,
        concerns=tuple(sorted(stood.members & held)),
        why=queue_why(stood.stage, stood.due_on, verdict.overall, day, bank_holidays.english()),
    )


@frozen
class OverdueAction:
    """An action of an open escalation's plan that was due before the day and is not closed."""

    id: str
    leader: str
    what: str
    due_on: date


def overdue_actions(
    store: Store, verdicts: Iterable[Verdict], day: date, leaders: Mapping[str, str] | None = None
) -> list[OverdueAction]:
    """2.4.4: what of these leaders' plans is overdue on a day, of the escalations open on it, the oldest first.

    `leaders` are their `references`, where they are known already.
    """
    rows = facts.read(
        store.connection,
        StoredPlanAction,
        "WHERE due_on < ? AND (done_on IS NULL OR done_on > ?)",
        (day.isoformat(), day.isoformat()),
    )
    if not rows:
        return []
    open_ones = {escalation.id: escalation.leader for escalation in ladder_days.open_on(store, day)}
    if leaders is None:
        leaders = references(store, verdicts)
    overdue = [
        OverdueAction(row.id, leaders[open_ones[row.escalation_id]], row.what, due_on)
        for row in rows
        if open_ones.get(row.escalation_id) in leaders and (due_on := stored_values.to_date(row.due_on)) is not None
    ]
    return sorted(overdue, key=lambda action: (action.due_on, action.leader, action.what))
