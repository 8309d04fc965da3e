"""`psw export calendar`: coaching as a calendar file."""

from __future__ import annotations

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.place import path_of
from psw_tui.exchange.coaching.calendar import coach_calendar, leader_calendar


def run(leader: str | None, coach: str | None, output: str | None, db: str | None) -> None:
    """Write the bookings of a leader or of a coach."""
    if (leader is None) == (coach is None):
        raise click.UsageError("Name a leader, or a coach with --coach")
    with reading(db) as store:
        if coach is not None:
            data = coach_calendar(store, coach)
        else:
            data = leader_calendar(store, leader_reference(store, leader or ""))
    give(data, output, "The calendar", path_of(db))
