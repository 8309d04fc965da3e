"""What the form of a session reads and proposes, without a screen: days alone, hours beside them, how long it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.calendar import london
from psw_tui.policy.terms import SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions
from psw_tui.store.registers.session_draft import SessionDraft, proposed
from psw_tui.store.roster import change_cohorts
from screens.registers.session_form import SessionForm, _how_long, day_in_year
from tests.helpers import make_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COHORT = "PSW 2026"
NOW = datetime(2026, 8, 28, 9, tzinfo=UTC)  # before the cohort's year
WORKSHOP = SessionDraft(
    "W04",
    COHORT,
    SessionKind.WORKSHOP,
    "Workshop 4: Systems",
    datetime(2026, 10, 16, 8, 30, tzinfo=UTC),
    datetime(2026, 10, 16, 11, tzinfo=UTC),
    place="online",
)


def _set_up(store: Store) -> None:
    change_cohorts.add(store, COHORT, 2026)
    change_cohorts.add(store, "PSW 2027", 2027)
    change_sessions.create_session(store, WORKSHOP)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two cohorts, one with a workshop from 9:30 to 12:00."""
    monkeypatch.setenv("PSW_TODAY", "2026-08-28")
    with Store.open(make_once(tmp_path / "psw.db", "a workshop", _set_up)) as store:
        yield store


def _clock(instant: datetime | None) -> str:
    return "" if instant is None else f"{london(instant):%d %b %Y %H:%M}"


@pytest.mark.parametrize(
    ("kind", "typed", "starts", "ends"),
    [
        ("w", "12 nov 10-12", "12 Nov 2026 10:00", "12 Nov 2026 12:00"),
        ("w", "12/11/2026, 2-4pm", "12 Nov 2026 14:00", "12 Nov 2026 16:00"),
        ("w", "12 nov", "12 Nov 2026 09:30", "12 Nov 2026 12:00"),  # the hours of the last workshop
        ("w", "5 jul 10:00", "05 Jul 2027 10:00", ""),  # in the cohort's year, though last July is nearer
        ("w", "5 jul 2026 10:00", "05 Jul 2026 10:00", ""),
        ("w", "2027-07-05 10:00", "05 Jul 2027 10:00", ""),
        ("w", "10-12", "28 Aug 2026 10:00", "28 Aug 2026 12:00"),
        ("m", "1 feb - 31 mar", "01 Feb 2027 00:00", "31 Mar 2027 23:59"),
        ("m", "1 feb to 31 mar", "01 Feb 2027 00:00", "31 Mar 2027 23:59"),
        ("m", "2027-02-01", "01 Feb 2027 00:00", ""),
        ("m", "1 feb 9-5", "01 Feb 2027 09:00", "01 Feb 2027 17:00"),
    ],
)
def test_a_start_may_have_its_hours_or_its_last_day_beside_it(
    store: Store, kind: str, typed: str, starts: str, ends: str
) -> None:
    form = SessionForm(store, COHORT, NOW)
    form._read_kind(kind)
    start, end = form._start_and_end(typed, None)
    assert (_clock(start), _clock(end)) == (starts, ends)


@pytest.mark.parametrize(("kind", "typed", "says"), [("p", "12 nov", "From when to when"), ("w", "soon", "no time")])
def test_what_says_no_hours_is_asked_for_them(store: Store, kind: str, typed: str, says: str) -> None:
    form = SessionForm(store, COHORT, NOW)
    form._read_kind(kind)
    with pytest.raises(ValueError, match=says):
        form._start_and_end(typed, None)


@pytest.mark.parametrize(
    ("kind", "typed", "ends"),
    [
        ("w", "12:30", "12 Nov 2026 12:30"),
        ("m", "1 mar", "01 Mar 2027 23:59"),
        ("w", "13 nov 4pm", "13 Nov 2026 16:00"),
    ],
)
def test_an_end_is_a_time_on_the_day_or_the_last_day_of_a_module(
    store: Store, kind: str, typed: str, ends: str
) -> None:
    form = SessionForm(store, COHORT, NOW)
    form._read_kind(kind)
    form._read_start("12 nov 10-12", None)
    assert _clock(form._read_end(typed, None)) == ends


def test_how_long_a_session_is_says_of_two_days_how_long_one_and_both_are() -> None:
    day = replace(WORKSHOP, ends_at=datetime(2026, 10, 16, 16, tzinfo=UTC))
    assert _how_long(day, None) == "7 h 30 min"
    assert _how_long(day, "2") == "2 days of 7 h 30 min, 15 h in all"
    module = replace(
        day, starts_at=datetime(2026, 9, 30, 23, tzinfo=UTC), ends_at=datetime(2026, 10, 1, 22, 59, tzinfo=UTC)
    )
    assert _how_long(module, None) == "open all day"
    assert _how_long(replace(module, ends_at=datetime(2026, 10, 30, 22, tzinfo=UTC)), None) == "open for 30 days"


def test_the_next_free_reference_of_a_kind_is_written_as_those_before(store: Store) -> None:
    likely = proposed(store, COHORT, SessionKind.WORKSHOP)
    assert (likely.reference, likely.title, likely.place) == ("W05", "Workshop 5", "online")
    assert proposed(store, COHORT, SessionKind.WORKSHOP, title="Workshop 2").reference == "W02"
    assert proposed(store, COHORT, SessionKind.WORKSHOP, title="Workshop 4").reference == "W05"  # W04 is taken
    other = proposed(store, "PSW 2027", SessionKind.WORKSHOP)
    assert (other.reference, other.title, other.hours) == ("W01", "Workshop 1", None)
    later = replace(WORKSHOP, reference="PSW26-W5", title="Workshop 5", starts_at=WORKSHOP.ends_at)
    change_sessions.create_session(store, later)
    assert proposed(store, COHORT, SessionKind.WORKSHOP).reference == "PSW26-W6"
    assert proposed(store, COHORT, SessionKind.PEER_PRACTICE).reference == "P01"


def test_a_weekday_is_no_day_of_another_year() -> None:
    assert day_in_year("fri", date(2026, 8, 27), None) == date(2026, 8, 28)
