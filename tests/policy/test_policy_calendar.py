"""Days of instants, working days and the words for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psw_tui.policy.calendar import (
    academic_year_end,
    academic_year_start,
    add_working_days,
    from_london,
    is_working_day,
    last_of_february,
    london_day,
    working_days_between,
)
from psw_tui.policy.wording import count, duration, moment, spoken
from psw_tui.policy.wording import day as day_words
from tests.policy.cases import at, case, on

HOLIDAYS = {on("2027-03-26"), on("2027-03-29")}


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        case("winter: the last second", "2027-01-01 23:59:59+00:00", "2027-01-01"),
        case("winter: midnight", "2027-01-02 00:00:00+00:00", "2027-01-02"),
        case("summer: 22:59 UTC", "2027-07-01 22:59:59+00:00", "2027-07-01"),
        case("summer: 23:00 UTC is midnight in London", "2027-07-01 23:00:00+00:00", "2027-07-02"),
    ],
)
def test_london_day(instant: str, day: str) -> None:
    assert london_day(datetime.fromisoformat(instant)) == on(day)


def test_an_ambiguous_time_is_the_earlier() -> None:
    half_past_one = datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001 - a wall clock
    assert from_london(half_past_one) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_skipped_time_is_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="spring"):
        from_london(datetime(2027, 3, 28, 1, minute))  # noqa: DTZ001


def test_times_around_the_skipped_hour() -> None:
    before, after = datetime(2027, 3, 28, 0, 59), datetime(2027, 3, 28, 2, 0)  # noqa: DTZ001 - wall clocks
    assert from_london(before) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert from_london(after) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("year", "day"), [(2027, "2027-02-28"), (2028, "2028-02-29"), (2100, "2100-02-28")])
def test_last_of_february(year: int, day: str) -> None:
    assert last_of_february(year) == on(day)


def test_academic_year() -> None:
    assert (academic_year_start(2026), academic_year_end(2026)) == (on("2026-09-01"), on("2027-08-31"))


@pytest.mark.parametrize(
    ("first", "number", "last"),
    [
        case("none is the day itself", "2027-03-25", 0, "2027-03-25"),
        case("over Easter", "2027-03-25", 1, "2027-03-30"),
        case("from Good Friday", "2027-03-26", 1, "2027-03-30"),
        case("the day before Easter", "2027-03-24", 1, "2027-03-25"),
        case("two, over Easter", "2027-03-24", 2, "2027-03-30"),
    ],
)
def test_working_days(first: str, number: int, last: str) -> None:
    assert add_working_days(on(first), number, HOLIDAYS) == on(last)
    assert working_days_between(on(first), on(last), HOLIDAYS) == number


def test_no_working_days_back_in_time() -> None:
    assert working_days_between(on("2027-03-25"), on("2027-03-25"), ()) == 0
    assert working_days_between(on("2027-03-25"), on("2027-03-01"), ()) == 0


@pytest.mark.parametrize(
    ("day", "works"),
    [("2027-03-25", True), ("2027-03-26", False), ("2027-03-27", False), ("2027-03-28", False), ("2027-03-30", True)],
)
def test_is_working_day(day: str, *, works: bool) -> None:
    assert is_working_day(on(day), HOLIDAYS) is works


def test_words() -> None:
    assert [count(number, "session") for number in (0, 1, 2)] == ["0 sessions", "1 session", "2 sessions"]
    assert count(2, "entry", "entries") == "2 entries"
    assert day_words(on("2027-01-02")) == "Sat 2 Jan 2027"
    assert moment(at("2027-07-01 23:30+00:00")) == "Fri 2 Jul 2027 00:30"
    assert spoken("bdo_contact") == "BDO contact"
    assert spoken("at_risk") == "at risk"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=26, minutes=10), "26 h 10 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min 59 s"),
        (timedelta(seconds=40), "40 s"),
        (timedelta(0), "0 min"),
        (-timedelta(minutes=20), "20 min"),
        (timedelta(hours=72, minutes=59), "72 h 59 min"),
        (timedelta(hours=96), "4 days"),
        (timedelta(hours=244, minutes=1), "10 days 4 h"),
    ],
)
def test_duration(span: timedelta, words: str) -> None:
    assert duration(span) == words
