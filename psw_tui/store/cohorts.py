"""Cohorts: intakes of leaders, each with the programme whose numbers judge it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import academic_year_end, academic_year_start
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store import facts
from psw_tui.store.base import Refused

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.base import Change, Store

FIRST_YEAR, LAST_YEAR = 2000, 2100
_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class CohortSummary:
    """One cohort, and how many leaders and sessions it has."""

    name: str
    year: int
    programme: str
    starts: date
    ends: date
    closed_on: date | None
    leaders: int
    sessions: int


def cohorts(store: Store) -> list[CohortSummary]:
    """Every cohort, by year and name."""
    leaders = Counter(row[9] for row in facts.read(store.connection, "leader"))
    sessions = Counter(row[2] for row in facts.read(store.connection, "session"))
    found = []
    for id_, name, programme, year, starts, ends, closed in facts.read(
        store.connection, "cohort", "ORDER BY year, name"
    ):
        first, last = facts.to_date(starts), facts.to_date(ends)
        assert first is not None
        assert last is not None
        found.append(
            CohortSummary(
                name, year, programme, first, last, facts.to_date(closed), leaders[id_], sessions[id_]
            )
        )
    return found


def year_of(day: date) -> int:
    """The academic year that a day lies in: the one that starts in September of that year."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def add(
    store: Store,
    name: str,
    year: int,
    programme: str = "psw",
    starts: date | None = None,
    ends: date | None = None,
) -> Change:
    """Add a cohort; its days are those of its academic year unless others are given. `Refused` says what is wrong."""
    name = clean(name)
    if not name:
        raise Refused("A cohort needs a name, such as PSW 2026.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"{year} is no year for a cohort; expected {FIRST_YEAR} to {LAST_YEAR}.")
    if programme not in store.programmes.by_id:
        known = ", ".join(sorted(store.programmes.by_id))
        raise Refused(f"There is no programme {programme} in the programme file; it has {known}.")
    starts, ends = starts or academic_year_start(year), ends or academic_year_end(year)
    if starts > ends:
        raise Refused(
            f"{name} would start on {day_words(starts)}, after its end on {day_words(ends)}; change one of them."
        )
    with store.command(f"Added cohort {name}", {"cohorts"}, leaders=()) as writing:
        from models.tables import CohortRow
        from sqlmodel import select

        if writing.session.exec(select(CohortRow).where(CohortRow.name == name)).first() is not None:
            raise Refused(f"There is a cohort {name} already; choose another name.")
        writing.session.add(CohortRow(name=name, year=year, programme=programme, starts=starts, ends=ends))
    assert writing.change is not None
    return writing.change


def close(store: Store, name: str) -> Change:
    """Close a cohort as of today; its leaders and records stay. Refused when there is none, or it is closed."""
    name = clean(name)
    with store.command(f"Closed cohort {name}", {"cohorts"}, leaders=()) as writing:
        from models.tables import CohortRow

        row = store.only_row(writing.session, CohortRow, "cohort", name=name)
        if row.closed_on is not None:
            raise Refused(f"{name} was closed on {day_words(row.closed_on)} already.")
        row.closed_on = store.today
    assert writing.change is not None
    return writing.change
