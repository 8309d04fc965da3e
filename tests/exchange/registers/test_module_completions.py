"""Completions of modules: whatever the learning platform calls its columns, and never over a mark by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.registers.module_completions import UnknownHeadings, import_modules
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.registers import record_marks, registers
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store

OWN = ["leader", "session", "completed_on"]
PLATFORM = ["Full name", "Email address", "Course", "Date completed"]


def bring(store: Store, tmp_path: Path, head: list[str], *rows: list[str], **options: object) -> ImportResult:
    return import_modules(store, write_csv(tmp_path / "done.csv", [head, *rows]), **options)  # type: ignore[arg-type]


def kept(store: Store, leader: str = "L001") -> tuple[MarkValue | None, date | None]:
    rows = registers.register(store, "M01", store.today).rows
    mark = next(row.mark for row in rows if row.reference == leader)
    return mark.value, mark.completed_on


@pytest.mark.parametrize("who", ["L001", "Amara@Example.org", "amara osei"])
def test_a_completion_marks_present_on_its_day(filled: Store, tmp_path: Path, who: str) -> None:
    result = bring(filled, tmp_path, OWN, [who, "M01", "2026-11-20"])
    assert (result.created, result.problems) == (1, [])
    assert kept(filled) == (MarkValue.PRESENT, date(2026, 11, 20))
    assert history.to_undo(filled).is_import
    undo.undo(filled)
    assert kept(filled) == (None, None)


def test_a_platforms_own_headings_are_understood_and_who_is_not_done_is_left_out(filled: Store, tmp_path: Path) -> None:
    result = bring(
        filled,
        tmp_path,
        PLATFORM,
        ["Amara Osei", "amara@example.org", "reading", "20 Nov 2026, 2:03 PM"],
        ["Dewi Khan", "dewi@example.org", "reading", ""],
    )
    assert (result.created, result.warnings) == (1, ["1 row without a day of completion left out (3)."])
    assert kept(filled) == (MarkValue.PRESENT, date(2026, 11, 20))


def test_headings_that_are_not_understood_are_told_once_and_known_again(filled: Store, tmp_path: Path) -> None:
    head = ["Wer", "Kurs", "Fertig"]
    with pytest.raises(UnknownHeadings, match="no column is understood as leader, session, completed_on"):
        bring(filled, tmp_path, head, ["L001", "M01", "2026-11-20"])
    told = {"leader": "Wer", "session": "Kurs", "completed_on": "Fertig"}
    bring(filled, tmp_path, head, ["L001", "M01", "2026-11-20"], columns=told)
    assert bring(filled, tmp_path, head, ["L002", "M01", "2026-11-21"]).created == 1


def test_every_bad_row_is_named_and_nothing_is_written(filled: Store, tmp_path: Path) -> None:
    rows = (
        "L001 M01 2026-11-20",
        "L099 M01 2026-11-20",
        "L001 W01 2026-11-20",
        "L002 M01 09/31/2026",
        "L002 M01 ",
        "L002 M01 2027-02-02",
        "L001 M01 2026-11-21",
    )
    result = bring(filled, tmp_path, OWN, *(row.split(" ") for row in rows))
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (3, "leader"),
        (4, "session"),
        (5, "completed_on"),
        (6, "completed_on"),
        (7, "completed_on"),
        (8, "session"),
    ]
    assert kept(filled) == (None, None)


def test_the_same_file_again_changes_nothing(filled: Store, tmp_path: Path) -> None:
    bring(filled, tmp_path, OWN, ["L001", "M01", "2026-11-20"])
    again = bring(filled, tmp_path, OWN, ["L001", "M01", "2026-11-20"])
    assert (again.unchanged, again.change) == (1, None)


@pytest.mark.parametrize("by_hand", [MarkValue.ABSENT, MarkValue.PART, MarkValue.NOT_EXPECTED])
def test_a_mark_by_hand_stands_and_is_listed(filled: Store, tmp_path: Path, by_hand: MarkValue) -> None:
    record_marks.mark(filled, "M01", ["L001"], by_hand)
    result = bring(filled, tmp_path, OWN, ["L001", "M01", "2026-11-20"])
    assert result.change is None
    assert "by hand, and stays so" in result.warnings[0]
    assert kept(filled)[0] is by_hand


def test_of_two_completions_on_the_platform_the_earlier_counts(filled: Store, tmp_path: Path) -> None:
    row = ["Amara Osei", "amara@example.org", "Reading"]
    result = bring(filled, tmp_path, PLATFORM, [*row, "2026-11-20"], [*row, "2026-11-12"])
    assert "twice" in result.warnings[0]
    assert kept(filled)[1] == date(2026, 11, 12)
