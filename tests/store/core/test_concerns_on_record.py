"""What the days alone end, what returns, and what a redo ends: nothing that was ever raised is lost (section 6)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import Engagement, InboxState, MarkValue, SessionKind
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import decisions, inbox
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import catch_ups, record_marks
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

PATTERN = "emerging_pattern:W2:L001"


def on_day(store: Store, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("PSW_TODAY", day)
    store.today = date.fromisoformat(day)


def state(store: Store, key: str) -> InboxState | None:
    rows = inbox.inbox(store, judge_all(store, store.today), store.today)
    return {row.key: row.state for row in rows}.get(key)


@pytest.fixture
def pattern(small: Store) -> Store:
    """Two sessions with little engagement: a pattern that nobody has decided on."""
    for session in ("W1", "W2"):
        record_marks.mark(small, session, ["L001"], MarkValue.PRESENT)
        record_marks.engage(small, session, ["L001"], Engagement.LIMITED)
    assert state(small, PATTERN) is InboxState.NEW
    return small


def test_what_the_days_end_is_kept_as_cleared_by_the_next_command(
    pattern: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of the two is 90 days old; nobody had accepted, dismissed or snoozed it."""
    on_day(pattern, monkeypatch, "2027-03-12")
    record_marks.mark(pattern, "W2", ["L002"], MarkValue.PRESENT)
    assert state(pattern, PATTERN) is None  # another leader's command: not looked at yet
    record_marks.mark(pattern, "W1", ["L001"], MarkValue.PART)
    assert state(pattern, PATTERN) is InboxState.CLEARED
    assert [entry.what for entry in history.entries(pattern, limit=2)][1] == "The days ended 1 concern"


def test_undo_takes_back_the_command_and_not_what_the_days_did(pattern: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(pattern, monkeypatch, "2027-03-12")
    record_marks.mark(pattern, "W1", ["L001"], MarkValue.PART)
    undo.undo(pattern)
    assert state(pattern, PATTERN) is InboxState.CLEARED
    assert undo.undo(pattern).what.startswith("Undone: ")
    assert "days" not in {kind for entry in history.entries(pattern) if entry.undone for kind in entry.kinds}
    assert undo.redo(pattern).what.startswith("Redone: ")
    assert undo.redo(pattern).what.startswith("Redone: ")
    assert state(pattern, PATTERN) is InboxState.CLEARED


def test_a_command_that_is_refused_or_only_tried_keeps_nothing(pattern: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(pattern, monkeypatch, "2027-03-12")
    before = len(history.entries(pattern))
    with pytest.raises(Refused):
        decisions.accept(pattern, [PATTERN])
    with pattern.command("Tried", {"marks"}, leaders=["L001"], dry_run=True) as writing:
        from models.tables import LeaderRow

        pattern.only_row(writing.session, LeaderRow, "leader", reference="L001").phone = "0700"
    assert len(history.entries(pattern)) == before
    assert state(pattern, PATTERN) is None


def test_a_dismissed_concern_that_the_days_had_ended_is_new_when_it_returns(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small.command("More sessions", {"sessions"}) as writing:
        from models.tables import SessionRow

        first = small.only_row(writing.session, SessionRow, "session", reference="W1")
        for number in (1, 2, 3):
            start = datetime(2026, 11, 12 + number * 5, 10, tzinfo=UTC)
            writing.session.add(
                SessionRow(
                    reference=f"P{number}",
                    cohort_id=first.cohort_id,
                    kind=SessionKind.PEER_PRACTICE,
                    title=f"P{number}",
                    starts_at=start,
                    ends_at=start.replace(hour=12),
                )
            )
    for session in ("P1", "P3"):
        record_marks.mark(small, session, ["L001"], MarkValue.PART)
    key = "emerging_pattern:P3:L001"
    decisions.dismiss(small, [key], "known")
    on_day(small, monkeypatch, "2027-02-16")  # P1 is out of the 90 days
    assert state(small, key) is InboxState.CLEARED
    record_marks.mark(small, "P2", ["L001"], MarkValue.PART)
    assert state(small, key) is InboxState.NEW


def test_a_redo_on_a_later_day_keeps_what_it_ends(small: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    catch_ups.send(small, [("L001", "W1")], small.today)
    record_marks.mark(small, "W1", ["L001"], MarkValue.PRESENT)
    undo.undo(small)
    on_day(small, monkeypatch, "2027-02-16")
    assert state(small, "catch_up_overdue:W1:L001") is InboxState.NEW
    undo.redo(small)
    assert state(small, "catch_up_overdue:W1:L001") is InboxState.CLEARED
    undo.undo(small)
    assert state(small, "catch_up_overdue:W1:L001") is InboxState.NEW


def test_a_decision_on_somebody_else_stays_whatever_many_a_command_is_about(pattern: Store, tmp_path: Path) -> None:
    """More leaders than one statement takes, and of each the same is asked as of a few."""
    decisions.dismiss(pattern, [PATTERN], "talked about it")
    many = [f"N{number:03}" for number in range(510)]
    roster = [(reference, "Ada", reference, "PSW 2026") for reference in many]
    headings = ("reference", "first_name", "last_name", "cohort")
    import_table(pattern, "roster", write_csv(tmp_path / "roster.csv", [headings, *roster]))
    assert state(pattern, PATTERN) is InboxState.DISMISSED
    marks = [("W1", reference, "present") for reference in many]
    import_table(pattern, "marks", write_csv(tmp_path / "marks.csv", [("session", "leader", "mark"), *marks]))
    assert state(pattern, PATTERN) is InboxState.DISMISSED


def test_concerns_that_an_import_ends_go_on_record_together(small: Store, tmp_path: Path) -> None:
    """As many statements as for a few, whatever many they are."""
    many = [f"N{number:03}" for number in range(240)]
    roster = [(reference, "Ada", reference, "PSW 2026", "2026-08-20") for reference in many]
    headings = ("reference", "first_name", "last_name", "cohort", "offer_accepted_on")
    import_table(small, "roster", write_csv(tmp_path / "roster.csv", [headings, *roster]))
    said: list[str] = []
    asked = []
    for leaders in (many[:20], many[20:]):
        for mark in ("absent", "present"):
            lines = [("W1", reference, mark) for reference in leaders]
            file = write_csv(tmp_path / "marks.csv", [("session", "leader", "mark"), *lines])
            said.clear()
            small.connection.set_trace_callback(said.append)
            import_table(small, "marks", file)
            small.connection.set_trace_callback(None)
        asked.append(sum(text.startswith("SELECT") for text in said))
    assert asked[1] == asked[0]
    assert small.connection.execute("SELECT count(*) FROM concern WHERE cleared_on IS NOT NULL").fetchone() == (240,)
