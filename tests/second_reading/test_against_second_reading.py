"""The command's verdicts against the second reading of the rules, on made-up years that are rich in edges.

`rules.py` was written from the policy page alone, without sight of the app; both must agree row for row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import documents, psw
from psw_tui.cli.for_reading import reading
from psw_tui.policy.evaluation import leader_forms
from psw_tui.store.escalations import inbox
from psw_tui.store.reads.verdicts import judge_all
from tests.budgets import LONG
from tests.second_reading import rules
from tests.second_reading.years import Year, make_year, write_csvs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from psw_tui.store.reads.verdicts import Verdict
    from tests.second_reading.rules import Leader

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
        ran = run(capsys, "import", kind, str(folder / f"{kind}.csv"), "--db", db)
        assert ran["problems"] == []
        assert ran["created"] == len(year[kind])
    return db


def without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    """The row less some keys."""
    return {key: value for key, value in row.items() if key not in keys}


def compare(leaders: Sequence[Leader], verdicts: Sequence[Verdict], document: Any, flagged: Any, day: date) -> None:
    """Status, concerns and evaluation forms of one day, row for row."""
    for leader in document["leaders"]:
        leader["requirements"] = {key: without(row, "why") for key, row in leader["requirements"].items()}
    assert document == rules.status(leaders, day)
    flagged["concerns"] = [without(row, "why", "state") for row in flagged["concerns"]]
    expected = rules.concerns(leaders, day)
    expected["concerns"] = [without(row, "state") for row in expected["concerns"]]
    assert flagged == expected
    owed = {
        verdict.reference: [(str(form.point), form.due_on.isoformat()) for form in leader_forms(verdict.record, day)]
        for verdict in verdicts
    }
    assert owed == {leader.reference: rules.forms_owed(leader, day) for leader in leaders}


def judge_days(year: Year, days: Sequence[date], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A year on some of its days, each read once; what the commands print is the same, on the first and the last."""
    db = set_up(year, folder, capsys)
    leaders = rules.read_leaders(year)
    printed = {
        (name, day): run(capsys, name, "--db", db, "--as-of", day.isoformat())
        for name in ("status", "concerns")
        for day in (days[0], days[-1])
    }
    with reading(db) as store:
        for day in days:
            verdicts = judge_all(store, day)
            document = as_json(documents.status(verdicts, day))
            flagged = as_json(documents.concerns(verdicts, inbox.states(store, verdicts, day), day))
            assert printed.get(("status", day), document) == document
            assert printed.get(("concerns", day), flagged) == flagged
            compare(leaders, verdicts, document, flagged, day)


def as_json(document: Any) -> Any:
    """A document as whoever reads it gets it."""
    return json.loads(json.dumps(document))


@pytest.mark.parametrize("seed", range(4))
def test_the_verdicts_agree_with_the_second_reading(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Forty leaders, twenty-five sessions and more, on days chosen for their edges."""
    year = make_year(seed)
    days = year["days"]
    judge_days(year, days[:: max(1, len(days) // _DAYS)], tmp_path, capsys)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(100, 116 if LONG else 102))
def test_the_verdicts_agree_on_every_interesting_day(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other years, and every one of their days; within `make test` every fourth, each year's from another on."""
    year = make_year(seed)
    judge_days(year, year["days"] if LONG else year["days"][seed % 4 :: 4], tmp_path, capsys)
