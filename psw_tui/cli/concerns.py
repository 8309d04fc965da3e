"""`psw concerns`: what the policy flags, and what the inbox knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.narrowing import concerns_held, listed, not_listed
from psw_tui.cli.output import print_json
from psw_tui.store.escalations import inbox

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, as_json: bool, as_of: date | None, sort: str | None, **narrow: Any) -> int:
    """Print every concern of the day, or of those asked for."""
    with reading(db) as store:
        day = as_of or store.today
        narrowed, left = listed(store, day, as_json=as_json, sort=sort, **narrow)
        states = inbox.states(store, narrowed.verdicts, day)
    held = concerns_held(narrowed, sort)
    if as_json:
        in_order = [concern for _, concern in held] if sort else None
        print_json(documents.concerns(narrowed.verdicts, states, day, in_order=in_order))
        return 0 if narrowed.complete else 1
    from psw_tui.cli import concerns_page, printing  # draws with Rich, which a script need not wait for

    unseen = not_listed(sum(len(verdict.concerns) for verdict in left), "concern", left, day)
    printing.show(*concerns_page.concerns(held, states, day, printing.console().width, unseen))
    return 0 if narrowed.complete else 1
