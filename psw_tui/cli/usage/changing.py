"""How `psw undo` and `psw redo` are called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.options import takes_db
from psw_tui.cli.usage.run import run


@click.command()
@takes_db
def undo(**call: Any) -> int | None:
    """Undo the last thing done."""
    return run("undo", call)


@click.command()
@takes_db
def redo(**call: Any) -> int | None:
    """Redo what was undone last."""
    return run("redo", call)
