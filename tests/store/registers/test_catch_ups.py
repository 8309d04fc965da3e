"""Catching up: each step is one command for however many, refused where the rules say so, and undone as one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.records import Mark
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.registers import catch_ups, change_sessions, record_marks, registers
from psw_tui.store.registers.catch_ups import Dates, Received

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

TODAY = date(2027, 2, 1)
PAIRS = [("L001", "W1"), ("L002", "W1"), ("L001", "W2")]


@pytest.fixture
def missed(small: Store) -> Store:
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.ABSENT)
    record_marks.mark(small, "W2", ["L001"], MarkValue.PART)
    return small


def mark(store: Store, leader: str = "L001", session: str = "W1") -> Mark:
    return next(row.mark for row in registers.register(store, session, TODAY).rows if row.reference == leader)


def test_sending_sets_the_day_it_is_due_for_everyone_chosen_in_one_entry(missed: Store) -> None:
    before = len(history.entries(missed))
    change = catch_ups.send(missed, PAIRS, TODAY)
    assert change is not None
    assert change.what == "Sent the catch-up to 2 leaders, Workshop 1 and 2"
    for leader, session in PAIRS:
        assert (mark(missed, leader, session).sent_on, mark(missed, leader, session).due_on) == (
            TODAY,
            date(2027, 2, 15),
        )
    assert len(history.entries(missed)) == before + 1
    undo.undo(missed)
    assert mark(missed).sent_on is None


def test_it_is_accepted_only_with_the_reflective_log(missed: Store) -> None:
    catch_ups.submitted(missed, [("L001", "W1")], TODAY)
    with pytest.raises(Refused, match="reflective log has not been received"):
        catch_ups.accept(missed, [("L001", "W1")], TODAY)
    catch_ups.log_received(missed, [("L001", "W1")])
    change = catch_ups.accept(missed, [("L001", "W1")], TODAY)
    assert change is not None
    assert mark(missed).accepted_on == TODAY


def test_one_that_can_not_be_keeps_all_from_it(missed: Store) -> None:
    record_marks.mark(missed, "W1", ["L003"], MarkValue.PRESENT)
    with pytest.raises(Refused, match="Beth Jones has marked present at Workshop 1"):
        catch_ups.send(missed, [("L001", "W1"), ("L003", "W1")], TODAY)
    assert mark(missed).sent_on is None


def test_a_day_to_come_and_a_cancelled_session_are_refused(missed: Store) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        catch_ups.send(missed, [("L001", "W1")], date(2027, 2, 2))
    change_sessions.set_cancelled(missed, ["W1"], cancelled=True)
    with pytest.raises(Refused, match="cancelled"):
        catch_ups.send(missed, [("L001", "W1")], TODAY)


def test_all_dates_are_edited_at_once_and_cleared_again(missed: Store) -> None:
    dates = Dates(date(2027, 1, 4), date(2027, 1, 20), date(2027, 1, 19), log_received=True, accepted_on=TODAY)
    catch_ups.edit(missed, ("L001", "W1"), dates)
    kept = mark(missed)
    assert (kept.due_on, kept.log_received, kept.accepted_on) == (date(2027, 1, 20), True, TODAY)
    with pytest.raises(Refused, match="only with the reflective log"):
        catch_ups.edit(missed, ("L001", "W1"), Dates(None, None, None, log_received=False, accepted_on=TODAY))
    catch_ups.edit(missed, ("L001", "W1"), Dates(None, None, None, log_received=False, accepted_on=None))
    assert mark(missed).sent_on is None


def test_forms_that_came_back_have_each_their_own_day(missed: Store) -> None:
    received = [Received("L001", "W1", date(2027, 1, 5), log=True), Received("L002", "W1", date(2027, 1, 6), log=False)]
    catch_ups.receive(missed, received, file_name="forms.xlsx")
    assert history.to_undo(missed).is_import
    assert (mark(missed).submitted_on, mark(missed).log_received) == (date(2027, 1, 5), True)
    assert (mark(missed, "L002").submitted_on, mark(missed, "L002").log_received) == (date(2027, 1, 6), False)
