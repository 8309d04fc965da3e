"""`psw import modules`, `wide` and `catch-up`: what they print and refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture
def register(db: Path, call: Callable[..., Done], table: Callable[..., Path]) -> None:
    people = table(
        "roster", "reference,first_name,last_name,cohort,email", "L001,Amara,Osei,PSW 2026,amara@example.org"
    )
    dates = table(
        "sessions",
        "reference,cohort,kind,title,starts_at,ends_at",
        "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
        "M01,PSW 2026,module,Reading,2026-10-01 00:00,2026-11-30 23:59",
    )
    assert call("cohort", "add", "PSW 2026", "--year", "2026").status == 0
    for kind, path in (("roster", people), ("sessions", dates)):
        assert call("import", kind, str(path)).status == 0


@pytest.mark.usefixtures("register")
def test_modules_are_taken_with_columns_told_and_a_dry_run_changes_nothing(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = str(table("done", "Wer,Kurs,Fertig", "amara@example.org,Reading,2026-11-20"))
    done = call("import", "modules", file)
    assert (done.status, done.err.count("\n")) == (1, 1)
    told = ("--column", "leader=Wer", "--column", "session=Kurs", "--column", "completed_on=Fertig")
    assert call("import", "modules", file, *told, "--dry-run", "--json").json["created"] == 1
    assert len(call("history", "--json").json["entries"]) == 3
    assert call("import", "modules", file, *told, "--json").json["created"] == 1
    assert call("import", "modules", file, "--json").json["unchanged"] == 1  # the columns are known by now
    assert call("import", "modules", file, "--column", "Wer").status == 2


@pytest.mark.usefixtures("register")
def test_a_bad_row_of_a_modules_file_is_named(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    done = call("import", "modules", str(table("done", "leader,session,completed_on", "L009,M01,2026-11-20")))
    assert done.status == 1
    assert "row 2, leader: “L009”" in done.err


@pytest.mark.usefixtures("register")
def test_a_wide_sheet_is_taken_and_its_absences_are_listed(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = str(table("wide", "Name,W01,M01", "Amara Osei,✓,a"))
    done = call("import", "wide", file, "--json")
    assert (done.status, done.json["created"]) == (0, 1)
    assert done.json["warnings"] == ["L001, Reading: the sheet says “a”; left for you to say."]


@pytest.mark.usefixtures("register")
def test_catch_up_forms_are_taken_and_the_rest_listed(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    call("import", "marks", str(table("marks", "session,leader,mark", "W01,L001,absent")))
    head = "ID,Start time,Completion time,Email,Name,Which session?,Your reflective log"
    row = ("1", "2027-01-25 18:00", "2027-01-25 18:01", "anonymous", "Amara Osei", "Leading", "I learned " * 10)
    file = str(table("forms", head, row, ("2", *row[1:4], "Zoe", "Leading", "x")))
    done = call("import", "catch-up", file, "--json").json
    assert done["received"] == [{"leader": "L001", "session": "W01", "on": "2027-01-25", "log": True}]
    assert [row["row"] for row in done["unmatched"]] == [3]
    assert "1 catch-up submitted" not in call("import", "catch-up", file).out
