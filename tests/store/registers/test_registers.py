"""Registers: marks, notices, and the list of sessions with its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Engagement, Explanation, MarkValue, Reason, SessionKind
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredMark
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import change_sessions, fill, record_marks, registers, session_draft
from psw_tui.store.registers.registers import RowState

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

DAY = date(2027, 2, 1)
BEFORE = datetime(2026, 11, 10, 14, 10, tzinfo=UTC)  # W1 starts on 12 November at 10:00
AFTER = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)


def row(store: Store, leader: str = "L001", session: str = "W1") -> registers.RegisterRow:
    shown = registers.register(store, session, DAY)
    return next(row for row in shown.rows if row.reference == leader)


def put(store: Store, leader: str, **values: Any) -> None:
    """Write columns of a leader, or of their mark at W1 (`mark_…`), as an import would."""
    with store.command("Prepared", {"leaders", "marks"}) as writing:
        from sqlmodel import select

        from models.tables import LeaderRow, MarkRow, SessionRow

        stored = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        held = store.only_row(writing.session, SessionRow, "session", reference="W1")
        marked = writing.session.exec(select(MarkRow).where(MarkRow.leader_id == stored.id)).first()
        for column, value in values.items():
            if column.startswith("mark_"):
                marked = marked or MarkRow(leader_id=stored.id, session_id=held.id)
                setattr(marked, column.removeprefix("mark_"), value)
                writing.session.add(marked)
            else:
                setattr(stored, column, value)


# Marks


@pytest.mark.parametrize("value", list(MarkValue))
def test_a_mark_is_saved_and_told_in_one_sentence(small: Store, value: MarkValue) -> None:
    change = record_marks.mark(small, "W1", ["L001"], value)
    assert change is not None
    assert change.what == f"Marked Amara Osei {value.replace('_', ' ')}, Workshop 1"
    assert (change.kinds, change.leaders) == (frozenset({"marks"}), frozenset({"L001"}))
    assert row(small).mark.value is value


def test_marks_of_a_selection_are_one_command_and_one_undo(small: Store) -> None:
    change = record_marks.mark(small, "W1", ["L001", "L003", "L001"], MarkValue.ABSENT)
    assert change is not None
    assert change.what == "Marked 2 leaders absent, Workshop 1"
    assert len(history.entries(small)) == 2  # the set-up, and this
    undo.undo(small)
    assert {row.mark.value for row in registers.register(small, "W1", DAY).rows} == {None}


def test_the_same_mark_again_is_no_entry(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    assert record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT) is None
    assert record_marks.mark(small, "W1", [], MarkValue.PRESENT) is None
    assert len(history.entries(small)) == 2


def test_a_present_leader_keeps_the_notice_and_loses_reason_and_explanation(small: Store) -> None:
    record_marks.report(small, "W1", "L001", BEFORE, Reason.SICKNESS, Explanation.SATISFACTORY)
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    mark = row(small).mark
    assert (mark.reported_at, mark.reason, mark.explanation) == (BEFORE, None, None)


@pytest.mark.parametrize("value", [MarkValue.ABSENT, MarkValue.PART])
def test_an_absence_keeps_all_that_was_told(small: Store, value: MarkValue) -> None:
    record_marks.report(small, "W1", "L001", BEFORE, Reason.CARING, Explanation.AWAITED)
    record_marks.mark(small, "W1", ["L001"], value)
    mark = row(small).mark
    assert (mark.reported_at, mark.reason, mark.explanation) == (BEFORE, Reason.CARING, Explanation.AWAITED)


def test_not_expected_takes_its_own_reasons_only_and_gives_them_up_again(small: Store) -> None:
    record_marks.report(small, "W1", "L001", BEFORE, Reason.SICKNESS, Explanation.UNSATISFACTORY)
    record_marks.mark(small, "W1", ["L001"], MarkValue.NOT_EXPECTED, Reason.JOINED_LATER)
    mark = row(small).mark
    assert (mark.reported_at, mark.reason, mark.explanation) == (BEFORE, Reason.JOINED_LATER, None)
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    assert row(small).mark.reason is None
    with pytest.raises(Refused, match=r"sickness.*joined later, exceptional, other"):
        record_marks.mark(small, "W1", ["L001"], MarkValue.NOT_EXPECTED, Reason.SICKNESS)
    with pytest.raises(Refused, match="not expected"):
        record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT, Reason.OTHER)


def test_who_was_not_there_has_no_engagement_and_no_day_of_completion(small: Store) -> None:
    put(small, "L001", mark_value="present", mark_engagement="limited", mark_completed_on=date(2026, 11, 11))
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    assert (row(small).mark.engagement, row(small).mark.completed_on) == (None, None)


def test_clearing_leaves_a_notice_and_removes_a_row_that_holds_nothing(small: Store) -> None:
    record_marks.report(small, "W1", "L001", BEFORE, Reason.SICKNESS, Explanation.SATISFACTORY)
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.ABSENT)
    change = record_marks.clear(small, "W1", ["L001", "L002"])
    assert change is not None
    assert change.what == "Cleared 2 leaders, Workshop 1"
    mark = row(small).mark
    assert (mark.value, mark.reported_at, mark.reason) == (None, BEFORE, Reason.SICKNESS)
    assert row(small).state is RowState.SAID_NOT_COMING
    assert len(facts.read(small.connection, StoredMark)) == 1
    assert record_marks.clear(small, "W1", ["L002"]) is None


def test_clearing_takes_what_was_imported_with_the_mark_but_leaves_a_catch_up(small: Store) -> None:
    put(
        small,
        "L001",
        mark_value="absent",
        mark_minutes=40,
        mark_engagement="limited",
        mark_explanation="awaited",
        mark_catch_up_sent_on=DAY,
    )
    record_marks.clear(small, "W1", ["L001"])
    mark = row(small).mark
    assert (mark.value, mark.minutes, mark.engagement, mark.explanation) == (None, None, None, None)
    assert mark.sent_on == DAY


def test_marks_of_strangers_are_refused_and_nothing_is_marked(small: Store) -> None:
    with small.command("Another cohort", {"cohorts", "leaders"}) as writing:
        from models.tables import CohortRow, LeaderRow

        other = CohortRow(name="PSW 2025", programme="psw", year=2025, starts=date(2025, 9, 1), ends=date(2026, 8, 31))
        writing.session.add(other)
        writing.session.add(LeaderRow(reference="X1", cohort_id=other.id, first_name="Xan", last_name="Y"))
    with pytest.raises(Refused, match="X1 is not in the cohort of Workshop 1"):
        record_marks.mark(small, "W1", ["L001", "X1"], MarkValue.PRESENT)
    with pytest.raises(Refused, match="no leader L999"):
        record_marks.mark(small, "W1", ["L001", "L999"], MarkValue.PRESENT)
    with pytest.raises(Refused, match="no session W9"):
        record_marks.mark(small, "W9", ["L001"], MarkValue.PRESENT)
    assert facts.read(small.connection, StoredMark) == []


def test_a_mark_at_a_cancelled_session_says_that_it_counts_nowhere(small: Store) -> None:
    change_sessions.set_cancelled(small, ["W1"], cancelled=True)
    change = record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    assert change is not None
    assert change.what == "Marked Amara Osei absent, Workshop 1 (cancelled: counts nowhere)"


def test_a_name_with_the_sentences_own_braces_is_only_a_name(small: Store) -> None:
    put(small, "L001", preferred_name="{session} {who}")
    change = record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    assert change is not None
    assert change.what == "Marked {session} {who} Osei absent, Workshop 1"


# What leaders told


@pytest.mark.parametrize(
    ("reported_at", "state", "notified"),
    [(BEFORE, RowState.SAID_NOT_COMING, True), (AFTER, RowState.UNRECORDED, False)],
)
def test_told_before_the_start_is_a_notice_at_the_start_no_longer(
    small: Store, reported_at: datetime, state: RowState, *, notified: bool
) -> None:
    change = record_marks.report(small, "W1", "L001", reported_at, Reason.SICKNESS)
    assert change is not None
    assert change.what == "Recorded what Amara Osei told us, Workshop 1"  # and no reason
    assert (row(small).state, row(small).notified) == (state, notified)


def test_engagement_goes_with_whoever_came_and_again_with_nobody_else(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    record_marks.mark(small, "W1", ["L002"], MarkValue.PART)
    change = record_marks.engage(small, "W1", ["L001", "L002"], Engagement.LIMITED)
    assert change is not None
    assert change.what == "Marked 2 leaders limited engagement, Workshop 1"
    assert [row(small, leader).mark.engagement for leader in ("L001", "L002")] == [Engagement.LIMITED] * 2
    assert record_marks.engage(small, "W1", ["L001"], Engagement.LIMITED) is None
    cleared = record_marks.engage(small, "W1", ["L001"], None)
    assert cleared is not None
    assert cleared.what == "Cleared the engagement of Amara Osei, Workshop 1"
    assert row(small).mark.engagement is None
    assert row(small).state is RowState.PRESENT


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (MarkValue.ABSENT, "is marked absent"),
        (MarkValue.NOT_EXPECTED, "is marked not expected"),
        (None, "has nothing recorded"),
    ],
)
def test_engagement_of_who_did_not_come_is_refused_for_the_whole_selection(
    small: Store, value: MarkValue | None, words: str
) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    if value is not None:
        record_marks.mark(small, "W1", ["L002"], value)
    with pytest.raises(Refused, match=f"Dewi Khan {words}; say present or part first"):
        record_marks.engage(small, "W1", ["L001", "L002"], Engagement.FULL)
    assert row(small).mark.engagement is None


def test_a_report_of_two_sessions_is_one_command_and_none_if_one_is_refused(small: Store) -> None:
    change = record_marks.report(small, "W1", "L001", BEFORE, Reason.CARING, also=["W2"])
    assert change is not None
    assert change.what == "Recorded what Amara Osei told us, Workshop 1 and 2"
    assert [row(small, session=session).mark.reason for session in ("W1", "W2")] == [Reason.CARING] * 2
    undo.undo(small)
    assert [row(small, session=session).mark.reason for session in ("W1", "W2")] == [None, None]
    record_marks.mark(small, "W2", ["L001"], MarkValue.PRESENT)
    with pytest.raises(Refused, match="Amara Osei is marked present at Workshop 2"):
        record_marks.report(small, "W1", "L001", BEFORE, also=["W2"])
    assert row(small).mark.reported_at is None


@pytest.mark.parametrize("value", [MarkValue.PRESENT, MarkValue.NOT_EXPECTED])
def test_who_was_there_or_not_expected_has_no_absence_to_report(small: Store, value: MarkValue) -> None:
    record_marks.mark(small, "W1", ["L001"], value)
    with pytest.raises(Refused, match="Amara Osei is marked"):
        record_marks.report(small, "W1", "L001", BEFORE, Reason.SICKNESS)


def test_a_report_from_the_future_and_a_reason_of_another_kind_are_refused(small: Store) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        record_marks.report(small, "W1", "L001", datetime(2027, 2, 3, tzinfo=UTC))
    with pytest.raises(Refused, match="goes with “not expected”"):
        record_marks.report(small, "W1", "L001", BEFORE, Reason.JOINED_LATER)


def test_an_emptied_report_leaves_no_row_behind(small: Store) -> None:
    record_marks.report(small, "W1", "L001", BEFORE, Reason.SICKNESS)
    record_marks.report(small, "W1", "L001", None)
    assert facts.read(small.connection, StoredMark) == []


def test_a_module_is_completed_on_a_day_and_a_workshop_is_not(small: Store) -> None:
    module = replace(session_draft.draft_of(small, "W1"), reference="M1", kind=SessionKind.MODULE, title="Module 1")
    change_sessions.create_session(small, module)
    change = record_marks.complete(small, "M1", ["L001"], date(2026, 11, 11))
    assert change is not None
    assert change.what == "Marked Amara Osei present on Wed 11 Nov 2026, Module 1"
    mark = row(small, session="M1").mark
    assert (mark.value, mark.completed_on) == (MarkValue.PRESENT, date(2026, 11, 11))
    with pytest.raises(Refused, match="not a module"):
        record_marks.complete(small, "W1", ["L001"], date(2026, 11, 11))
    with pytest.raises(Refused, match="not come yet"):
        record_marks.complete(small, "M1", ["L001"], date(2027, 2, 2))


def test_judging_whom_a_mark_touched_gives_what_reading_the_register_would(small: Store) -> None:
    """And whether anybody is left to fill is known without going through everybody."""
    shown = registers.register(small, "W1", DAY)
    for leader, value in (("L001", MarkValue.ABSENT), ("L003", MarkValue.PRESENT), ("L002", MarkValue.PART)):
        assert fill.is_left_to_fill(shown)
        assert fill.is_left_to_fill(shown, ["L004", leader])
        record_marks.mark(small, "W1", [leader], value)
        shown = shown.again(judge_all(small, DAY, leaders=[leader, "L004"]))
        assert shown == registers.register(small, "W1", DAY)
        assert not fill.is_left_to_fill(shown, [leader])
        assert fill.is_left_to_fill(shown) is bool(fill.whom_fill_marks(shown))
    undo.undo(small)
    assert shown.again(judge_all(small, DAY)) == registers.register(small, "W1", DAY)


def test_a_catch_up_counts_from_the_day_it_is_accepted(small: Store) -> None:
    put(
        small,
        "L001",
        mark_value="absent",
        mark_catch_up_sent_on=date(2027, 1, 4),
        mark_catch_up_log=True,
        mark_catch_up_accepted_on=DAY,
    )
    assert row(small).caught_up
    assert row(small).catch_up_due_on == date(2027, 1, 18)
    earlier = registers.register(small, "W1", date(2027, 1, 31)).rows
    assert not any(earlier_mark.caught_up for earlier_mark in earlier)


def test_leaders_are_listed_by_name_accents_and_case_aside(small: Store) -> None:
    for reference, name in (("L001", "étienne"), ("L002", "Zoë"), ("L003", "Eve")):
        put(small, reference, first_name=name, last_name="X")
    names = [row.leader.name for row in registers.register(small, "W1", DAY).rows]
    assert names == ["étienne X", "Eve X", "Zoë X"]
