"""Requests as clocks: each day from both sides, by the ICO's own examples where it gives one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.clauses import BY_ID, cited_in
from psw_tui.policy.programme import read_programmes
from psw_tui.policy.records import ClockStop, Request
from psw_tui.policy.requests import (
    ASKED_WORDS,
    CLAUSE_OF_KIND,
    KIND_NAMES,
    OUTCOME_WORDS,
    OUTCOMES,
    STOPS,
    ClockState,
    RequestClock,
    clock,
    last_day_to_tell,
)
from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.store.system import bank_holidays
from tests.policy.cases import DEFAULTS, case, on

if TYPE_CHECKING:
    from datetime import date

NUMBERS = read_programmes(DEFAULTS).requests
ACCESS, COMPLAINT, ERASURE = (
    RequestKind.SUBJECT_ACCESS,
    RequestKind.DATA_PROTECTION_COMPLAINT,
    RequestKind.ERASURE,
)
HOLIDAYS = bank_holidays.english()


def day(text: str | None) -> date | None:
    """A day, or none."""
    return on(text) if text else None


def asked(asked_on: str, answered_on: str | None = None, why: StopReason = StopReason.CLARIFY) -> ClockStop:
    """One question to the leader."""
    return ClockStop("", why, on(asked_on), day(answered_on))


def request(received_on: str, *stops: ClockStop, kind: RequestKind = ACCESS, **steps: Any) -> Request:
    """A request; steps that are days are given as text."""
    outcome, line = steps.pop("outcome", None), steps.pop("line", "")
    days: dict[str, Any] = {name: day(value) for name, value in steps.items()}
    return Request("", "L001", kind, on(received_on), Channel.EMAIL, stops=stops, outcome=outcome, line=line, **days)


def stands(asked_of: Request, on_day: str) -> RequestClock:
    """How it stands on a day on which it is known of."""
    found = clock(asked_of, on(on_day), NUMBERS, HOLIDAYS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        case("the same day of the next month", "2027-02-03", "2027-03-03"),
        case("received on a bank holiday all the same (ICO)", "2024-01-01", "2024-02-01"),
        case("Christmas and Boxing Day put it off to the 27th (ICO)", "2024-11-25", "2024-12-27"),
        case("31 January ends with February (ICO)", "2023-01-31", "2023-02-28"),
        case("31 January ends with the 29th in a leap year (ICO)", "2028-01-31", "2028-02-29"),
        case("30 January too", "2025-01-30", "2025-02-28"),
        case("31 January 2027 ends on a Sunday: the Monday after", "2027-01-31", "2027-03-01"),
        case("28 February is no month's end", "2027-02-28", "2027-03-30"),
        case("31 March ends on the last of April", "2026-03-31", "2026-04-30"),
        case("over New Year", "2026-12-15", "2027-01-15"),
        case("on a Saturday: the Monday after", "2027-01-20", "2027-02-22"),
        case("on a Friday: that day", "2027-01-19", "2027-02-19"),
        case("on Good Friday: the Tuesday after Easter", "2027-02-26", "2027-03-30"),
        case("on a Saturday before a bank holiday Monday: the Tuesday", "2027-04-01", "2027-05-04"),
    ],
)
@pytest.mark.parametrize("kind", [ACCESS, ERASURE])
def test_an_answer_is_due_after_one_calendar_month(received_on: str, due_on: str, kind: RequestKind) -> None:
    """UK GDPR 12, counted as the ICO does; 28 March 2027 is Easter Sunday."""
    assert stands(request(received_on, kind=kind), received_on).due_on == on(due_on)


@pytest.mark.parametrize(
    ("stops", "on_day", "due_on", "days"),
    [
        case("three days are given back", [asked("2027-02-10", "2027-02-13")], "2027-02-13", "2027-03-08", 3),
        case(
            "asked and answered on one day gives none",
            [asked("2027-02-10", "2027-02-10")],
            "2027-02-11",
            "2027-03-03",
            0,
        ),
        case("one day", [asked("2027-02-10", "2027-02-11")], "2027-02-11", "2027-03-04", 1),
        case(
            "twice, to clarify and to identify",
            [asked("2027-02-04", "2027-02-06", StopReason.IDENTIFY), asked("2027-02-10", "2027-02-15")],
            "2027-02-15",
            "2027-03-10",
            7,
        ),
        case(
            "days that two questions share count once",
            [asked("2027-02-04", "2027-02-10"), asked("2027-02-06", "2027-02-12", StopReason.IDENTIFY)],
            "2027-02-12",
            "2027-03-11",
            8,
        ),
        case(
            "one question within another gives nothing more",
            [asked("2027-02-04", "2027-02-12"), asked("2027-02-06", "2027-02-08")],
            "2027-02-12",
            "2027-03-11",
            8,
        ),
        case(
            "asked on the day it is due, still in time",
            [asked("2027-03-03", "2027-03-05")],
            "2027-03-05",
            "2027-03-05",
            2,
        ),
        case("asked the day after gives nothing", [asked("2027-03-04", "2027-03-08")], "2027-03-08", "2027-03-03", 0),
        case(
            "asked later than the day that is judged",
            [asked("2027-02-20", "2027-02-25")],
            "2027-02-19",
            "2027-03-03",
            0,
        ),
    ],
)
def test_the_clock_goes_on_for_as_many_days_as_it_stood_still(
    stops: list[ClockStop], on_day: str, due_on: str, days: int
) -> None:
    """UK GDPR 12A; received on Wednesday 3 February 2027."""
    found = stands(request("2027-02-03", *stops), on_day)
    assert (found.due_on, found.stopped_days) == (on(due_on), days)


@pytest.mark.parametrize(
    ("received_on", "stops", "on_day", "due_on"),
    [
        case(
            "asked at once and answered a month later: a month from then, though 31 days stood still",
            "2027-01-05",
            [asked("2027-01-05", "2027-02-05", StopReason.IDENTIFY)],
            "2027-02-05",
            "2027-03-05",
        ),
        case(
            "asked late, the days that stood still are less than that",
            "2027-02-03",
            [asked("2027-02-10", "2027-02-13", StopReason.IDENTIFY)],
            "2027-02-13",
            "2027-03-08",
        ),
        case(
            "to clarify gives all its days, however many",
            "2027-01-05",
            [asked("2027-01-05", "2027-02-05")],
            "2027-02-05",
            "2027-03-08",
        ),
        case(
            "what they are asked to clarify after that stops it again",
            "2027-01-05",
            [asked("2027-01-05", "2027-02-05", StopReason.IDENTIFY), asked("2027-02-09", "2027-02-12")],
            "2027-02-12",
            "2027-03-08",
        ),
        case(
            "and what was asked before and is clarified later from then on",
            "2027-01-05",
            [asked("2027-01-05", "2027-02-05", StopReason.IDENTIFY), asked("2027-01-29", "2027-02-08")],
            "2027-02-08",
            "2027-03-08",
        ),
        case(
            "before they answer nothing is known of it",
            "2027-01-05",
            [asked("2027-01-10", "2027-02-05", StopReason.IDENTIFY)],
            "2027-01-09",
            "2027-02-05",
        ),
    ],
)
def test_from_when_they_identified_themselves_there_is_no_more_than_a_month(
    received_on: str, stops: list[ClockStop], on_day: str, due_on: str
) -> None:
    """UK GDPR 12A: the month begins with what was needed to know who asks."""
    asked_of = request(received_on, *stops, kind=ACCESS)
    assert stands(asked_of, on_day).due_on == on(due_on)
    assert last_day_to_tell(asked_of, on(on_day), NUMBERS, HOLIDAYS) == on(due_on)


def test_why_says_that_it_is_counted_from_then() -> None:
    """With both days."""
    known = request("2027-01-05", asked("2027-01-05", "2027-02-05", StopReason.IDENTIFY))
    assert stands(known, "2027-02-05").why.endswith(
        "that makes Mon 8 Mar; counted from when they identified themselves it is Fri 5 Mar (UK GDPR 12A)."
    )


@pytest.mark.parametrize(
    ("on_day", "words"),
    [
        case("the day before it was asked", "2027-02-11", "answer due Wed 3 Mar, 20 days"),
        case(
            "from the day on which it was asked",
            "2027-02-12",
            "stopped since Fri 12 Feb: asked to clarify, 19 days left",
        ),
        case("days later as many are left", "2027-02-17", "stopped since Fri 12 Feb: asked to clarify, 19 days left"),
        case("long after the month as well", "2027-03-17", "stopped since Fri 12 Feb: asked to clarify, 19 days left"),
        case("from the answer on it runs", "2027-03-24", "answer due Mon 12 Apr, 19 days"),
        case("the last day", "2027-04-12", "answer due Mon 12 Apr, today"),
        case("over", "2027-04-13", "answer was due Mon 12 Apr, 1 day over"),
    ],
)
def test_a_stopped_clock_says_since_when_and_what_is_left(on_day: str, words: str) -> None:
    """Asked on 12 February, answered on 24 March: what is dated after the day has not happened."""
    found = stands(request("2027-02-03", asked("2027-02-12", "2027-03-24")), on_day)
    assert found.words == words
    assert (found.state is ClockState.STOPPED) == words.startswith("stopped")
    assert found.overdue == words.endswith("over")


@pytest.mark.parametrize(
    ("steps", "on_day", "due_on", "extended"),
    [
        case(
            "told within the month: three months from receipt",
            {"told_on": "2027-03-03"},
            "2027-03-03",
            "2027-05-04",
            True,
        ),
        case("the day before it was told", {"told_on": "2027-03-03"}, "2027-03-02", "2027-03-03", False),
        case("told a day too late gives nothing", {"told_on": "2027-03-04"}, "2027-03-10", "2027-03-03", False),
        case("decided and not told gives nothing", {"extended_on": "2027-02-20"}, "2027-03-01", "2027-03-03", False),
    ],
)
def test_an_extension_counts_where_the_leader_was_told_in_time(
    steps: dict[str, Any], on_day: str, due_on: str, extended: bool
) -> None:
    """UK GDPR 12: two further months; 3 May 2027 is a bank holiday."""
    found = stands(request("2027-02-03", **steps), on_day)
    assert (found.due_on, found.extended) == (on(due_on), extended)


def test_three_months_are_counted_at_once_and_not_month_by_month() -> None:
    """Month by month 31 December would come to 28 March."""
    assert stands(request("2026-12-31", told_on="2027-01-05"), "2027-01-05").due_on == on("2027-03-31")


def test_the_days_that_the_clock_stood_still_are_given_to_tell_of_an_extension_too() -> None:
    """A month and two days."""
    stopped = request("2027-02-03", asked("2027-02-08", "2027-02-10"))
    assert last_day_to_tell(stopped, on("2027-02-10"), NUMBERS, HOLIDAYS) == on("2027-03-05")
    told = request("2027-02-03", asked("2027-02-08", "2027-02-10"), told_on="2027-03-05")
    assert stands(told, "2027-03-05").due_on == on("2027-05-05")


@pytest.mark.parametrize(
    ("steps", "on_day", "words"),
    [
        case("in time", {"answered_on": "2027-03-03"}, "2027-03-20", "answered Wed 3 Mar: copy given"),
        case("late", {"answered_on": "2027-03-05"}, "2027-03-20", "answered Fri 5 Mar: copy given (2 days late)"),
        case("not answered yet on the day", {"answered_on": "2027-03-03"}, "2027-03-02", "answer due Wed 3 Mar, 1 day"),
    ],
)
def test_an_answer_ends_it(steps: dict[str, Any], on_day: str, words: str) -> None:
    """Whether it was in time is judged on the day of the answer."""
    found = stands(request("2027-02-03", outcome=RequestOutcome.GIVEN, **steps), on_day)
    assert (found.words, found.is_open) == (words, words.startswith("answer due"))


def test_an_answer_ends_a_clock_that_stands_still() -> None:
    """Nobody has to wait for a reply that does not come."""
    given_up = request("2027-02-03", asked("2027-02-12"), answered_on="2027-03-12", outcome=RequestOutcome.NO_REPLY)
    assert stands(given_up, "2027-04-01").words == "answered Fri 12 Mar: no reply to what was asked"


@pytest.mark.parametrize(
    ("received_on", "steps", "on_day", "words"),
    [
        case(
            "30 days after receipt (ICO: 5 June 2025)",
            "2025-06-05",
            {},
            "2025-06-05",
            "acknowledgement due Mon 7 Jul, 32 days",
        ),
        case("the thirtieth day, a weekday", "2027-02-03", {}, "2027-03-04", "acknowledgement due Fri 5 Mar, 1 day"),
        case("the day itself", "2027-02-03", {}, "2027-03-05", "acknowledgement due Fri 5 Mar, today"),
        case("a day over", "2027-02-03", {}, "2027-03-06", "acknowledgement was due Fri 5 Mar, 1 day over"),
        case(
            "acknowledged, the outcome is to be told",
            "2027-02-03",
            {"acknowledged_on": "2027-02-10"},
            "2027-04-01",
            "acknowledged Wed 10 Feb: outcome to tell without undue delay",
        ),
        case(
            "acknowledged late",
            "2027-02-03",
            {"acknowledged_on": "2027-03-08"},
            "2027-04-01",
            "acknowledged Mon 8 Mar (3 days late): outcome to tell without undue delay",
        ),
        case(
            "an outcome within the days needs no acknowledgement",
            "2027-02-03",
            {"answered_on": "2027-03-05", "outcome": RequestOutcome.UPHELD},
            "2027-04-01",
            "answered Fri 5 Mar: upheld",
        ),
        case(
            "an outcome after them without one",
            "2027-02-03",
            {"answered_on": "2027-03-08", "outcome": RequestOutcome.NOT_UPHELD},
            "2027-04-01",
            "answered Mon 8 Mar: not upheld (acknowledged 3 days late)",
        ),
    ],
)
def test_a_complaint_is_acknowledged_within_thirty_days(
    received_on: str, steps: dict[str, Any], on_day: str, words: str
) -> None:
    """DPA 2018 164A; the day of receipt does not count, as the ICO says."""
    assert stands(request(received_on, kind=COMPLAINT, **steps), on_day).words == words


@pytest.mark.parametrize("kind", list(RequestKind))
def test_before_it_was_received_there_is_no_request(kind: RequestKind) -> None:
    """A step dated after the day has not happened, nor has the request."""
    assert clock(request("2027-02-03", kind=kind), on("2027-02-02"), NUMBERS, HOLIDAYS) is None
    assert clock(request("2027-02-03", kind=kind), on("2027-02-03"), NUMBERS, HOLIDAYS) is not None


def test_every_number_is_shown_with_where_it_stands() -> None:
    """The sentence behind a clock cites clauses that `psw clauses` lists."""
    stopped = request("2027-02-03", asked("2027-02-08", "2027-02-10"), told_on="2027-03-01")
    assert stands(stopped, "2027-03-02").why == (
        "Subject access (UK GDPR 15), received Wed 3 Feb: 3 calendar months to Mon 3 May, extended: the leader was "
        "told within the first month (UK GDPR 12); the clock stood still for 2 days (UK GDPR 12A); that "
        "makes Wed 5 May."
    )
    sentences = [stands(stopped, "2027-03-02").why, stands(request("2027-02-03", kind=COMPLAINT), "2027-02-04").why]
    assert cited_in(sentences) == {"UK GDPR 12", "UK GDPR 12A", "UK GDPR 15", "DPA 2018 164A"}


def test_every_kind_and_word_has_its_place() -> None:
    """A new one can't be forgotten."""
    assert set(KIND_NAMES) == set(CLAUSE_OF_KIND) == set(STOPS) == set(OUTCOMES) == set(RequestKind)
    assert (
        {outcome for outcomes in OUTCOMES.values() for outcome in outcomes} == set(OUTCOME_WORDS) == set(RequestOutcome)
    )
    assert set(ASKED_WORDS) == set(StopReason)
    assert set(CLAUSE_OF_KIND.values()) <= BY_ID.keys()


def test_the_numbers_can_be_set_in_the_programme_file() -> None:
    """As every number: by key, refused where it makes no sense."""
    programmes = read_programmes(DEFAULTS, "[requests]\nacknowledge_days = 5\n")
    assert (programmes.requests.acknowledge_days, programmes.requests.answer_months) == (5, 1)
    set_here = {setting.key: (setting.source, setting.overridden) for setting in programmes.settings}
    assert set_here["requests.acknowledge_days"] == ("DPA 2018 164A", True)
    assert set_here["requests.answer_months"] == ("UK GDPR 12", False)
