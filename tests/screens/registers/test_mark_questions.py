"""What a register asks before one key marks: what is overwritten, how many, and what has not begun."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from psw_tui.policy.records import Mark, Session
from psw_tui.policy.terms import Engagement, MarkValue, SessionKind
from screens.registers import mark_questions

if TYPE_CHECKING:
    from psw_tui.store.registers.registers import RegisterRow

ABSENT, PART, PRESENT, ASIDE = MarkValue.ABSENT, MarkValue.PART, MarkValue.PRESENT, MarkValue.NOT_EXPECTED
START = datetime(2027, 2, 12, 10, tzinfo=UTC)


def rows(*values: MarkValue | None, engagement: Engagement | None = None) -> list[RegisterRow]:
    marks = [Mark("W1", value, engagement) for value in values]
    return cast("list[RegisterRow]", [SimpleNamespace(mark=mark, is_aside=False) for mark in marks])


def test_several_that_are_recorded_are_asked_about_and_the_loss_is_counted() -> None:
    asked = mark_questions.marks(rows(PRESENT, PRESENT, PART, ABSENT, None), ABSENT)
    assert asked is not None
    assert asked.title == "Mark 5 leaders absent?"
    assert asked.lines[0] == "3 of 5 recorded already (2 present, 1 part): that is overwritten."
    cleared = mark_questions.cleared(rows(PRESENT, None, ABSENT))
    assert cleared is not None
    assert "2 of 3 recorded already" in cleared.lines[0]
    full = rows(PRESENT, PRESENT, engagement=Engagement.FULL)
    assert mark_questions.engagements(full, Engagement.LIMITED) is not None
    assert mark_questions.completions(full) is not None


def test_what_overwrites_nothing_goes_unasked_up_to_ten() -> None:
    assert mark_questions.marks(rows(*[None] * 10), PRESENT) is None
    assert mark_questions.marks(rows(PRESENT, None), PRESENT) is None
    assert mark_questions.marks(rows(ABSENT), PRESENT) is None  # one row: told and undone in one breath
    assert mark_questions.marks(rows(*[None] * 11), PRESENT) is not None
    assert mark_questions.marks(rows(*[None] * 11), ASIDE) is None  # its reason is asked
    assert mark_questions.cleared(rows(None, None)) is None


def test_a_session_that_has_not_begun_is_asked_about_but_no_module() -> None:
    day = date(2027, 2, 12)

    def register(kind: SessionKind) -> Any:
        return SimpleNamespace(session=Session("W1", kind, "Workshop 1", START, START, day, day))

    asked = mark_questions.ahead(register(SessionKind.WORKSHOP), datetime(2027, 2, 1, tzinfo=UTC))
    assert asked is not None
    assert asked.title == "Workshop 1 begins Fri 12 Feb 2027 10:00. Mark it already?"
    assert "notice: r records it" in asked.lines[0]
    assert mark_questions.ahead(register(SessionKind.WORKSHOP), START) is None
    assert mark_questions.ahead(register(SessionKind.MODULE), datetime(2027, 2, 1, tzinfo=UTC)) is None
