"""The history says what changed from what to what, and never the category of a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Explanation, LeaderState, MarkValue, Reason, SessionKind
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Store
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders, told_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime(2027, 1, 12, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Eight leaders and a workshop."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for number in range(1, 9):
            values = {"reference": f"L00{number}", "first_name": f"Amara{number}", "last_name": "Osei"}
            own = {"cohort": "PSW 2026", "organisation": "Kent", "offer_accepted_on": date(2026, 8, 1)}
            change_leaders.create_leader(opened, values | own | {"state": LeaderState.ACTIVE})
        draft = SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", START, START.replace(hour=12))
        change_sessions.create_session(opened, draft)
        record_marks.mark(opened, "W1", [f"L00{number}" for number in range(1, 9)], MarkValue.PRESENT)
        yield opened


def _newest(store: Store, leader: str | None = None) -> tuple[str, ...]:
    entry = history.entries(store, limit=1)[0]
    return told_changes.told(store, leader).get(entry.id, ())


def test_a_mark_that_is_corrected_is_told_from_what_to_what_and_back(store: Store) -> None:
    [made] = told_changes.told(store, "L001").values()  # the mark that was made is said by its entry itself
    assert made == ("recorded: cohort PSW 2026, organisation Kent, state active, offer accepted Sat 1 Aug 2026",)
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    assert _newest(store) == _newest(store, "L001") == ("mark: present → absent",)
    undo.undo(store)
    assert _newest(store, "L001") == ("mark: absent → present",)
    assert _newest(store, "L002") == ()


def test_the_roster_is_told_in_its_own_words(store: Store) -> None:
    change_leaders.edit_leader(store, "L001", {"organisation": "Leeds_City", "email": "a@b.example"})
    assert _newest(store) == ("organisation: Kent → Leeds_City", "e-mail: – → a@b.example")


def test_a_bulk_is_told_leader_by_leader_and_not_in_the_whole_journal(store: Store) -> None:
    everybody = [f"L00{number}" for number in range(1, 9)]
    record_marks.mark(store, "W1", everybody, MarkValue.PART)
    assert _newest(store) == ("8 records of 8 leaders: --full lists them",)
    assert _newest(store, "L004") == ("mark: present → part",)
    record_marks.mark(store, "W1", everybody[:2], MarkValue.ABSENT)
    assert _newest(store) == ("Amara1 Osei: mark: part → absent", "Amara2 Osei: mark: part → absent")


def test_that_a_reason_changed_is_told_and_not_to_which(store: Store) -> None:
    told = datetime(2027, 1, 11, 9, tzinfo=UTC)
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    record_marks.report(store, "W1", "L001", told, Reason.SICKNESS, Explanation.SATISFACTORY)
    words = " ".join(_newest(store, "L001"))
    assert "category of reason: changed" in words
    assert "→ satisfactory" in words
    assert "sickness" not in words


def test_an_entry_that_cannot_be_read_is_left_to_the_check(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    store.connection.execute("""UPDATE "change" SET "before" = '{' WHERE "before" IS NOT NULL""")
    assert _newest(store, "L001") == ()


def test_one_leaders_page_reads_nobody_elses_row_and_not_the_whole_journal(store: Store) -> None:
    """What has gone is looked for in the journal only where a row names it."""
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    assert told_changes.told(store, "L001")
    assert not [one for one in asked if 'FROM "leader"' in one and "WHERE" not in one]
    assert not [one for one in asked if 'FROM "change"' in one and "leader_id" not in one]
