"""What an import writes is what its dry run showed: of the same bytes, on the same records, or nothing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.files.reading import FileBytes, read_once
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.recognised import recognised
from psw_tui.exchange.registers.catch_up_forms import import_catch_up
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.wide_sheet import import_wide
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import undo
from psw_tui.store.core.unchanged import ChangedMeanwhile
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredMark, StoredSession
from psw_tui.store.registers import record_marks
from psw_tui.store.system.refusal import Refused, without_waiting
from tests.exchange.table_files import csv_text, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.store.core.store import Store

ANSWERS = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Reflective log"]
#: What is imported, its rows, and what makes what was shown untrue.
CASES: dict[str, tuple[list[list[str]], str]] = {
    "roster": ([["reference", "first_name", "last_name", "cohort"], ["L001", "Ama", "Osei", "PSW 2026"]], "leader"),
    "sessions": (
        [
            ["reference", "cohort", "kind", "title", "starts_at", "ends_at"],
            ["W01", "PSW 2026", "workshop", "Leading others", "2026-11-12 10:00", "2026-11-12 12:00"],
        ],
        "session",
    ),
    "marks": ([["session", "leader", "mark"], ["W01", "L001", "present"], ["R01", "L001", "present"]], "mark"),
    "coaching": ([["leader", "starts_at"], ["L001", "2026-11-12 10:00"]], "coach"),
    "modules": ([["leader", "session", "completed_on"], ["L001", "M01", "2026-11-01"]], "mark"),
    "wide": ([["Name", "W01", "M01"], ["L001", "✓", "✓"]], "mark"),
    "catch-up": (
        [ANSWERS, ["1", "1/25/27 18:01", "1/25/27 18:01", "amara@example.org", "Amara Osei", "W01", "What I learned"]],
        "mark",
    ),
}


RUNS: dict[str, Callable[..., Any]] = {"modules": import_modules, "wide": import_wide, "catch-up": import_catch_up}


@pytest.fixture
def recorded(filled: Store) -> Store:
    record_marks.mark(filled, "W01", ["L001", "L002"], MarkValue.ABSENT)
    record_marks.mark(filled, "M01", ["L001"], MarkValue.ABSENT)
    undo.undo(filled)
    return filled


def take(store: Store, kind: str, file: FileBytes, **options: Any) -> Any:
    if kind not in RUNS:
        return import_table(store, kind, file, **options)
    return RUNS[kind](store, file, **options)


def meanwhile(store: Store, table: str) -> None:
    """Another program records something of the row that is imported."""
    with sqlite3.connect(store.path) as other:
        changed = {
            "leader": "UPDATE leader SET first_name = 'Amira' WHERE reference = 'L001'",
            "session": "UPDATE session SET title = 'Leading well' WHERE reference = 'W01'",
            "coach": "UPDATE leader SET coach_id = NULL WHERE reference = 'L001'",
            "mark": "UPDATE mark SET value = 'part', minutes = 30",
        }[table]
        assert other.execute(changed).rowcount
    other.close()


def rows(store: Store) -> list[Any]:
    found: list[list[Any]] = [facts.read(store.connection, kind) for kind in (StoredLeader, StoredSession, StoredMark)]
    return [sorted(table, key=lambda row: row[0]) for table in found]


@pytest.mark.parametrize("kind", CASES)
def test_what_was_shown_is_what_is_written(recorded: Store, tmp_path: Path, kind: str) -> None:
    path = write_csv(tmp_path / "t.csv", CASES[kind][0])
    file = read_once(path)
    shown = take(recorded, kind, file, dry_run=True)
    assert shown.change is not None
    path.unlink()
    taken = take(recorded, kind, file, shown=shown.would)
    assert taken.change is not None
    assert taken.would == shown.would


@pytest.mark.parametrize("kind", CASES)
def test_what_would_be_another_thing_by_now_is_refused(recorded: Store, tmp_path: Path, kind: str) -> None:
    table, changes = CASES[kind]
    file = read_once(write_csv(tmp_path / "t.csv", table))
    shown = take(recorded, kind, file, dry_run=True)
    meanwhile(recorded, changes)
    if kind in ("modules", "wide"):  # they write where nothing is recorded
        record_marks.mark(recorded, "M01", ["L001"], MarkValue.PART)
    before = rows(recorded)
    with pytest.raises(ChangedMeanwhile, match="nothing was written"):
        take(recorded, kind, file, shown=shown.would)
    assert rows(recorded) == before


@pytest.mark.parametrize("kind", CASES)
def test_what_is_recorded_between_the_plan_and_its_writing_is_not_written_over(
    recorded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    table, changes = CASES[kind]
    file = read_once(write_csv(tmp_path / "t.csv", table))
    entries = len(facts.read(recorded.connection, StoredMark))
    command = recorded.command

    def late(*given: Any, **named: Any) -> Any:
        meanwhile(recorded, changes)
        return command(*given, **named)

    monkeypatch.setattr(recorded, "command", late)
    with pytest.raises(ChangedMeanwhile, match="nothing was written"):
        take(recorded, kind, file)
    assert len(facts.read(recorded.connection, StoredMark)) == entries


def test_a_rating_that_changed_since_it_was_shown_is_not_written_over(filled: Store, tmp_path: Path) -> None:
    def table(rating: str) -> FileBytes:
        head = ["leader", "round_on", "sub_capability", "rating"]
        return read_once(write_csv(tmp_path / "c.csv", [head, ["L001", "2026-11-12", "curiosity.self", rating]]))

    import_table(filled, "capabilities", table("2"))
    file = table("3")
    shown = import_table(filled, "capabilities", file, dry_run=True)
    import_table(filled, "capabilities", table("4"))
    with pytest.raises(ChangedMeanwhile):
        import_table(filled, "capabilities", file, shown=shown.would)
    assert filled.connection.execute("SELECT rating FROM rating").fetchall() == [(4,)]


def test_the_journal_keeps_the_hash_of_the_bytes_that_were_read(filled: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", CASES["marks"][0])
    file = read_once(path)
    path.write_text("something else")
    import_table(filled, "marks", file)
    kept = filled.connection.execute("SELECT content_hash FROM operation ORDER BY at DESC, rowid DESC").fetchone()
    assert kept == (file.content_hash,)


def test_a_file_is_known_by_its_beginning_whatever_follows(filled: Store, tmp_path: Path) -> None:
    head = csv_text([["session", "leader", "mark"], *[["W01", "L001", "present"]] * 5000])
    path = tmp_path / "t.csv"
    path.write_text(head + '"never closed,\n')
    assert recognised(filled, read_once(path)) == "marks"
    path.write_text(head + "," * 100_000)
    assert recognised(filled, read_once(path)) == "marks"


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        *((kind, table) for kind, (table, _) in CASES.items() if kind not in ("catch-up", "modules")),
        ("modules", [["Email", "Course", "Completed"], ["L001", "M01", "2026-11-01"]]),
    ],
)
def test_every_kind_is_known_as_text_and_as_workbook(
    filled: Store, tmp_path: Path, kind: str, table: list[list[str]]
) -> None:
    assert recognised(filled, read_once(write_csv(tmp_path / "t.csv", table))) == kind
    assert recognised(filled, read_once(write_xlsx(tmp_path / "t.xlsx", table))) == kind


@pytest.mark.parametrize("kind", CASES)
def test_a_file_that_another_program_holds_is_a_sentence(recorded: Store, tmp_path: Path, kind: str) -> None:
    file = read_once(write_csv(tmp_path / "t.csv", CASES[kind][0]))
    other = sqlite3.connect(recorded.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with without_waiting(recorded.connection), pytest.raises(Refused, match="another program"):
            take(recorded, kind, file, dry_run=True)
    finally:
        other.close()
    assert take(recorded, kind, file, dry_run=True).change is not None
