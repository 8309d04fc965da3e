"""Section 6: the state of a concern in the inbox: new, accepted, dismissed, snoozed or cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import concerns as flagged
from psw_tui.policy.frozen import frozen
from psw_tui.policy.ladder import is_snoozed
from psw_tui.policy.terms import InboxState

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Concern


@frozen
class InboxRecord:
    """What the inbox has on record of one concern."""

    state: InboxState
    snoozed_until: date | None = None
    measure: str = ""
    cleared: bool = False
    ended: bool = False


def inbox_state(known: InboxRecord | None, concern: Concern | None, day: date) -> InboxState:
    """Section 6: the state of a concern on a day, from what is on record and from whether its facts hold.

    Facts that no longer hold make it cleared; if they return, or grow worse than they were when it was
    dismissed or when the escalation that it went into (now `ended`) took it in, it is new again; a snooze ends
    on its date.
    """
    if concern is None:
        return InboxState.CLEARED
    if known is None or known.cleared:
        return InboxState.NEW
    if known.state is InboxState.SNOOZED:
        return InboxState.SNOOZED if is_snoozed(known.snoozed_until, day) else InboxState.NEW
    settled = known.state is InboxState.DISMISSED or (known.state is InboxState.ACCEPTED and known.ended)
    if settled and flagged.grown_worse(concern, known.measure):
        return InboxState.NEW
    return known.state if known.state is not InboxState.CLEARED else InboxState.NEW
