"""What `E` offers of days: a cohort's programme, a leader's sessions, the BDO's due days; each a calendar file.

Each has the same name every time: what is written later updates what was sent before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store
    from screens.shell.offers import Making

_WHAT = "The calendar"


def programme_offers(cohorts: Sequence[str]) -> list[Offer]:
    """The whole programme of each of these cohorts."""
    return [
        Offer(
            f"programme of {cohort}",
            f"programme of {cohort}, calendar (ICS)",
            f"programme-{safe_name(cohort)}.ics",
            _WHAT,
            partial(_programme, cohort),
        )
        for cohort in cohorts
    ]


def sessions_offer(leader: str, name: str) -> Offer:
    """The sessions of a leader (by reference), for themselves."""
    file = f"sessions-{safe_name(leader)}.ics"
    return Offer("sessions", f"sessions of {name}, calendar (ICS)", file, _WHAT, partial(_sessions, leader))


def due_offer(cohort: str | None) -> Offer:
    """The due days of a cohort, or of everybody."""
    whose = "" if cohort is None else f" of {cohort}"
    file = "due-days.ics" if cohort is None else f"due-days-{safe_name(cohort)}.ics"
    return Offer("due", f"due days{whose}, calendar for yourself (ICS)", file, _WHAT, partial(_due, cohort))


def _programme(cohort: str, store: Store, _: Making) -> bytes:
    return on_demand.session_calendar.cohort_programme(store, cohort)


def _sessions(leader: str, store: Store, _: Making) -> bytes:
    return on_demand.session_calendar.leader_sessions(store, leader)


def _due(cohort: str | None, store: Store, _: Making) -> bytes:
    return on_demand.due_calendar.due_calendar(store, cohort=cohort)
