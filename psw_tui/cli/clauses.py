"""`psw clauses`: the clauses cited, and what our copy of the policy lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import listing_documents
from psw_tui.cli.output import print_json

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None) -> None:
    """Print every clause."""
    del db, as_of  # the same for every database and day
    if as_json:
        print_json(listing_documents.clauses())
        return
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.clauses())
