"""The term: every leader by every session, what stands in each cell, and what a cohort's size costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock

import pytest

from psw_tui.policy.terms import LeaderState, MarkValue, RequirementId, SessionKind, SessionState, StandingWord
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks, registers
from psw_tui.store.registers.registers import RowState
from psw_tui.store.registers.term import Term, TermCell, term

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2027, 2, 1)
COHORT = "PSW 2026"


def look(store: Store, day: date = DAY, cohort: str = COHORT) -> Term:
    shown = term(store, judge_all(store, day, cohort=cohort), cohort, day)
    assert shown is not None
    return shown


def cell(store: Store, leader: str, session: str, day: date = DAY) -> TermCell:
    shown = look(store, day)
    place = [session.reference for session in shown.sessions].index(session)
    return shown.rows[leader].cells[place]


def add_session(store: Store, reference: str, starts: datetime, **values: Any) -> None:
    with store.command("Added", {"sessions"}) as writing:
        from models.tables import CohortRow, SessionRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name=values.pop("cohort", COHORT))
        columns: dict[str, Any] = {"kind": SessionKind.WORKSHOP, "title": reference, **values}
        ends = starts + timedelta(hours=2)
        writing.session.add(
            SessionRow(reference=reference, cohort_id=cohort.id, starts_at=starts, ends_at=ends, **columns)
        )


def put(store: Store, leader: str, **values: Any) -> None:
    with store.command("Prepared", {"leaders"}) as writing:
        from models.tables import LeaderRow

        stored = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        for column, value in values.items():
            setattr(stored, column, value)


def accept_catch_up(store: Store, leader: str, session: str, on: date) -> None:
    with store.command("Accepted", {"marks"}, leaders=[leader]) as writing:
        from sqlmodel import select

        from models.tables import LeaderRow, MarkRow, SessionRow

        who = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        held = store.only_row(writing.session, SessionRow, "session", reference=session)
        query = select(MarkRow).where(MarkRow.leader_id == who.id, MarkRow.session_id == held.id)
        mark = writing.session.exec(query).one()
        mark.catch_up_log, mark.catch_up_accepted_on = True, on


@pytest.mark.parametrize("value", list(MarkValue))
def test_a_cell_shows_what_is_recorded_and_is_no_longer_due(small: Store, value: MarkValue) -> None:
    assert cell(small, "L001", "W1") == TermCell(RowState.UNRECORDED, due=True)
    record_marks.mark(small, "W1", ["L001"], value)
    assert cell(small, "L001", "W1") == TermCell(RowState(value))
    assert cell(small, "L001", "W2") == TermCell(RowState.UNRECORDED, due=True)


def test_a_cell_is_due_from_the_day_its_session_ended(small: Store) -> None:
    assert not cell(small, "L001", "W1", date(2026, 11, 11)).due
    assert cell(small, "L001", "W1", date(2026, 11, 12)).due


def test_who_said_not_coming_is_due_only_once_the_session_has_ended(small: Store) -> None:
    record_marks.report(small, "W2", "L001", datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert cell(small, "L001", "W2", date(2026, 12, 11)) == TermCell(RowState.SAID_NOT_COMING)
    assert cell(small, "L001", "W2") == TermCell(RowState.SAID_NOT_COMING, due=True)


def test_a_missed_session_is_caught_up_from_the_day_that_was_accepted(small: Store) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    accept_catch_up(small, "L001", "W1", date(2026, 12, 1))
    assert cell(small, "L001", "W1", date(2026, 11, 30)) == TermCell(RowState.ABSENT)
    assert cell(small, "L001", "W1", date(2026, 12, 1)) == TermCell(RowState.ABSENT, caught_up=True)


def test_nothing_is_due_of_who_left_or_is_paused_nor_at_a_cancelled_session(small: Store) -> None:
    put(small, "L001", state=LeaderState.WITHDRAWN, withdrawn_on=date(2026, 10, 1))
    put(small, "L002", state=LeaderState.PAUSED, paused_from=date(2026, 12, 1))
    add_session(small, "X1", datetime(2026, 11, 20, 10, tzinfo=UTC), state=SessionState.CANCELLED)
    assert cell(small, "L001", "W1") == TermCell(RowState.LEFT)
    assert cell(small, "L002", "W2") == TermCell(RowState.NOT_EXPECTED)
    assert cell(small, "L002", "W1").due
    assert cell(small, "L003", "X1") == TermCell(RowState.UNRECORDED)
    assert (look(small).due, look(small).rows["L003"].due) == (3, 2)


def test_sessions_come_by_start_cancelled_ones_too_and_only_those_of_the_cohort(small: Store) -> None:
    with small.command("Another", {"cohorts"}) as writing:
        from models.tables import CohortRow, LeaderRow

        other = CohortRow(name="PSW 2025", programme="psw", year=2025, starts=date(2025, 9, 1), ends=date(2026, 8, 31))
        writing.session.add(other)
        writing.session.add(LeaderRow(reference="A001", cohort_id=other.id, first_name="Zed", last_name="A"))
    add_session(small, "Z0", datetime(2026, 10, 1, 10, tzinfo=UTC), state=SessionState.CANCELLED)
    add_session(small, "O1", datetime(2025, 10, 1, 10, tzinfo=UTC), cohort="PSW 2025")
    shown = look(small)
    assert [(session.reference, session.cancelled) for session in shown.sessions] == [
        ("Z0", True),
        ("W1", False),
        ("W2", False),
    ]
    assert [row.leader.name for row in shown.rows.values()] == ["Amara Osei", "Beth Jones", "Dewi Khan"]
    earlier = look(small, cohort="PSW 2025")
    assert ([session.reference for session in earlier.sessions], list(earlier.rows)) == (["O1"], ["A001"])


def test_standings_stand_beside_the_cells_and_are_none_before_the_form_is_signed(small: Store) -> None:
    put(small, "L003", offer_accepted_on=date(2027, 3, 1))
    rows = look(small).rows
    assert set(rows["L001"].standings) == set(RequirementId)
    assert rows["L001"].overall is StandingWord.ON_TRACK
    assert (rows["L003"].standings, rows["L003"].overall) == ({}, StandingWord.NOT_COVERED)


def test_a_column_is_the_sessions_own_register(small: Store) -> None:
    """Row by row and number by number, so that a key means the same on either page."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    record_marks.report(small, "W2", "L002", datetime(2026, 12, 1, 9, tzinfo=UTC))
    put(small, "L003", state=LeaderState.WITHDRAWN, withdrawn_on=date(2026, 12, 1), organisation="Kent")
    add_session(small, "X1", datetime(2027, 3, 1, 10, tzinfo=UTC), state=SessionState.CANCELLED, place="Leeds")
    shown = look(small)
    for session in ("W1", "W2", "X1"):
        assert shown.register(session) == registers.register(small, session, DAY)


def test_a_columns_register_makes_the_rows_that_are_looked_at_and_counts_without_them(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, made = look(small), MagicMock(side_effect=registers.row_of)
    monkeypatch.setattr("psw_tui.store.registers.term.row_of", made)
    register = shown.register("W1")
    assert ("L001" in register.by_leader, len(register.by_leader), register.counts.expected) == (True, 3, 3)
    made.assert_not_called()
    assert register.by_leader["L001"] is register.by_leader["L001"]
    made.assert_called_once()


def test_judging_one_leader_again_gives_what_reading_everything_would(small: Store) -> None:
    before = look(small)
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.PRESENT)
    assert before.again(judge_all(small, DAY, leaders=["L001", "L002"])) == look(small)
    assert before.rows["L001"].cells[0].due


def test_a_cohort_that_is_not_there_has_no_term_and_one_without_leaders_has_no_rows(small: Store) -> None:
    assert term(small, [], "PSW 1999", DAY) is None
    shown = term(small, [], COHORT, DAY)
    assert shown is not None
    assert (shown.rows, shown.due, len(shown.sessions)) == ({}, 0, 2)


def _fill(store: Store, leaders: int) -> None:
    with store.command("Filled", {"cohorts"}) as writing:
        from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

        cohort = CohortRow(name=COHORT, programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        start = datetime(2026, 9, 7, 9, tzinfo=UTC)
        held = [
            SessionRow(
                reference=f"S{number:02}",
                cohort_id=cohort.id,
                kind=SessionKind.WORKSHOP,
                title="Workshop",
                starts_at=start + timedelta(days=9 * number),
                ends_at=start + timedelta(days=9 * number, hours=2),
            )
            for number in range(8)
        ]
        writing.session.add_all([cohort, *held])
        for number in range(leaders):
            leader = LeaderRow(
                reference=f"L{number:03}",
                cohort_id=cohort.id,
                first_name="Amara",
                last_name=f"Osei {number}",
                state=LeaderState.ACTIVE,
                offer_accepted_on=date(2026, 9, 1),
            )
            writing.session.add(leader)
            writing.session.add(MarkRow(session_id=held[number % 8].id, leader_id=leader.id, value=MarkValue.PRESENT))


def test_a_term_takes_as_many_selects_for_forty_leaders_as_for_four_hundred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSW_TODAY", DAY.isoformat())
    numbers = []
    for leaders in (40, 400):
        with Store.open(tmp_path / f"{leaders}.db", create_missing=True) as store:
            _fill(store, leaders)
            seen: list[str] = []
            store.connection.set_trace_callback(seen.append)
            assert len(look(store).rows) == leaders
            store.connection.set_trace_callback(None)
            numbers.append(sum(statement.lstrip().upper().startswith("SELECT") for statement in seen))
    assert 0 < numbers[0] == numbers[1] <= 20
