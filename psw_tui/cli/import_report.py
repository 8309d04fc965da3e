"""`psw import zoom|teams|sign-in`: attendance reports, matched to a session's register."""

from __future__ import annotations

import click

from psw_tui.cli import report_documents
from psw_tui.cli.for_recording import importing
from psw_tui.cli.output import print_json
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers import report_import
from psw_tui.store.core.store import Refused


def run(
    report: str,
    session: str,
    files: tuple[str, ...],
    matches: tuple[str, ...],
    overwrite: tuple[str, ...],
    db: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Record who the reports saw, and print who is left."""
    with importing(db, dry_run=dry_run) as store:
        told = _told(matches)
        try:
            drafted = report_import.draft(store, session, files, report)
            review = drafted.review(report_import.decisions_from(drafted, told, overwrite))
            change = report_import.take(store, review, dry_run=dry_run)
        except UnreadableFile as error:
            if as_json:
                print_json(report_documents.refused(report, session, files, str(error), dry_run=dry_run))
            raise Refused(str(error)) from None
    if as_json:
        print_json(report_documents.document(review, report, files, dry_run=dry_run))
        return 0
    from psw_tui.cli import printing, report_page  # draws with Rich, which a script need not wait for

    done = "nothing to change" if change is None else change.what
    printing.show(*report_page.page(review, "Dry run, nothing was changed" if dry_run else done))
    return 0


def _told(matches: tuple[str, ...]) -> list[tuple[str, str]]:
    """Who the call says is which leader; wrong usage where it says neither."""
    told = []
    for match in matches:
        said, equals, leader = match.rpartition("=")
        if not equals or not said.strip() or not leader.strip():
            raise click.UsageError(f"“{match}” is no match; write NAME=LEADER, such as “Sam Jones=L014”.")
        told.append((said.strip(), leader.strip()))
    return told
