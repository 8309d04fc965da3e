"""`psw export subject-access`: the copy of all that is held about one leader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.output import print_json
from psw_tui.cli.usage.options import forced
from psw_tui.exchange.escalations.case_file.document import as_json as plain
from psw_tui.exchange.files.writing import write_all
from psw_tui.exchange.subject_access.subject_access import files, subject_access
from psw_tui.policy.terms import RequestKind
from psw_tui.store.roster import requests

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.exchange.subject_access.document import SubjectAccess

_READ_THROUGH = "Read it through before you hand it over: a free text may name people whom psw can't know."


def run(
    leader: str, output: str | None, redact_also: tuple[str, ...], as_of: date | None, db: str | None, *, as_json: bool
) -> None:
    """Write the copy as a page with its JSON beside it, or print the JSON document."""
    with reading(db) as store:
        reference = leader_reference(store, leader)
        copy = subject_access(store, reference, as_of=as_of, redact_also=redact_also)
        asked = [clock for clock in requests.clocks(store, copy.head.as_of, [reference]) if clock.is_open]
    if as_json and output is None:
        print_json(plain(copy))
        return
    for written in _written(copy, output, store.path, as_json=as_json):
        click.echo(f"Wrote {written}", err=True)
    click.echo(_READ_THROUGH, err=True)
    for clock in asked:
        if clock.request.kind is RequestKind.SUBJECT_ACCESS:
            click.echo(f"Asked for: {clock.words}. Note the answer on the leader's page, by enter on it.", err=True)


def _written(copy: SubjectAccess, output: str | None, database: Path, *, as_json: bool) -> list[Path]:
    """Where it was written: to the folder of exports, to a folder, or under a name of its own; both files or none."""
    (name, page), (beside, document) = files(copy)
    if output is None:
        return write_all(database, [(name, page), (beside, document)], "The copy")
    place = Path(output)
    if place.is_dir():
        place /= name
    made = [(place.name, page), (place.with_suffix(".json").name, document)]
    if as_json or place.suffix.lower() == ".json":
        del made[0]
    return write_all(database, made, "The copy", place.parent, force=forced())
