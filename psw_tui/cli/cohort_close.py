"""`psw cohort close`: close a cohort as of today."""

from __future__ import annotations

from psw_tui.cli.for_recording import writing
from psw_tui.cli.lookup import cohort_name
from psw_tui.cli.say_done import say_done
from psw_tui.store.roster import change_cohorts


def run(name: str, db: str | None) -> None:
    """Close it; its leaders and records stay."""
    with writing(db) as store:
        say_done(change_cohorts.close(store, cohort_name(store, name)))
