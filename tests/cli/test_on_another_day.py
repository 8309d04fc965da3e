"""`psw concerns` and `psw queue` on a day that has passed (sections 6 and 9)."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Channel, Direction, MarkValue, Stage
from psw_tui.store.core import undo
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan, queue
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import record_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Done

LETTER = "no_response:2026-10-05-1:L001"
RAISED = "manual:2026-10-05-1:L001"


@pytest.fixture
def on(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The file on a day, for commands of the app."""

    @contextmanager
    def opened(day: str) -> Iterator[Store]:
        monkeypatch.setenv("PSW_TODAY", day)
        with Store.open(small) as store:
            yield store

    return opened


@pytest.fixture
def resolved(on: Callable[[str], Any]) -> None:
    """Accepted and written to on 5 October, a reply asked for by the 10th, resolved on the 14th."""
    with on("2026-10-05") as store:
        decisions.raise_manual(store, "L001", "a call from the coach")
        decisions.accept(store, [RAISED])
        communications.log(
            store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL, reply_by=date(2026, 10, 10)
        )
    with on("2026-10-14") as store:
        ladder_moves.move(store, "L001", Stage.RESOLVED, "spoken to", "comes again")


def keys(call: Callable[..., Done], day: str) -> list[str]:
    return [concern["key"] for concern in call("concerns", "--json", "--as-of", day).json["concerns"]]


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-10-10", False), ("2026-10-11", True), ("2026-10-13", True), ("2026-10-14", False), ("2026-11-01", False)],
)
@pytest.mark.usefixtures("resolved")
def test_a_silence_holds_on_its_days_whatever_became_of_the_escalation(
    call: Callable[..., Done], day: str, *, holds: bool
) -> None:
    assert (LETTER in keys(call, day)) is holds


# -- the queue ---------------------------------------------------------------------------------------

ABSENCE = "unexplained_absence:W01:L001"
BEHIND = "coaching_behind::L001"


def queued(call: Callable[..., Done], day: str) -> list[dict[str, Any]]:
    """The rows of the queue on a day, less their sentences."""
    rows = call("queue", "--json", "--as-of", day).json["escalations"]
    return [{key: row[key] for key in ("stage", "due_on", "overdue", "snoozed_until", "concerns")} for row in rows]


def row(stage: str, due: str | None, concerns: list[str], *, overdue: bool = False, snoozed: str | None = None) -> Any:
    return {"stage": stage, "due_on": due, "overdue": overdue, "snoozed_until": snoozed, "concerns": concerns}


@pytest.fixture
def climbed(on: Callable[[str], Any]) -> None:
    """Accepted on 1 February, joined on the 3rd, snoozed on the 4th, woken by a move on the 8th, ended on the 12th."""
    with on("2027-02-01") as store:
        decisions.accept(store, [BEHIND])
        communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL)
    with on("2027-02-03") as store:
        decisions.accept(store, [ABSENCE])
    with on("2027-02-04") as store:
        ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 20), "away")
    with on("2027-02-08") as store:
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
        ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 10), "a meeting is arranged")
        ladder_moves.snooze_escalations(store, ["L001"], None)
    with on("2027-02-12") as store:
        ladder_moves.move(store, "L001", Stage.RESOLVED, "better", "comes again")


WRITTEN = ("bdo_contact", "2027-02-15")
REFERRED = ("partnerships", "2027-03-01")


@pytest.mark.parametrize(
    ("day", "rows"),
    [
        ("2027-01-31", []),
        ("2027-02-01", [row(*WRITTEN, [BEHIND])]),
        ("2027-02-03", [row(*WRITTEN, [BEHIND, ABSENCE])]),
        ("2027-02-04", [row(*WRITTEN, [BEHIND, ABSENCE], snoozed="2027-02-20")]),
        ("2027-02-08", [row(*REFERRED, [BEHIND, ABSENCE])]),
        ("2027-02-11", [row(*REFERRED, [BEHIND, ABSENCE])]),
        ("2027-02-12", []),
        ("2027-06-01", []),
    ],
)
@pytest.mark.usefixtures("climbed")
def test_the_queue_is_as_the_decisions_of_the_day_left_it(call: Callable[..., Done], day: str, rows: list[Any]) -> None:
    assert queued(call, day) == rows


def test_a_due_date_stays_as_it_was_set_when_the_numbers_change(
    call: Callable[..., Done], on: Callable[[str], Any], small: Path
) -> None:
    with on("2027-02-01") as store:
        decisions.accept(store, [BEHIND])
        communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL)
    days = "[programme.psw.local]\nstage_days = { bdo_contact = 1, partnerships = 2 }\n"
    small.with_name("programme.toml").write_text(days, encoding="utf-8")
    with on("2027-02-03") as store:
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    assert queued(call, "2027-02-02") == [row(*WRITTEN, [BEHIND])]
    assert queued(call, "2027-02-04") == [row("partnerships", "2027-02-05", [BEHIND])]
    assert queued(call, "2027-02-08") == [row("partnerships", "2027-02-05", [BEHIND], overdue=True)]


def test_what_was_undone_counts_on_no_day_and_what_was_redone_on_its_own(
    call: Callable[..., Done], on: Callable[[str], Any]
) -> None:
    with on("2027-02-01") as store:
        decisions.accept(store, [BEHIND])
        communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL)
    with on("2027-02-02") as store:
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    with on("2027-02-05") as store:
        undo.undo(store)
    assert queued(call, "2027-02-03") == queued(call, "2027-02-05") == [row(*WRITTEN, [BEHIND])]
    with on("2027-02-06") as store:
        undo.redo(store)
    assert [row["stage"] for row in queued(call, "2027-02-01")] == ["bdo_contact"]
    assert [row["stage"] for row in queued(call, "2027-02-03")] == ["partnerships"]
    with on("2027-02-06") as store:
        for _ in range(3):
            undo.undo(store)
    assert queued(call, "2027-02-03") == []


def test_a_decision_counts_from_the_day_it_is_dated_whenever_it_was_recorded(
    call: Callable[..., Done], on: Callable[[str], Any]
) -> None:
    """The day was set back for the second of them: it is dated before the first, and does not wake it."""
    with on("2027-02-01") as store:
        decisions.accept(store, [BEHIND])
        communications.log(store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL)
    with on("2027-02-08") as store:
        ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    with on("2027-02-03") as store:
        ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 20), "away")
    assert queued(call, "2027-02-02") == [row(*WRITTEN, [BEHIND])]
    assert queued(call, "2027-02-03") == [row(*WRITTEN, [BEHIND], snoozed="2027-02-20")]
    assert queued(call, "2027-02-08") == [row(*REFERRED, [BEHIND])]


def test_what_cleared_and_came_back_is_on_the_ladder_no_more_from_that_day(
    call: Callable[..., Done], on: Callable[[str], Any]
) -> None:
    with on("2027-02-01") as store:
        decisions.accept(store, [ABSENCE, BEHIND])
    with on("2027-02-03") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.PRESENT)
    with on("2027-02-05") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    assert queued(call, "2027-02-04")[0]["concerns"] == [BEHIND, ABSENCE]
    assert queued(call, "2027-02-05")[0]["concerns"] == [BEHIND]
    with on("2027-02-06") as store:
        decisions.accept(store, [ABSENCE])
    assert [row["concerns"] for day in ("04", "05", "06") for row in queued(call, f"2027-02-{day}")] == [
        [BEHIND, ABSENCE],
        [BEHIND],
        [BEHIND, ABSENCE],
    ]
    with on("2027-02-06") as store:
        for _ in range(3):
            undo.undo(store)
    assert queued(call, "2027-02-06")[0]["concerns"] == [BEHIND, ABSENCE]


def test_a_case_on_a_day_has_on_the_ladder_what_the_queue_has(
    call: Callable[..., Done], on: Callable[[str], Any]
) -> None:
    """Nothing was on it between: the absence had cleared and come back, and the other joined later."""
    with on("2027-02-01") as store:
        decisions.accept(store, [ABSENCE])
    with on("2027-02-03") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.PRESENT)
    with on("2027-02-05") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    with on("2027-02-10") as store:
        decisions.accept(store, [BEHIND])
        for day, joined in (("2027-02-02", [ABSENCE]), ("2027-02-06", []), ("2027-02-10", [BEHIND])):
            case = cases.case_of(store, "L001", day=date.fromisoformat(day))
            assert [concern.key for concern in case.concerns] == queued(call, day)[0]["concerns"] == joined
            assert {concern.key for concern in case.others}.isdisjoint(joined)
            assert {concern.key for concern in (*case.concerns, *case.others)} == {ABSENCE, BEHIND}


def test_what_a_plan_owed_on_a_day_is_on_today_whatever_was_closed_later(on: Callable[[str], Any]) -> None:
    with on("2027-02-01") as store:
        decisions.accept(store, [ABSENCE])
        plan.add_action(store, "L001", "a weekly call", due_on=date(2027, 2, 2))
    with on("2027-02-08") as store:
        plan.close_action(store, "L001", cases.case_of(store, "L001").plan[0].id)
        ladder_moves.move(store, "L001", Stage.RESOLVED, "better", "comes again")

        def owed(day: date) -> list[str]:
            return [overdue_action.what for overdue_action in queue.overdue_actions(store, judge_all(store, day), day)]

        assert owed(date(2027, 2, 2)) == []
        assert owed(date(2027, 2, 3)) == owed(date(2027, 2, 7)) == ["a weekly call"]
        assert owed(date(2027, 2, 8)) == []


def test_a_journal_that_can_not_be_read_takes_nobody_off_the_ladder(
    call: Callable[..., Done], on: Callable[[str], Any], small: Path
) -> None:
    with on("2027-02-01") as store:
        decisions.accept(store, [ABSENCE, BEHIND])
    with on("2027-02-03") as store:
        record_marks.mark(store, "W01", ["L001"], MarkValue.PRESENT)
    there = queued(call, "2027-02-02")
    with closing(sqlite3.connect(small)) as file, file:
        file.execute("""UPDATE "change" SET "after" = '{' WHERE table_name IN ('escalation', 'concern')""")
    assert queued(call, "2027-02-02") == there
