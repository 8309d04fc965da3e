"""A leader's page and a register say *local setting* beside every day that no clause gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import MarkValue
from psw_tui.store.escalations import decisions
from psw_tui.store.escalations.plan import add_action
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import catch_ups, record_marks, registers
from psw_tui.store.roster.leader_page import leader_file
from screens.registers import register_words
from screens.registers.standing_changes import Effect
from screens.roster import leader_rows
from screens.today.agenda import agenda
from screens.widgets.row_table import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psw_tui.store.core.store import Store
    from screens.roster.leader_rows import Rows
    from screens.today.agenda import Group
    from screens.widgets.row_table import Line


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent from Workshop 1 without a word."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    return small


def page(store: Store) -> Rows:
    verdict = judged(store, "L001")
    page = leader_file(store, verdict, store.today)
    assert page is not None
    return leader_rows.rows(verdict, page, store.today, revealed=False, standings=True)


def words(line: Line) -> str:
    return " ".join(cell.text if isinstance(cell, Cell) else str(cell) for cell in line.cells)


@pytest.mark.parametrize(
    ("sent", "says"), [(date(2027, 2, 1), "due Mon 15 Feb"), (date(2027, 1, 4), "overdue since Mon 18 Jan")]
)
def test_the_day_a_catch_up_is_due_is_local_wherever_it_stands_and_stands_once(
    store: Store, sent: date, says: str
) -> None:
    catch_ups.send(store, [("L001", "W1")], sent)
    local = f"{says} (local setting)"
    made = page(store)
    assert f"catch-up {local}" in words(made.lines["session:W1"])
    assert local in " ".join(made.whys["session:W1"])
    shown = registers.register(store, "W1", store.today)
    row = next(row for row in shown.rows if row.reference == "L001")
    assert f"catch-up {local}" in words(register_words.row_line(shown, row, "Amara", Cell(""), revealed=False))
    detail = register_words.detail(shown, row, Effect(), revealed=False)
    assert local in detail
    assert detail.count(says) == detail.count("catch-up") == 1


def test_a_catch_up_that_was_submitted_is_said_so(store: Store) -> None:
    catch_ups.send(store, [("L001", "W1")], date(2027, 1, 18))
    catch_ups.submitted(store, [("L001", "W1")], store.today)
    assert "catch-up submitted" in words(page(store).lines["session:W1"])
    shown = registers.register(store, "W1", store.today)
    row = next(row for row in shown.rows if row.reference == "L001")
    detail = register_words.detail(shown, row, Effect(), revealed=False)
    assert "submitted Mon 1 Feb" in detail
    assert "overdue" not in detail


def overdue_on_today(store: Store, day: date) -> Group:
    store.today = day
    return next(group for group in agenda(store, [judged(store, "L001")], day).groups if group.title == "Overdue")


def accept(store: Store) -> None:
    decisions.accept(store, ["unexplained_absence:W1:L001"])


def send(store: Store) -> None:
    catch_ups.send(store, [("L001", "W1")], store.today)


def plan(store: Store) -> None:
    add_action(store, "L001", "ring them", due_on=store.today)


@pytest.mark.parametrize(
    ("done", "day", "heading", "details"),
    [
        ((accept,), date(2027, 2, 10), "Overdue, days of stages (local setting)", ["2 working days late: explanation"]),
        (
            (send,),
            date(2027, 2, 18),
            "Overdue, days of catch-ups (local setting)",
            ["catch-up due Mon 15 Feb: Workshop 1"],
        ),
        (
            (accept, send),
            date(2027, 2, 18),
            "Overdue, days of stages and catch-ups (local setting)",
            ["8 working days late: explanation", "catch-up due Mon 15 Feb: Workshop 1"],
        ),
        ((accept, plan), date(2027, 2, 2), "Overdue", ["plan: ring them, due Mon 1 Feb"]),
    ],
)
def test_today_s_heading_says_once_that_days_are_local_and_no_line_of_80_columns_is_cut_for_it(
    store: Store, done: Sequence[Callable[[Store], None]], day: date, heading: str, details: list[str]
) -> None:
    """Where no line goes by such a day, as with a day of one's own, nothing says so."""
    for step in done:
        step(store)
    group = overdue_on_today(store, day)
    assert group.heading == heading
    assert [item.detail for item in group.items] == details
    assert ["(local setting)" in item.at_length for item in group.items] == ["local" in heading] * len(details)
    assert len(heading) < 70
