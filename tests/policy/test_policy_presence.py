"""Who has left, is paused or not covered, in one set of words; what their leaving leaves to do; one count each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy import presence
from psw_tui.policy.records import Draft
from psw_tui.policy.tasks import tasks
from psw_tui.policy.terms import Letter
from tests.policy.cases import attended, booking, case, mark, on, record, run, session

if TYPE_CHECKING:
    from psw_tui.policy.records import Record

DAY = "2027-02-01"


def gone(state: str, withdrawn: str | None = None, **more: Any) -> Record:
    """A leader's record in a state, left on a day."""
    rec = record(state=state, **more)
    return replace(rec, leader=replace(rec.leader, withdrawn_on=on(withdrawn) if withdrawn else None))


@pytest.mark.parametrize(
    ("rec", "said"),
    [
        case("active and covered: nothing to say", record(), ""),
        case("withdrawn", gone("withdrawn", "2026-11-03"), "withdrawn 3 Nov"),
        case("withdrawn in another academic year", gone("withdrawn", "2026-08-30"), "withdrawn 30 Aug 2026"),
        case("withdrawn, imported without a day", gone("withdrawn"), "withdrawn"),
        case("withdrawn without having signed", gone("withdrawn", "2026-11-03", signed=None), "withdrawn 3 Nov"),
        case("completed", gone("completed"), "completed"),
        case("paused, open", gone("paused", pause=("2026-12-01", None)), "paused since 1 Dec"),
        case("paused, from a day to come", gone("paused", pause=("2027-03-01", None)), "paused from 1 Mar"),
        case("paused without a day", gone("paused"), "paused"),
        case("offered", gone("offered", signed=None), "not covered"),
        case("signed later", record(signed="2027-02-02"), "not covered"),
        case("paused, not signed: not covered says more", gone("paused", signed=None), "not covered"),
    ],
)
def test_who_is_away_reads_the_same_everywhere(rec: Record, said: str) -> None:
    assert presence.away_words(rec.leader, on(DAY)) == said


PEERS = run("P", "peer_practice", 1, "2027-01-11")
SENT = [mark("P1", "absent", sent="2027-01-12")]
BOOKED = [booking("2027-02-10 10:00"), booking("2027-03-10 10:00"), attended("2026-11-02 10:00")]
DRAFTS = (Draft("d1", Letter.EXPECTATIONS, on("2027-01-20")), Draft("d2", Letter.DECISION, on("2027-01-30")))


@pytest.mark.parametrize(
    ("state", "withdrawn", "pause", "words"),
    [
        case("active: nothing", "active", None, (None, None), ""),
        case(
            "withdrawn: what is booked, sent and drafted, but for the decision",
            "withdrawn",
            "2027-01-29",
            (None, None),
            "2 coaching bookings and 1 catch-up to call off, 1 draft to drop",
        ),
        case(
            "completed",
            "completed",
            None,
            (None, None),
            "2 coaching bookings and 1 catch-up to call off, 1 draft to drop",
        ),
        case(
            "paused: the coaching inside the pause alone",
            "paused",
            None,
            ("2027-03-01", None),
            "1 coaching booking to call off",
        ),
        case("paused over nothing", "paused", None, ("2027-04-01", None), ""),
    ],
)
def test_what_leaving_and_pausing_leave_to_be_done(
    state: str, withdrawn: str | None, pause: tuple[str | None, str | None], words: str
) -> None:
    rec = gone(state, withdrawn, sessions=PEERS, marks=SENT, bookings=BOOKED, pause=pause)
    rec = replace(rec, drafts=DRAFTS)
    assert presence.follows(rec, on(DAY)).words == words


def test_a_booking_that_began_after_the_leader_had_left_is_still_to_be_called_off() -> None:
    rec = gone("withdrawn", "2027-01-20", bookings=[booking("2027-01-25 10:00"), booking("2027-01-15 10:00")])
    assert [held.id for held in presence.bookings_to_call_off(rec, on(DAY))] == ["2027-01-25 10:00"]


def test_what_is_left_of_a_withdrawal_are_tasks_with_its_words() -> None:
    rec = replace(
        gone("withdrawn", "2027-01-29", sessions=PEERS, marks=SENT, bookings=[booking("2027-02-10 10:00")]),
        drafts=DRAFTS,
    )
    assert [(task.kind, task.words) for task in tasks(rec, {}, on(DAY))] == [
        ("draft_to_drop", "draft to drop: expectations and offer of support of Wed 20 Jan, withdrawn 29 Jan"),
        ("to_call_off", "coaching on Wed 10 Feb 10:00 to call off: withdrawn 29 Jan"),
    ]


@pytest.mark.parametrize(
    ("closed", "day", "over"),
    [
        case("the last day, of cohort and windows", None, "2027-08-31", ""),
        case("the day after", None, "2027-09-01", "ended 31 Aug 2027"),
        case("closed that day", "2027-07-01", "2027-07-01", "closed 1 Jul"),
        case("to be closed", "2027-07-01", "2027-06-30", ""),
    ],
)
def test_a_cohort_is_over_once_closed_or_past_its_days_and_windows(closed: str | None, day: str, over: str) -> None:
    rec = record(sessions=[session("W1", "workshop", "2026-11-12")])
    cohort = replace(rec.cohort, closed_on=on(closed) if closed else None)
    assert presence.is_over(cohort, rec.programme, on(day)) is bool(over)
    assert not over or presence.over_words(cohort, on(day)) == over


def test_a_cohort_that_ends_before_its_last_coaching_window_is_not_over_with_it() -> None:
    rec = record(ends="2027-07-15")
    assert not presence.is_over(rec.cohort, rec.programme, on("2027-08-31"))
    assert presence.is_over(rec.cohort, rec.programme, on("2027-09-01"))


def test_each_leader_is_counted_once_and_covered_are_the_active_and_paused_who_signed() -> None:
    leaders = [
        record().leader,
        gone("paused").leader,
        gone("withdrawn", "2026-11-03").leader,
        gone("completed").leader,
        gone("offered", signed=None).leader,
        record(signed="2027-03-01").leader,
    ]
    found = presence.numbers(leaders, on(DAY))
    assert (found.listed, found.covered, found.paused) == (6, 2, 1)
    assert found.words == "2 leaders covered, 1 paused; 6 listed: 1 withdrawn, 1 completed, 2 not covered"
    assert presence.numbers(leaders[:1], on(DAY)).words == "1 leader covered"
