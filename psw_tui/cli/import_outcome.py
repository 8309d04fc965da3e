"""Running an import and saying what it did, whatever is imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.cli import listing_documents
from psw_tui.cli.for_recording import importing
from psw_tui.cli.output import print_json
from psw_tui.cli.printing import console, progress, show
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store


def run_import(
    kind: str,
    file: str,
    db: str | None,
    take: Callable[[Store, Callable[[int, int], None] | None], ImportResult],
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Run an import with its progress and print what it did; a file that is no table is `Refused`."""
    with importing(db, dry_run=dry_run) as store, progress(f"Importing {kind}") as advance:
        try:
            result = take(store, advance)
        except UnreadableFile as error:
            if as_json:
                print_json(listing_documents.unreadable(kind, file, str(error), dry_run=dry_run))
            raise Refused(str(error)) from None
    return _report(result, file, dry_run=dry_run, as_json=as_json)


def _report(result: ImportResult, file: str, *, dry_run: bool, as_json: bool) -> int:
    """Print what an import did; `Refused` when it found problems, each on a line of its own before."""
    if as_json:
        print_json(listing_documents.imported(result, file, dry_run=dry_run))
    else:
        _print_for_people(result, file, dry_run=dry_run)
    if result.problems:
        raise Refused(f"{Path(file).name}: {count(len(result.problems), 'problem')}; nothing was imported.")
    return 0


def _print_for_people(result: ImportResult, file: str, *, dry_run: bool) -> None:
    from psw_tui.cli import import_page  # draws with more of Rich than the progress that every import has

    if result.problems:
        console(error=True).print(*import_page.problems(result), sep="\n", soft_wrap=True)
    else:
        show(*import_page.imported(result, file, dry_run=dry_run))
