from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import change_cohorts, cohorts


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        yield opened


def test_a_cohort_spans_its_academic_year_unless_other_days_are_given(store: Store) -> None:
    change = change_cohorts.add(store, "  PSW\t2026 ", 2026)
    change_cohorts.add(store, "Short", 2027, starts=date(2027, 10, 1), ends=date(2028, 6, 30))
    assert change.what == "Added cohort PSW 2026"
    first, second = cohorts.cohorts(store)
    assert (first.name, first.starts, first.ends) == ("PSW 2026", date(2026, 9, 1), date(2027, 8, 31))
    assert (first.programme, first.leaders, first.sessions, first.closed_on) == ("psw", 0, 0, None)
    assert (second.starts, second.ends) == (date(2027, 10, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("name", "year", "more", "says"),
    [
        (" \u200b ", 2026, {}, "needs a name"),
        ("PSW 2026", 2026, {}, "already"),
        ("New", 1999, {}, "2000 to 2100"),
        ("New", 2101, {}, "2000 to 2100"),
        ("New", 2026, {"programme": "other"}, "it has psw"),
        ("New", 2026, {"starts": date(2027, 9, 1)}, "after its end"),
    ],
)
def test_what_makes_no_cohort_is_refused_and_nothing_changes(
    store: Store, name: str, year: int, more: dict, says: str
) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    with pytest.raises(Refused, match=says):
        change_cohorts.add(store, name, year, **more)
    assert [row.name for row in cohorts.cohorts(store)] == ["PSW 2026"]


@pytest.mark.parametrize("year", [2000, 2100])
def test_the_first_and_the_last_year_are_taken(store: Store, year: int) -> None:
    change_cohorts.add(store, "New", year)
    assert cohorts.cohorts(store)[0].year == year


def test_closing_keeps_the_cohort_once(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    assert change_cohorts.close(store, "PSW 2026").what == "Closed cohort PSW 2026"
    assert cohorts.cohorts(store)[0].closed_on == date(2027, 2, 1)
    with pytest.raises(Refused, match="was closed on Mon 1 Feb 2027 already"):
        change_cohorts.close(store, "PSW 2026")
    with pytest.raises(Refused, match="no cohort PSW 2025"):
        change_cohorts.close(store, "PSW 2025")
    undo.undo(store)
    assert cohorts.cohorts(store)[0].closed_on is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 5, 31), 2026), (date(2027, 6, 1), 2027), (date(2027, 1, 1), 2026)]
)
def test_from_june_on_the_coming_academic_year_is_proposed(day: date, year: int) -> None:
    assert cohorts.proposed_year(day) == year


def test_a_cohort_that_was_closed_is_opened_again(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    with pytest.raises(Refused, match="PSW 2026 is open"):
        change_cohorts.reopen(store, "PSW 2026")
    change_cohorts.close(store, "PSW 2026")
    assert cohorts.labels(store, date(2027, 2, 1)) == {"PSW 2026": "PSW 2026, closed 1 Feb"}
    assert change_cohorts.reopen(store, "PSW 2026").what == "Reopened cohort PSW 2026"
    assert cohorts.labels(store, date(2027, 2, 1)) == {"PSW 2026": "PSW 2026"}
    assert cohorts.labels(store, date(2027, 9, 1)) == {"PSW 2026": "PSW 2026, ended 31 Aug 2027"}
