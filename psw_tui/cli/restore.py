"""`psw restore`: show what restoring a backup would change, and with `--yes` put it in the database's place."""

from __future__ import annotations

from contextlib import suppress

import click

from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.store import Refused, real_path
from psw_tui.store.erasing import going_back
from psw_tui.store.safekeeping import comparing, restoring

#: How many leaders are named before the rest is counted.
_MOST = 30


def run(file: str, db: str | None, *, yes: bool) -> int:
    """Say what would change, by leader; then restore it, or say how."""
    database = real_path(path_of(db))
    backup = unlocked(restoring.meant(file, database))
    holdings = restoring.check(database, backup)
    click.echo(f"{backup.name} holds {holdings.in_words()}.")
    if database.exists():
        with suppress(Refused):  # one that is damaged at its beginning takes no passphrase any more
            unlocked(database)
        for line in comparing.compare(database, backup).in_words(_MOST):
            click.echo(f"  {line}")
    if not yes:
        raise Refused("Nothing was changed: add --yes to restore it; the present file is kept aside then.")
    click.echo(going_back.restore(database, backup).in_words())
    return 0
