"""Cohorts: intakes of leaders, each with the programme whose numbers judge it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import FIRST_YEAR, LAST_YEAR, academic_year_end, academic_year_start
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import is_over, over_words
from psw_tui.policy.terms import ErasureKind
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredCohort, StoredErasure, StoredLeader, StoredSession

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy import records
    from psw_tui.store.core.store import Store

_JUNE = 6


@frozen
class CohortSummary:
    """One cohort, and how many leaders and sessions it has; the leaders who were `erased` are not among them."""

    name: str
    year: int
    programme: str
    starts: date
    ends: date
    closed_on: date | None
    leaders: int
    sessions: int
    erased: int = 0


def cohorts(store: Store) -> list[CohortSummary]:
    """Every cohort, by year and name."""
    leaders = Counter(row.cohort_id for row in facts.read(store.connection, StoredLeader))
    sessions = Counter(row.cohort_id for row in facts.read(store.connection, StoredSession))
    tombstones = facts.read(store.connection, StoredErasure)
    erased = Counter(row.cohort_id for row in tombstones if row.kind == ErasureKind.LEADER)
    summaries = []
    for row in facts.read(store.connection, StoredCohort, "ORDER BY year, name"):
        first, last = stored_values.to_date(row.starts), stored_values.to_date(row.ends)
        assert first is not None
        assert last is not None
        closed_on = stored_values.to_date(row.closed_on)
        held = (leaders[row.id], sessions[row.id], erased[row.id])
        summary = CohortSummary(row.name, row.year, row.programme, first, last, closed_on, *held)
        summaries.append(summary)
    return summaries


def by_id(store: Store) -> dict[str, records.Cohort]:
    """Every cohort as the policy reads it by its key, by year and name."""
    return facts.cohorts(store.connection)


def names(store: Store) -> list[str]:
    """The names of the cohorts, by year and name."""
    return [cohort.name for cohort in by_id(store).values()]


def labels(store: Store, day: date) -> dict[str, str]:
    """The names of the cohorts by year and name; with `closed 3 Sep` or `ended 31 Aug` beside one that is over."""
    said = {}
    for cohort in by_id(store).values():
        over = is_over(cohort, store.programmes[cohort.programme], day)
        said[cohort.name] = f"{cohort.name}, {over_words(cohort, day)}" if over else cohort.name
    return said


def proposed_year(day: date) -> int:
    """The year to propose for a new cohort: the academic year under way, from June on the one that comes next."""
    return day.year if day.month >= _JUNE else day.year - 1


def refusal(
    store: Store, name: str, year: int, programme: str = "psw", starts: date | None = None, ends: date | None = None
) -> str | None:
    """Why no such cohort can be added, as one sentence; None when it can."""
    name = clean(name)
    first, last = span_of(year, starts, ends) if FIRST_YEAR <= year <= LAST_YEAR else (None, None)
    if not name:
        return "A cohort needs a name, such as PSW 2026."
    if facts.read(store.connection, StoredCohort, "WHERE name = ?", (name,)):
        return f"There is a cohort {name} already; choose another name."
    if first is None or last is None:
        return f"{year} is not a year for a cohort; expected {FIRST_YEAR} to {LAST_YEAR}."
    if programme not in store.programmes.by_id:
        known = ", ".join(sorted(store.programmes.by_id))
        return f"There is no programme {programme} in the programme file; it has {known}."
    if first > last:
        return f"{name} would start on {day_words(first)}, after its end on {day_words(last)}; change one of them."
    return None


def span_of(year: int, starts: date | None, ends: date | None) -> tuple[date, date]:
    """A cohort's first and last day: those of its academic year unless others are given."""
    return starts or academic_year_start(year), ends or academic_year_end(year)
