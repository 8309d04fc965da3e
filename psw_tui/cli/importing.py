"""`psw import catch-up`: the answers of the catch-up form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from psw_tui.cli.options import importing, takes_db, takes_json

if TYPE_CHECKING:
    from psw_tui.exchange.registers.catch_up_forms import CatchUpResult


@click.command("catch-up", short_help="Catch-up forms that came back (2.3.1).")
@click.argument("file", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Say all that would happen and change nothing.")
@takes_json
@takes_db
def catch_up(file: str, dry_run: bool, as_json: bool, db: str | None) -> int:
    """Record who sent the catch-up form in, from a Microsoft or Google Forms export.

    Whoever is not certain, and answers that name no missed session, are listed and left.
    """
    from psw_tui.cli import look
    from psw_tui.cli.output import print_json, show
    from psw_tui.exchange.files.sheet import UnreadableFile
    from psw_tui.exchange.registers.catch_up_forms import import_catch_up, in_words
    from psw_tui.store.core.store import Refused

    with importing(db, dry_run=dry_run) as store:
        try:
            result = import_catch_up(store, file, dry_run=dry_run)
        except UnreadableFile as error:
            raise Refused(str(error)) from None
    if as_json:
        print_json(_document(result, file, dry_run=dry_run))
        return 0
    show(look.heading("Dry run, nothing was changed" if dry_run else "Imported", "catch-up"))
    show(look.sentence(in_words(result)))
    for each in result.left:
        show(look.sentence(f"Row {each.row}, {each.name}: {each.why}.", look.STYLES["warn"]))
    return 0


def _document(result: CatchUpResult, file: str, *, dry_run: bool) -> dict[str, Any]:
    return {
        "kind": "catch-up",
        "file": file,
        "dry_run": dry_run,
        "read": result.read,
        "changed": len(result.received),
        "unchanged": result.unchanged,
        "problems": [],
        "received": [
            {"leader": each.leader, "session": each.session, "on": each.on.isoformat(), "log": each.log}
            for each in result.received
        ],
        "unmatched": [{"row": each.row, "name": each.name, "why": each.why} for each in result.left],
    }
