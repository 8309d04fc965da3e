"""`psw cohort close`: close a cohort as of today."""

from __future__ import annotations

import click

from psw_tui.cli.for_recording import writing
from psw_tui.cli.lookup import cohort_name
from psw_tui.cli.say_done import say_done
from psw_tui.store.roster import change_cohorts, over


def run(name: str, db: str | None) -> None:
    """Close it, and say what that did; its leaders and records stay."""
    with writing(db) as store:
        found = cohort_name(store, name)
        lines = over.at_closing(store, found)
        say_done(change_cohorts.close(store, found))
    for line in (*lines, "--cohort shows it as before; `psw undo` undoes this."):
        click.echo(line)
