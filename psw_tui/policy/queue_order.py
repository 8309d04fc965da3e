"""Section 9: the order of the queue of escalations, and why a row stands where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.ladder import HEIGHT, due_with_source, is_overdue
from psw_tui.policy.terms import WORST_FIRST, Stage, StandingWord
from psw_tui.policy.wording import spoken

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date


def queue_order(
    stage: Stage,
    due: date | None,
    overall: StandingWord,
    name: str,
    reference: str,
    day: date,
    *,
    is_snoozed: bool,
) -> tuple[bool, bool, int, int, str, str, str]:
    """Section 9: what escalations are sorted by on a day, the first to be looked at first.

    Those that are snoozed stand at the end. Overdue ones come first, then the stage furthest up, the worst standing,
    the earliest due date, the name, and of two of one name the lower reference.
    """
    severity = WORST_FIRST.index(overall) if overall in WORST_FIRST else len(WORST_FIRST)
    return (
        is_snoozed,
        not is_overdue(due, day),
        -HEIGHT[stage],
        severity,
        due.isoformat() if due else "9999-12-31",
        name.casefold(),
        reference,
    )


def queue_why(stage: Stage, due: date | None, overall: StandingWord, day: date, bank_holidays: Container[date]) -> str:
    """Section 9: why a row stands where it stands, in words."""
    when = due_with_source(due, day, bank_holidays)
    return f"{when}; stage {spoken(stage)}; overall {spoken(overall)} (2.4)"
