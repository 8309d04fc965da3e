"""`psw export coach`: a coach's own leaders and their sessions."""

from __future__ import annotations

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give
from psw_tui.cli.place import path_of
from psw_tui.exchange.coaching.coach_list import coach_list


def run(coach: str, output: str | None, db: str | None) -> None:
    """Write the list; nobody else's leaders stand in it."""
    with reading(db) as store:
        data = coach_list(store, coach)
    give(data, output, "The list", path_of(db))
