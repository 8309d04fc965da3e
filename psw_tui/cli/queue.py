"""`psw queue`: open escalations in the order in which they are to be taken up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.narrowing import listed, not_listed, queue_as_asked
from psw_tui.cli.output import print_json
from psw_tui.store.escalations import queue as escalations

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None, sort: str | None, **narrow: Any) -> int:
    """Print the queue of the day, or what of it is of those asked for."""
    with reading(db) as store:
        day = as_of or store.today
        narrowed, left = listed(store, day, as_json=as_json, sort=sort, **narrow)
        unseen = not_listed(len(escalations.queue(store, left, day)), "escalation", left, day)
        rows = queue_as_asked(escalations.queue(store, narrowed.verdicts, day), narrowed, sort)
    if as_json:
        print_json(documents.queue(rows, day))
        return 0 if narrowed.complete else 1
    from psw_tui.cli import printing, queue_page  # draws with Rich, which a script need not wait for

    printing.show(*queue_page.queue(rows, day, {found.reference: found for found in narrowed.verdicts}, unseen))
    return 0 if narrowed.complete else 1
