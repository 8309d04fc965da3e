"""The command's verdicts against the second reading of the rules, on made-up years that are rich in edges.

`rules.py` was written from the policy page alone, without sight of the app; both must agree row for row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import psw
from psw_tui.cli.for_reading import reading
from psw_tui.policy.evaluation import leader_forms
from psw_tui.store.reads.verdicts import judge_all
from tests.budgets import LONG
from tests.second_reading import rules
from tests.second_reading.years import Year, make_year, write_csvs

if TYPE_CHECKING:
    from pathlib import Path

#: How many of a year's interesting days are judged in one test.
_DAYS = 12


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """One call of the command that must succeed; its JSON document."""
    status = psw([*arguments, "--json"])
    captured = capsys.readouterr()
    assert status == 0, captured.out[-2000:] + captured.err
    return json.loads(captured.out)


def set_up(year: Year, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The cohorts and tables of a year in a new file, through the command; its path."""
    db = str(folder / "psw.db")
    write_csvs(year, folder)
    for cohort in year["cohorts"]:
        named = [cohort["name"], "--year", str(cohort["year"]), "--starts", cohort["starts"], "--ends", cohort["ends"]]
        assert psw(["cohort", "add", *named, "--db", db]) == 0
    capsys.readouterr()
    for kind in ("roster", "sessions", "marks", "coaching"):
        found = run(capsys, "import", kind, str(folder / f"{kind}.csv"), "--db", db)
        assert found["problems"] == []
        assert found["created"] == len(year[kind])
    return db


def without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The row less some keys."""
    return {key: value for key, value in row.items() if key not in keys}


def compare(year: Year, db: str, day: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Status, concerns and evaluation forms of one day, row for row."""
    found = run(capsys, "status", "--db", db, "--as-of", day.isoformat())
    for leader in found["leaders"]:
        leader["requirements"] = {key: without(row, "why") for key, row in leader["requirements"].items()}
    assert found == rules.status(year, day)
    flagged = run(capsys, "concerns", "--db", db, "--as-of", day.isoformat())
    flagged["concerns"] = [without(row, "why", "state") for row in flagged["concerns"]]
    expected = rules.concerns(year, day)
    expected["concerns"] = [without(row, "state") for row in expected["concerns"]]
    assert flagged == expected
    with reading(db) as store:
        owed = {
            each.reference: [(str(form.point), form.due_on.isoformat()) for form in leader_forms(each.record, day)]
            for each in judge_all(store, day)
        }
    assert owed == {each.reference: rules.forms_owed(each, day) for each in rules.read_leaders(year)}


@pytest.mark.parametrize("seed", range(4))
def test_the_verdicts_agree_with_the_second_reading(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Forty leaders, twenty-five sessions and more, on days chosen for their edges."""
    year = make_year(seed)
    db = set_up(year, tmp_path, capsys)
    days = year["days"]
    for day in days[:: max(1, len(days) // _DAYS)]:
        compare(year, db, day, capsys)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 116 if LONG else 104))
def test_the_verdicts_agree_on_every_interesting_day(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other years, and every one of their days; within `make test` every fourth, each year's from another on."""
    year = make_year(seed)
    db = set_up(year, tmp_path, capsys)
    for day in year["days"] if LONG else year["days"][seed % 4 :: 4]:
        compare(year, db, day, capsys)
