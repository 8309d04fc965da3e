"""Section 3: minutes are what the session saw of somebody, and they suggest present or part, never absent."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.policy.attendance import minutes_why, seconds_present, suggested_mark
from psw_tui.policy.terms import MarkValue
from tests.policy.cases import PSW, at, case, programme, session

TWO_HOURS = session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")
PRESENT, PART = MarkValue.PRESENT, MarkValue.PART


def stays(*spans: str) -> list[tuple[datetime, datetime]]:
    """Spans such as `10:00-10:40` on the day of the session."""
    pairs = []
    for span in spans:
        joined, left = span.split("-")
        pairs.append((at(f"2026-11-12 {joined}"), at(f"2026-11-12 {left}")))
    return pairs


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [
        case("all of it", ["10:00-12:00"], 120),
        case("nobody came", [], 0),
        case("early and late are no part of the session", ["09:40-12:20"], 120),
        case("a rejoin adds up", ["10:00-10:30", "11:00-12:00"], 90),
        case("two devices at once count once", ["10:00-11:00", "10:30-11:30"], 90),
        case("one within the other counts once", ["10:00-12:00", "10:30-10:40"], 120),
        case("in whatever order the rows stand", ["11:00-12:00", "10:00-10:30"], 90),
        case("touching ends leave no gap and no overlap", ["10:00-11:00", "11:00-12:00"], 120),
        case("left before it began", ["09:00-10:00"], 0),
        case("came when it was over", ["12:00-12:30"], 0),
        case("the same row twice", ["10:15-11:15", "10:15-11:15"], 60),
    ],
)
def test_the_minutes_are_the_union_of_the_stays_within_the_session(spans: list[str], minutes: int) -> None:
    assert seconds_present(stays(*spans), TWO_HOURS) == minutes * 60


def test_a_session_past_midnight_is_covered_on_both_sides() -> None:
    late = session("W2", "workshop", "2026-11-12 23:00", "2026-11-13 01:00")
    assert seconds_present([(at("2026-11-12 23:30"), at("2026-11-13 00:30"))], late) == 3600


def test_the_hour_that_the_autumn_change_repeats_is_an_hour_more() -> None:
    night = session("W3", "workshop", "2026-10-25 00:30", "2026-10-25 02:30")  # three hours by any watch
    whole = [(at("2026-10-25 00:30+01:00"), at("2026-10-25 02:30+00:00"))]
    assert seconds_present(whole, night) == 3 * 3600


@pytest.mark.parametrize(
    ("seconds", "value"),
    [
        case("a second under three quarters is part", 90 * 60 - 1, PART),
        case("exactly three quarters is present", 90 * 60, PRESENT),
        case("a second more too", 90 * 60 + 1, PRESENT),
        case("a minute of it is part, never absent", 60, PART),
    ],
)
def test_under_the_local_share_of_the_minutes_part_is_suggested(seconds: int, value: MarkValue) -> None:
    assert suggested_mark(seconds, TWO_HOURS, PSW) is value


def test_the_share_is_the_programmes_own() -> None:
    half = programme('[programme.psw.local]\npresent_share = "0.5"')
    assert suggested_mark(60 * 60, TWO_HOURS, half) is PRESENT
    assert suggested_mark(60 * 60 - 1, TWO_HOURS, half) is PART


def test_the_share_is_exact_where_a_float_is_a_hair_more() -> None:
    long = session("W4", "workshop", "2026-11-12 10:00", "2026-11-12 11:40")  # 6,000 seconds
    tenth = programme('[programme.psw.local]\npresent_share = "0.7"')
    assert suggested_mark(4200, long, tenth) is PRESENT


def test_the_why_has_the_numbers_and_says_whose_they_are() -> None:
    assert minutes_why(62 * 60, TWO_HOURS, PSW) == "62 of 120 min; under 90, so part is suggested (local setting)"
    assert minutes_why(118 * 60 + 59, TWO_HOURS, PSW) == "118 of 120 min; 90 or more, so present (local setting)"


MINUTES = st.integers(0, 300).map(lambda minute: at("2026-11-12 08:30").timestamp() + 60 * minute)
SPANS = st.lists(st.tuples(MINUTES, MINUTES).map(sorted), max_size=8)


@given(SPANS)
def test_the_union_is_what_counting_minute_by_minute_gives(spans: list[list[float]]) -> None:
    starts, ends = TWO_HOURS.starts_at.timestamp(), TWO_HOURS.ends_at.timestamp()
    zone = TWO_HOURS.starts_at.tzinfo
    moments = [(datetime.fromtimestamp(first, zone), datetime.fromtimestamp(last, zone)) for first, last in spans]
    counted = sum(any(first <= minute < last for first, last in spans) for minute in range(int(starts), int(ends), 60))
    assert seconds_present(moments, TWO_HOURS) == counted * 60
