"""What a spreadsheet shows where it can't work a cell out is never taken for a value, whatever the file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from psw_tui.exchange.capabilities.form_words import to_rating
from psw_tui.exchange.files.cell_values import BadValue
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.registers.catch_up_forms import import_catch_up
from psw_tui.exchange.registers.module_completions import import_modules
from psw_tui.exchange.registers.recognise import read_report
from psw_tui.exchange.registers.wide_sheet import import_wide
from psw_tui.policy.terms import MarkValue
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.registers import record_marks, registers
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.core.store import Store
    from tests.exchange.conftest import Import

ERRORS = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#n/a", " #REF! "]
MEND = "this is an error that the spreadsheet shows, so correct its formula or empty the cell, and save it"


@pytest.mark.parametrize("error", ERRORS)
def test_every_one_is_refused_as_a_name(store: Store, bring: Import, error: str) -> None:
    result = bring("roster", "reference, first_name, last_name, cohort", f"L001, {error}, Osei, PSW 2026")
    assert [str(problem) for problem in result.problems] == [
        f"row 2, first_name: “{error.strip()}”; expected a value; {MEND}"
    ]
    assert facts.read(store.connection, StoredLeader) == []


def test_every_column_refuses_it_and_a_column_that_is_left_alone_does_not(store: Store, bring: Import) -> None:
    result = bring(
        "roster",
        "reference, first_name, last_name, cohort, organisation, phone, offer_accepted_on, state, share",
        "#REF!, #N/A, #NAME?, #VALUE!, #N/A, #NULL!, #NUM!, #DIV/0!, #DIV/0!",
    )
    refused = [problem.column for problem in result.problems if MEND in problem.expected]
    assert refused == [
        "reference",
        "first_name",
        "last_name",
        "cohort",
        "organisation",
        "phone",
        "offer_accepted_on",
        "state",
    ]
    assert bring("roster", "reference, first_name, last_name, cohort, share", "L1, A, B, PSW 2026, #N/A").created


def test_an_error_cell_of_a_workbook_is_refused(store: Store, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["reference", "first_name", "last_name", "cohort"])
    sheet.append(["L001", "Amara", "#REF!", "PSW 2026"])
    assert sheet["C2"].data_type == "e"
    workbook.save(tmp_path / "r.xlsx")
    result = import_table(store, "roster", tmp_path / "r.xlsx")
    assert [(problem.row, problem.column) for problem in result.problems] == [(2, "last_name")]


def test_modules_refuse_it_in_each_column(filled: Store, tmp_path: Path) -> None:
    rows = [["Email", "Module", "Completed"], ["#REF!", "Reading", "#N/A"], ["L001", "#NAME?", ""]]
    result = import_modules(filled, write_csv(tmp_path / "m.csv", rows))
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (2, "leader"),
        (2, "completed_on"),
        (3, "session"),
    ]


def test_a_sheet_of_ticks_refuses_it_for_a_tick_or_a_leader_and_not_in_its_sums(filled: Store, tmp_path: Path) -> None:
    rows = [["Name", "Share", "W01", "Away"], ["Amara Osei", "#DIV/0!", "✓", ""], ["Sum", "", "#DIV/0!", ""]]
    assert import_wide(filled, write_csv(tmp_path / "w.csv", rows)).created == 1
    wrong = [*rows, ["Dewi Khan", "", "#REF!", ""], ["#N/A", "", "✓", ""]]
    result = import_wide(filled, write_csv(tmp_path / "w.csv", wrong))
    assert [(problem.row, problem.column, problem.value) for problem in result.problems] == [
        (4, "W01", "#REF!"),
        (5, "Name", "#N/A"),
    ]


def test_a_report_refuses_it_as_a_person(filled: Store, tmp_path: Path) -> None:
    session = registers.register(filled, "W01", filled.today).session
    rows = [
        ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest"],
        ["#REF!", "a@example.org", "11/12/2026 09:58:00 AM", "11/12/2026 12:00:00 PM", "120", "No"],
    ]
    with pytest.raises(WrongReport, match=r"r.csv, row 2, name: “#REF!” is an error that a spreadsheet shows"):
        read_report(write_csv(tmp_path / "r.csv", rows), session)


def test_an_answer_of_a_form_is_left_with_the_reason(filled: Store, tmp_path: Path) -> None:
    record_marks.mark(filled, "W01", ["L001"], MarkValue.ABSENT)
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?"]
    answers = [["1", "1/25/27 18:01", "1/25/27 18:01", "anonymous", who, "W01"] for who in ("#REF!", "Amara Osei")]
    result = import_catch_up(filled, write_csv(tmp_path / "f.csv", [head, *answers]))
    assert [(line.row, line.name) for line in result.left] == [(2, "#REF!")]
    assert len(result.received) == 1


def test_a_rating_that_could_not_be_looked_up_is_not_one_that_was_not_considered() -> None:
    words = ("focus for development", "developing", "effective", "strength")
    with pytest.raises(BadValue, match="an error that the spreadsheet shows"):
        to_rating("#N/A", words)
    assert to_rating("n/a", words) is None
