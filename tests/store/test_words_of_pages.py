"""A leader's page and a register say *local setting* beside every day that no clause gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import MarkValue
from psw_tui.store import catch_ups, decisions, registers
from psw_tui.store.deciding import judged
from psw_tui.store.leader import leader_file
from psw_tui.store.today import agenda
from screens import leader_rows, register_words
from screens.standing_changes import Effect
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from psw_tui.store.base import Store
    from screens.leader_rows import Rows
    from screens.widgets.row_table import Line


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent from Workshop 1 without a word."""
    registers.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    return small


def page(store: Store) -> Rows:
    verdict = judged(store, "L001")
    found = leader_file(store, verdict, store.today)
    assert found is not None
    return leader_rows.rows(verdict, found, store.today, revealed=False, standings=True)


def words(line: Line) -> str:
    return " ".join(each.text if isinstance(each, Cell) else str(each) for each in line.cells)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (date(2027, 2, 1), "due Mon 15 Feb"),
        (date(2027, 1, 4), "overdue since Mon 18 Jan"),
    ],
)
def test_the_day_a_catch_up_is_due_is_local_wherever_it_stands_and_stands_once(
    store: Store, sent: date, says: str
) -> None:
    catch_ups.send(store, [("L001", "W1")], sent)
    local = f"{says} (local setting)"
    made = page(store)
    assert f"catch-up {local}" in words(made.lines["session:W1"])
    assert local in " ".join(made.whys["session:W1"])
    found = registers.register(store, "W1", store.today)
    row = next(each for each in found.rows if each.reference == "L001")
    assert f"catch-up {local}" in words(
        register_words.row_line(found, row, "Amara", Cell(""), revealed=False)
    )
    detail = register_words.detail(found, row, Effect(), revealed=False)
    assert local in detail
    assert detail.count(says) == detail.count("catch-up") == 1


def test_a_catch_up_that_was_submitted_is_said_so(store: Store) -> None:
    catch_ups.send(store, [("L001", "W1")], date(2027, 1, 18))
    catch_ups.submitted(store, [("L001", "W1")], store.today)
    assert "catch-up submitted" in words(page(store).lines["session:W1"])
    found = registers.register(store, "W1", store.today)
    row = next(each for each in found.rows if each.reference == "L001")
    detail = register_words.detail(found, row, Effect(), revealed=False)
    assert "submitted Mon 1 Feb" in detail
    assert "overdue" not in detail


def test_today_says_that_a_stage_s_days_are_local_before_what_80_columns_cut_off(store: Store) -> None:
    decisions.accept(store, ["unexplained_absence:W1:L001"])
    store.today = date(2027, 2, 10)
    groups = agenda(store, [judged(store, "L001")], store.today).groups
    items = [each for group in groups for each in group.items]
    (item,) = (each for each in items if each.key == "escalation:L001")
    assert item.detail == "2 working days over (local setting): explanation"
