"""Commands that change something: cohorts, imports, templates, undo and redo."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

import openpyxl
import pytest

from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system.file_lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

_ROSTER = "reference,first_name,last_name,cohort,offer_accepted_on,state"
_RESULT = ["kind", "file", "dry_run", "read", "created", "changed", "unchanged", "problems", "warnings", "gaps"]


def bytes_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_cohort_begins_a_database(db: Path, call: Callable[..., Done]) -> None:
    done = call("cohort", "add", "PSW 2026", "--year", "2026", "--starts", "2026-09-07", "--ends", "2027-07-31")
    assert (done.status, done.out) == (0, "Added cohort PSW 2026\n")
    assert db.exists()
    (cohort,) = call("cohort", "list", "--json").json["cohorts"]
    assert (cohort["starts"], cohort["ends"]) == ("2026-09-07", "2027-07-31")


@pytest.mark.parametrize(
    "arguments", [("", "--year", "2026"), ("X", "--year", "1066"), ("X", "--year", "2026", "--programme", "none")]
)
def test_a_refused_cohort_leaves_no_database_behind(
    arguments: tuple[str, ...], db: Path, call: Callable[..., Done]
) -> None:
    done = call("cohort", "add", *arguments)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert not db.exists()


def test_a_refused_cohort_leaves_the_database_that_another_began_meanwhile(
    db: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose file it is, is known under the lock and not before."""
    take = FileLock.acquire

    def after_another(lock: FileLock) -> None:
        monkeypatch.setattr(FileLock, "acquire", take)
        with Store.open(db, create_missing=True) as store:
            change_cohorts.add(store, "PSW 2026", 2026)
        take(lock)

    monkeypatch.setattr(FileLock, "acquire", after_another)
    assert call("cohort", "add", "PSW 2026", "--year", "2026").status == 1
    assert [cohort["name"] for cohort in call("cohort", "list", "--json").json["cohorts"]] == ["PSW 2026"]


@pytest.mark.parametrize("refusal", ["a bad year", "a bad programme"])
def test_a_refused_cohort_leaves_a_link_that_led_nowhere(
    refusal: str, db: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    """What was made goes, and not the name by which it was made."""
    target = tmp_path / "elsewhere" / "psw.db"
    db.symlink_to(target)
    if refusal == "a bad programme":
        db.with_name("programme.toml").write_text("nonsense = [", "utf-8")
    year = "1066" if refusal == "a bad year" else "2026"
    assert call("cohort", "add", "PSW 2026", "--year", year).status == 1
    assert db.is_symlink()
    assert not target.exists()


def test_a_refused_cohort_leaves_what_was_put_in_the_place_of_its_file(
    db: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(*_: object) -> None:
        db.unlink()
        db.write_bytes(b"somebody else's")
        raise Refused("No.")

    monkeypatch.setattr(change_cohorts, "add", replaced)
    assert call("cohort", "add", "PSW 2026", "--year", "2026").status == 1
    assert db.read_bytes() == b"somebody else's"


def test_a_refused_cohort_leaves_an_existing_database_alone(small: Path, call: Callable[..., Done]) -> None:
    before = bytes_of(small)
    assert call("cohort", "add", "PSW 2026", "--year", "2026").status == 1
    assert bytes_of(small) == before


def test_closing_a_cohort(small: Path, call: Callable[..., Done]) -> None:
    said = call("cohort", "close", "PSW 2026").out
    assert said.startswith("Closed cohort PSW 2026\n")
    assert "`psw undo` undoes this" in said
    assert call("cohort", "list", "--json").json["cohorts"][0]["closed_on"] == "2027-02-01"
    assert "(closed)" in call("cohort", "list").out
    assert call("cohort", "close", "PSW 2026").status == 1


def test_undo_and_redo_say_what_they_did(small: Path, call: Callable[..., Done]) -> None:
    what = "Imported coaching from coaching.csv: 3 coaching sessions added"
    assert call("undo").out == f"Undone: {what}\n"
    assert call("explain", "L002", "--json").json["bookings"] == []
    assert call("history", "--json").json["entries"][1]["undone"] is True
    assert call("redo").out == f"Redone: {what}\n"
    assert len(call("explain", "L002", "--json").json["bookings"]) == 2
    nothing = call("redo")
    assert (nothing.status, nothing.out, nothing.err) == (1, "", "psw: There is nothing to redo.\n")
    for _ in range(5):
        assert call("undo").status == 0
    assert call("undo").err == "psw: There is nothing to undo.\n"


def test_an_import_says_what_it_did_and_the_same_file_again_changes_nothing(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table(
        "more", f"{_ROSTER},shoe", "L001,Amara,Osei,PSW 2026,2026-08-05,active,4", "L009,Rhys,Cohen,PSW 2026,,,"
    )
    first = call("import", "roster", str(file), "--json")
    assert first.status == 0
    assert list(first.json) == [*_RESULT, "read_as"]
    assert (first.json["kind"], first.json["file"], first.json["dry_run"]) == ("roster", str(file), False)
    assert [first.json[key] for key in ("read", "created", "changed", "unchanged")] == [2, 1, 1, 0]
    assert first.json["problems"] == []
    assert "shoe" in first.json["warnings"][0]
    before = bytes_of(small)
    second = call("import", "roster", str(file), "--json").json
    assert [second[key] for key in ("read", "created", "changed", "unchanged")] == [2, 0, 0, 2]
    assert bytes_of(small) == before
    page = call("import", "roster", str(file)).out
    assert "2 rows: 0 new, 0 changed, 2 as they were" in page
    assert "shoe" in page


def test_one_bad_row_and_nothing_is_written_and_every_bad_row_is_named(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    before = bytes_of(small)
    rows = ("L010,Good,Row,PSW 2026,,", "L011,A,B,PSW 25,,", "L012,A,B,PSW 2026,08/14/2026,", "L013,A,B,PSW 2026,,odd")
    file = table("bad", _ROSTER, *rows)
    done = call("import", "roster", str(file))
    assert (done.status, done.out) == (1, "")
    lines = done.err.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "row 3, cohort",
        "row 4, offer_accepted_on",
        "row 5, state",
        "psw",
    ]
    assert "“PSW 25”" in lines[0]
    assert lines[-1] == "psw: bad.csv: 3 problems; nothing was imported."
    machine = call("import", "roster", str(file), "--json")
    assert machine.status == 1
    assert machine.err == f"{lines[-1]}\n"
    assert [(problem["row"], problem["column"], problem["value"]) for problem in machine.json["problems"]] == [
        (3, "cohort", "PSW 25"),
        (4, "offer_accepted_on", "08/14/2026"),
        (5, "state", "odd"),
    ]
    assert all(set(problem) == {"row", "column", "value", "expected"} for problem in machine.json["problems"])
    assert bytes_of(small) == before


def test_a_dry_run_says_all_and_changes_nothing_even_beside_an_open_app(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    before = bytes_of(small)
    file = table("more", _ROSTER, "L009,Rhys,Cohen,PSW 2026,,", "L001,Amara,Oseí,PSW 2026,2026-08-04,active")
    with Store.open(small):
        done = call("import", "roster", str(file), "--dry-run", "--json")
    assert [done.json[key] for key in ("dry_run", "created", "changed")] == [True, 1, 1]
    assert bytes_of(small) == before
    assert "nothing was changed" in call("import", "roster", str(file), "--dry-run").out
    assert bytes_of(small) == before
    assert call("history", "--json").json["entries"][0]["counter"] == 5


def test_what_is_to_be_completed_is_listed(small: Path, call: Callable[..., Done], table: Callable[..., Path]) -> None:
    file = table("gaps", _ROSTER, "L020,Ann,Other,PSW 2026,,withdrawn")
    (gap,) = call("import", "roster", str(file), "--dry-run", "--json").json["gaps"]
    assert gap["row"] == 2
    assert gap["text"] in call("import", "roster", str(file)).out


def test_hostile_cells_are_told_letter_for_letter(
    small: Path, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table(
        "hostile",
        _ROSTER,
        ("L030", "A", "B", "[@click=app.quit]x[/]", "", ""),
        ("L031", "A", "B", "\x1b[31mred", "", ""),
    )
    done = call("import", "roster", str(file))
    assert "“[@click=app.quit]x[/]”" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04broken", b"%PDF-1.7"])
def test_what_is_no_table_is_refused_in_one_line(
    content: bytes | None, small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    file = tmp_path / "leaders.csv"
    if content is not None:
        file.write_bytes(content)
    done = call("import", "roster", str(file), "--json")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert list(done.json) == _RESULT
    assert len(done.json["problems"]) == 1
    assert done.json["problems"][0]["expected"] in done.err


@pytest.mark.parametrize("kind", ["roster", "sessions", "marks", "coaching", "capabilities"])
def test_a_template_has_the_headings_that_the_import_takes(
    kind: str, small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    out = call("export", "template", kind).out
    headings = next(csv.reader([out.removeprefix("\ufeff")]))
    workbook = tmp_path / "empty.xlsx"
    assert call("export", "template", kind, "--output", str(workbook)).status == 0
    sheet = openpyxl.load_workbook(workbook).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == headings
    assert call("import", kind, str(workbook), "--json").json["read"] == 0


def test_a_template_never_replaces_a_file(call: Callable[..., Done], tmp_path: Path) -> None:
    filled = tmp_path / "roster.csv"
    filled.write_text("mine", "utf-8")
    done = call("export", "template", "roster", "-o", str(filled))
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert filled.read_text("utf-8") == "mine"
    nowhere = call("export", "template", "roster", "-o", str(filled / "x.csv"))
    assert (nowhere.status, nowhere.err.count("\n")) == (1, 1)
    assert call("export", "template", "roster", "-o", str(filled), "--force").status == 0
    assert filled.read_bytes() == call("export", "template", "roster").out.encode("utf-8")
