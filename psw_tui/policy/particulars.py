"""Section 1: which particulars of a leader contradict each other, which leave a gap, and what an empty one stands for.

The form and the import say it in words of their own; what they refuse and list is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.terms import LeaderState, WithdrawnHow

if TYPE_CHECKING:
    from datetime import date


def state_if_none_is_given(offer_accepted_on: date | None) -> LeaderState:
    """Whoever accepted the offer is active, even where the day is still to come; nobody else is yet."""
    return LeaderState.ACTIVE if offer_accepted_on else LeaderState.OFFERED


def how_withdrawn(state: LeaderState, how: WithdrawnHow | None) -> WithdrawnHow | None:
    """How a leader left: a withdrawal that says nothing of it was before psw."""
    return WithdrawnHow.BEFORE_PSW if state is LeaderState.WITHDRAWN and not how else how


def is_offered_though_accepted(state: LeaderState, offer_accepted_on: date | None) -> bool:
    """1.1.1: refused, as nobody is still offered what was accepted on a day."""
    return state is LeaderState.OFFERED and bool(offer_accepted_on)


def ends_before_it_begins(paused_from: date | None, paused_to: date | None) -> bool:
    """Refused: a pause whose last day is before its first."""
    return paused_from is not None and paused_to is not None and paused_to < paused_from


def is_not_covered_yet(state: LeaderState, offer_accepted_on: date | None) -> bool:
    """1.1.1: a gap to complete, as the policy doesn't cover a leader who has not signed."""
    return state is LeaderState.ACTIVE and not offer_accepted_on


def left_before_it_began(withdrawn_on: date | None, cohort_starts: date, offer_accepted_on: date | None) -> bool:
    """Refused: a leader who left before their cohort began, and before they accepted the offer too."""
    return withdrawn_on is not None and withdrawn_on < min(cohort_starts, offer_accepted_on or cohort_starts)


def left_without_a_day(state: LeaderState, withdrawn_on: date | None) -> bool:
    """A gap to complete: a leader who left on no day."""
    return state is LeaderState.WITHDRAWN and not withdrawn_on
