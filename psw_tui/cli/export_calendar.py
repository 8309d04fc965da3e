"""`psw export calendar`: coaching, sessions or due days as a calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give
from psw_tui.cli.lookup import cohort_name, leader_reference
from psw_tui.cli.place import path_of
from psw_tui.exchange.calendars.due_calendar import due_calendar
from psw_tui.exchange.calendars.session_calendar import cohort_programme, leader_sessions
from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def run(
    leader: str | None,
    coach: str | None,
    cohort: str | None,
    output: str | None,
    db: str | None,
    *,
    sessions: bool,
    due: bool,
) -> None:
    """Write one calendar: whose it is says what is in it, but for a leader's sessions and for due days."""
    _refuse_mixed(leader, coach, cohort, sessions=sessions, due=due)
    with reading(db) as store:
        data = _made(store, leader, coach, cohort, sessions=sessions, due=due)
    give(data, output, "The calendar", path_of(db))


def _refuse_mixed(leader: str | None, coach: str | None, cohort: str | None, *, sessions: bool, due: bool) -> None:
    whose = sum(name is not None for name in (leader, coach, cohort))
    if whose > 1 or (whose == 0 and not due):
        raise click.UsageError(
            "Name a leader, or a coach with --coach, or a cohort with --cohort; --due alone is of all leaders"
        )
    if sessions and (leader is None or due):
        raise click.UsageError("--sessions goes with a leader, and without --due")
    if due and coach is not None:
        raise click.UsageError("--due goes with a leader, with --cohort or alone")


def _made(
    store: Store, leader: str | None, coach: str | None, cohort: str | None, *, sessions: bool, due: bool
) -> bytes:
    reference = None if leader is None else leader_reference(store, leader)
    name = None if cohort is None else cohort_name(store, cohort)
    if due:
        return due_calendar(store, cohort=name, leader=reference)
    if coach is not None:
        return coach_calendar(store, coach)
    if name is not None:
        return cohort_programme(store, name)
    assert reference is not None
    return leader_sessions(store, reference) if sessions else leader_calendar(store, reference)
