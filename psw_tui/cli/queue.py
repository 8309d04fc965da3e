"""`psw queue`: open escalations in the order in which they are to be taken up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.output import print_json
from psw_tui.store.escalations import queue as escalations
from psw_tui.store.reads.unreadable import leaves_out
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None) -> int:
    """Print the queue of the day."""
    with reading(db) as store:
        day = as_of or store.today
        rows = escalations.queue(store, judge_all(store, day), day)
        complete = not leaves_out(store)
    if as_json:
        print_json(documents.queue(rows, day))
        return 0 if complete else 1
    from psw_tui.cli import printing, queue_page  # draws with Rich, which a script need not wait for

    printing.show(*queue_page.queue(rows, day))
    return 0 if complete else 1
