"""Exports of online forms: every layout that people get, who is whom, and what is listed and left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.capabilities.form_answers import LeadersOfForm
from psw_tui.exchange.capabilities.form_words import named_in, to_rating
from psw_tui.exchange.capabilities.forms_in import FileLayout, layout
from psw_tui.exchange.files.cell_values import BadValue
from psw_tui.exchange.files.reading import peek_grids
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused
from tests.exchange.capabilities.form_files import FORM_HEAD, NAMES, SUBS, rounds
from tests.exchange.table_files import write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.exchange.tables.result import ImportResult
    from psw_tui.store.core.store import Store

WORDS = ("focus for development", "developing", "effective", "strength")
MOMENT = datetime(2027, 1, 5, 9, 20)  # noqa: DTZ001 - a workbook's times have no zone
RATED = [place % 4 + 1 for place in range(26)]
AMARA = ["1", "1/5/27 9:00:10", "1/5/27 9:20:45", "amara@example.org", "Amara Osei"]


def taken(store: Store, path: Path, **options: Any) -> ImportResult:
    return import_table(store, "capabilities", path, **options)


def bring_in(store: Store, tmp_path: Path, *rows: list[Any], **options: Any) -> ImportResult:
    return taken(store, write_csv(tmp_path / "answers.csv", list(rows)), **options)


def said(rating: int) -> str:
    return f"{rating} - {WORDS[rating - 1]}"


LAYOUTS: dict[str, Callable[[Path], Path]] = {
    "csv, names as they are": lambda p: write_csv(p, [FORM_HEAD + NAMES, AMARA + list(map(str, RATED))]),
    "numbered, line breaks and odd blanks": lambda p: write_csv(
        p,
        [
            FORM_HEAD
            + [f"{place}.\u00a0{name.replace(' ', chr(10), 1).upper()}\u200b  " for place, name in enumerate(NAMES, 1)],
            AMARA + list(map(said, RATED)),
        ],
        "utf-8-sig",
    ),
    "in the form's own words, windows": lambda p: write_csv(
        p,
        [
            FORM_HEAD + [f"2.{n}) {name} – how do you rate yourself?" for n, name in enumerate(NAMES)],
            AMARA + [WORDS[rating - 1].capitalize() for rating in RATED],
        ],
        "cp1252",
    ),
    "xlsx with real dates and numbers": lambda p: write_xlsx(
        p, [["Id", *FORM_HEAD[1:], "Last modified time", *NAMES], [1, MOMENT, MOMENT, *AMARA[3:], None, *RATED]]
    ),
    "anonymous, with a reference asked for": lambda p: write_csv(
        p, [[*FORM_HEAD, "Your PSW reference", *NAMES], [*AMARA[:3], "anonymous", "", "l001", *map(str, RATED)]]
    ),
    "google, a grid question": lambda p: write_csv(
        p,
        [
            [
                "Timestamp",
                "Email Address",
                *(f"How do you see yourself? [{name.replace('&', 'and')}]" for name in NAMES),
            ],
            ["2027-01-05 09:20:45", "Amara@example.org", *(f"{WORDS[r - 1]} ({r})" for r in RATED)],
        ],
    ),
    "with points and comments": lambda p: write_xlsx(
        p,
        [
            [*FORM_HEAD, *(heading for name in NAMES for heading in (f"{name}?", f"Why? ({name})"))],
            [*AMARA, *(cell for rating in RATED for cell in (rating, "I asked my team"))],
        ],
    ),
    "the name in a question, semicolons, utf-16": lambda p: write_csv(
        p,
        [
            ["ID", "Completion time", "Email", "Name", "What is your name?", *NAMES],
            ["1", "1/5/27 9:20:45", "anonymous", "Anonymous", "Osei, Amara", *map(said, RATED)],
        ],
        "utf-16",
    ),
    "reference and time alone": lambda p: write_csv(
        p, [["Completion time", "Leader reference", *NAMES], ["2027-01-05 09:20", "L001", *map(str, RATED)]]
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_round(filled: Store, tmp_path: Path, name: str) -> None:
    path = LAYOUTS[name](tmp_path / "answers")
    assert layout(peek_grids(path)) is FileLayout.ANSWERS
    result = taken(filled, path)
    assert (result.problems, result.created) == ([], 26)
    assert rounds(filled) == {
        ("2027-01-05", "baseline"): {sub: (rating, False) for sub, rating in zip(SUBS, RATED, strict=True)}
    }
    assert taken(filled, path).change is None
    undo.undo(filled)
    assert rounds(filled) == {}


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        ("3", 3),
        ("3.0", 3),
        ("3 - effective", 3),
        ("Effective", 3),
        ("effective (3)", 3),
        ("4: I do this daily", 4),
        (" 2\u00a0– Developing ", 2),
        ("", None),
        ("-", None),
        ("Not considered", None),
        ("N/A", None),
        ("effective: I try", 3),
        ("３", 3),
    ],
)
def test_a_rating_as_people_write_it(cell: str, rating: int | None) -> None:
    assert to_rating(cell, WORDS) == rating


@pytest.mark.parametrize(
    "cell", ["5", "0", "-3", "2.5", "2 or 3", "3 - strength", "not effective", "good", "1-2", "✓", "about 3"]
)
def test_what_could_mean_another_rating_is_refused(cell: str) -> None:
    with pytest.raises(BadValue):
        to_rating(cell, WORDS)


def test_no_name_stands_in_another() -> None:
    assert [named_in(name) for name in NAMES] == [[sub] for sub in SUBS]


def test_a_wrong_answer_is_told_with_its_question_and_nothing_is_written(filled: Store, tmp_path: Path) -> None:
    wrong = [*AMARA, "7", "3 strength", *map(str, RATED[2:])]
    result = bring_in(filled, tmp_path, FORM_HEAD + NAMES, wrong)
    assert [(problem.row, problem.column, problem.value) for problem in result.problems] == [
        (2, NAMES[0], "7"),
        (2, NAMES[1], "3 strength"),
    ]
    assert rounds(filled) == {}


def test_several_leaders_and_days_and_whoever_is_not_certain_is_listed(filled: Store, tmp_path: Path) -> None:
    answers = list(map(str, RATED))
    result = bring_in(
        filled,
        tmp_path,
        FORM_HEAD + NAMES,
        AMARA + answers,
        ["2", "", "1/12/27 10:00", "anonymous", "Dewi Khan", *answers],
        ["3", "", "1/12/27 10:05", "amara@example.org", "", *answers],
        ["4", "", "1/12/27 10:06", "anonymous", "Amira Osey", *answers],
        ["5", "", "1/12/27 10:07", "anonymous", "", *answers],
        ["6", "", "1/13/27 10:08", "beth@elsewhere.org", "Beth Jones", *[""] * 26],
    )
    assert (result.created, result.problems) == (78, [])
    assert list(rounds(filled)) == [("2027-01-05", "baseline"), ("2027-01-12", "review")]
    assert list(rounds(filled, "L002")) == [("2027-01-12", "baseline")]
    assert result.warnings == [
        "Row 5: Amira Osey is left out: not certain to be one of the roster; perhaps L001.",
        "Row 6: nobody named is left out: not certain to be one of the roster.",
        "Row 7: Beth Jones answered nothing; left out.",
    ]
    assert "Amira Osey" in result.named  # to be masked on the screen, as whoever is on record
    assert result.notes[:2] == [
        "A form's export: 6 answers, 26 of 26 sub-capabilities.",
        "Row 2: Amara Osei (L001), Tue 5 Jan 2027: 26 rated.",
    ]


def test_of_two_answers_on_one_day_the_later_counts_wherever_it_stands(filled: Store, tmp_path: Path) -> None:
    later = [*AMARA[:2], "1/5/27 16:00", *AMARA[3:], *["4"] * 26]
    result = bring_in(filled, tmp_path, FORM_HEAD + NAMES, later, AMARA + list(map(str, RATED)))
    assert result.warnings == ["Row 3: Amara Osei answered again on Tue 5 Jan 2027; the later one (row 2) counts."]
    assert set(rounds(filled)["2027-01-05", "baseline"].values()) == {(4, False)}


def test_focus_areas_in_one_question_or_beside_each_rating(filled: Store, tmp_path: Path) -> None:
    listed = f"{NAMES[7]};{NAMES[0].replace('&', 'and')};Sleep;"
    result = bring_in(
        filled, tmp_path, [*FORM_HEAD, *NAMES, "Which areas will you focus on?"], [*AMARA, *map(str, RATED), listed]
    )
    assert "Row 2: the focus area “Sleep” is not a sub-capability; left out." in result.warnings
    ratings = rounds(filled)["2027-01-05", "baseline"]
    assert {sub for sub, (_, focus) in ratings.items() if focus} == {SUBS[0], SUBS[7]}
    # A form without the question leaves them as they are; one that asks beside each rating changes them.
    assert bring_in(filled, tmp_path, FORM_HEAD + NAMES, AMARA + list(map(str, RATED))).change is None
    beside = [heading for name in NAMES for heading in (name, f"{name}: a focus?")]
    cells = [cell for n, rating in enumerate(RATED) for cell in (str(rating), "Yes" if n == 1 else "No")]
    assert bring_in(filled, tmp_path, FORM_HEAD + beside, AMARA + cells).changed == 3
    ratings = rounds(filled)["2027-01-05", "baseline"]
    assert [sub for sub, (_, focus) in ratings.items() if focus] == [SUBS[1]]


def test_too_many_focus_areas_are_a_problem_of_the_row(filled: Store, tmp_path: Path) -> None:
    result = bring_in(
        filled, tmp_path, [*FORM_HEAD, *NAMES, "Focus areas"], [*AMARA, *map(str, RATED), ";".join(NAMES[:6])]
    )
    assert [(problem.row, problem.column) for problem in result.problems] == [(2, "focus")]


def test_questions_that_name_nothing_or_too_much_are_listed_and_left(filled: Store, tmp_path: Path) -> None:
    head = [*FORM_HEAD, *NAMES[:24], f"{NAMES[24]} and {NAMES[25]}", "How was your summer?", f"Rate {NAMES[3]}"]
    result = bring_in(filled, tmp_path, head, [*AMARA, *map(str, RATED[:24]), "3", "fine", "1"])
    assert (result.created, result.problems) == (24, [])
    told = " ".join(result.warnings)
    assert "names 2 sub-capabilities: “Capacity for positive interactions and Capacity" in told
    assert "they name no sub-capability: “How was your summer?”" in told
    assert f"is not the rating of {NAMES[3]}: “Rate {NAMES[3]}”" in told
    assert f"Not asked for, and left as they are: {NAMES[24]}, {NAMES[25]}." in told
    assert rounds(filled)["2027-01-05", "baseline"][SUBS[3]] == (RATED[3], False)


def test_two_questions_that_are_alike_are_both_left(filled: Store, tmp_path: Path) -> None:
    head = [*FORM_HEAD, *NAMES[1:], f"A. {NAMES[0]} now", f"B. {NAMES[0]} in a year"]
    result = bring_in(filled, tmp_path, head, [*AMARA, *map(str, RATED[1:]), "3", "4"])
    assert f"is not the only one to ask for {NAMES[0]}" in " ".join(result.warnings)
    assert SUBS[0] not in rounds(filled)["2027-01-05", "baseline"]


def test_fewer_than_half_is_no_such_form_and_nobody_known_is_refused(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="only 12 of the 26 sub-capabilities"):
        bring_in(filled, tmp_path, FORM_HEAD + NAMES[:12], AMARA + list(map(str, RATED[:12])))
    with pytest.raises(Refused, match="nobody in it is certain to be on the roster") as refused:
        bring_in(filled, tmp_path, FORM_HEAD + NAMES, [*AMARA[:3], "z@x.org", "Zed Zed", *map(str, RATED)])
    assert refused.value.named == {"Zed Zed"}
    with pytest.raises(Refused, match="has no answers in it yet"):
        bring_in(filled, tmp_path, FORM_HEAD + NAMES)
    with pytest.raises(UnreadableFile, match="doesn't say when it was answered"):
        bring_in(filled, tmp_path, ["Name", *NAMES], ["Amara Osei", *map(str, RATED)])


def test_a_day_to_come_is_refused_and_an_unclear_one_told(filled: Store, tmp_path: Path) -> None:
    answers = list(map(str, RATED))
    result = bring_in(filled, tmp_path, FORM_HEAD + NAMES, [*AMARA[:2], "2027-03-01 09:00", *AMARA[3:], *answers])
    assert [(problem.row, problem.column) for problem in result.problems] == [(2, "completion time")]
    result = bring_in(filled, tmp_path, FORM_HEAD + NAMES, [*AMARA[:2], "05/11/2026 09:00", *AMARA[3:], *answers])
    assert "read as Thu 5 Nov 2026" in result.warnings[-1]


def test_our_own_table_is_still_our_own_table(filled: Store, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "t.csv", [["Leader", "Date", "Sub-capability", "Rating"], ["L001", "2027-01-05", NAMES[0], "3"]]
    )
    assert layout(peek_grids(path)) is FileLayout.TABLE
    assert taken(filled, path).created == 1
    other = write_csv(tmp_path / "o.csv", [["Sub-capability", "Rating"], [NAMES[0], "3"]])
    assert layout(peek_grids(other)) is None
    assert [problem.column for problem in taken(filled, other).problems] == ["leader and round_on"]


def test_a_name_that_passes_for_a_rating_is_nobody(filled: Store, tmp_path: Path) -> None:
    answers = [WORDS[0]] * 26
    result = bring_in(
        filled, tmp_path, [*FORM_HEAD, "Who are you?", *NAMES], [*AMARA[:3], "anonymous", "", "Amara Osei", *answers]
    )
    assert result.created == 26


def test_a_reference_stands_beside_a_name_that_is_only_like_anothers(filled: Store) -> None:
    people = LeadersOfForm(filled)
    assert people.find(2, "L001", "", "Dew") == ("L001", "")
    assert people.find(2, "L001", "", "Dewi Khan")[0] is None
