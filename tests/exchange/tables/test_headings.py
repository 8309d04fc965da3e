"""Where a table begins and ends in its file, and headings that were told, now or before."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.files import cell_values
from psw_tui.exchange.files.reading import read_once
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.recognised import recognised
from psw_tui.exchange.tables import cells, headings
from psw_tui.store.core import undo
from tests.exchange.table_files import write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from psw_tui.store.core.store import Store

HEADINGS = ["reference", "first_name", "last_name", "email", "cohort", "offer_accepted_on"]
ROWS = [
    ["N101", "Ada", "Ash", "ada@x.uk", "PSW 2026", date(2026, 9, 1)],
    ["N102", "Bo", "Birch", "bo@x.uk", "PSW 2026", date(2026, 9, 1)],
]


_WRITERS: list[Callable[..., Path]] = [write_csv, write_xlsx]


@pytest.fixture(params=_WRITERS)
def write(request: pytest.FixtureRequest) -> Any:
    return request.param


def table(tmp_path: Path, write: Any, rows: Sequence[Any]) -> Path:
    return write(tmp_path / "roster.file", rows)  # type: ignore[no-any-return]


def test_titles_above_and_totals_below_are_left_out_and_said(store: Store, tmp_path: Path, write: Any) -> None:
    rows = [["PSW 2026 cohort list"], [], ["Prepared by HR, 28/08/2026"], HEADINGS, *ROWS, [], ["Total", "", "2"]]
    result = import_table(store, "roster", table(tmp_path, write, rows), dry_run=True)
    assert (result.read, result.created, result.problems) == (2, 2, [])
    assert result.notes == [
        (
            "The headings are in row 4; rows 1-3 above them are left out (“PSW 2026 cohort list”, “Prepared by HR, "
            "28/08/2026”)."
        ),
        "The row “Total” at the end (row 8) is left out.",
    ]


@pytest.mark.parametrize(
    "above",
    [
        [["Leaders"]],
        [["", "Personal details", "", "", "Programme"]],
        [["Cohort", "PSW 2026"], ["Printed", "28/08/2026"]],
        [[f"Line {n}"] for n in range(12)],
    ],
)
def test_what_may_stand_above(store: Store, tmp_path: Path, write: Any, above: list[list[str]]) -> None:
    result = import_table(store, "roster", table(tmp_path, write, [*above, HEADINGS, *ROWS]), dry_run=True)
    assert (result.created, result.problems) == (2, [])
    assert f"The headings are in row {len(above) + 1};" in result.notes[0]


@pytest.mark.parametrize(
    "below",
    [
        ["TOTAL", "2"],
        ["Grand total", "", "", "", "", "2"],
        ["", "", "Total: 2"],
        ["n = 2"],
        ["2 leaders"],
        ["* Prepared by HR for the autumn"],
        ["Exported 28/08/2026 by HR"],
        ["End of list"],
        ["Number of leaders", "2"],
    ],
)
def test_what_may_stand_below(store: Store, tmp_path: Path, write: Any, below: list[str]) -> None:
    result = import_table(store, "roster", table(tmp_path, write, [HEADINGS, *ROWS, below]), dry_run=True)
    assert (result.created, result.problems) == (2, [])
    assert result.notes == [f"The row “{next(filter(None, below))}” at the end (row 4) is left out."]


@pytest.mark.parametrize("last", [["N103"], ["N103", "Cy"], ["Total", "Cy", "Cedar", "cy@x.uk", "PSW 2026", ""]])
def test_a_last_row_that_may_be_a_leader_is_never_left_out(store: Store, tmp_path: Path, last: list[str]) -> None:
    result = import_table(store, "roster", write_csv(tmp_path / "r.csv", [HEADINGS, *ROWS, last]), dry_run=True)
    assert result.notes == []
    assert result.created == 3 or {problem.row for problem in result.problems} == {4}


def test_headings_said_again_on_another_page_are_no_leader(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", [HEADINGS, ROWS[0], HEADINGS, ROWS[1]])
    assert import_table(store, "roster", path, dry_run=True).created == 2


def test_what_a_row_costs_is_a_look_at_its_first_cell_and_a_day_is_parsed_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted for 30 rows and for 230: all that is said only by the headings is asked only of them."""
    calls: Counter[str] = Counter()

    def counting(module: Any, name: str) -> None:
        function = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given: calls.update([name]) or function(*given))

    for module, name in ((headings, "heading_key"), (cells, "day_text"), (cell_values, "day_text")):
        counting(module, name)
    counted = []
    for many in (30, 230):
        lines = [[f"N{n}", "Ada", "Ash", "ada@x.uk", "PSW 2026", "2026-09-01"] for n in range(many)]
        calls.clear()
        import_table(store, "roster", write_csv(tmp_path / f"{many}.csv", [HEADINGS, *lines]), dry_run=True)
        counted.append(calls.copy())
    assert counted[1] - counted[0] == Counter(heading_key=200)


@pytest.mark.parametrize(
    ("kind", "rows", "told"),
    [
        (
            "roster",
            [["Employee No", "First Name", "Surname", "Cohort"], ["N1", "Ada", "Ash", "PSW 2026"]],
            {"Employee No": "reference"},
        ),
        (
            "sessions",
            [
                ["Our code", "Cohort", "Kind", "What", "Start", "End"],
                ["X1", "PSW 2026", "workshop", "Clinic", "3 December 2026 10:00", "3 December 2026 11:00"],
            ],
            {"our CODE": "reference", "What": "title"},
        ),
        ("marks", [["Seminar", "Who", "Mark"], ["W01", "L001", "present"]], {"Seminar": "session", "Who": "leader"}),
        ("coaching", [["Person", "Start"], ["L001", "3/12/2026 10:00"]], {"Person": "leader"}),
        (
            "capabilities",
            [["Person", "Day", "Sub capability", "Rating"], ["L001", "3/12/2026", "curiosity.self", "3"]],
            {"Person": "leader", "Day": "round_on"},
        ),
    ],
)
def test_headings_are_told_in_every_table_and_known_again(
    filled: Store, tmp_path: Path, kind: str, rows: list[list[str]], told: dict[str, str]
) -> None:
    path = write_csv(tmp_path / "t.csv", rows)
    first = import_table(filled, kind, path, columns=told)
    assert (first.created + first.changed, first.problems) == (1, [])
    again = import_table(filled, kind, write_csv(tmp_path / "u.csv", rows))
    assert (again.unchanged, again.problems) == (1, [])
    assert again.notes[0].startswith("Known from an earlier file with these headings: “")
    assert again.how is not None
    assert {column for _, column in again.how.columns} >= set(told.values())
    assert recognised(filled, read_once(path)) == kind
    undo.undo(filled)
    assert not [note for note in import_table(filled, kind, path, dry_run=True).notes if note.startswith("Known")]


def test_what_was_told_comes_before_a_heading_that_is_understood(store: Store, tmp_path: Path) -> None:
    rows = [["ID", "Employee No", "First Name", "Surname", "Cohort"], ["7", "N1", "Ada", "Ash", "PSW 2026"]]
    result = import_table(store, "roster", write_csv(tmp_path / "t.csv", rows), columns={"Employee No": "reference"})
    assert result.how is not None
    assert ("Employee No", "reference") in result.how.columns
    assert result.how.unused == ["ID"]
    assert result.how.first_rows[0].values["reference"] == "N1"


def test_a_heading_that_is_told_of_and_not_there_is_refused_with_those_that_are(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [HEADINGS, *ROWS])
    with pytest.raises(UnreadableFile, match=r"t\.csv has no heading “Staff no”; its headings are “reference”"):
        import_table(store, "roster", path, columns={"Staff no": "reference"})


def test_a_file_with_titles_above_is_recognised(store: Store, tmp_path: Path, write: Any) -> None:
    rows = [["PSW 2026 cohort list"], ["Prepared by HR"], HEADINGS, *ROWS]
    assert recognised(store, read_once(table(tmp_path, write, rows))) == "roster"


def test_how_a_file_was_read_is_told(store: Store, tmp_path: Path) -> None:
    rows = [["List"], ["Ref", "Forename", "Surname", "Colour", "Cohort", "Offer accepted"]]
    rows += [[f"N{n}", "Ada", f"Ash{n}", "red", "PSW 2026", "31-Aug-26"] for n in range(9)]
    how = import_table(store, "roster", write_csv(tmp_path / "t.csv", rows), dry_run=True).how
    assert how is not None
    assert how.row == 2
    assert how.columns[:2] == [("Ref", "reference"), ("Forename", "first_name")]
    assert how.unused == ["Colour"]
    assert [row.number for row in how.first_rows] == [3, 4, 5, 6, 7]
    assert how.first_rows[0].values == {
        "reference": "N0",
        "first_name": "Ada",
        "last_name": "Ash0",
        "cohort": "PSW 2026",
        "offer_accepted_on": "2026-08-31",
        "state": "active",
    }
