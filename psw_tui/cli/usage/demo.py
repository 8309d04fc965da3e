"""How `psw demo` is called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.days import DAY
from psw_tui.cli.usage.run import run
from psw_tui.demo import LEADERS, SEED


@click.command(short_help="A made-up cohort to try the app on.")
@click.option("--no-open", is_flag=True, help="Make it and stop; else the app opens on it.")
@click.option("--leaders", type=click.IntRange(1, 5000), default=LEADERS, show_default=True, help="How many leaders.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same number, the same cohort.")
@click.option("--today", type=DAY, metavar="YYYY-MM-DD", help="The day it is made for; else today.")
@click.option("--db", metavar="PATH", help="The database file; else one of its own, whatever PSW_DB says.")
def demo(**call: Any) -> int | None:
    """A made-up cohort in the middle of its year, in a file of its own that is made once and kept."""
    return run("demo", call)
