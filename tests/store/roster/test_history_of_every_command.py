"""Whatever was done, the history says of every value what it was and is, in words and by name, and no column's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlmodel import SQLModel

from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Store
from psw_tui.store.roster import told_changes
from psw_tui.store.roster.journal_labels import CALLED, NEVER_TOLD
from psw_tui.store.roster.told_changes import RowTold
from tests.helpers import make_once
from tests.store.core.every_command import live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEY = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-")
_ISO_DAY = re.compile(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}")
#: Tables that keep the journal itself, and the numbers in force, by their hash.
_JOURNAL = {"operation", "change", "programme_text", "calendar_key"}


@pytest.fixture
def year(db: Path) -> Iterator[Store]:
    """The year in which every command took its turn."""
    with Store.open(make_once(db, "store/every command", live)) as store:
        yield store


def _told(store: Store, what: str, leader: str | None = None) -> tuple[str, ...]:
    entry = next(entry for entry in history.entries(store, leader) if entry.what.startswith(what))
    return told_changes.told(store, leader).get(entry.id, ())


def test_every_column_has_a_word_or_is_said_never_to_be_told() -> None:
    """A new one gets either with its migration."""
    from models import tables  # noqa: F401 - registers them

    for table in SQLModel.metadata.sorted_tables:
        if table.name in _JOURNAL:
            continue
        columns = {column.key for column in table.columns} - {"id"}
        assert columns == {*CALLED.get(table.name, {}), *NEVER_TOLD.get(table.name, set())}, table.name


def test_every_row_of_every_command_is_told_in_words(year: Store) -> None:
    """No key, no column's name, no day as a computer writes it, and no name that is lost with its row."""
    told = told_changes.details(year)
    columns = {column.key for table in SQLModel.metadata.tables.values() for column in table.columns}
    columns = {name for name in columns if "_" in name}
    entries = {entry.id: entry.what for entry in history.entries(year)}
    assert set(told) == set(entries)
    for entry, rows in told.items():
        assert rows, entries[entry]
        for row in rows:
            unsaid = ("escalation", "concern", "draft", "mark", "salesforce_batch")
            assert row.fields or row.table in unsaid, (entries[entry], row)
            _assert_in_words(row, columns)
    every_line = [line for lines in told_changes.told(year, full=True).values() for line in lines]
    assert any("coach: Ola Berg → Samuel Lee" in line for line in every_line)  # she is gone since


def _assert_in_words(row: RowTold, columns: set[str]) -> None:
    for field in row.fields:
        for value in (field.was, field.now):
            if value is None:
                continue
            assert not _KEY.search(value), (row.table, field)
            assert value not in columns, (row.table, field)
            assert "no longer on record" not in value, (row.table, field)
            if (row.table, field.column) not in {("concern", "why"), ("draft", "body"), ("heading_map", "columns")}:
                assert not _ISO_DAY.search(value), (row.table, field)


def test_what_is_made_and_taken_away_is_told_with_its_values(year: Store) -> None:
    assert _told(year, "Cleared Cai Lloyd, Peer") == ("taken off the record: mark present, engagement limited",)
    assert _told(year, "Booked coaching of Amara") == ("coaching Wed 14 Oct 2026 10:00: recorded: coach Samuel Lee",)
    assert _told(year, "Imported marks") == ("Bea Jones-Hall: Third day: recorded: mark part, minutes there 90",)


def test_what_touched_much_is_counted_with_the_way_to_see_more(year: Store) -> None:
    assert _told(year, "Moved Amara Osei from withdrawal review") == ("12 records of 1 leader: --full lists them",)
    assert "stage: withdrawal review → withdrawn" in _told(year, "Moved Amara Osei from withdrawal review", "L001")


def test_the_category_of_a_reason_is_told_only_where_it_is_asked_for(year: Store) -> None:
    for full in (False, True):
        lines = [line for own in told_changes.told(year, full=full).values() for line in own]
        assert not any("sickness" in line or "joined later" in line for line in lines)
    asked = [line for own in told_changes.told(year, full=True, reasons=True).values() for line in own]
    assert any("reason for setting aside: – → sickness" in line for line in asked)
    kept = [
        field for own in told_changes.details(year).values() for row in own for field in row.fields if field.kept_back
    ]
    assert {(field.was, field.now) for field in kept} == {(None, None)}


def test_what_was_undone_and_redone_says_so(year: Store) -> None:
    """An undone decision is told as struck out; what is redone stands again."""
    moved = next(entry for entry in history.entries(year) if entry.what.startswith("Moved Amara Osei from appeal"))
    while undo.undo(year).what != f"Undone: {moved.what}":
        pass
    newest = history.entries(year, limit=1)[0]
    lines = told_changes.told(year, full=True)[newest.id]
    assert any(line.startswith("struck out: – → ") for line in lines), lines
    assert "state: active → withdrawn" in lines
    undo.redo(year)
    entry = next(entry for entry in history.entries(year) if entry.what == moved.what)
    assert not entry.undone
