"""`psw import capabilities` on forms, `psw export capability-form` and `profile`: what they print, write and refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exchange.capabilities.form_files import FORM_HEAD, NAMES, SUBS, fill
from tests.exchange.table_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

pytestmark = pytest.mark.usefixtures("small")


def test_a_form_goes_out_and_comes_back(call: Callable[..., Done], tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    done = call("export", "capability-form", "L001", "-o", str(form))
    assert (done.status, done.out, done.err) == (0, "", f"Wrote {form}\n")
    fill(form, {"round_on": "05/01/2027"}, dict.fromkeys(SUBS, 3), {SUBS[0]: "yes"})
    dry = call("import", "capabilities", str(form), "--dry-run", "--json").json
    assert (dry["created"], dry["problems"], dry["dry_run"]) == (26, [], True)
    assert dry["notes"] == ["A form of Amara Osei (L001), Tue 5 Jan 2027: 26 rated."]
    done = call("import", "capabilities", str(form))
    assert (done.status, "26 new" in done.out, "Amara Osei (L001)" in done.out) == (0, True, True)
    assert call("import", "capabilities", str(form), "--json").json["unchanged"] == 26
    assert call("undo").out.startswith("Undone: Imported capabilities from form.xlsx")


def test_a_forms_export_is_known_and_a_bad_answer_refuses_all_of_it(call: Callable[..., Done], tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    row = ["1", "", "1/5/27 9:20", "anonymous", "Amara Osei"]
    write_csv(path, [FORM_HEAD + NAMES, [*row, *["3"] * 25, "9"]])
    done = call("import", "capabilities", str(path))
    assert done.status == 1
    assert "row 2, Capacity for advocacy: “9”; expected 1 to 4" in done.err
    write_csv(path, [FORM_HEAD + NAMES, [*row, *["3"] * 26]])
    assert call("import", "capabilities", str(path), "--json").json["created"] == 26


def test_a_profile_is_a_page_or_markdown(call: Callable[..., Done], tmp_path: Path) -> None:
    done = call("export", "profile", "L001")
    assert (done.status, done.err) == (
        1,
        "psw: Amara Osei has no round of self-assessment yet; there is nothing to tell.\n",
    )
    table = write_csv(
        tmp_path / "t.csv", [["leader", "round_on", "sub_capability", "rating"], ["L001", "2027-01-05", SUBS[0], "3"]]
    )
    assert call("import", "capabilities", str(table)).status == 0
    assert call("export", "profile", "L001").out.startswith("<!DOCTYPE html>")
    assert call("export", "profile", "L001", "--markdown").out.startswith("# Amara Osei: your self-assessment")
    assert call("export", "profile", "L001", "-o", str(tmp_path / "p.md")).status == 0
    assert (tmp_path / "p.md").read_text("utf-8").startswith("# Amara Osei")


def test_a_blank_form_needs_no_leader_and_no_database(call: Callable[..., Done], tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    assert call("export", "capability-form", "-o", str(form), "--db", str(tmp_path / "none.db")).status == 0
    assert form.read_bytes().startswith(b"PK")
    assert not (tmp_path / "none.db").exists()
    assert call("export", "capability-form", "L09", "-o", str(form)).err.startswith("psw: There is no leader L09")
