"""`psw history`: what was done, newest first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from psw_tui.cli import listing_documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.output import print_json
from psw_tui.policy.calendar import london_day
from psw_tui.policy.text import fold
from psw_tui.store.core.chain import head_code
from psw_tui.store.core.history import entries
from psw_tui.store.roster import told_changes

if TYPE_CHECKING:
    from psw_tui.store.core.history import JournalEntry


class Wanted(TypedDict):
    """Which entries the call asks for: from which day on, by whom (any part of the name), at most how many."""

    since: date | None
    who: str | None
    last: int | None


def run(
    leader: str | None,
    db: str | None,
    wanted: Wanted,
    *,
    full: bool,
    reasons: bool,
    as_json: bool,
    as_of: date | None,
) -> None:
    """Print the journal, or what of it touched one leader, is of these days or was done by one person."""
    with reading(db) as store:
        whose = None if leader is None else leader_reference(store, leader)
        listed = [entry for entry in entries(store, whose) if _is_wanted(entry, wanted, as_of)][: wanted["last"]]
        code = head_code(store.connection)
        if as_json:
            print_json(listing_documents.history(listed, told_changes.details(store, whose, reasons=reasons), code))
            return
        changed = told_changes.told(store, whose, full=full, reasons=reasons)
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    printing.show(*listings.history(listed, whose or "", changed, code))


def _is_wanted(entry: JournalEntry, wanted: Wanted, as_of: date | None) -> bool:
    first, last = wanted["since"] or date.min, as_of or date.max
    return first <= london_day(entry.at) <= last and fold(wanted["who"] or "") in fold(entry.who)
