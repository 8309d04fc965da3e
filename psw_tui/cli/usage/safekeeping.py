"""How `psw backup` and `psw restore` are called."""

from __future__ import annotations

from typing import Any

import click

from psw_tui.cli.usage.options import takes_db, takes_json
from psw_tui.cli.usage.run import run


@click.command(short_help="Back the database up, or list its backups.")
@click.argument("file", required=False)
@click.option("--list", "listing", is_flag=True, help="List the backups, newest first, with what is in them.")
@takes_json
@takes_db
def backup(**call: Any) -> int | None:
    """Make a backup beside the database, in `backups`, and the second copy if the settings name a folder for it.

    With FILE a copy is written there instead; what is there already is never replaced. Its place is remembered, so that
    erasing and encrypting reach it. The app may be open meanwhile.
    """
    if call["listing"] and call["file"] is not None:
        raise click.UsageError("--list takes no file")
    return run("backup", call)


@click.command(short_help="Put a backup in the database's place.")
@click.argument("file", metavar="FILE")
@click.option("--yes", is_flag=True, help="Restore it; without this it is only shown what would change.")
@takes_db
def restore(**call: Any) -> int | None:
    """Show what restoring FILE would change, in numbers and by leader; with --yes do it.

    FILE is a backup's file, its name or its number in `psw backup --list`. The present file is kept aside, and
    restoring that brings it back. Refused while the app is open.
    """
    return run("restore", call)
