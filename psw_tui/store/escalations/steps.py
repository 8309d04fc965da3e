"""The steps of every escalation, open or ended: on which day it came to which stage. No SQLModel here."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Stage
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

_STEPS = """
    SELECT d.escalation_id, l.reference, d.day, d.from_stage, d.to_stage
    FROM decision d JOIN leader l ON l.id = d.leader_id
    WHERE d.escalation_id IS NOT NULL AND d.to_stage IS NOT NULL AND d.struck_out_at IS NULL AND d.day <= ?
    ORDER BY d.day, d.at, d.id
"""


@frozen
class StepMade:
    """An escalation (by its id) of a leader (by reference) came to a stage on a day; `came_from` None as it opened."""

    escalation: str
    leader: str
    on: date
    came_from: Stage | None
    to: Stage


def steps_by(store: Store, day: date) -> list[tuple[StepMade, ...]]:
    """The steps of each escalation dated on or before a day, in their order; undone ones are not among them."""
    found: dict[str, dict[tuple[date, Stage], StepMade]] = defaultdict(dict)
    with unreadable():
        rows = store.connection.execute(_STEPS, (day.isoformat(),)).fetchall()
    for escalation, leader, on, came_from, to in rows:
        made = StepMade(escalation, leader, date.fromisoformat(on), Stage(came_from) if came_from else None, Stage(to))
        found[escalation].setdefault((made.on, made.to), made)  # several concerns may have opened it together
    return [tuple(steps.values()) for steps in found.values()]
