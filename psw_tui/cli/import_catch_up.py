"""`psw import catch-up`: the answers of the catch-up form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.cli import listing_documents
from psw_tui.cli.for_recording import importing
from psw_tui.cli.output import print_json
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers.catch_up_forms import import_catch_up, in_words
from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from psw_tui.exchange.registers.catch_up_forms import CatchUpResult


def run(file: str, db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Record who sent the form in, and print who is left."""
    with importing(db, dry_run=dry_run) as store:
        try:
            result = import_catch_up(store, file, dry_run=dry_run)
        except UnreadableFile as error:
            if as_json:
                nothing = listing_documents.unreadable("catch-up", file, str(error), dry_run=dry_run)
                print_json({**nothing, "received": [], "unmatched": []})
            raise Refused(str(error)) from None
    if as_json:
        print_json(_document(result, file, dry_run=dry_run))
        return 0
    from psw_tui.cli import look, printing  # draws with Rich, which a script need not wait for

    done = "Dry run, nothing was changed" if dry_run else "Imported"
    printing.show(look.heading(done, "catch-up"))
    printing.show(look.sentence(in_words(result)))
    for answer in result.left:
        printing.show(look.sentence(f"Row {answer.row}, {answer.name}: {answer.why}.", look.STYLES["warn"]))
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
            {"leader": answer.leader, "session": answer.session, "on": answer.on.isoformat(), "log": answer.log}
            for answer in result.received
        ],
        "unmatched": [{"row": answer.row, "name": answer.name, "why": answer.why} for answer in result.left],
    }
