"""`psw cohort list`: every cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import listing_documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.output import print_json
from psw_tui.store.roster.cohorts import cohorts

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None) -> None:
    """Print every cohort, with what it holds."""
    del as_of  # taken so that every reading command takes it; a cohort's own data have no day
    with reading(db) as store:
        summaries = cohorts(store)
    if as_json:
        print_json(listing_documents.cohorts(summaries))
        return
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.cohorts(summaries))
