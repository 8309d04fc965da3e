"""The BDO's own due days as a calendar file: who, what and by when; never why, nothing that a message says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.files.ics import Appointment, calendar_file
from psw_tui.policy.calendar import ONE_DAY
from psw_tui.store.escalations.due_days import DueDay, DueKind, due_days
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

_WORDS = {
    DueKind.REPLY: "reply due",
    DueKind.REFERRAL_REPLY: "reply to the referral due",
    DueKind.ORGANISATION_REPLY: "reply from the organisation due",
    DueKind.NEXT_STEP: "next step due",
    DueKind.CATCH_UP: "catch-up due",
}


def due_calendar(store: Store, *, cohort: str | None = None, leader: str | None = None) -> bytes:
    """Every due day there is or was, of all leaders, a cohort's (by name) or one (by reference).

    Whole days that block nothing, marked as private: calendars are shared. `Refused` when there is none, or no such
    leader.
    """
    whose = cohort or "all leaders"
    if leader is not None:
        whose = judged(store, leader).name
    found = due_days(store, cohort=cohort, leader=leader)
    if not found:
        raise Refused(f"Nothing of {whose} has a due day; there is nothing to put in a calendar.")
    return calendar_file(f"Due days: {whose}", "due days", map(_appointment, found))


def _appointment(due: DueDay) -> Appointment:
    said = f"{due.name}: {_WORDS[due.kind]}"
    if due.title:
        said += f", {due.title}"
    return Appointment(
        uid=due.key,
        times=due.written.times,
        changed_at=due.written.at,
        summary=said,
        begins=due.day,
        ends=due.day + ONE_DAY,
        off=due.over,
        description=f"{due.leader}, {due.cohort}. What it is about stands in psw.",
        blocks=False,
        private=True,
    )
