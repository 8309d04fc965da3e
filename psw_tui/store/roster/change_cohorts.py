"""The commands on cohorts: one is added, closed, opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.tables import CohortRow
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.roster.cohorts import refusal, span_of

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change


def add(
    store: Store, name: str, year: int, programme: str = "psw", starts: date | None = None, ends: date | None = None
) -> Change:
    """Add a cohort; its days are those of its academic year unless others are given. `Refused` says what is wrong."""
    if problem := refusal(store, name, year, programme, starts, ends):
        raise Refused(problem)
    name = clean(name)
    first, last = span_of(year, starts, ends)
    with store.command(f"Added cohort {name}", {"cohorts"}, leaders=()) as writing:
        writing.session.add(CohortRow(name=name, year=year, programme=programme, starts=first, ends=last))
    assert writing.change is not None
    return writing.change


def close(store: Store, name: str) -> Change:
    """Close a cohort as of today; its leaders and records stay. Refused when there is none, or it is closed."""
    name = clean(name)
    with store.command(f"Closed cohort {name}", {"cohorts"}, leaders=()) as writing:
        row = store.only_row(writing.session, CohortRow, "cohort", name=name)
        if row.closed_on is not None:
            raise Refused(f"{name} was closed on {day_words(row.closed_on)} already.")
        row.closed_on = store.today
    assert writing.change is not None
    return writing.change


def reopen(store: Store, name: str) -> Change:
    """Take a cohort's closing back, however long ago it was. Refused when there is none, or it is open."""
    name = clean(name)
    with store.command(f"Reopened cohort {name}", {"cohorts"}, leaders=()) as writing:
        row = store.only_row(writing.session, CohortRow, "cohort", name=name)
        if row.closed_on is None:
            raise Refused(f"{name} is open.")
        row.closed_on = None
    assert writing.change is not None
    return writing.change
