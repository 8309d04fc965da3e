"""Evaluation forms due and received, and permission to record the third session: each day from both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.evaluation import (
    EvaluationForm,
    coach_forms,
    consent,
    leader_forms,
    recording_to_ask,
    third_session,
)
from psw_tui.policy.standing import standings
from psw_tui.policy.tasks import tasks
from psw_tui.policy.terms import CoachForm, LeaderForm, Recording
from tests.policy.cases import PSW, attended, booking, called_off, case, no_show, on, programme, record

if TYPE_CHECKING:
    from psw_tui.policy.records import Booking, Record

FIRST, SECOND, THIRD = (attended("2026-10-12 10:00"), attended("2026-12-07 10:00"), attended("2027-02-08 10:00"))
#: 7 December and 14 days; 8 February and 14 days.
SECOND_DUE, LAST_DUE = "2026-12-21", "2027-02-22"


def owed(rec: Record, day: str) -> list[str]:
    """The leader's forms on a day: which, and due when."""
    return [f"{form.point} {form.due_on}" for form in leader_forms(rec, on(day))]


@pytest.mark.parametrize(
    ("bookings", "day", "expected"),
    [
        case("nothing booked", [], "2027-09-01", []),
        case("one attended owes nothing", [FIRST], "2027-03-01", []),
        case("the day before the second", [FIRST, SECOND], "2026-12-06", []),
        case("from the day of the second, 14 days after it", [FIRST, SECOND], "2026-12-07", [f"second {SECOND_DUE}"]),
        case(
            "a third changes nothing while window 6 is open",
            [FIRST, SECOND, THIRD],
            "2027-08-31",
            [f"second {SECOND_DUE}"],
        ),
        case(
            "from the day after window 6 one after the last too",
            [FIRST, SECOND, THIRD],
            "2027-09-01",
            [f"second {SECOND_DUE}", f"last {LAST_DUE}"],
        ),
        case("the second was the last: only one", [FIRST, SECOND], "2027-09-01", [f"second {SECOND_DUE}"]),
        case("one alone while window 6 is open: none yet", [FIRST], "2027-08-31", []),
        case("one alone, with window 6 closed, was the last", [FIRST], "2027-09-01", ["last 2026-10-26"]),
        case(
            "one attended among spent ones was the last too",
            [no_show("2026-11-02 10:00"), SECOND],
            "2027-09-01",
            [f"last {SECOND_DUE}"],
        ),
        case("only spent ones: none", [no_show("2026-11-02 10:00")], "2027-09-01", []),
        case(
            "the order in which they stand does not matter",
            [THIRD, SECOND, FIRST],
            "2027-09-01",
            [f"second {SECOND_DUE}", f"last {LAST_DUE}"],
        ),
        case(
            "a spent one is not attended",
            [FIRST, no_show("2026-11-02 10:00"), SECOND],
            "2026-12-07",
            [f"second {SECOND_DUE}"],
        ),
        case("only spent ones after the first", [FIRST, no_show("2026-11-02 10:00")], "2026-12-07", []),
        case("one without an outcome is not attended", [FIRST, booking("2026-11-02 10:00")], "2026-12-07", []),
        case(
            "nor is one cancelled, set aside or called off by the coach",
            [
                FIRST,
                called_off("2026-11-02 10:00", "2026-10-30 10:00"),
                called_off("2026-11-03 10:00", "2026-11-03 09:00", waived=True),
                called_off("2026-11-04 10:00", "2026-11-04 09:00", "coach"),
            ],
            "2026-12-07",
            [],
        ),
        case(
            "a spent one after the last does not move it",
            [FIRST, SECOND, THIRD, no_show("2027-07-05 10:00")],
            "2027-09-01",
            [f"second {SECOND_DUE}", f"last {LAST_DUE}"],
        ),
        case("one over midnight counts from the day it ends", [FIRST, attended("2026-12-07 23:30")], "2026-12-07", []),
        case(
            "one over midnight is due 14 days after that",
            [FIRST, attended("2026-12-07 23:30")],
            "2026-12-08",
            ["second 2026-12-22"],
        ),
        # 25 October and 14 days of the calendar, the 25-hour day among them
        case(
            "14 days are days, over a clock change too",
            [FIRST, attended("2026-10-25 10:00")],
            "2026-10-25",
            ["second 2026-11-08"],
        ),
        case(
            "one after window 6 is the last from its day",
            [FIRST, SECOND, THIRD, attended("2027-09-10 10:00")],
            "2027-09-10",
            [f"second {SECOND_DUE}", "last 2027-09-24"],
        ),
    ],
)
def test_what_a_leader_owes(bookings: list[Booking], day: str, expected: list[str]) -> None:
    assert owed(record(bookings=bookings), day) == expected


def test_the_14_days_are_the_programme_s() -> None:
    rules = programme("[programme.psw.local]\nevaluation_days = 7")
    assert owed(record(bookings=[FIRST, SECOND], rules=rules), "2026-12-07") == ["second 2026-12-14"]
    [form] = coach_forms(rules, record().cohort, {}, on("2027-02-01"))
    assert form.due_on == on("2027-02-07")


@pytest.mark.parametrize(
    ("received", "day", "come", "overdue"),
    [
        case("the day before it is due", None, "2026-12-20", False, False),
        case("the day it is due", None, "2026-12-21", False, False),
        case("the day after", None, "2026-12-22", False, True),
        case("it comes on the day it is due: not there the day before", "2026-12-21", "2026-12-20", False, False),
        case("it comes on the day it is due: there", "2026-12-21", "2026-12-21", True, False),
        case("it comes on the day it is due: there the day after", "2026-12-21", "2026-12-22", True, False),
        case("it comes late: overdue the day before", "2026-12-24", "2026-12-23", False, True),
        case("it comes late: there, and overdue no more", "2026-12-24", "2026-12-24", True, False),
        case("it comes late: there the day after", "2026-12-24", "2026-12-25", True, False),
    ],
)
def test_come_and_overdue(received: str | None, day: str, *, come: bool, overdue: bool) -> None:
    form = EvaluationForm(LeaderForm.SECOND, on(SECOND_DUE), None if received is None else on(received))
    assert (form.has_come(on(day)), form.is_overdue(on(day))) == (come, overdue)


def test_each_form_is_received_for_itself() -> None:
    rec = replace(record(bookings=[FIRST, SECOND, THIRD]), forms_received={LeaderForm.SECOND: on("2026-12-15")})
    second, last = leader_forms(rec, on("2027-09-01"))
    assert (second.received_on, last.received_on) == (on("2026-12-15"), None)
    assert (second.is_overdue(on("2027-09-01")), last.is_overdue(on("2027-09-01"))) == (False, True)


@pytest.mark.parametrize(
    ("bookings", "day", "come"),
    [
        case("second and last are one session", [FIRST, SECOND], "2027-09-01", [True]),
        case("whether it is the last is not known yet", [FIRST, SECOND], "2027-08-31", [False]),
        case("another was the last", [FIRST, SECOND, THIRD], "2027-09-01", [False, True]),
    ],
)
def test_one_form_for_second_and_last_is_there_though_received_as_the_last(
    bookings: list[Booking], day: str, come: list[bool]
) -> None:
    rec = replace(record(bookings=bookings), forms_received={LeaderForm.LAST: on("2026-12-15")})
    assert [form.has_come(on(day)) for form in leader_forms(rec, on(day))] == come


@pytest.mark.parametrize(
    ("year", "day", "expected"),
    [
        case("window 2 is open on its last day", 2026, "2027-01-31", []),
        case("the day after: due 14 days after it closed", 2026, "2027-02-01", ["window_2 2027-02-14"]),
        case("window 6 is open on its last day", 2026, "2027-08-31", ["window_2 2027-02-14"]),
        case("the day after: both", 2026, "2027-09-01", ["window_2 2027-02-14", "window_6 2027-09-14"]),
        case("another cohort has its own windows", 2027, "2028-02-01", ["window_2 2028-02-14"]),
        case("another cohort owes nothing yet", 2027, "2027-09-01", []),
    ],
)
def test_what_a_coach_owes(year: int, day: str, expected: list[str]) -> None:
    owed = coach_forms(PSW, record(year=year).cohort, {}, on(day))
    assert [f"{form.point} {form.due_on}" for form in owed] == expected


@pytest.mark.parametrize(("day", "overdue"), [("2027-02-13", False), ("2027-02-14", False), ("2027-02-15", True)])
def test_a_coach_s_form_is_overdue_the_day_after(day: str, *, overdue: bool) -> None:
    cohort = record().cohort
    [form] = coach_forms(PSW, cohort, {}, on(day))
    assert form.is_overdue(on(day)) is overdue
    [form] = coach_forms(PSW, cohort, {CoachForm.WINDOW_2: on(day)}, on(day))
    assert (form.has_come(on(day)), form.is_overdue(on(day))) == (True, False)


# -- the third session -------------------------------------------------------------------------------

NEXT, AFTER = booking("2027-02-16 10:00"), booking("2027-03-16 10:00")
TODAY = "2027-02-01"


@pytest.mark.parametrize(
    ("bookings", "day", "expected"),
    [
        case("none held", [NEXT], TODAY, None),
        case("one held", [FIRST, NEXT, AFTER], TODAY, None),
        case("two held: the next to come", [FIRST, SECOND, NEXT], TODAY, NEXT),
        case("two held: the earliest to come, whatever their order", [FIRST, AFTER, NEXT, SECOND], TODAY, NEXT),
        case("two held, nothing to come", [FIRST, SECOND], TODAY, None),
        case("three held", [FIRST, SECOND, attended("2027-01-12 10:00"), NEXT], TODAY, None),
        case("one over without an outcome counts as held", [FIRST, booking("2026-12-07 10:00"), NEXT], TODAY, NEXT),
        case(
            "both over without an outcome",
            [booking("2026-10-12 10:00"), booking("2026-12-07 10:00"), NEXT],
            TODAY,
            NEXT,
        ),
        case("a spent one was not held", [FIRST, no_show("2026-12-07 10:00"), NEXT], TODAY, None),
        case("nor one cancelled late", [FIRST, called_off("2026-12-07 10:00", "2026-12-07 09:00"), NEXT], TODAY, None),
        case(
            "nor one cancelled in time", [FIRST, called_off("2026-12-07 10:00", "2026-12-01 09:00"), NEXT], TODAY, None
        ),
        case("nor one set aside", [FIRST, called_off("2026-12-07 10:00", None, waived=True), NEXT], TODAY, None),
        case(
            "nor one that the coach called off",
            [FIRST, called_off("2026-12-07 10:00", None, "coach"), NEXT],
            TODAY,
            None,
        ),
        case(
            "two held beside all of those",
            [
                FIRST,
                no_show("2026-11-02 10:00"),
                called_off("2026-11-09 10:00", "2026-11-01 10:00"),
                called_off("2026-11-16 10:00", None, waived=True),
                called_off("2026-11-23 10:00", None, "coach"),
                SECOND,
                NEXT,
            ],
            TODAY,
            NEXT,
        ),
        case(
            "the one to come was cancelled: the one after it",
            [FIRST, SECOND, called_off("2027-02-09 10:00", "2027-01-31 10:00"), NEXT],
            TODAY,
            NEXT,
        ),
        case(
            "the one to come was cancelled late: the one after it",
            [FIRST, SECOND, called_off("2027-02-02 09:00", "2027-02-01 20:00"), NEXT],
            TODAY,
            NEXT,
        ),
        case(
            "the coach called the one to come off: the one after it",
            [FIRST, SECOND, called_off("2027-02-09 10:00", "2027-01-31 10:00", "coach"), NEXT],
            TODAY,
            NEXT,
        ),
        case(
            "all to come are cancelled",
            [FIRST, SECOND, called_off("2027-02-09 10:00", "2027-01-31 10:00")],
            TODAY,
            None,
        ),
        case("the day before it", [FIRST, SECOND, NEXT], "2027-02-15", NEXT),
        case("on its day it is over, and the next is the fourth", [FIRST, SECOND, NEXT, AFTER], "2027-02-16", None),
        case("the day before the second it is not known yet", [FIRST, SECOND, NEXT], "2026-12-06", None),
        case("on the day of the second", [FIRST, SECOND, NEXT], "2026-12-07", NEXT),
    ],
)
def test_the_third_session(bookings: list[Booking], day: str, expected: Booking | None) -> None:
    assert third_session(record(bookings=bookings), on(day)) == expected


@pytest.mark.parametrize(
    ("answer", "to_ask"),
    [
        case("nothing recorded", None, True),
        case("not asked", Recording.NOT_ASKED, True),
        case("agreed", Recording.AGREED, False),
        case("opted out", Recording.OPTED_OUT, False),
    ],
)
def test_permission_to_ask_for(answer: Recording | None, *, to_ask: bool) -> None:
    third = replace(NEXT, recording=answer)
    rec = record(bookings=[FIRST, SECOND, third])
    assert recording_to_ask(rec, on(TODAY)) == (third if to_ask else None)


def test_the_answer_of_another_session_is_none_for_the_third() -> None:
    """Agreed for one that was then cancelled: the leader is asked again before the one that will be held."""
    off = replace(called_off("2027-02-09 10:00", "2027-01-31 10:00"), recording=Recording.AGREED)
    assert recording_to_ask(record(bookings=[FIRST, SECOND, off, NEXT]), on(TODAY)) == NEXT


def test_whose_consent_counts_is_the_third_that_was_held() -> None:
    off = called_off("2027-01-12 10:00", "2027-01-12 09:00")
    open_ = booking("2027-01-19 10:00")
    assert consent([THIRD, off, SECOND, open_, FIRST], PSW.notice) == THIRD
    assert consent([SECOND, off, open_, FIRST], PSW.notice) is None


# -- the tasks they make -----------------------------------------------------------------------------


def waiting(rec: Record, day: str) -> list[str]:
    """What waits for a leader around coaching, in words."""
    listed = tasks(rec, standings(rec, on(day)), on(day))
    return [task.words for task in listed if task.kind in ("recording_to_ask", "form_owed")]


def test_what_waits_is_said_with_its_day() -> None:
    rec = record(bookings=[FIRST, SECOND, NEXT])
    asked = "Tue 16 Feb 10:00, third session: ask whether it may be recorded"
    form = "form overdue since Mon 21 Dec: second session"
    assert sorted(waiting(rec, TODAY)) == [asked, form]
    assert waiting(replace(rec, forms_received={LeaderForm.SECOND: on(TODAY)}), TODAY) == [asked]
    assert waiting(rec, "2026-12-06") == []


@pytest.mark.parametrize(
    ("state", "waits"), [("active", 2), ("paused", 2), ("withdrawn", 0), ("completed", 0), ("offered", 0)]
)
def test_nothing_waits_for_who_is_not_on_the_programme(state: str, waits: int) -> None:
    assert len(waiting(record(bookings=[FIRST, SECOND, NEXT], state=state), TODAY)) == waits
