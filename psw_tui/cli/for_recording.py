"""How a command that changes something opens the database."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import click

from psw_tui.cli.for_reading import name_what_is_left_out
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.cli.put_on_record import PutOnRecord
from psw_tui.store import commands
from psw_tui.store.core import erased, history
from psw_tui.store.core.store import Refused, Store, real_path
from psw_tui.store.safekeeping import second_copy
from psw_tui.store.safekeeping.meanwhile import BackupMeanwhile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def writing(db: str | None) -> Iterator[Store]:
    """The store for a command that changes something; the file must be there."""
    with recording(path_of(db)) as store:
        yield store


@contextmanager
def recording(path: Path, *, create_missing: bool = False) -> Iterator[Store]:
    """The store of a file for a command that changes something, which an interruption says of what it did."""
    with Store.open(unlocked(path), create_missing=create_missing) as store:
        name_what_is_left_out(store)
        _finish_erasing(store)
        recorded = PutOnRecord.begin(path, history.newest(store))
        try:
            yield store
        except Exception:
            recorded.end(store)
            store.close(unwanted=True)  # nothing was changed: the file that was to begin with it goes again
            raise
        recorded.end(store)


def _finish_erasing(store: Store) -> None:
    """Do what an erasing that was cut short, or a copy that was away then, has left to do; what is left yet is said."""
    if erased.is_pending(store.connection):
        for line in commands.copies.finish(store).lines():
            click.echo(line, err=True)


def importing(db: str | None, *, dry_run: bool) -> AbstractContextManager[Store]:
    """The store that an import works on: for a dry run without the lock."""
    return _trying(db) if dry_run else _backed_up(db)


@contextmanager
def _backed_up(db: str | None) -> Iterator[Store]:
    """The store for an import, a backup first if anything was recorded since the newest; one that fails is said.

    It is made while the file is read and planned, and stands before the first row is written. Its second copy is made
    afterwards: a share that does not answer keeps no import waiting.
    """
    with writing(db) as store:
        backup = BackupMeanwhile(real_path(store.path), lambda problem: click.echo(f"psw: {problem}", err=True))
        store.wait_before_writing(backup.stands)
        try:
            yield store
        finally:
            if backup.stands() is not None:
                _bring_second_copy(store)


def _bring_second_copy(store: Store) -> None:
    try:
        second_copy.bring(real_path(store.path))
    except Refused as refusal:
        click.echo(f"psw: {refusal}", err=True)


@contextmanager
def _trying(db: str | None) -> Iterator[Store]:
    """The store for a dry run: what it does is done to a copy, so it takes no lock and works beside an open app."""
    with Store.open(unlocked(path_of(db)), writing=False) as store:
        name_what_is_left_out(store)
        yield store
