"""The inbox: the state of each concern, in which order they come, and what says why one cleared."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Explanation, InboxState, MarkValue, Stage
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import decisions
from psw_tui.store.escalations import inbox as inboxes
from psw_tui.store.registers import record_marks
from tests.store.escalations.casework import ABSENCE, BEHIND, TODAY, inbox, queue, row_of, states

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_a_computed_concern_that_nobody_has_looked_at_is_new(store: Store) -> None:
    by_key = states(store)
    assert by_key[ABSENCE] is InboxState.NEW
    assert set(by_key) == {ABSENCE, BEHIND, "coaching_behind::L002", "coaching_behind::L003"}
    assert set(by_key.values()) == {InboxState.NEW}


def test_the_inbox_groups_by_leader_the_furthest_suggestion_first(store: Store) -> None:
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.UNSATISFACTORY)
    record_marks.mark(store, "W2", ["L003"], MarkValue.ABSENT)
    rows = [row for row in inbox(store) if row.state is not InboxState.CLEARED]
    assert [(row.leader, row.suggested_stage) for row in rows] == [
        ("L001", Stage.PARTNERSHIPS),
        ("L001", Stage.BDO_CONTACT),
        ("L003", Stage.BDO_CONTACT),
        ("L003", Stage.EXPLANATION),
        ("L002", Stage.BDO_CONTACT),
    ]
    assert rows[0].title == "unsatisfactory explanation, Workshop 1"
    assert rows[0].since == date(2026, 11, 12)


def test_what_no_longer_holds_is_kept_as_cleared_and_says_what_changed(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    record_marks.report(store, "W1", "L001", None, explanation=Explanation.SATISFACTORY)
    row = row_of(store, ABSENCE)
    assert (row.state, row.cleared_on) == (InboxState.CLEARED, TODAY)
    assert queue(store)[0].concerns == ()
    assert [concern.key for concern in cases.case_of(store, "L001").concerns] == [ABSENCE]
    assert row.changed == "now absent, explanation satisfactory"
    assert ABSENCE not in states(store)


def test_a_concern_that_was_never_touched_is_kept_as_cleared_too(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    assert row_of(store, ABSENCE).changed == "now present"


def test_a_cleared_concern_whose_facts_return_is_new_again(store: Store) -> None:
    decisions.dismiss(store, [ABSENCE], "a slip of the register")
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    record_marks.mark(store, "W1", ["L001"], MarkValue.ABSENT)
    assert states(store)[ABSENCE] is InboxState.NEW


def test_what_cleared_long_ago_is_not_put_together_for_the_states_of_what_holds(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays on record for ever, and Today is drawn at every key that changes something."""
    decisions.accept(store, [BEHIND])
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    made: list[str] = []
    of = inboxes.ConcernRecord

    def counted(**values: Any) -> object:
        made.append(values["key"])
        return of(**values)

    monkeypatch.setattr(inboxes, "ConcernRecord", counted)
    assert states(store)[BEHIND] is InboxState.ACCEPTED
    assert made == [BEHIND]


def test_what_was_put_on_record_later_is_not_cleared_on_an_earlier_day(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    assert all(row.state is not InboxState.CLEARED for row in inbox(store, date(2026, 10, 1)))


def test_the_reads_load_no_sqlmodel_and_no_holidays_while_nothing_is_open() -> None:
    code = (
        "import sys; import psw_tui.store.escalations.inbox, psw_tui.store.escalations.queue; "
        "import psw_tui.store.escalations.case, psw_tui.store.escalations.drafts; "
        "import psw_tui.store.escalations.records; "
        "print([name for name in ('sqlmodel', 'sqlalchemy', 'pydantic', 'holidays') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
