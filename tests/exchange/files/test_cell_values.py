# ruff: noqa: DTZ001 - a cell has no zone
"""One cell at a time: what is accepted, and what the refusal says was expected."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.exchange.files import cell_values, dates_taken
from psw_tui.exchange.files.cell_values import BadValue
from psw_tui.exchange.files.dates_taken import DayOrder
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.policy.terms import MarkValue, WithdrawnHow

INSTANT = "YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM (London time, 24 hours), or with an offset such as +01:00"


def expected(parse: Callable[[Any], Any], cell: Any) -> str:
    with pytest.raises(BadValue) as caught:
        parse(cell)
    return caught.value.expected


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-12",
        " 2026-11-12 ",
        "12/11/2026",
        "2026-11-12 00:00:00",
        "2026-11-12T00:00",
        "12/11/2026 00:00",
        "12/11/2026 9:30",
        "2026-11-12 09:12:30",
        "2026-11-12T23:30:00Z",
        "2026/11/12",
        "12-11-2026",
        "12.11.2026",
        "12.11.26",
        "12 Nov 2026",
        "12-Nov-26",
        "12-NOV-2026",
        "12 November 2026",
        "12th November 2026",
        "Thursday, 12 November 2026",
        "Thu 12 Nov 2026 10.00am",
        "46338",
        " 46338.5 ",
        date(2026, 11, 12),
        datetime(2026, 11, 12),
        datetime(2026, 11, 12, 9, 30),
    ],
)
def test_days(cell: Any) -> None:
    assert cell_values.to_date(cell) == date(2026, 11, 12)
    assert type(cell_values.to_date(cell)) is date


@pytest.mark.parametrize(
    "text",
    [
        "11/13/2026",
        "11/31/2026",
        "9/13/2026",
        "12/11/26",
        "26-11-12",
        "Nov 12, 2026",
        "20261112",
        "2026-13-01",
        "2026-02-30",
        "30/02/2026",
        "11/12/2026 9:30 AM",
        "31 Sept 2026",
        "12 Nov",
        "12345",
        "99999",
        "46338,5",
        "1.5",
        "yesterday",
        "٢٠٢٦-١١-١٢",
        "2026-11-12x",
    ],
)
def test_no_day_is_guessed(text: str) -> None:
    assert expected(cell_values.to_date, text) == "YYYY-MM-DD or DD/MM/YYYY"


@pytest.mark.parametrize(("text", "day"), [("1/9/2026", (2026, 9, 1)), ("5/5/26", (2026, 5, 5)), ("31/8/26", None)])
def test_the_day_stands_first(text: str, day: tuple[int, int, int] | None) -> None:
    """In two digits of a year only where the day can be no month, or its column says so."""
    read = dates_taken.day_text(text)
    assert read is not None
    assert read.settled(None) == (date(*day) if day else date(2026, 8, 31))


@pytest.mark.parametrize("text", ["30/2/2027", "31/4/2027", "29/02/2027", "40/50/2027", "2/30/2027"])
def test_a_day_that_there_is_not_shows_no_order(text: str) -> None:
    """One slip of the keys turns no other day of its column round."""
    read = dates_taken.day_text(text)
    assert read is not None
    assert read.shows is None
    assert dates_taken.column_order(["12/11/2026", text]) is None


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("1/9/26", DayOrder.DAY_FIRST, date(2026, 9, 1)),
        ("1/9/2026 9:30 AM", DayOrder.DAY_FIRST, date(2026, 9, 1)),
        ("1/9/2026", DayOrder.DAY_FIRST, date(2026, 9, 1)),
        ("1/9/2026", DayOrder.MONTH_FIRST, None),
        ("13/9/2026", DayOrder.MONTH_FIRST, date(2026, 9, 13)),
        ("9/13/2026", DayOrder.DAY_FIRST, None),
        ("1.9.2026", DayOrder.MONTH_FIRST, date(2026, 9, 1)),
    ],
)
def test_the_other_cells_of_a_column_settle_a_day(text: str, order: DayOrder, day: date | None) -> None:
    if day is None:
        assert expected(partial(cell_values.to_date, order=order), text).startswith("YYYY-MM-DD or DD/MM/YYYY")
    else:
        assert cell_values.to_date(text, order) == day


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/9/26", "31/8/26"], DayOrder.DAY_FIRST),
        (["1/9/2026", "8/31/2026", "31/8/2026"], DayOrder.MONTH_FIRST),
        (["1/9/2026", "31.8.2026", "2026-08-31", "31 August 2026", "soon"], None),
    ],
)
def test_what_a_column_shows(texts: list[str], order: DayOrder | None) -> None:
    assert dates_taken.column_order(texts) is order


@pytest.mark.parametrize("cell", ["1999-12-31", "2101-01-01", "01/01/0226", date(1900, 1, 1)])
def test_years_out_of_reach(cell: Any) -> None:
    assert expected(cell_values.to_date, cell) == "a year from 2000 to 2100"


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-11-12 09:30", datetime(2026, 11, 12, 9, 30)),
        ("2026-11-12T09:30:15", datetime(2026, 11, 12, 9, 30, 15)),
        ("2026-11-12T09:30:15.250", datetime(2026, 11, 12, 9, 30, 15)),
        ("12/11/2026 09:30", datetime(2026, 11, 12, 9, 30)),
        ("01/07/2026 09:30:01", datetime(2026, 7, 1, 8, 30, 1)),
        ("2026-07-01 09:30", datetime(2026, 7, 1, 8, 30)),
        ("2026-07-01T09:30Z", datetime(2026, 7, 1, 9, 30)),
        ("2026-07-01 09:30 +01:00", datetime(2026, 7, 1, 8, 30)),
        ("2026-07-01 09:30+0530", datetime(2026, 7, 1, 4, 0)),
        ("1/7/2026 9:30", datetime(2026, 7, 1, 8, 30)),
        ("01.07.2026 09:30", datetime(2026, 7, 1, 8, 30)),
        ("1 July 2026 9:30 am", datetime(2026, 7, 1, 8, 30)),
        ("1-Jul-26 09:30", datetime(2026, 7, 1, 8, 30)),
        ("Wednesday 1 July 2026 at 09:30", datetime(2026, 7, 1, 8, 30)),
        ("46204.3958333333", datetime(2026, 7, 1, 8, 30)),
        ("2026-07-01 09:30-03", datetime(2026, 7, 1, 12, 30)),
        ("2026-10-25 01:30", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 01:30+00:00", datetime(2026, 10, 25, 1, 30)),
        ("2027-03-28 00:59:59", datetime(2027, 3, 28, 0, 59, 59)),
        ("2027-03-28 02:00", datetime(2027, 3, 28, 1, 0)),
        (datetime(2026, 7, 1, 9, 29, 59, 999_000), datetime(2026, 7, 1, 8, 30)),
        (datetime(2026, 11, 12), datetime(2026, 11, 12)),
    ],
)
def test_instants(cell: Any, instant: datetime) -> None:
    assert cell_values.to_instant(cell) == instant.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("2027-03-28 01:00", "a time that exists: London's clocks skip this hour when they go forward"),
        ("2027-03-28 01:59:59", "a time that exists: London's clocks skip this hour when they go forward"),
        (datetime(2027, 3, 28, 1, 30), "a time that exists: London's clocks skip this hour when they go forward"),
        ("2026-11-12", f"{INSTANT}; the time is missing"),
        ("12 Nov 2026", f"{INSTANT}; the time is missing"),
        ("12/11/2026", f"{INSTANT}; the time is missing"),
        (date(2026, 11, 12), f"{INSTANT}; the time is missing"),
        ("11/13/2026 09:30", INSTANT),
        ("11/12/2026 09:30 AM", INSTANT),
        ("11/12/2026 9:30 AM", INSTANT),
        ("2026-11-12 24:00", INSTANT),
        ("2026-11-12 09:60", INSTANT),
        ("2026-11-12 9am", INSTANT),
        ("09:30", INSTANT),
        ("2026-11-12 09:30+15:00", "an offset from -14:00 to +14:00"),
        ("1999-11-12 09:30", "a year from 2000 to 2100"),
    ],
)
def test_instants_refused(cell: Any, says: str) -> None:
    assert expected(cell_values.to_instant, cell) == says


@pytest.mark.parametrize(("text", "value"), [(w, True) for w in ("yes", "Y", "TRUE", "1", " Yes ")])
def test_yes(text: str, value: bool) -> None:
    assert cell_values.to_yes_no(text) is value


@pytest.mark.parametrize("text", ["no", "N", "False", "0"])
def test_no(text: str) -> None:
    assert cell_values.to_yes_no(text) is False


@pytest.mark.parametrize("text", ["x", "oui", "2", "ja", "yes no"])
def test_neither_yes_nor_no(text: str) -> None:
    assert expected(cell_values.to_yes_no, text) == "yes or no"


@pytest.mark.parametrize(
    "text", ["not_expected", "Not Expected", "NOT-EXPECTED", " not  expected ", "Not\u00a0expected"]
)
def test_words_without_regard_to_case_blanks_and_hyphens(text: str) -> None:
    assert cell_values.word_of(MarkValue)(text) is MarkValue.NOT_EXPECTED


def test_a_word_of_no_list() -> None:
    assert expected(cell_values.word_of(MarkValue), "late") == "one of present, part, absent, not_expected"
    how = TABLES["roster"].by_name["withdrawn_how"].parse  # type: ignore[index]
    assert how("own choice") is WithdrawnHow.OWN_CHOICE
    assert expected(how, "deemed") == (
        "one of own_choice, before_psw (deemed is set by the ladder and by nothing else)"
    )


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("6", 6), ("3.0", 3), (" 2 ", 2), ("04", 4)])
def test_numbers(text: str, number: int) -> None:
    assert cell_values.number_from(1, 6)(text) == number


@pytest.mark.parametrize("text", ["0", "7", "2.5", "-1", "1e0", "one", "²", "99999999999999", date(2026, 1, 1)])
def test_numbers_refused(text: Any) -> None:
    assert expected(cell_values.number_from(1, 6), text) == "a whole number from 1 to 6"


def test_text_is_cleaned_and_formulas_stay_as_they_are() -> None:
    assert cell_values.to_text(" =1+1\u202e\n x\u200b ") == "=1+1 x"
    assert cell_values.to_text("e\u0301") == "é"
    assert len(cell_values.to_text("x" * 5000)) == 200
    assert cell_values.to_text(date(2026, 1, 2)) == "2026-01-02"


def test_references_are_never_cut_and_never_dates() -> None:
    reference = cell_values.key_of("a reference")
    assert reference(" L\u200b1 ") == "L1"
    assert expected(reference, "x" * 61) == "a reference of at most 60 characters"
    assert expected(reference, "\u200b") == "a reference"
    assert expected(reference, date(2026, 10, 1)).startswith("a reference, not a date (Excel made one of it")


@pytest.mark.parametrize("text", ["curiosity.self", "Curiosity of self", "CURIOSITY OF SELF", "curiosity of  self"])
def test_sub_capabilities_by_id_or_name(text: str) -> None:
    assert TABLES["capabilities"].by_name["sub_capability"].parse(text) == "curiosity.self"  # type: ignore[index]


def test_sub_capabilities_with_and_for_ampersand_and_unknown_ones() -> None:
    parse = TABLES["capabilities"].by_name["sub_capability"].parse  # type: ignore[index]
    assert parse("Curiosity of values and moral purpose") == "curiosity.values"
    assert expected(parse, "curiosity") == (
        "the id or the name of a sub-capability, such as curiosity.self or Curiosity of self"
    )


@given(cell=st.one_of(st.text(), st.dates(), st.datetimes()))
def test_any_cell_of_any_column_is_a_value_or_refused(cell: Any) -> None:
    for table in TABLES.values():
        for column in table.columns:
            with contextlib.suppress(BadValue):
                column.parse(cell)
