"""The door to the commands: `commands.change_bookings.book(…)` imports that module when it is first used.

A module of commands imports SQLModel at its top; screens reach it through here, so that none is drawn later for it.
Whoever is only imported when something is to be written (the command line, an import) may name the module itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "catch_ups",
    "change_bookings",
    "change_certificates",
    "change_coaches",
    "change_cohorts",
    "change_evaluations",
    "change_leaders",
    "change_outbox",
    "change_presence",
    "change_requests",
    "change_rounds",
    "change_sessions",
    "communications",
    "copies",
    "decisions",
    "erase",
    "keep_drafts",
    "ladder_moves",
    "plan",
    "record_marks",
    "undo",
    "withdrawal",
]

if TYPE_CHECKING:
    from psw_tui.store.capabilities import change_rounds
    from psw_tui.store.coaching import change_bookings, change_coaches, change_evaluations
    from psw_tui.store.core import undo
    from psw_tui.store.erasing import copies, erase
    from psw_tui.store.escalations import communications, decisions, keep_drafts, ladder_moves, plan, withdrawal
    from psw_tui.store.registers import catch_ups, change_sessions, record_marks
    from psw_tui.store.roster import (
        change_certificates,
        change_cohorts,
        change_leaders,
        change_presence,
        change_requests,
    )
    from psw_tui.store.salesforce import change_outbox
else:
    from psw_tui.lazy import door

    __getattr__ = door(
        {
            "change_rounds": "psw_tui.store.capabilities",
            "change_bookings": "psw_tui.store.coaching",
            "change_coaches": "psw_tui.store.coaching",
            "change_evaluations": "psw_tui.store.coaching",
            "undo": "psw_tui.store.core",
            "communications": "psw_tui.store.escalations",
            "decisions": "psw_tui.store.escalations",
            "keep_drafts": "psw_tui.store.escalations",
            "ladder_moves": "psw_tui.store.escalations",
            "plan": "psw_tui.store.escalations",
            "withdrawal": "psw_tui.store.escalations",
            "catch_ups": "psw_tui.store.registers",
            "change_sessions": "psw_tui.store.registers",
            "record_marks": "psw_tui.store.registers",
            "change_certificates": "psw_tui.store.roster",
            "change_cohorts": "psw_tui.store.roster",
            "change_leaders": "psw_tui.store.roster",
            "change_presence": "psw_tui.store.roster",
            "change_requests": "psw_tui.store.roster",
            "change_outbox": "psw_tui.store.salesforce",
            "copies": "psw_tui.store.erasing",
            "erase": "psw_tui.store.erasing",
        },
        writes=True,
    )
