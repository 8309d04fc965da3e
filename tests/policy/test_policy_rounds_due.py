"""H:framework: when a baseline is due and a review suggested, each on both sides of its day, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.capability import round_due
from psw_tui.policy.standing import standings
from psw_tui.policy.tasks import Task, TaskKind, tasks
from tests.policy.cases import attended, booking, called_off, case, no_show, on, record

if TYPE_CHECKING:
    from psw_tui.policy.records import Booking, Record

MADE = ("2026-09-20",)
#: Attended: the first, the second and the third, which was on 12 January, and two more.
FIRST, SECOND = attended("2026-10-12 10:00"), attended("2026-11-16 10:00")
THIRD, FOURTH, FIFTH = (attended("2027-01-12 10:00"), attended("2027-02-10 10:00"), attended("2027-06-14 10:00"))


def leader(bookings: tuple[Booking, ...] = (), made: tuple[str, ...] = (), **more: Any) -> Record:
    """A leader with these bookings and with rounds made on these days."""
    return replace(record(bookings=bookings, **more), rounds=tuple(on(day) for day in made))


def due(rec: Record, day: str) -> str | None:
    """What is due: `baseline since 2026-10-01: why`; None for nothing."""
    due = round_due(rec, on(day))
    return None if due is None else f"{due.kind} since {due.since}: {due.words}"


def waiting(rec: Record, day: str) -> list[Task]:
    """The rounds among the tasks of a day."""
    listed = tasks(rec, standings(rec, on(day)), on(day))
    return [task for task in listed if task.kind is TaskKind.ROUND_DUE]


OPEN = "baseline since 2026-10-01: baseline not made: the first window is open"


@pytest.mark.parametrize(
    ("bookings", "made", "day", "expected"),
    [
        case("nothing booked, the day before the first window opens", (), (), "2026-09-30", None),
        case("nothing booked, the day the first window opens", (), (), "2026-10-01", OPEN),
        case("nothing booked, the day after", (), (), "2026-10-02", OPEN),
        case("nothing booked and the year is over: still not made", (), (), "2027-09-02", OPEN),
        case(
            "booked, before the window opens: due already",
            (booking("2026-10-12 10:00"),),
            (),
            "2026-09-05",
            "baseline since 2026-10-01: baseline not made: coaching begins Mon 12 Oct",
        ),
        case(
            "booked before the first window: due by the session",
            (booking("2026-09-28 10:00"),),
            (),
            "2026-09-05",
            "baseline since 2026-09-28: baseline not made: coaching begins Mon 28 Sep",
        ),
        case(
            "two booked: the earlier one counts, whatever their order",
            (booking("2026-12-01 10:00"), booking("2026-11-03 10:00")),
            (),
            "2026-09-05",
            "baseline since 2026-10-01: baseline not made: coaching begins Tue 3 Nov",
        ),
        case(
            "the first session is over: still not made",
            (FIRST,),
            (),
            "2026-10-20",
            "baseline since 2026-10-01: baseline not made: coaching began Mon 12 Oct",
        ),
        case("made before anything was booked", (), ("2026-09-20",), "2026-10-01", None),
        case("made on the day", (), ("2026-10-01",), "2026-10-01", None),
        case("made the day before", (), ("2026-09-30",), "2026-10-01", None),
        case("made the day after: on the day it was not made yet", (), ("2026-10-02",), "2026-10-01", OPEN),
        case(
            "three sessions came and no round: the baseline, not a review",
            (FIRST, SECOND, THIRD),
            (),
            "2027-01-13",
            "baseline since 2026-10-01: baseline not made: coaching began Mon 12 Oct",
        ),
    ],
)
def test_a_baseline_before_coaching(
    bookings: tuple[Booking, ...], made: tuple[str, ...], day: str, expected: str | None
) -> None:
    assert due(leader(bookings, made), day) == expected


AFTER_THIRD = "review since 2027-01-12: review suggested after the third session, Tue 12 Jan"
THREE = (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    ("bookings", "made", "day", "expected"),
    [
        case("the day before the third", THREE, MADE, "2027-01-11", None),
        case("the day of the third", THREE, MADE, "2027-01-12", AFTER_THIRD),
        case("the day after it", THREE, MADE, "2027-01-13", AFTER_THIRD),
        case("two came", THREE[:2], MADE, "2027-01-13", None),
        case("the fourth came too: still after the third", (*THREE, FOURTH), MADE, "2027-02-11", AFTER_THIRD),
        case("entered in another order: the third by its day", (THIRD, SECOND, FIRST), MADE, "2027-01-13", AFTER_THIRD),
        case(
            "a round the day before the third does not settle it",
            THREE,
            (*MADE, "2027-01-11"),
            "2027-01-13",
            AFTER_THIRD,
        ),
        case("a round on the day of the third settles it", THREE, (*MADE, "2027-01-12"), "2027-01-13", None),
        case("a round the day after it settles it", THREE, (*MADE, "2027-01-13"), "2027-01-13", None),
        case("a round still to come on that day does not", THREE, (*MADE, "2027-01-14"), "2027-01-13", AFTER_THIRD),
        case(
            "the first round of all, made after the third, is no review to ask for",
            THREE,
            ("2027-01-12",),
            "2027-01-13",
            None,
        ),
        case(
            "a third that ends after midnight: not over that day",
            (FIRST, SECOND, attended("2027-01-11 23:30")),
            MADE,
            "2027-01-11",
            None,
        ),
        case(
            "a third that ends after midnight: the day it ended",
            (FIRST, SECOND, attended("2027-01-11 23:30")),
            MADE,
            "2027-01-12",
            AFTER_THIRD,
        ),
    ],
)
def test_a_review_after_the_third_attended(
    bookings: tuple[Booking, ...], made: tuple[str, ...], day: str, expected: str | None
) -> None:
    assert due(leader(bookings, made), day) == expected


WAIVED = called_off("2027-01-12 10:00", "2027-01-12 09:00", waived=True)


@pytest.mark.parametrize(
    ("third", "counts"),
    [
        case("attended", THIRD, True),
        case("spent: did not come", no_show("2027-01-12 10:00"), False),
        case("spent: called off an hour before", called_off("2027-01-12 10:00", "2027-01-12 09:00"), False),
        case("cancelled in time", called_off("2027-01-12 10:00", "2027-01-05 10:00"), False),
        case("called off by the coach", called_off("2027-01-12 10:00", "2027-01-12 09:00", "coach"), False),
        case("spent but set aside", WAIVED, False),
        case("over with no outcome recorded", booking("2027-01-12 10:00"), False),
        case("marked attended but still to come", attended("2027-01-20 10:00"), False),
    ],
)
def test_only_attended_sessions_that_are_over_count(third: Booking, *, counts: bool) -> None:
    rec = leader((FIRST, SECOND, third), MADE)
    assert due(rec, "2027-01-13") == (AFTER_THIRD if counts else None)


def test_what_does_not_count_only_puts_the_third_off() -> None:
    rec = leader((FIRST, no_show("2026-11-02 10:00"), SECOND, WAIVED, FOURTH), MADE)
    assert due(rec, "2027-02-09") is None
    assert due(rec, "2027-02-10") == ("review since 2027-02-10: review suggested after the third session, Wed 10 Feb")


SETTLED = (*MADE, "2027-01-12")
LAST = "review since 2027-06-14: review suggested after the last session, Mon 14 Jun 2027"
ALL = (*THREE, FOURTH, FIFTH)


@pytest.mark.parametrize(
    ("bookings", "made", "day", "expected"),
    [
        case("the day before window 6 closes: it may not be the last", ALL, SETTLED, "2027-08-30", None),
        case("the day it closes: a session may still be held", ALL, SETTLED, "2027-08-31", None),
        case("the day after it closed", ALL, SETTLED, "2027-09-01", LAST),
        case(
            "a round the day before the last session does not settle it",
            ALL,
            (*SETTLED, "2027-06-13"),
            "2027-09-01",
            LAST,
        ),
        case("a round on the day of the last session settles it", ALL, (*SETTLED, "2027-06-14"), "2027-09-01", None),
        case("a round the day after the last session settles it", ALL, (*SETTLED, "2027-06-15"), "2027-09-01", None),
        case("no round after the third either: only the last is asked for", ALL, MADE, "2027-09-01", LAST),
        case(
            "the third is the last",
            THREE,
            MADE,
            "2027-09-01",
            "review since 2027-01-12: review suggested after the last session, Tue 12 Jan 2027",
        ),
        case("the third is the last, and was reviewed", THREE, SETTLED, "2027-09-01", None),
        case(
            "only one was attended: it is the last",
            (FIRST,),
            MADE,
            "2027-09-01",
            "review since 2026-10-12: review suggested after the last session, Mon 12 Oct 2026",
        ),
        case("none was attended", (no_show("2027-06-14 10:00"), booking("2027-07-05 10:00")), MADE, "2027-09-01", None),
        case("the one after the last was spent", (*ALL, no_show("2027-07-12 10:00")), SETTLED, "2027-09-01", LAST),
        case("the one after the last has no outcome", (*ALL, booking("2027-07-12 10:00")), SETTLED, "2027-09-01", LAST),
    ],
)
def test_a_review_after_the_last_attended(
    bookings: tuple[Booking, ...], made: tuple[str, ...], day: str, expected: str | None
) -> None:
    assert due(leader(bookings, made), day) == expected


def test_the_days_follow_the_cohorts_year() -> None:
    later: dict[str, Any] = {"year": 2027, "ends": "2028-08-31"}
    assert due(leader(**later), "2027-09-30") is None
    assert due(leader(**later), "2027-10-01") == OPEN.replace("2026", "2027")


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        case("active and signed", {}, True),
        case("signed on the day", {"signed": "2026-10-01"}, True),
        case("signed the day after", {"signed": "2026-10-02"}, False),
        case("nothing signed, though active", {"signed": None}, False),
        case("offered and not signed", {"signed": None, "state": "offered"}, False),
        case("withdrawn", {"state": "withdrawn"}, False),
        case("completed", {"state": "completed"}, False),
    ],
)
def test_whom_it_is_asked_of(more: dict[str, Any], *, asked: bool) -> None:
    rec = leader(**more)
    assert due(rec, "2026-10-01") == OPEN
    assert bool(waiting(rec, "2026-10-01")) is asked


def test_the_task_says_whose_which_since_when_and_why() -> None:
    [task] = waiting(leader(THREE, MADE), "2027-01-13")
    assert (task.leader, task.name, task.about, task.on) == ("L001", "Amara Osei", "review", on("2027-01-12"))
    assert task.words == "review suggested after the third session, Tue 12 Jan"


def test_never_more_than_one_round_is_asked_for() -> None:
    day = on("2026-09-01")
    rec = leader(ALL, MADE)
    while day < on("2027-10-01"):
        assert len(waiting(rec, day.isoformat())) <= 1
        day += timedelta(days=7)
