"""`psw history`: what was done, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import listing_documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.output import print_json
from psw_tui.policy.calendar import london_day
from psw_tui.store.core.history import entries
from psw_tui.store.roster import told_changes

if TYPE_CHECKING:
    from datetime import date


def run(leader: str | None, db: str | None, *, as_json: bool, as_of: date | None) -> None:
    """Print the journal, or what of it touched one leader."""
    with reading(db) as store:
        whose = None if leader is None else leader_reference(store, leader)
        changed = {} if as_json else told_changes.told(store, whose)
        listed = [entry for entry in entries(store, whose) if as_of is None or london_day(entry.at) <= as_of]
    if as_json:
        print_json(listing_documents.history(listed))
        return
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.history(listed, whose or "", changed))
