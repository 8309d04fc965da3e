"""Where undo meets what may not go, and values that are stored in another shape than they were given in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import MarkValue
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import decisions
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredLeader
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


def test_a_leader_with_decisions_on_record_can_not_be_undone_away(small: Store) -> None:
    """The decision was struck out and stays; so does whom it was about, and the sentence says what to do instead."""
    values = {"reference": "L9", "first_name": "Ann", "last_name": "Ito", "cohort": "PSW 2026"}
    change_leaders.create_leader(small, {**values, "offer_accepted_on": small.today.replace(year=2026)})
    record_marks.mark(small, "W1", ["L9"], MarkValue.ABSENT)
    decisions.dismiss(small, ["unexplained_absence:W1:L9"], "known")
    undo.undo(small)
    undo.undo(small)
    entries = len(history.entries(small))
    with pytest.raises(Refused, match=r"“Added Ann Ito, L9” can't be undone: decisions .* are on record") as refused:
        undo.undo(small)
    assert "set the leader's state instead" in str(refused.value)
    assert len(history.entries(small)) == entries
    assert len(facts.read(small.connection, StoredLeader, "WHERE reference = 'L9'")) == 1
    assert undo.redo(small).what.startswith("Redone: Marked Ann Ito absent")


@pytest.mark.parametrize("redo", [False, True], ids=["undo", "redo"])
def test_what_another_thread_commits_just_before_is_not_overlooked(
    small: Store, monkeypatch: pytest.MonkeyPatch, *, redo: bool
) -> None:
    """What is turned is found once nobody else can write any more."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    if redo:
        undo.undo(small)
    step = history.to_redo(small) if redo else history.to_undo(small)
    transaction = small.transaction

    def later() -> Any:
        monkeypatch.setattr(small, "transaction", transaction)
        record_marks.mark(small, "W1", ["L002"], MarkValue.PRESENT)
        return transaction()

    monkeypatch.setattr(small, "transaction", later)
    refusal = "There is nothing to redo" if redo else "Something else was done meanwhile"
    with pytest.raises(Refused, match=refusal):
        (undo.redo if redo else undo.undo)(small, step)
    assert history.entries(small)[0].what.startswith("Marked Dewi Khan present")


def test_an_instant_given_in_summer_time_is_undone_and_redone(small: Store) -> None:
    """The database keeps UTC; the journal says the same, or the undo would take it for somebody else's change."""
    change_bookings.book(small, "L001", datetime(2027, 7, 1, 10, tzinfo=LONDON))
    undo.undo(small)
    assert facts.read(small.connection, StoredBooking) == []
    undo.redo(small)
    [row] = facts.read(small.connection, StoredBooking)
    assert row.starts_at.startswith("2027-07-01 09:00")
