"""What a learning platform's rows mean: only a completion of a leader's own module counts, the rest is listed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.registers import module_status
from psw_tui.exchange.registers.module_completions import UnknownHeadings, import_modules
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.registers import registers
from tests.exchange.registers.year_of_sheets import year

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.exchange.tables.result import ImportResult

ONE = "Module 1: Power and purpose"
EPOCH = "Thursday, 1 January 1970, 1:00 AM"
GRACE = "Grace Adeyemi"
AMARA, BEN = "amara.osei@hackney.example", "ben.cole@camden.example"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(year(tmp_path)) as opened:
        yield opened


def bring(store: Store, text: str, **options: object) -> ImportResult:
    path = store.path.parent / "done.csv"
    path.write_text(text.strip() + "\n", "utf-8")
    return import_modules(store, path, **options)  # type: ignore[arg-type]


def done(store: Store, session: str = "M1") -> dict[str, date | None]:
    rows = registers.register(store, session, store.today).rows
    return {row.reference: row.mark.completed_on for row in rows if row.mark.value is not None}


COMPLETED = "Completed|complete|PASSED|Yes|Y|TRUE|100%|100.0 %|100|Done|satisfied|Bestanden|terminé|Sí|Concluído|✓"
NOT = (
    "Failed|In progress|Not started|Incomplete|No|0%|50%|99%|Not completed|Completed (did not achieve pass grade)"
    "|Did not pass|Expired|Withdrawn|Nicht bestanden|nie zaliczono|Enrolled|1%|maybe|uncompleted"
)


@pytest.mark.parametrize("status", COMPLETED.split("|"))
def test_the_day_counts_where_the_status_is_a_completion(store: Store, status: str) -> None:
    bring(store, f"Email,Course,Status,Completion date\n{AMARA},{ONE},{status},2026-11-13")
    assert done(store) == {"L001": date(2026, 11, 13)}


@pytest.mark.parametrize("status", NOT.split("|"))
def test_any_other_status_is_listed_with_its_leader(store: Store, status: str) -> None:
    text = f"Email,Course,Status,Completion date\n{AMARA},{ONE},Passed,2026-11-13\n{BEN},{ONE},{status},2026-11-13"
    result = bring(store, text)
    assert done(store) == {"L001": date(2026, 11, 13)}
    assert result.warnings == [f"L002 Ben Cole, {ONE}: “{status}” is not a completion; left out (row 3)."]


@pytest.mark.parametrize(
    ("column", "counted"),
    [
        ("1 0 0", "1"),
        ("1.0 0.5 0", "1.0"),
        ("1 50 100", "100"),
        ("100% 1% 99%", "100%"),
        ("50/100 100/100 0/100", "100/100"),
        ("yes no -", "yes"),
    ],
)
def test_of_numbers_the_whole_is_a_completion(column: str, counted: str) -> None:
    assert module_status.completions(column.split()) == {counted}


ROWS = {
    "yes beside a day": (
        f"Name,Course,Completed,Completion Date\n{AMARA},{ONE},Yes,13/11/2026\nBen Cole,{ONE},No,\n{GRACE},{ONE},Yes,",
        {"L001": date(2026, 11, 13)},
        [
            f"L002 Ben Cole, {ONE}: “No” is not a completion; left out (row 3).",
            f"L010 Grace Adeyemi, {ONE}: “Yes”, and no day of completion; left out (row 4).",
        ],
    ),
    "a day under Completed": (
        f"Name,Course,Completed\nAmara Osei,{ONE},13 Nov 2026\nBen Cole,{ONE},-\nRuth Kowalski,{ONE},Never",
        {"L001": date(2026, 11, 13)},
        ["2 rows without a day of completion left out (3, 4)."],
    ),
    "others on the platform": (
        f"Email,Module,Completed on\n{AMARA},{ONE},13/11/2026\npat@frontline.example,{ONE},12/11/2026\n"
        "pat@frontline.example,Fire safety,12/11/2026\n" + f"{AMARA},Fire safety,12/11/2026",
        {"L001": date(2026, 11, 13)},
        [
            "pat@frontline.example is not certain to be one of the roster; left out (rows 3, 4).",
            "“Fire safety” is not a module of the leader's cohort; left out (row 5).",
        ],
    ),
    "a first and a last name, and a misspelt one": (
        f"First name,Last name,Course,Completed on\nAmara,Osei,{ONE},2026-11-13\nAmarra,Osei,{ONE},2026-11-12",
        {"L001": date(2026, 11, 13)},
        ["Amarra Osei is not certain to be one of the roster, perhaps L001 Amara Osei; left out (row 3)."],
    ),
    "a name beside what somebody logs in with": (
        f"Username,Full name,Course,Completed on\naosei,Amara Osei,{ONE},2026-11-13",
        {"L001": date(2026, 11, 13)},
        [],
    ),
    "an address and another's name": (
        f"Name,Email,Course,Completed on\nBen Cole,{AMARA},{ONE},2026-11-13\nRuth Kowalski,,{ONE},2026-11-14",
        {"L011": date(2026, 11, 14)},
        ["Ben Cole is in doubt: the address is L001 Amara Osei's, and the name another's; left out (row 2)."],
    ),
    "failed, and passed later": (
        f"Email,Course,Status,Completion date\n{AMARA},{ONE},Failed,13/11/2026\n{AMARA},{ONE},Passed,20/11/2026",
        {"L001": date(2026, 11, 20)},
        [f"L001 Amara Osei, {ONE}: “Failed” is not a completion; left out (row 2)."],
    ),
    "the month first, as the other days show": (
        f"Email,Course,Completed on\n{AMARA},{ONE},11/20/2026\n{BEN},{ONE},11/12/2026",
        {"L001": date(2026, 11, 20), "L002": date(2026, 11, 12)},
        [],
    ),
    "a score, which is no status": (
        f"Email,Course,Result,Completed on\n{AMARA},{ONE},85,2026-11-20",
        {"L001": date(2026, 11, 20)},
        ["Not used, since they tell nothing of a completion: “Result”."],
    ),
    "a status that is empty": (
        f"Email,Course,Status,Completed on\n{AMARA},{ONE},Completed,2026-11-20\n{BEN},{ONE},,2026-11-20",
        {"L001": date(2026, 11, 20)},
        [f"L002 Ben Cole, {ONE}: a day, and nothing said of its status; left out (row 3)."],
    ),
    "a clock that stood still, and a day to come": (
        f'Email,Course,Completed on\n{AMARA},{ONE},2026-11-20\n{BEN},{ONE},2027-03-01\n{BEN},{ONE},"{EPOCH}"',
        {"L001": date(2026, 11, 20)},
        ["2027-03-01 is still to come; left out (row 3).", "1 row without a day of completion left out (4)."],
    ),
    "below a title": (
        f"Completions\n\nEmail,Course,Completed on\n{AMARA},{ONE},2026-11-20",
        {"L001": date(2026, 11, 20)},
        [],
    ),
}


@pytest.mark.parametrize("export", ROWS.values(), ids=ROWS)
def test_completions_are_taken_and_every_other_row_is_listed(
    store: Store, export: tuple[str, dict[str, date], list[str]]
) -> None:
    text, completed, listed = export
    shown = bring(store, text, dry_run=True)
    assert done(store) == {}
    result = bring(store, text)
    assert done(store) == completed
    assert shown.warnings == result.warnings == listed


def test_a_file_in_which_nobody_is_a_leader_is_refused_with_who_is_in_it(store: Store) -> None:
    rows = "\n".join(f"p{n}@frontline.example,{ONE},12/11/2026" for n in range(10))
    with pytest.raises(
        Refused, match=r"done.csv: nobody in it is .* \(there are p0@front.*, p7@.*example and 2 more\)"
    ):
        bring(store, f"Email,Module,Completed on\n{rows}")


def test_days_of_which_some_have_the_month_first_and_some_the_day_are_refused_where_they_could_be_either(
    store: Store,
) -> None:
    text = f"Email,Course,Completed on\n{AMARA},{ONE},11/20/2026\n{BEN},{ONE},20/11/2026\nL003,{ONE},11/12/2026"
    assert [(problem.row, problem.column) for problem in bring(store, text).problems] == [(4, "completed_on")]


def test_what_was_read_as_what_is_said_and_a_status_can_be_told(store: Store) -> None:
    text = f"Email,Course,Ergebnis,Date completed\n{AMARA},{ONE},bestanden,2026-11-13\n{BEN},{ONE},offen,2026-11-13"
    assert bring(store, text, dry_run=True).created == 2
    result = bring(store, text, columns={"status": "Ergebnis"})
    assert result.notes == [
        "Who by “Email”; the module by “Course”; the day by “Date completed”; completed or not by “Ergebnis”."
    ]
    assert list(done(store)) == ["L001"]


def test_completed_that_says_yes_and_no_alone_is_no_day(store: Store) -> None:
    with pytest.raises(UnknownHeadings, match="no column is understood as completed_on"):
        bring(store, f"Email,Course,Completed\n{AMARA},{ONE},Yes\n{BEN},{ONE},No")
