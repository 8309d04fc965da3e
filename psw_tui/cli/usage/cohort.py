"""How `psw cohort …` is called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.days import DAY, reads
from psw_tui.cli.usage.options import takes_db
from psw_tui.cli.usage.run import run


@click.command("add", short_help="Add a cohort.")
@click.argument("name")
@click.option("--year", type=int, required=True, help="The academic year: it starts in September of this year.")
@click.option("--programme", default="psw", show_default=True, help="Whose numbers judge it.")
@click.option("--starts", type=DAY, metavar="YYYY-MM-DD", help="Its first day; else 1 September.")
@click.option("--ends", type=DAY, metavar="YYYY-MM-DD", help="Its last day; else 31 August.")
@takes_db
def cohort_add(**call: Any) -> int | None:
    """Add a cohort called NAME; a database that is not there yet begins with it."""
    return run("cohort_add", call)


@click.command("close", short_help="Close a cohort as of today.")
@click.argument("name")
@takes_db
def cohort_close(**call: Any) -> int | None:
    """Close the cohort NAME as of today; its leaders and records stay."""
    return run("cohort_close", call)


@click.command("list", short_help="Every cohort.")
@reads
def cohort_list(**call: Any) -> int | None:
    """Every cohort, with how many leaders and sessions it has as now recorded."""
    return run("cohort_list", call)
