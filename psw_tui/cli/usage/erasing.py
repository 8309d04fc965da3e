"""How `psw erase` is called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.naming import names_leader
from psw_tui.cli.usage.options import takes_db
from psw_tui.cli.usage.run import run

_GROUNDS = ("asked", "retention", "mistake")


@click.command(short_help="Erase a leader; says first what would go.")
@names_leader()
@click.option("--yes", is_flag=True, help="Erase; LEADER must then be the reference.")
@click.option("--files", is_flag=True, help="Remove the files made for them in the exports folder as well.")
@click.option(
    "--ground",
    type=click.Choice(_GROUNDS),
    default=_GROUNDS[0],
    show_default=True,
    help="Why: they asked, its date came, or it should not have been recorded.",
)
@takes_db
def erase(**call: Any) -> int | None:
    """Erase all that is held of a LEADER, for good: it can't be undone.

    Without --yes it says what would go. It goes from the records, from the journal and from every copy of the database
    that can be reached; it is held while an escalation, appeal or complaint of theirs is open. What stays says that a
    leader was erased, when, by whom and why, and not who it was.
    """
    return run("erase", call)
