"""Sessions as a calendar file: a cohort's whole programme, or a leader's own."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from psw_tui.exchange.files.ics import Appointment, calendar_file
from psw_tui.policy.calendar import ONE_DAY, london, london_day
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, spoken
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import planned_sessions
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from psw_tui.store.core.store import Store
    from psw_tui.store.registers.planned_sessions import PlannedSession

#: The last minute of a day, as it is given for one that has no hours.
_LAST_MINUTE = time(23, 59)


def cohort_programme(store: Store, cohort: str) -> bytes:
    """All sessions of a cohort (by name), the cancelled ones too; `Refused` when it has none."""
    found = planned_sessions.of_cohort(store, cohort)
    if not found:
        raise Refused(f"{cohort} has no sessions; there is nothing to put in a calendar.")
    return calendar_file(cohort, "sessions", map(_appointment, found))


def leader_sessions(store: Store, leader: str) -> bytes:
    """The sessions of a leader's cohort as theirs; `Refused` when there is no such leader, or there are none."""
    name = judged(store, leader).name
    found = planned_sessions.of_leader(store, leader)
    if not found:
        raise Refused(f"{name} has no sessions; there is nothing to put in a calendar.")
    return calendar_file(f"Sessions of {name}", "sessions", map(_appointment, found))


def _appointment(session: PlannedSession) -> Appointment:
    """A module is to be done by its last day, and is entered there; what lasts whole days has no hours."""
    is_module = session.kind is SessionKind.MODULE
    begins, ends = session.starts_at, session.ends_at
    whole = is_module or _is_whole_days(begins, ends)
    first = london_day(ends if is_module else begins)
    last = london_day(ends) if is_module else _last_day(ends)
    said = f"{session.cohort}, {spoken(session.kind)}."
    if is_module:
        said = (
            f"{session.cohort}, module: open from {day_words(london_day(begins))}, to be completed by {moment(ends)}."
        )
    return Appointment(
        uid=session.key,
        times=session.written.times,
        changed_at=session.written.at,
        summary=f"{session.title}: last day" if is_module else session.title,
        begins=first if whole else begins,
        ends=last + ONE_DAY if whole else ends,
        off=session.off,
        description=said,
        place=session.place,
        blocks=not is_module,
    )


def _is_whole_days(begins: datetime, ends: datetime) -> bool:
    """From midnight to midnight on London's clocks, or to the last minute before it."""
    return begins < ends and london(begins).time() == time.min and london(ends).time() in (time.min, _LAST_MINUTE)


def _last_day(ends: datetime) -> date:
    """The last London day of what ends then: at midnight it is the day before."""
    local = london(ends)
    return local.date() - ONE_DAY if local.time() == time.min else local.date()
