"""`psw status`: where leaders stand against the minimums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.narrowing import judged
from psw_tui.cli.output import print_json
from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from datetime import date


def run(leader: str | None, db: str | None, *, as_json: bool, as_of: date | None, **narrow: Any) -> int:
    """Print where everybody stands, or those asked for, or one leader."""
    with reading(db) as store:
        day = as_of or store.today
        wanted = None if leader is None else [leader_reference(store, leader)]
        narrowed = judged(store, day, only=wanted, **narrow)
    verdicts = narrowed.verdicts
    if wanted and not verdicts:
        if narrow["cohort"]:
            raise Refused(f"{wanted[0]} is not in cohort {narrow['cohort']}; leave --cohort out.")
        raise Refused(f"{wanted[0]} is not among those asked for; leave the other options out.")
    if as_json:
        print_json(documents.status(verdicts, day))
        return 0 if narrowed.complete else 1
    from psw_tui.cli import printing, status_page  # draws with Rich, which a script need not wait for

    page = (
        status_page.leader(verdicts[0], day)
        if wanted
        else status_page.status(verdicts, day, printing.console().width, of_all=not any(narrow.values()))
    )
    printing.show(*page)
    return 0 if narrowed.complete else 1
