"""`psw import salesforce-result`: what a loader made of the rows that were written."""

from __future__ import annotations

from psw_tui.cli import salesforce_documents
from psw_tui.cli.for_recording import importing
from psw_tui.cli.output import print_json
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.salesforce.results import ResultsRead, import_results
from psw_tui.exchange.tables.result import Problem
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused


def run(files: tuple[str, ...], db: str | None, *, dry_run: bool, as_json: bool) -> int:
    """Take the results in, all or nothing, and print what was refused."""
    with importing(db, dry_run=dry_run) as store:
        try:
            read = import_results(store, files, dry_run=dry_run)
        except UnreadableFile as error:
            if as_json:
                nothing = ResultsRead(problems=(Problem(0, "", "", str(error)),))
                print_json(salesforce_documents.results(nothing, files, dry_run=dry_run))
            raise Refused(str(error)) from None
    if as_json:
        print_json(salesforce_documents.results(read, files, dry_run=dry_run))
    else:
        _print_for_people(read, dry_run=dry_run)
    if read.problems:
        raise Refused(f"{count(len(read.problems), 'problem')}; nothing was recorded.")
    return 0


def _print_for_people(read: ResultsRead, *, dry_run: bool) -> None:
    from psw_tui.cli import printing, salesforce_page  # draws with Rich, which a script need not wait for

    if read.problems:
        printing.console(error=True).print(*map(str, read.problems), sep="\n", soft_wrap=True)
    else:
        printing.show(*salesforce_page.results(read, dry_run=dry_run))
