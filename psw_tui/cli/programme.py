"""`psw programme`: the numbers in force and where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import listing_documents
from psw_tui.cli.output import print_json
from psw_tui.cli.place import path_of
from psw_tui.store.system.settings import load_programmes

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None) -> None:
    """Print every number with its source."""
    del as_of  # the numbers in force are those of the file as it stands
    programmes = load_programmes(path_of(db))
    if as_json:
        print_json(listing_documents.programme(programmes))
        return
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.programme(programmes))
