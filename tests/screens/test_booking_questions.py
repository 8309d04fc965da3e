"""What Coaching asks before one key records outcomes: of several, and of a booking that is not the marked one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.records import Booking
from psw_tui.policy.terms import Outcome
from screens.coaching import booking_questions
from screens.coaching.booking_questions import Target
from tests.policy.cases import at, record

if TYPE_CHECKING:
    from psw_tui.policy.records import Record

START = at("2026-12-11 10:00")


def targets(number: int, outcome: Outcome | None = None) -> list[Target]:
    whose: Record = record()
    booking = Booking("b", START, START, START.date(), START.date(), outcome)
    return [Target(whose, booking)] * number


def test_several_with_outcomes_or_more_than_ten_are_asked_about() -> None:
    asked = booking_questions.outcome("clear", targets(3, outcome=Outcome.ATTENDED), lit=False)
    assert asked is not None
    assert asked.title == "Clear the outcome of: 3 sessions?"
    assert "3 of 3 recorded already (3 attended)" in asked.lines[0]
    assert booking_questions.outcome("attended", targets(10), lit=True) is None
    assert booking_questions.outcome("coach_cancelled", targets(11), lit=True) is not None


def test_one_booking_is_asked_about_and_named_where_another_is_marked() -> None:
    asked = booking_questions.outcome("clear", targets(1, outcome=Outcome.ATTENDED), lit=False)
    assert asked is not None
    assert "Fri 11 Dec" in asked.title
    assert booking_questions.outcome("clear", targets(1, outcome=Outcome.ATTENDED), lit=True) is None
