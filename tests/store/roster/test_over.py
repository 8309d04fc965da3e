"""A cohort that is closed or past its days is out of the way, and what is left of it is said; one count everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui import signs
from psw_tui.cli import documents
from psw_tui.policy import presence
from psw_tui.policy.tasks import coming_sessions
from psw_tui.policy.terms import LeaderState, MarkValue, WithdrawnHow
from psw_tui.store.coaching import change_bookings
from psw_tui.store.escalations import decisions
from psw_tui.store.reads.verdicts import judge_all, leaders_covered
from psw_tui.store.registers import record_marks, registers
from psw_tui.store.registers.sessions import sessions_list
from psw_tui.store.roster import change_cohorts, change_leaders, change_presence, over
from screens.coaching import board_rows
from screens.shell.desk import Desk
from screens.today.agenda import agenda
from tests.helpers import asked_of

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

TODAY, AFTER = date(2027, 2, 1), date(2027, 9, 1)
OVER = "Over: enter, or C, shows a cohort"
ABSENCE = "unexplained_absence:W1:L001"


@pytest.fixture
def store(small: Store) -> Store:
    """Amara missed a workshop and is on the ladder; Dewi missed it too; Beth has a booking without an outcome."""
    record_marks.mark(small, "W1", ["L001", "L002"], MarkValue.ABSENT)
    decisions.accept(small, [ABSENCE])
    change_bookings.book(small, "L003", datetime(2027, 1, 20, 10, tzinfo=UTC))
    return small


def groups(store: Store, day: date = TODAY) -> dict[str, list[str]]:
    """Today's groups with their lines, as the app shows them."""
    desk = Desk(store)
    desk.chosen_day = day
    running, left = desk.judged_apart()
    found = agenda(store, running, day, over=left).groups
    return {group.title: [f"{item.what}: {item.detail}" for item in group.items] for group in found}


def test_a_closed_cohort_has_nothing_due_in_registers_and_coaching_unless_it_is_looked_at(store: Store) -> None:
    def due(desk: Desk) -> tuple[int, int]:
        rows = board_rows.rows_of(desk, desk.judged())
        lines = sessions_list(store, desk.cohort, desk.day)
        return sum(line.due for line in lines), sum(row.is_open for row in rows)

    desk = Desk(store)
    assert min(due(desk)) > 0
    assert over.still_active(store, "PSW 2026") > 0  # so closing is asked about with care
    change_cohorts.close(store, "PSW 2026")
    desk = Desk(store)
    assert due(desk) == (0, 0)
    strip = board_rows.strip(
        board_rows.windows_of(desk.judged(), TODAY), board_rows.rows_of(desk, desk.judged()), TODAY, 14
    )
    assert "nothing booked" not in strip.plain
    desk.cohort = "PSW 2026"
    assert min(due(desk)) > 0


def test_a_closed_cohort_is_out_of_the_way_and_what_is_open_on_the_ladder_is_still_said(store: Store) -> None:
    assert "New concerns" in groups(store)
    [rest] = over.left_over(store, judge_all(store, TODAY), TODAY)
    change_cohorts.close(store, "PSW 2026")
    assert groups(store) == {OVER: [f"PSW 2026: closed 1 Feb: {rest.words}"]}
    assert rest.words.startswith("1 open escalation, ")
    desk = Desk(store)
    desk.cohort = "PSW 2026"  # chosen: shown whole
    assert desk.judged_apart() == (desk.judged(), [])


def test_what_is_left_is_read_at_once_however_many_cohorts_are_over(store: Store) -> None:
    change_cohorts.add(store, "PSW 2027", 2027)
    change_leaders.edit_leaders(store, ["L003"], {"cohort": "PSW 2027"})
    verdicts = judge_all(store, TODAY)
    with asked_of(store) as of_one:
        over.left_over(store, verdicts[:1], TODAY)
    with asked_of(store) as of_several:
        left = over.left_over(store, verdicts, TODAY)
    assert [rest.name for rest in left] == ["PSW 2026", "PSW 2027"]
    assert len(of_several) == len(of_one)


def test_a_closed_cohort_without_an_open_escalation_says_nothing_more_and_one_that_is_past_does(small: Store) -> None:
    record_marks.mark(small, "W1", ["L002"], MarkValue.ABSENT)
    assert [line.partition(":")[0] for line in groups(small, AFTER)[OVER]] == ["PSW 2026"]
    change_cohorts.close(small, "PSW 2026")
    assert groups(small) == {}


def test_closing_says_what_it_does(store: Store) -> None:
    said = over.at_closing(store, "PSW 2026")
    assert said[0].startswith("Out of the way go 1 open escalation, ")
    assert said[1:] == [
        "3 leaders are active or paused still, and stay so.",
        "Its standings say what they came to; its leaders and records stay.",
    ]


def test_every_count_is_the_same_wherever_it_stands(store: Store) -> None:
    """Withdrawn, paused, completed and not covered leaders among them; scripts and screens agree."""
    for number, more in enumerate(({"offer_accepted_on": date(2026, 9, 1)}, {}, {"offer_accepted_on": TODAY}), 4):
        values = {"reference": f"L00{number}", "first_name": "New", "last_name": f"N{number}", "cohort": "PSW 2026"}
        change_leaders.create_leader(store, values | more)
    change_presence.withdraw(store, "L002", TODAY, WithdrawnHow.OWN_CHOICE)
    change_presence.pause(store, "L003", TODAY)
    change_presence.complete(store, "L004")
    verdicts = judge_all(store, TODAY)
    found = presence.numbers((verdict.record.leader for verdict in verdicts), TODAY)
    assert found.words == "3 leaders covered, 1 paused; 6 listed: 1 withdrawn, 1 completed, 1 not covered"
    # the first line of Today, and what scripts read
    assert leaders_covered(store, TODAY) == found.covered
    listed = documents.status(verdicts, TODAY)["leaders"]
    on = (LeaderState.ACTIVE, LeaderState.PAUSED)
    assert sum(row["state"] in on and row["overall"] != "not_covered" for row in listed) == found.covered
    # the roster's title and the summary of `psw status`: every leader once
    counted = {entry.word: number for number, entry in signs.tally(map(signs.counted_as, verdicts))}
    assert (counted["withdrawn"], counted["paused"], counted["completed"], counted["not covered"]) == (1, 1, 1, 1)
    assert sum(counted.values()) == found.listed == len(listed)
    # expected at a session: Today, the list of registers and the register
    coming = {held.reference: expected for held, expected in coming_sessions([v.record for v in verdicts], TODAY)}
    for row in sessions_list(store, None, TODAY):
        register = registers.register(store, row.session.reference, TODAY)
        assert row.counts.expected == register.counts.expected
        assert coming.get(row.session.reference, register.counts.expected) == register.counts.expected
