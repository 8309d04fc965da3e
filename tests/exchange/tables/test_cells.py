"""Cells of the tables as they come: what is blank, what is taken apart, what a column's other cells settle."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.files.sheet import Sheet, SheetRow
from psw_tui.exchange.tables.checking import Checked, check_table
from psw_tui.policy.terms import Explanation

if TYPE_CHECKING:
    from collections.abc import Sequence

_GOOD: dict[str, dict[str, Any]] = {
    "roster": {"reference": "L{n}", "first_name": "Ada", "last_name": "Ash", "cohort": "PSW 2026"},
    "sessions": {
        "reference": "W{n}",
        "cohort": "PSW 2026",
        "kind": "workshop",
        "title": "T",
        "starts_at": "2026-10-06 09:00",
        "ends_at": "2026-10-06 12:00",
    },
    "marks": {"session": "W1", "leader": "L{n}", "mark": "present"},
    "coaching": {"leader": "L{n}", "starts_at": "2026-10-06 09:00"},
    "capabilities": {"leader": "L{n}", "round_on": "2026-10-06", "sub_capability": "curiosity.self"},
}


def column(kind: str, name: str, cells: Sequence[Any]) -> Checked:
    """A table of a kind with these cells in one of its columns, all else good."""
    good = _GOOD[kind] | {name: None}
    rows = []
    for number, cell in enumerate(cells, 2):
        values = [cell if key == name else value.format(n=number) for key, value in good.items()]
        rows.append(SheetRow(number, values))
    return check_table(kind, Sheet(list(good), rows))


def values(checked: Checked, name: str) -> list[Any]:
    assert checked.problems == []
    return [row.values[name] for row in checked.rows]


_DAYS = ["31-Aug-26", "31.08.2026", "31 August 2026", "31/8/2026", "2026-08-31 00:00:00", "46265", date(2026, 8, 31)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("roster", "offer_accepted_on"),
        ("marks", "catch_up_due_on"),
        ("capabilities", "round_on"),
        ("roster", "paused_to"),
    ],
)
def test_days_are_read_in_every_table_and_an_excel_number_is_said(kind: str, name: str) -> None:
    checked = column(kind, name, _DAYS)
    assert set(values(checked, name)) == {date(2026, 8, 31)}
    assert checked.warnings == [f"{name}: 1 number read as Excel's of a day (row 7: 46265 is 2026-08-31)."]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("sessions", "ends_at"), ("marks", "reported_at"), ("coaching", "starts_at"), ("coaching", "learned_at")],
)
def test_moments_are_read_in_every_table(kind: str, name: str) -> None:
    cells = ["6-Oct-26 12:00", "06.10.2026 12:00", "6/10/2026 12:00", "6 October 2026 12.00", "46301.5"]
    checked = column(kind, name, cells)
    assert {moment.isoformat() for moment in values(checked, name)} == {"2026-10-06T11:00:00+00:00"}


def test_one_american_day_makes_those_that_could_be_either_refused_too() -> None:
    checked = column("roster", "offer_accepted_on", ["08/09/2026", "08/31/2026", "31/08/2026", "8 Sep 2026"])
    assert [(problem.row, problem.expected) for problem in checked.problems] == [
        (2, "YYYY-MM-DD or DD/MM/YYYY; it could be either, since others in this column have the month first"),
        (3, "YYYY-MM-DD or DD/MM/YYYY"),
    ]


def test_a_year_of_two_digits_is_settled_by_the_other_rows() -> None:
    assert values(column("roster", "paused_from", ["1/9/26", "31/8/26"]), "paused_from")[0] == date(2026, 9, 1)
    assert [problem.row for problem in column("roster", "paused_from", ["1/9/26", "2/9/26"]).problems] == [2, 3]


def test_days_that_excel_may_have_turned_are_pointed_out() -> None:
    """It made real dates of 08/09 and 03/10 as Americans read them, and left 31/08 as text."""
    turned = column("roster", "offer_accepted_on", [date(2026, 8, 9), "31/08/2026", date(2026, 3, 10)])
    assert [text for text in turned.warnings if "day and month for each other" in text and "row 2" in text]
    assert not column("roster", "offer_accepted_on", [date(2026, 8, 9), "31/08/2026", date(2026, 3, 30)]).warnings


@pytest.mark.parametrize(
    "word", ["not known", "Not Known", "N/A", "n/a", "-", "--", "TBC", "none", "?", " tbc ", "n/a."]
)
@pytest.mark.parametrize(
    ("kind", "name", "empty"),
    [
        ("roster", "email", ""),
        ("roster", "phone", ""),
        ("roster", "offer_accepted_on", None),
        ("roster", "state", None),
        ("roster", "coach", ""),
        ("roster", "salesforce_id", ""),
        ("sessions", "compulsory", None),
        ("marks", "minutes", None),
        ("marks", "reported_at", None),
        ("marks", "reason", None),
        ("coaching", "cancelled_by", None),
        ("capabilities", "rating", None),
    ],
)
def test_words_for_nothing_are_blank_where_a_value_can_not_be_that(kind: str, name: str, empty: Any, word: str) -> None:
    checked = column(kind, name, [word, word])
    assert values(checked, name) == [empty, empty]
    assert checked.warnings == [f"2 cells read as blank: “{word.strip()}” in {name} (first in row 2)."]


def test_where_such_a_word_is_a_value_or_could_be_one_it_is_not_blank() -> None:
    assert values(column("marks", "explanation", ["none", "n/a"]), "explanation") == [Explanation.NONE, None]
    assert values(column("sessions", "place", ["TBC"]), "place") == ["TBC"]
    assert [problem.value for problem in column("marks", "mark", ["N/A", "-"]).problems] == ["N/A", "-"]
    alone = column("roster", "last_name", ["-"])
    assert values(alone, "last_name") == ["-"]
    assert alone.warnings == ["Row 2, last_name: “-” is taken as it stands."]


@pytest.mark.parametrize(("kind", "name"), [("roster", "reference"), ("marks", "leader"), ("capabilities", "round_on")])
def test_what_must_be_filled_may_not_be_a_word_for_nothing(kind: str, name: str) -> None:
    (problem,) = column(kind, name, ["N/A"]).problems
    assert problem.expected.endswith("it can't be empty")


def test_words_for_nothing_are_said_once_for_the_file() -> None:
    row = ["L1", "Ada", "Ash", "PSW 2026", "not known", "-"]
    headers = ["reference", "first_name", "last_name", "cohort", "email", "phone"]
    checked = check_table("roster", Sheet(headers, [SheetRow(2, list(row)), SheetRow(3, ["L2", *row[1:5], "n/a"])]))
    assert checked.warnings == ["4 cells read as blank: “not known”, “-”, “n/a” in email, phone (first in row 2)."]


def test_addresses_numbers_and_letters_are_warned_of_by_row() -> None:
    addresses = column("roster", "email", ["Ada <ada@x.uk>", "bo@x.uk;", "ada at x.uk"])
    assert values(addresses, "email") == ["ada@x.uk", "bo@x.uk", "ada at x.uk"]
    assert addresses.warnings == [
        "email: 2 addresses taken out of what stands around (row 2: “Ada <ada@x.uk>” is ada@x.uk).",
        (
            "Row 4, email: “ada at x.uk” is not an e-mail address, and nobody is recognised by it; "
            "correct it or empty the cell."
        ),
    ]
    numbers = column("roster", "phone", ["4.47701E+11", "7700900123.0"])
    assert [problem.row for problem in numbers.problems] == [2]
    assert [warning for warning in numbers.warnings if warning.startswith("Row 3, phone: 7700900123 may have lost")]
    letters = column("roster", "last_name", ["ZoÃ«", "Oâ€™Connor", "Ren\ufffde"])
    assert values(letters, "last_name") == ["ZoÃ«", "Oâ€™Connor", "Ren\ufffde"]
    assert ["“Zoë” was meant" in letters.warnings[0], "“O’Connor” was meant" in letters.warnings[1]] == [True, True]
    assert "were lost on the way and can't be read" in letters.warnings[2]
    assert column("sessions", "title", ["Who leads?"]).warnings == []
