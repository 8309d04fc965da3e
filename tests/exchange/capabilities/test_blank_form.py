"""The blank form: what is in it, and that it comes back as the same round from whatever program filled it in."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from psw_tui.exchange.capabilities.blank_form import HEADINGS, capability_form, form_for
from psw_tui.exchange.capabilities.form_words import LABELS
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused
from tests.exchange.capabilities.form_files import NAMES, SUBS, fill, rounds

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store

RATINGS = {sub: place % 4 + 1 for place, sub in enumerate(SUBS)}
FOCUS = dict.fromkeys(SUBS[3:8], "yes")
DAY = date(2027, 1, 5)


@pytest.fixture
def form(filled: Store, tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_for(filled, "L001"))
    return path


def taken(store: Store, path: Path, **options: Any) -> ImportResult:
    return import_table(store, "capabilities", path, **options)


def as_filled() -> dict[str, tuple[int | None, bool]]:
    return {sub: (rating, sub in FOCUS) for sub, rating in RATINGS.items()}


def test_a_form_filled_in_comes_back_as_the_same_round_once(filled: Store, form: Path) -> None:
    fill(form, {"round_on": DAY}, RATINGS, FOCUS)
    result = taken(filled, form, dry_run=True)
    assert (result.created, result.problems, result.notes) == (
        26,
        [],
        ["A form of Amara Osei (L001), Tue 5 Jan 2027: 26 rated."],
    )
    assert rounds(filled) == {}
    taken(filled, form)
    assert rounds(filled) == {("2027-01-05", "baseline"): as_filled()}
    before = len(history.entries(filled))
    again = taken(filled, form)
    assert (again.unchanged, again.change, len(history.entries(filled))) == (26, None, before)
    undo.undo(filled)
    assert rounds(filled) == {}


def test_what_is_blank_is_not_considered_and_a_blank_later_clears(filled: Store, form: Path) -> None:
    fill(form, {"round_on": "05/01/2027"}, {SUBS[0]: 3, SUBS[1]: "2 developing"}, {SUBS[2]: "yes"})
    result = taken(filled, form)
    assert (result.created, result.gaps) == (3, [])
    assert rounds(filled) == {
        ("2027-01-05", "baseline"): {SUBS[0]: (3, False), SUBS[1]: (2, False), SUBS[2]: (None, True)}
    }
    fill(form, {}, {SUBS[1]: None}, {SUBS[2]: None})
    assert taken(filled, form).changed == 2
    assert rounds(filled)["2027-01-05", "baseline"][SUBS[1]] == (None, False)


def test_bad_cells_are_all_told_and_nothing_is_written(filled: Store, form: Path) -> None:
    fill(
        form,
        {"round_on": "5/1/27", "leader": "L999", "name": "", "round": "midway"},
        {SUBS[0]: 5, SUBS[1]: "3 strength", SUBS[2]: 3},
        {SUBS[0]: "maybe"},
    )
    problems = taken(filled, form).problems
    assert [(problem.row, problem.column, problem.value) for problem in problems] == [
        (4, "Your reference or e-mail", "L999"),
        (5, "Date", "5/1/27"),
        (6, "Baseline or review", "midway"),
        (9, "rating", "5"),
        (9, "focus", "maybe"),
        (10, "rating", "3 strength"),
    ]
    assert "1 to 4, or focus for development, developing, effective, strength" in problems[3].expected
    assert rounds(filled) == {}
    fill(form, {"round_on": date(2027, 2, 2), "leader": "L001", "round": "review"}, RATINGS, {SUBS[0]: ""})
    assert [problem.expected for problem in taken(filled, form).problems] == ["a day that has come"]


def test_more_focus_areas_than_the_limit_are_refused(filled: Store, form: Path) -> None:
    fill(form, {"round_on": DAY}, RATINGS, dict.fromkeys(SUBS[:6], "yes"))
    (problem,) = taken(filled, form).problems
    assert "at most 5 focus areas a round (local setting); this round has 6" in problem.expected


def stripped(path: Path, target: Path) -> Path:
    """The cells alone, as a program that knows nothing of forms saves them, two rows lower."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    source = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert source is not None
    for number, row in enumerate(source.iter_rows(values_only=True), 3):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    workbook.save(target)
    return target


def as_csv(path: Path, target: Path) -> Path:
    source = openpyxl.load_workbook(path).active
    assert source is not None
    text = io.StringIO(newline="")
    for row in source.iter_rows(values_only=True):
        csv.writer(text, delimiter=";").writerow("" if cell is None else cell for cell in row)
    target.write_bytes(text.getvalue().encode("utf-8-sig"))
    return target


@pytest.mark.parametrize(("save", "ending"), [(stripped, "xlsx"), (as_csv, "csv")])
def test_saved_by_another_program_it_still_reads(
    filled: Store, form: Path, tmp_path: Path, save: Any, ending: str
) -> None:
    fill(form, {"round_on": "5 Jan 2027"}, RATINGS, FOCUS)
    assert taken(filled, save(form, tmp_path / f"other.{ending}")).problems == []
    assert rounds(filled) == {("2027-01-05", "baseline"): as_filled()}


def test_odd_letters_and_formulas_stay_text(filled: Store, tmp_path: Path) -> None:
    name = '=HYPERLINK("x") Ｏsei-Ñandú 李 🌱'
    path = tmp_path / "form.xlsx"
    path.write_bytes(capability_form(filled.programmes["psw"], name=name, reference="L001"))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].quotePrefix) == (name, "s", True)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    fill(path, {"round_on": DAY, "name": "Zoë ’n’ 李"}, {SUBS[0]: 4}, {})
    assert taken(filled, path).created == 1


def test_who_it_is_may_be_an_address_or_a_name(filled: Store, form: Path) -> None:
    fill(form, {"round_on": DAY, "leader": "AMARA@example.org", "name": ""}, {SUBS[0]: 4}, {})
    assert taken(filled, form).created == 1
    fill(form, {"leader": "", "name": "Khan, Dewi"}, {}, {})
    assert taken(filled, form).created == 1
    assert list(rounds(filled, "L002")) == [("2027-01-05", "baseline")]
    fill(form, {"leader": "L001", "name": "Dewi Khan"}, {}, {})
    (problem,) = taken(filled, form).problems
    assert "the reference is Amara Osei's and the name or e-mail address another's" in problem.expected
    fill(form, {"leader": "L999", "name": "Dewi Khan"}, {}, {})
    (problem,) = taken(filled, form).problems
    assert "no leader has that reference; perhaps L002" in problem.expected


def test_one_for_a_leader_says_who_and_which_round_is_due(filled: Store, form: Path) -> None:
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    assert sheet is not None
    assert [sheet.cell(row, 1).value for row in range(3, 7)] == list(LABELS.values())
    assert [sheet.cell(row, 2).value for row in range(3, 7)] == ["Amara Osei", "L001", None, "baseline"]
    change_rounds.new_round(filled, "L001", date(2027, 1, 5), RoundKind.BASELINE)
    later = openpyxl.load_workbook(io.BytesIO(form_for(filled, "L001"))).active
    assert later is not None
    assert later["B6"].value == "review"
    with pytest.raises(Refused, match="There is no leader L9"):
        form_for(filled, "L9")


def test_it_can_be_filled_in_where_it_should_and_prints_on_a4(filled: Store, form: Path) -> None:
    sheet = openpyxl.load_workbook(form).active
    assert sheet is not None
    assert [cell.value for cell in sheet[7]] == list(HEADINGS)
    names = [sheet.cell(row, 1).value for row in range(8, sheet.max_row + 1)]
    assert [name for name in names if name in NAMES] == NAMES
    open_ones = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    rated = [row for row in range(8, sheet.max_row + 1) if sheet.cell(row, 1).value in NAMES]
    assert open_ones == {"B5", "B6"} | {f"{letter}{row}" for letter in "DE" for row in rated}
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert {validation.formula1 for validation in sheet.data_validations.dataValidation} == {
        '"1,2,3,4"',
        '"yes"',
        '"baseline,review"',
    }
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.freeze_panes) == ("landscape", 9, "B8")
    assert "local setting" in str(sheet["A2"].value)


def test_a_blank_form_and_two_in_one_file_are_refused(filled: Store, form: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a blank form: nothing in it is rated"):
        taken(filled, form)
    workbook = openpyxl.load_workbook(form)
    assert workbook.active is not None
    workbook.copy_worksheet(workbook.active)
    workbook.save(form)
    with pytest.raises(UnreadableFile, match="holds 2 forms"):
        taken(filled, form)
    fill(form, {}, {}, {})


def test_a_name_that_was_changed_and_one_that_stands_twice_are_problems(filled: Store, form: Path) -> None:
    fill(form, {"round_on": DAY}, RATINGS, {})
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    assert sheet is not None
    sheet["A9"], sheet["A10"] = "Something else", "  2.4) curiosity of  BIASES &\nprejudices "
    workbook.save(form)
    assert [(problem.row, problem.column) for problem in taken(filled, form).problems] == [
        (9, "Sub-capability"),
        (11, "leader and round_on and sub_capability"),
    ]
