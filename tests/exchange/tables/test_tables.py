"""The canonical tables: headings, every problem of every row, contradictions and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psw_tui.exchange.files.reading import read_table
from psw_tui.exchange.files.sheet import Sheet, SheetRow, heading_key
from psw_tui.exchange.tables import row_rules
from psw_tui.exchange.tables.checking import Checked, as_new, check_table
from psw_tui.exchange.tables.columns import TableKind
from psw_tui.exchange.tables.table_definitions import TABLES
from psw_tui.exchange.tables.templates import template_table
from psw_tui.policy.terms import LeaderState, MarkValue, SessionState, WithdrawnHow
from tests.exchange.table_files import write_csv

REQUIRED = {
    "roster": ["reference", "first_name", "last_name", "cohort"],
    "sessions": ["reference", "cohort", "kind", "title", "starts_at", "ends_at"],
    "marks": ["session", "leader", "mark"],
    "coaching": ["leader", "starts_at"],
    "capabilities": ["leader", "round_on", "sub_capability"],
}
GOOD = {
    "roster": ["L001", "Amara", "Osei", "PSW 2026"],
    "sessions": ["W01", "PSW 2026", "workshop", "Leading", "2026-10-06 09:00", "2026-10-06 12:00"],
    "marks": ["W01", "L001", "present"],
    "coaching": ["L001", "2026-10-06 09:00"],
    "capabilities": ["L001", "2026-10-06", "curiosity.self"],
}


def sheet(headers: Sequence[str], *rows: Sequence[Any]) -> Sheet:
    return Sheet(list(headers), [SheetRow(number, list(row)) for number, row in enumerate(rows, 2)])


def one(kind: str, **more: Any) -> Checked:
    """One good row of a kind with more columns, judged as a new one."""
    headers = dict(zip(REQUIRED[kind], GOOD[kind], strict=True)) | more
    return as_new(check_table(kind, sheet(list(headers), list(headers.values()))))


def lines(problems: Sequence[object]) -> list[str]:
    return [str(problem) for problem in problems]


def refusal(kind: str, **more: Any) -> str:
    checked = one(kind, **more)
    assert len(checked.problems) == 1
    return str(checked.problems[0])


# -------------------------------------------------------------------------------------------------------- headings


@pytest.mark.parametrize("kind", list(TableKind))
def test_no_heading_means_two_columns(kind: TableKind) -> None:
    table = TABLES[kind]
    seen: dict[str, str] = {}
    for column in table.columns:
        for spelling in {heading_key(name) for name in (column.name, *column.aliases)}:
            assert seen.setdefault(spelling, column.name) == column.name
    assert {c.name for c in table.columns if c.required} == set(REQUIRED[kind])


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("First Name", "first_name"),
        ("FIRST-NAME", "first_name"),
        ("firstname", "first_name"),
        ("Forename", "first_name"),
        ("Given Name", "first_name"),
        ("Surname", "last_name"),
        ("Family name", "last_name"),
        ("Known As", "preferred_name"),
        ("Email Address", "email"),
        ("E-mail", "email"),
        ("Work Email", "email"),
        ("Mobile", "phone"),
        ("Telephone", "phone"),
        ("Employer", "organisation"),
        ("Local Authority", "organisation"),
        ("Organization", "organisation"),
        ("Ref", "reference"),
        ("Leader Ref", "reference"),
        ("ID", "reference"),
        ("Line Manager's Email", ""),
        ("Status", "state"),
        ("Cohort\u00a0Name", "cohort"),
    ],
)
def test_usual_other_names(heading: str, column: str) -> None:
    assert TABLES[TableKind.ROSTER].by_heading.get(heading_key(heading), "") == column


def test_missing_columns_are_named_in_one_sentence_beside_the_headings_that_are_there() -> None:
    checked = check_table("roster", sheet(["Ref", "Surname"], ["L001", "Osei"]))
    assert lines(checked.problems) == [
        (
            "row 1, first_name: “Ref, Surname”; expected a column first_name; the roster table can't do without it, "
            'so tell which heading it is (--column "HEADING=first_name")'
        )
    ]
    headings = ["Ref", "Cohort", "Type", "When", "Till"]
    checked = check_table("sessions", sheet(headings, ["W1", "P", "workshop", "", ""]))
    assert [problem.column for problem in checked.problems] == ["title, starts_at and ends_at"]
    assert checked.problems[0].value == "Ref, Cohort, Type, When, Till"
    assert checked.how is not None
    assert checked.how.missing == ["title", "starts_at", "ends_at"]


def test_a_column_twice_is_refused() -> None:
    twice = [*REQUIRED["roster"], "Email", "e-mail"]
    checked = check_table("roster", sheet(twice, [*GOOD["roster"], "a@b", "c@d"]))
    assert lines(checked.problems) == [
        "row 1, email: “Email and e-mail”; expected one column for email, not column email twice"
    ]
    checked = check_table("roster", sheet([*REQUIRED["roster"], "Mobile", "Telephone"], [*GOOD["roster"], "1", "2"]))
    assert checked.problems[0].expected == "one column for phone, not column phone twice"


def test_a_canonical_name_wins_over_another_name_for_it() -> None:
    checked = check_table("roster", sheet([*REQUIRED["roster"], "Mobile", "phone"], [*GOOD["roster"], "1", "2"]))
    assert not checked.problems
    assert checked.rows[0].values["phone"] == "2"
    assert checked.warnings == ["Not used, since they are not columns of the roster table: “Mobile” (phone is there)."]


def test_unknown_columns_are_named_and_left_alone() -> None:
    checked = check_table("marks", sheet([*REQUIRED["marks"], "Notes", "", "Colour"], [*GOOD["marks"], "n", "x", ""]))
    assert not checked.problems
    assert checked.columns == {"session", "leader", "mark"}
    assert checked.warnings == [
        "Not used, since they are not columns of the marks table: “Notes”, “Colour”, column 5, which has no heading."
    ]


# ------------------------------------------------------------------------------------------------------------ rows


def test_every_problem_of_every_row_is_reported() -> None:
    headers = [*REQUIRED["coaching"], "window", "waived", "cancelled_at"]
    checked = check_table(
        "coaching",
        sheet(
            headers,
            ["", "2026-10-06", "7", "perhaps", "12/31/2026 09:00"],
            ["L001", "2026-10-06 09:00", "", "", ""],
            ["L002", "soon", "1", "no", ""],
        ),
    )
    instant = "YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM (London time, 24 hours), or with an offset such as +01:00"
    assert lines(checked.problems) == [
        "row 2, leader: nothing there; expected a leader's reference; it can't be empty",
        f"row 2, starts_at: “2026-10-06”; expected {instant}; the time is missing",
        "row 2, window: “7”; expected a whole number from 1 to 6",
        "row 2, waived: “perhaps”; expected yes or no",
        f"row 2, cancelled_at: “12/31/2026 09:00”; expected {instant}",
        f"row 4, starts_at: “soon”; expected {instant}",
    ]
    assert [row.sound for row in checked.rows] == [False, True, False]
    assert checked.rows[1].values["cancelled_at"] is None


@pytest.mark.parametrize("kind", REQUIRED)
def test_required_cells_may_not_be_empty_but_a_mark_may(kind: str) -> None:
    checked = check_table(kind, sheet([*REQUIRED[kind], "x"], ["" for _ in REQUIRED[kind]] + ["1"]))
    assert [problem.column for problem in checked.problems] == [c for c in REQUIRED[kind] if c != "mark"]
    assert all(problem.expected.endswith("; it can't be empty") for problem in checked.problems)


@pytest.mark.parametrize(
    ("kind", "key", "again"),
    [
        ("roster", "reference", ["L001", "Bea", "Ng", "PSW 2026"]),
        ("sessions", "reference", ["W01", *GOOD["sessions"][1:]]),
        ("marks", "session and leader", ["W01", "L001", "absent"]),
        ("coaching", "leader and starts_at", ["L001", "2026-10-06T08:00:00Z"]),
        ("capabilities", "leader and round_on and sub_capability", ["L001", "06/10/2026", "Curiosity of self"]),
    ],
)
def test_the_same_key_twice_is_refused(kind: str, key: str, again: list[str]) -> None:
    checked = check_table(kind, sheet(REQUIRED[kind], GOOD[kind], again))
    assert [(p.row, p.column, p.expected) for p in checked.problems] == [
        (3, key, "every key once; row 2 has it already")
    ]


def test_an_empty_cell_clears_and_a_missing_column_says_nothing() -> None:
    values = (
        check_table("roster", sheet([*REQUIRED["roster"], "email", "state"], [*GOOD["roster"], "", " "])).rows[0].values
    )
    assert values["email"] == ""
    assert values["state"] is None
    assert "phone" not in values
    session = one("sessions", compulsory="", state="").rows[0].values
    assert (session["compulsory"], session["state"]) == (None, SessionState.PLANNED)
    assert one("marks", catch_up_log="").rows[0].values["catch_up_log"] is False


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    checked = check_table("marks", sheet(REQUIRED["marks"], [*GOOD["marks"], "", "Leeds"]))
    assert lines(checked.problems) == [
        "row 2: “Leeds”; expected no more cells than headings (a text with a comma in it needs quotation marks)"
    ]


def test_a_text_that_is_too_long_is_cut_with_a_warning() -> None:
    checked = one("roster", phone="x" * 300)
    assert checked.warnings == ["Row 2, phone: cut to 200 characters."]


# --------------------------------------------------------------------------------------- what contradicts itself


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        (
            "roster",
            {"state": "offered", "offer_accepted_on": "2026-06-01"},
            "row 2, state: “offered”; expected another state than offered, or no offer_accepted_on (it is 2026-06-01)",
        ),
        (
            "roster",
            {"state": "withdrawn", "withdrawn_on": "2026-06-01", "withdrawn_how": "deemed"},
            (
                "row 2, withdrawn_how: “deemed”; expected one of own_choice, before_psw "
                "(deemed is set by the ladder and by nothing else)"
            ),
        ),
        (
            "roster",
            {"paused_from": "2027-01-02", "paused_to": "2027-01-01"},
            "row 2, paused_to: “2027-01-01”; expected 2027-01-02 (paused_from) or later",
        ),
        (
            "sessions",
            {"ends_at": "2026-10-06 08:59"},
            "row 2, ends_at: “2026-10-06 08:59”; expected 2026-10-06 09:00 (starts_at) or later",
        ),
        (
            "marks",
            {"catch_up_accepted_on": "2027-01-01"},
            (
                "row 2, catch_up_accepted_on: “2027-01-01”; "
                "expected catch_up_log yes: a catch-up is accepted only with the log (2.3.1)"
            ),
        ),
        (
            "marks",
            {"mark": "absent", "reason": "joined later"},
            (
                "row 2, reason: “joined_later”; expected one of sickness, bereavement, caring, ofsted, other "
                "(the mark is absent)"
            ),
        ),
        (
            "marks",
            {"mark": "", "reason": "exceptional"},
            (
                "row 2, reason: “exceptional”; expected one of sickness, bereavement, caring, ofsted, other "
                "(the mark is empty)"
            ),
        ),
        (
            "marks",
            {"mark": "not_expected", "reason": "sickness"},
            "row 2, reason: “sickness”; expected one of joined_later, exceptional, other (the mark is not_expected)",
        ),
        (
            "coaching",
            {"outcome": "cancelled"},
            "row 2, cancelled_by: nothing there; expected one of leader, coach (the outcome is cancelled)",
        ),
        (
            "coaching",
            {"outcome": "cancelled", "cancelled_by": "leader"},
            (
                "row 2, cancelled_at: nothing there; "
                "expected when the leader gave notice: the 24-hour rule needs it (2.1.2)"
            ),
        ),
        ("capabilities", {"rating": "5"}, "row 2, rating: “5”; expected a whole number from 1 to 4"),
    ],
)
def test_contradictions_are_refused(kind: str, more: dict[str, str], says: str) -> None:
    assert refusal(kind, **more) == says


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("roster", {"paused_from": "2027-01-01", "paused_to": "2027-01-01"}),
        ("roster", {"paused_to": "2027-01-01"}),
        ("sessions", {"ends_at": "2026-10-06 09:00"}),
        ("marks", {"catch_up_accepted_on": "2027-01-01", "catch_up_log": "yes"}),
        ("marks", {"mark": "not_expected", "reason": "other"}),
        ("marks", {"mark": "absent", "reason": "other"}),
        ("coaching", {"outcome": "cancelled", "cancelled_by": "coach"}),
        ("coaching", {"outcome": "no_show", "cancelled_by": "coach"}),
        ("coaching", {"outcome": "attended", "waived": "no"}),
        ("capabilities", {"rating": "", "focus": "yes"}),
    ],
)
def test_what_is_no_contradiction(kind: str, more: dict[str, str]) -> None:
    assert one(kind, **more).problems == []


def test_too_many_focus_areas() -> None:
    assert row_rules.over_focus(5, 5) is None
    assert row_rules.over_focus(6, 5) == "at most 5 focus areas a round (local setting); this round has 6"


# ---------------------------------------------------------------------------------------------- defaults and gaps


@pytest.mark.parametrize(
    ("values", "given", "state"),
    [
        ({"state": None, "offer_accepted_on": date(2030, 1, 1)}, {"state", "offer_accepted_on"}, LeaderState.ACTIVE),
        ({"state": None}, {"state"}, LeaderState.OFFERED),
        ({}, set(), LeaderState.OFFERED),
        (
            {"state": LeaderState.OFFERED, "offer_accepted_on": date(2026, 1, 1)},
            {"offer_accepted_on"},
            LeaderState.ACTIVE,
        ),
        ({"state": LeaderState.OFFERED, "offer_accepted_on": date(2026, 1, 1)}, {"state"}, LeaderState.OFFERED),
        ({"state": LeaderState.PAUSED, "offer_accepted_on": None}, {"offer_accepted_on"}, LeaderState.PAUSED),
    ],
)
def test_an_empty_state_follows_the_offer(values: dict[str, Any], given: set[str], state: LeaderState) -> None:
    assert row_rules.settled(TableKind.ROSTER, values, given)["state"] is state


def test_withdrawn_without_a_kind_is_before_psw() -> None:
    withdrawn = row_rules.settled(TableKind.ROSTER, {"state": LeaderState.WITHDRAWN}, {"state"})
    assert withdrawn["withdrawn_how"] is WithdrawnHow.BEFORE_PSW


@pytest.mark.parametrize(
    ("kind", "more", "gaps"),
    [
        ("roster", {"state": "withdrawn"}, ["withdrawn without a date: withdrawn_on is empty"]),
        ("roster", {"state": "active"}, ["active without an offer date: offer_accepted_on is empty (1.1.1)"]),
        ("roster", {"state": "active", "offer_accepted_on": "2026-06-01"}, []),
        ("roster", {"state": "paused"}, []),
        ("marks", {"mark": "not_expected"}, ["not_expected without a reason"]),
        (
            "marks",
            {"mark": "absent", "explanation": "satisfactory"},
            ["an explanation without a notice: reported_at is empty"],
        ),
        ("marks", {"mark": "absent", "explanation": "awaited"}, []),
        ("marks", {"mark": "", "completed_on": "2026-11-01"}, ["completed_on without a mark: it counts nothing"]),
        ("marks", {"mark": ""}, ["nothing recorded but session and leader"]),
        ("marks", {"mark": "", "catch_up_log": "no", "minutes": ""}, ["nothing recorded but session and leader"]),
        ("marks", {"mark": "", "reported_at": "2026-10-05 09:00"}, []),
        ("coaching", {"outcome": "no_show", "waived": "yes"}, ["waived without a reason"]),
        ("coaching", {}, []),
        ("capabilities", {}, ["neither a rating nor a focus"]),
        ("capabilities", {"round": "review"}, ["neither a rating nor a focus"]),
        ("capabilities", {"rating": "1"}, []),
    ],
)
def test_gaps_are_accepted_and_listed(kind: str, more: dict[str, str], gaps: list[str]) -> None:
    checked = one(kind, **more)
    assert checked.problems == []
    assert lines(checked.gaps) == [f"row 2: {gap}" for gap in gaps]


def test_a_catch_up_dated_before_its_session_is_a_gap() -> None:
    values = row_rules.settled(
        TableKind.MARKS, {"catch_up_sent_on": date(2026, 10, 6), "catch_up_due_on": date(2026, 10, 7)}, ()
    )
    assert row_rules.judge_mark_against(values, date(2026, 10, 6)) == []
    assert row_rules.judge_mark_against(values, date(2026, 10, 7)) == [
        "a catch-up dated before its session's end (2026-10-07): catch_up_sent_on 2026-10-06"
    ]


# ------------------------------------------------------------------------------------------------ templates and fuzz


def _headings(kind: TableKind) -> list[str]:
    return [column.name for column in TABLES[kind].columns]


@pytest.mark.parametrize("kind", list(TableKind))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_reads_back_without_a_word(tmp_path: Path, kind: TableKind, ending: str) -> None:
    path = tmp_path / f"{kind}.{ending}"
    path.write_bytes(template_table(kind, as_workbook=ending == "xlsx"))
    read = read_table(path)
    assert read.headers == _headings(kind)
    checked = check_table(kind, read)
    assert (checked.rows, checked.problems, checked.warnings) == ([], [], [])
    if ending == "csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_templates_have_the_canonical_columns_in_order() -> None:
    assert _headings(TableKind.MARKS)[:3] == ["session", "leader", "mark"]
    assert len(_headings(TableKind.ROSTER)) == 20


def test_a_file_from_the_disk_is_checked_with_real_row_numbers(tmp_path: Path) -> None:
    rows = [REQUIRED["marks"], GOOD["marks"], [], ["W01", "L002", "late"]]
    checked = check_table("marks", read_table(write_csv(tmp_path / "m.csv", rows)))
    assert lines(checked.problems) == ["row 4, mark: “late”; expected one of present, part, absent, not_expected"]
    assert checked.rows[0].values == {"session": "W01", "leader": "L001", "mark": MarkValue.PRESENT}


def test_instants_are_utc() -> None:
    assert one("coaching").rows[0].values["starts_at"] == datetime(2026, 10, 6, 8, tzinfo=UTC)


CELLS = st.one_of(
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.sampled_from(
        ["", "yes", "2026-11-12", "2026-11-12 09:00", "present", "cancelled", "leader", "withdrawn", "L001", "3"]
    ),
)


@given(kind=st.sampled_from(list(TableKind)), data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_are_values_problems_or_gaps(kind: TableKind, data: st.DataObject) -> None:
    headers = [*_headings(kind), *data.draw(st.lists(st.text(max_size=8), max_size=2))]
    width = st.lists(CELLS, min_size=0, max_size=len(headers) + 1)
    checked = as_new(check_table(kind, sheet(headers, *data.draw(st.lists(width, max_size=4)))))
    for told in (*checked.problems, *checked.gaps):
        assert str(told).startswith("row ")
        assert "\n" not in str(told)


@pytest.mark.parametrize(
    ("kind", "heading", "column"),
    [
        ("roster", "Coach's name", "coach"),
        ("roster", "Coach's email", "coach_email"),
        ("sessions", "Start date", "starts_at"),
        ("sessions", "End date", "ends_at"),
        ("marks", "Duration", "minutes"),
        ("marks", "Reported on", "reported_at"),
        ("coaching", "Start date", "starts_at"),
    ],
)
def test_headings_that_real_sheets_use(kind: str, heading: str, column: str) -> None:
    assert TABLES[TableKind(kind)].by_heading[heading_key(heading)] == column
