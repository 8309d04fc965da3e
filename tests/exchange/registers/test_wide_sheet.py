"""Sheets with leaders down and sessions across: ticks become presence, everything else is listed and left."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.exchange.files.reading import peek_grids
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers.wide_sheet import SheetToChoose, UnknownSigns, import_wide, looks_wide
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredMark
from psw_tui.store.registers import record_marks, registers
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store

HEAD = ["Name", "Organisation", "W01", "Away"]
ALONE = "Not used, since they name neither a session nor the leader: “Organisation”."


def bring(store: Store, tmp_path: Path, *rows: list[str], head: list[str] = HEAD, **options: str) -> ImportResult:
    return import_wide(store, write_csv(tmp_path / "wide.csv", [head, *rows]), **options)  # type: ignore[arg-type]


def marks(store: Store) -> dict[tuple[str, str], MarkValue]:
    return {
        (leader.leader.reference, session): row.mark.value
        for session in ("W01", "R01")
        for row in registers.register(store, session, store.today).rows
        if row.mark.value is not None and (leader := row)
    }


def test_a_tick_is_presence_and_a_letter_of_absence_is_only_listed(filled: Store, tmp_path: Path) -> None:
    result = bring(filled, tmp_path, ["Amara Osei", "Kent", "✓", "A"], ["Khan, Dewi", "", "yes", ""])
    assert marks(filled) == {("L001", "W01"): MarkValue.PRESENT, ("L002", "W01"): MarkValue.PRESENT}
    assert result.warnings == [ALONE, "L001, Away: the sheet says “a”; left for you to say."]
    assert history.to_undo(filled).is_import
    undo.undo(filled)
    assert marks(filled) == {}


@pytest.mark.parametrize("heading", ["w01", "W-01", "Leading", "12/11/2026", "12 Nov 2026", "2026-11-12"])
def test_a_session_is_named_by_reference_title_or_day(filled: Store, tmp_path: Path, heading: str) -> None:
    bring(filled, tmp_path, ["L001", "✓", ""], head=["Who", heading, "Away"])
    assert ("L001", "W01") in marks(filled)


def test_the_table_may_stand_below_a_title_and_first_and_last_name_apart(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "titled.csv"
    write_csv(path, [["Attendance 2026"], ["Last", "First", "W01", "Away"], ["Osei", "Amara", "1", "1"]])
    assert looks_wide(filled, peek_grids(path))
    import_wide(filled, path)
    assert set(marks(filled)) == {("L001", "W01"), ("L001", "R01")}


def test_signs_that_are_not_plain_are_told_once_and_known_again(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownSigns, match=r"uses x \(1\) in its cells"):
        bring(filled, tmp_path, ["Amara Osei", "", "x", ""])
    bring(filled, tmp_path, ["Amara Osei", "", "x", ""], present="x")
    bring(filled, tmp_path, ["Dewi Khan", "", "x", ""])
    assert set(marks(filled)) == {("L001", "W01"), ("L002", "W01")}


def test_signs_of_which_none_means_present_write_nothing(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nobody in it is ticked"):
        bring(filled, tmp_path, ["Amara Osei", "", "x", ""], present="")
    assert marks(filled) == {}


def test_a_mark_by_hand_stands_and_the_same_sheet_again_changes_nothing(filled: Store, tmp_path: Path) -> None:
    record_marks.mark(filled, "W01", ["L001"], MarkValue.ABSENT)
    rows = (["Amara Osei", "", "✓", "✓"],)
    result = bring(filled, tmp_path, *rows)
    assert "L001, Leading: marked absent by hand, and stays so." in result.warnings
    assert marks(filled) == {("L001", "W01"): MarkValue.ABSENT, ("L001", "R01"): MarkValue.PRESENT}
    again = bring(filled, tmp_path, *rows)
    assert (again.change, again.unchanged) == (None, 1)


def test_a_workbook_in_which_several_sheets_fit_asks_which(filled: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, tick in (("Autumn", "✓"), ("Spring", "")):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append(["Amara Osei", "", tick, "✓"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    with pytest.raises(SheetToChoose, match="Autumn, Spring"):
        import_wide(filled, path)
    import_wide(filled, path, sheet="spring")
    assert set(marks(filled)) == {("L001", "R01")}


def test_whoever_is_not_certain_is_listed_and_a_sheet_without_sessions_is_refused(
    filled: Store, tmp_path: Path
) -> None:
    result = bring(filled, tmp_path, ["Amara Osei", "", "✓", ""], ["Zbigniew", "", "✓", ""])
    assert result.warnings == ["Row 3: Zbigniew is not certain to be one of the roster; left out."]
    with pytest.raises(UnreadableFile, match="has sessions across"):
        bring(filled, tmp_path, ["Amara Osei", "✓"], head=["Name", "Something"])


CELLS = st.one_of(st.sampled_from(["✓", "a", "x", "absent", "0", "", "part", "W01", "-", "no"]), st.text(max_size=6))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["Amara Osei", "L002", "", "Zoe"]), CELLS, CELLS), max_size=6))
def test_nobody_becomes_absent_from_a_sheet(filled: Store, tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    path = write_csv(tmp_path / "any.csv", [HEAD, *([name, "", one, two] for name, one, two in rows)])
    with suppress(UnreadableFile, Refused):
        import_wide(filled, path, present="x")
    values = {row.value for row in facts.read(filled.connection, StoredMark)}
    assert values <= {MarkValue.PRESENT}
