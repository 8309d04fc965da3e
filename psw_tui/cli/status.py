"""`psw status`: where leaders stand against the minimums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import cohort_name, leader_reference
from psw_tui.cli.output import print_json
from psw_tui.store.core.store import Refused
from psw_tui.store.reads.unreadable import leaves_out
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from datetime import date


def run(leader: str | None, cohort: str | None, db: str | None, *, as_json: bool, as_of: date | None) -> int:
    """Print where everybody stands, or one leader."""
    with reading(db) as store:
        day = as_of or store.today
        wanted = None if leader is None else [leader_reference(store, leader)]
        of = None if cohort is None else cohort_name(store, cohort)
        verdicts = judge_all(store, day, cohort=of, leaders=wanted)
        complete = wanted or not leaves_out(store, of)
    if wanted and not verdicts:
        raise Refused(f"{wanted[0]} is not in cohort {cohort}; leave --cohort out.")
    if as_json:
        print_json(documents.status(verdicts, day))
        return 0 if complete else 1
    from psw_tui.cli import printing, status_page  # draws with Rich, which a script need not wait for

    page = (
        status_page.leader(verdicts[0], day) if wanted else status_page.status(verdicts, day, printing.console().width)
    )
    printing.show(*page)
    return 0 if complete else 1
