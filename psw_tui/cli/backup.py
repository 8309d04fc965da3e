"""`psw backup`: make a backup, or list those that there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from psw_tui.cli import listing_documents
from psw_tui.cli.output import print_json
from psw_tui.cli.passphrase import unlock_backups, unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.store import Store, real_path
from psw_tui.store.safekeeping import backup_files, backups, listing, second_copy

if TYPE_CHECKING:
    from psw_tui.store.safekeeping.backups import Made
    from psw_tui.store.safekeeping.listing import Backup


def run(file: str | None, db: str | None, *, listing: bool, as_json: bool) -> int:
    """Make it and say where, or print the list."""
    path = unlocked(path_of(db))
    if listing:
        unlock_backups(path)
        return _list(real_path(path), as_json=as_json)
    with Store.open(path, writing=False) as store:
        if file is None:
            made = backups.make(store.connection, real_path(path))
        else:
            made = backups.write_copy(store.connection, real_path(path), Path(file))
    made = _with_head(made)
    if made.warning:
        click.echo(f"psw: {made.warning}", err=True)
    if as_json:
        print_json({"backup": listing_documents.backup(made)})
    else:
        click.echo(made.in_words())
        if made.contents.head:
            click.echo(f"Head code {made.contents.head}.")
    return 0 if file is not None else _second(real_path(path), as_json=as_json)


def _with_head(made: Made) -> Made:
    """With the head code of what was written, and not of what was recorded since."""
    with backup_files.opened(made.path) as copy:
        return replace(made, contents=replace(made.contents, head=head_code(copy)))


def _second(database: Path, *, as_json: bool) -> int:
    try:
        there = second_copy.bring(database)
    except second_copy.NoSecondCopy as error:
        click.echo(f"psw: {error}", err=True)
        return 0  # what was asked for is made
    if there is not None and not as_json:
        click.echo(f"A second copy is at {there}.")
    return 0


def _list(database: Path, *, as_json: bool) -> int:
    found: list[Backup] = list(listing.backups_of(database, head_code))
    if as_json:
        print_json({"backups": [listing_documents.backup(one) for one in found]})
        return 0
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.backups(database, found))
    return 0
