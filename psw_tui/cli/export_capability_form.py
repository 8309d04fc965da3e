"""`psw export capability-form`: the blank self-assessment form."""

from __future__ import annotations

import sys

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.giving import give
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.place import path_of
from psw_tui.exchange.capabilities import blank_form as form
from psw_tui.store.system.settings import load_programmes


def run(leader: str | None, output: str | None, db: str | None) -> None:
    """Write the workbook, for anybody or made out for one leader."""
    if output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook cannot be shown in a terminal: name a file with -o")
    if leader is None:
        programme, *_ = load_programmes(path_of(db)).by_id.values()
        data = form.capability_form(programme)
    else:
        with reading(db) as store:
            data = form.form_for(store, leader_reference(store, leader))
    give(data, output, "The form", path_of(db))
