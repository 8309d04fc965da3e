"""`psw explain`: one leader's standings and concerns, with the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.cli import documents
from psw_tui.cli.for_reading import reading
from psw_tui.cli.lookup import leader_reference
from psw_tui.cli.output import print_json
from psw_tui.store.escalations import inbox
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import leaders, requests

if TYPE_CHECKING:
    from datetime import date


def run(leader: str, db: str | None, *, as_json: bool, as_of: date | None) -> None:
    """Print all that is judged of a leader, and from what."""
    with reading(db) as store:
        day = as_of or store.today
        reference = leader_reference(store, leader)
        (verdict,) = judge_all(store, day, leaders=[reference])
        states = inbox.states(store, [verdict], day)
        particulars = leaders.particulars(store, reference)
        asked = requests.clocks(store, day, [reference])
    assert particulars is not None  # its reference was found above
    if as_json:
        print_json(documents.explain(verdict, particulars, states, asked, day))
        return
    from psw_tui.cli import explain_page, printing  # draws with Rich, which a script need not wait for

    printing.show(*explain_page.explain(verdict, particulars, states, asked, day))
