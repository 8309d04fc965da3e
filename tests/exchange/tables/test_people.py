"""One person under two references is asked about; what a roster leaves out is supplied and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.import_table import import_table
from psw_tui.store.roster import change_cohorts, leaders
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store

_HEADINGS = ["reference", "first_name", "last_name", "email", "organisation", "cohort"]
_ONE = ["N1", "Ada", "Ash", "ada@x.uk", "Kent", "PSW 2026"]


def roster(store: Store, *rows: Sequence[str], headings: Sequence[str] = _HEADINGS, **options: object) -> ImportResult:
    path = write_csv(store.path.parent / "people.csv", [headings, *rows])
    return import_table(store, "roster", path, **options)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------- one person under two references


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (["N2", "Ada", "Ash", "ADA@x.uk", "", "PSW 2026"], "the same e-mail address (ada@x.uk)"),
        (["N2", "Adelaide", "Ash-Grey", "Ada <ada@x.uk>", "", "PSW 2026"], "the same e-mail address (ada@x.uk)"),
        (["N2", "ADA", "ASH", "", "Kent", "PSW 2025"], "the same name and organisation (Ada Ash)"),
        (["N2", "Ada", "Ash", "ash@y.uk", "KENT", "PSW 2026"], "the same name and organisation (Ada Ash)"),
        (["N2", "Ada", "Ash", "", "", "PSW 2026"], "the same name (Ada Ash), and nothing tells them apart"),
    ],
)
def test_one_person_under_two_references_is_asked_about(store: Store, other: list[str], why: str) -> None:
    """Within the file, and against the store."""
    said = f"have {why}: one person twice? Then no report can tell which of them was there."
    both = roster(store, _ONE, other, dry_run=True)
    assert both.created == 2
    assert f"N1 (row 2), N2 (row 3) {said}" in both.warnings
    assert both.how is not None
    assert both.how.alike == [f"N1 (row 2), N2 (row 3) {said}"]
    roster(store, _ONE)
    later = roster(store, other, dry_run=True)
    assert f"N1 (recorded), N2 (row 2) {said}" in later.warnings


@pytest.mark.parametrize(
    "other",
    [
        ["N2", "Ada", "Ash", "ash@york.uk", "York", "PSW 2026"],
        ["N2", "Bo", "Ash", "bo@x.uk", "Kent", "PSW 2026"],
        ["N2", "Bo", "Birch", "", "", "PSW 2026"],
    ],
)
def test_two_people_are_not_asked_about(store: Store, other: list[str]) -> None:
    assert roster(store, _ONE, other, dry_run=True).warnings == []


def test_who_was_asked_about_once_is_not_asked_about_again(store: Store) -> None:
    twice = [_ONE, ["N2", *_ONE[1:]]]
    assert len(roster(store, *twice).warnings) == 1
    assert roster(store, *twice).warnings == []


def test_many_of_one_name_are_one_question(store: Store) -> None:
    rows = [[f"N{n}", "Ada", "Ash", "", "", "PSW 2026"] for n in range(40)]
    (warning,) = roster(store, *rows, dry_run=True).warnings
    assert "N4 (row 6) and 35 more have the same name" in warning


# ------------------------------------------------------------------------------------------ what a roster may leave out

_NAMES = ["First name", "Surname", "Email address"]
_PEOPLE = [["Cy", "Cedar", "cy@x.uk"], ["Di", "Dale", "di@x.uk"]]


def close_old(store: Store) -> None:
    change_cohorts.close(store, "PSW 2025")


def test_the_open_cohort_and_the_next_free_references_are_taken_and_shown(filled: Store) -> None:
    close_old(filled)
    result = roster(filled, *_PEOPLE, headings=_NAMES)
    assert (result.created, result.problems) == (2, [])
    assert result.how is not None
    assert result.how.taken == [
        "There is no column reference: the next free ones are taken (L004, L005).",
        "There is no column cohort: 2 new leaders in PSW 2026.",
    ]
    assert result.notes == result.how.taken
    assert [row.values["reference"] for row in result.how.first_rows] == ["L004", "L005"]
    assert [row.values["cohort"] for row in result.how.first_rows] == ["PSW 2026", "PSW 2026"]
    assert {row.reference for row in leaders.every(filled)} >= {"L004", "L005"}


def test_the_same_file_without_references_again_changes_nothing(filled: Store) -> None:
    close_old(filled)
    people = [*_PEOPLE, ["Sam", "Jones", ""], ["Sam", "Jones", ""]]
    assert roster(filled, *people, headings=_NAMES).created == 4
    again = roster(filled, *people, headings=_NAMES)
    assert (again.created, again.changed, again.unchanged, again.change) == (0, 0, 4, None)
    assert again.notes == ["There is no column reference: 4 rows are leaders on record already, by name and address."]


def test_where_several_cohorts_are_open_one_has_to_be_named(filled: Store) -> None:
    refused = roster(filled, *_PEOPLE, headings=_NAMES)
    assert [str(problem) for problem in refused.problems] == [
        "row 1, cohort: nothing there; expected a column cohort, or the cohort named with --cohort (PSW 2025, PSW 2026)"
    ]
    assert refused.how is not None
    assert refused.how.cohorts == ["PSW 2025", "PSW 2026"]
    wrong = roster(filled, *_PEOPLE, headings=_NAMES, cohort="PSW 2062")
    assert [problem.value for problem in wrong.problems] == ["PSW 2062"]
    assert roster(filled, *_PEOPLE, headings=_NAMES, cohort="PSW 2025").created == 2


def test_a_cohort_named_beside_a_column_that_says_another_is_refused(filled: Store) -> None:
    headings = [*_NAMES, "cohort"]
    rows = [[*_PEOPLE[0], "PSW 2026"], [*_PEOPLE[1], "PSW 2025"]]
    [problem] = roster(filled, *rows, headings=headings, cohort="PSW 2026").problems
    assert (problem.row, problem.column, problem.value) == (3, "cohort", "PSW 2025")
    assert "PSW 2026, which --cohort names; the file has a column for it" in problem.expected
    assert roster(filled, rows[0], headings=headings, cohort="PSW 2026").created == 1
    assert roster(filled, rows[1], headings=headings).created == 1


def test_leaders_on_record_need_no_cohort_and_stay_in_theirs(filled: Store) -> None:
    result = roster(filled, ["L003", "Beth", "Jones", "beth@x.uk"], headings=["reference", *_NAMES])
    assert (result.changed, result.problems) == (1, [])


@pytest.mark.parametrize(
    ("recorded", "next_ones"),
    [
        (["A-07", "A-9", "X1"], "A-10, A-11"),
        (["26/0998", "26/0999"], "26/1000, 26/1001"),
        (["ada", "bo"], "L001, L002"),
        (["L1", "L2", "L3"], "L4, L5"),
    ],
)
def test_references_go_on_as_they_are(store: Store, recorded: list[str], next_ones: str) -> None:
    rows = [[reference, f"Bo{n}", "Birch", "PSW 2025"] for n, reference in enumerate(recorded)]
    roster(store, *rows, headings=["reference", "first_name", "last_name", "cohort"])
    close_old(store)
    result = roster(store, *_PEOPLE, headings=_NAMES, dry_run=True)
    assert f"the next free ones are taken ({next_ones})." in result.notes[0]


def test_who_can_not_be_told_without_a_reference_is_refused_by_row(filled: Store) -> None:
    close_old(filled)
    roster(
        filled,
        ["S1", "Sam", "Jones", "PSW 2026"],
        ["S2", "Sam", "Jones", "PSW 2026"],
        headings=[*_HEADINGS[:3], "cohort"],
    )
    result = roster(filled, ["Sam", "Jones", ""], *_PEOPLE, headings=_NAMES)
    assert [(problem.row, problem.column) for problem in result.problems] == [(2, "reference")]
    assert result.problems[0].expected.endswith("who of the name is S1 or S2")


def test_who_comes_again_in_another_cohort_has_a_new_reference_and_is_asked_about(filled: Store) -> None:
    close_old(filled)
    old = ["Amara", "Osei", "amara@example.org", "PSW 2025"]
    result = roster(filled, old, headings=[*_NAMES, "cohort"], dry_run=True)
    assert result.created == 1
    assert [warning for warning in result.warnings if "L001 (recorded), L004 (row 2)" in warning]


# ------------------------------------------------------------------------- a slip of a coach's or organisation's name


_COACHED = ["reference", "first_name", "last_name", "organisation", "cohort", "coach", "coach_email"]


def _coached(store: Store, *named: tuple[str, str, str]) -> ImportResult:
    rows = [
        [f"N{n}", f"Ada{n}", f"Ash{n}", organisation, "PSW 2026", coach, email]
        for n, (organisation, coach, email) in enumerate(named, 1)
    ]
    return roster(store, *rows, headings=_COACHED, dry_run=True)


@pytest.fixture
def coached(store: Store) -> Store:
    row = ["N0", "Bo", "Birch", "Kent County Council", "PSW 2026", "J. Mensah", "jm@x.uk"]
    assert roster(store, row, headings=_COACHED).created == 1
    return store


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (("Kent County Council", "J. Mensa", ""), ["new coach: J. Mensa (J. Mensah is on record)"]),
        (("", "Jay Mensah", ""), ["new coach: Jay Mensah (J. Mensah is on record)"]),
        (("", "J. Mensah", "other@x.uk"), ["new coach: J. Mensah <other@x.uk> (J. Mensah is on record)"]),
        (("Kent C.C.", "", ""), ["new organisation: Kent C.C. (Kent County Council is on record)"]),
        (("kent county council", "", ""), ["new organisation: kent county council (Kent County Council is on record)"]),
        (("Surrey", "Sam Lee", ""), ["new coach: Sam Lee", "new organisation: Surrey"]),
        (("Kent County Council", "j. mensah", ""), []),
        (("", "", ""), []),
    ],
)
def test_a_new_coach_or_organisation_is_said_with_the_one_on_record_of_a_like_name(
    coached: Store, named: tuple[str, str, str], said: list[str]
) -> None:
    """It may be a slip, which would stand for ever; the row is taken all the same."""
    result = _coached(coached, named)
    assert result.warnings == said
    assert result.created == 1


def test_new_names_are_said_once_and_those_that_are_near_none_in_a_line(coached: Store) -> None:
    rows = [("Surrey", "R. Cole", ""), ("Éire", "P. Lind", ""), ("Surrey", "R. Cole", ""), ("Ken", "P. Lind", "")]
    assert _coached(coached, *rows).warnings == [
        "new coaches: P. Lind, R. Cole",
        "new organisation: Ken (Kent County Council is on record)",
        "new organisations: Éire, Surrey",
    ]


def test_the_first_names_of_a_file_are_all_new_and_not_said(store: Store) -> None:
    assert roster(store, _ONE, ["N2", "Bo", "Birch", "", "Surrey", "PSW 2026"], dry_run=True).warnings == []


def test_a_new_coach_of_a_table_of_bookings_is_said_too(coached: Store) -> None:
    rows = [["leader", "starts_at", "coach"], ["N0", "2026-11-12 10:00", "J. Mensa"]]
    result = import_table(coached, "coaching", write_csv(coached.path.parent / "bookings.csv", rows), dry_run=True)
    assert result.warnings == ["new coach: J. Mensa (J. Mensah is on record)"]
