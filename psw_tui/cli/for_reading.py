"""How a command that only reads opens the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.store import Store
from psw_tui.store.reads import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def reading(db: str | None) -> Iterator[Store]:
    """The store for reading: no lock, and one view of the file whatever another psw writes meanwhile."""
    with Store.open(unlocked(path_of(db)), writing=False) as store:
        store.connection.execute("BEGIN")
        name_what_is_left_out(store)
        yield store


def name_what_is_left_out(store: Store) -> None:
    """Whose records can't be read, in one line on standard error; whoever is listed is judged from a whole record."""
    if line := unreadable.in_a_line(store.damage):
        click.echo(f"psw: {line}", err=True)
