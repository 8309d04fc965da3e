"""`psw cohort add`: add a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli.for_recording import recording
from psw_tui.cli.place import path_of
from psw_tui.cli.say_done import say_done
from psw_tui.store.roster import change_cohorts

if TYPE_CHECKING:
    from datetime import date


def run(name: str, year: int, programme: str, starts: date | None, ends: date | None, db: str | None) -> None:
    """Add it; a database that is not there yet begins with it."""
    with recording(path_of(db), create_missing=True) as store:
        say_done(change_cohorts.add(store, name, year, programme, starts, ends))
