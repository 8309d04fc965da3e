"""`psw export salesforce`: what changed since it was last told, as files for a loader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from psw_tui.cli import salesforce_documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.for_recording import writing
from psw_tui.cli.lookup import cohort_name
from psw_tui.cli.output import print_json
from psw_tui.cli.usage.options import forced
from psw_tui.policy.wording import count
from psw_tui.store.salesforce.outbox import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.store.core.store import Store
    from psw_tui.store.salesforce.outbox import Outbox


def run(output: str | None, cohort: str | None, db: str | None, *, dry_run: bool, again: bool, as_json: bool) -> None:
    """Write what is due and record it as pending; a dry run only shows it."""
    folder = None if output is None else Path(output)
    if dry_run:
        with reading(db) as store:
            due = outbox(store, _named(store, cohort))
        _say(due, (), dry_run=True, as_json=as_json)
        return
    # Only here: a dry run has no need of what writes.
    from psw_tui.exchange.salesforce.load_files import write_again, write_outbox

    if again:
        with reading(db) as store:
            paths = write_again(store, folder, force=forced())
        click.echo("\n".join([*map(str, paths), f"Wrote {count(len(paths), 'file')} again."]), err=True)
        return
    with writing(db) as store:
        written = write_outbox(store, folder, _named(store, cohort), force=forced())
    _say(written.outbox, written.paths, dry_run=False, as_json=as_json)


def _named(store: Store, cohort: str | None) -> str | None:
    return None if cohort is None else cohort_name(store, cohort)


def _say(due: Outbox, paths: Sequence[Path], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(salesforce_documents.outbox(due, paths, dry_run=dry_run))
        return
    from psw_tui.cli import printing, salesforce_page  # draws with Rich, which a script need not wait for

    printing.show(*salesforce_page.outbox(due, paths, dry_run=dry_run))
