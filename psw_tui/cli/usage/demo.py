"""How `psw demo` is called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.days import DAY
from psw_tui.cli.usage.run import run
from psw_tui.demo import LEADERS, MOST_LEADERS, SEED


class HowMany(click.ParamType[int]):
    """How many leaders a demo has."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or wrong usage."""
        number = click.INT.convert(value, param, ctx)
        if not 1 <= number <= MOST_LEADERS:
            self.fail(f"a demo has from 1 to {MOST_LEADERS:,} leaders, not {number:,}.", param, ctx)
        return number


@click.command(short_help="A made-up cohort to try the app on.")
@click.option("--no-open", is_flag=True, help="Make it and stop; else the app opens on it.")
@click.option("--leaders", type=HowMany(), default=LEADERS, show_default=True, help="How many leaders.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same number, the same cohort.")
@click.option("--today", type=DAY, metavar="YYYY-MM-DD", help="The day it is made for; else today.")
@click.option("--db", metavar="PATH", help="The database file; else one of its own, whatever PSW_DB says.")
def demo(**call: Any) -> int | None:
    """A made-up cohort in the middle of its year, in a file of its own that is made once and kept."""
    return run("demo", call)
