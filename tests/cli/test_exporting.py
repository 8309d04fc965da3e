"""`psw export case`: where it writes, what it refuses, and that it only reads."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


def test_the_page_goes_to_standard_output_and_nothing_else_does(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "case", "L001")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("<!DOCTYPE html>")
    assert done.out.rstrip().endswith("</html>")
    assert "Absent from Workshop 1" in done.out


def test_a_file_is_written_whole_and_in_the_place_of_another_only_when_forced(
    small: Path, call: Callable[..., Done], tmp_path: Path
) -> None:
    target = tmp_path / "case.html"
    target.write_text("older", "utf-8")
    assert call("export", "case", "L001", "-o", str(target)).status == 1
    assert target.read_text("utf-8") == "older"
    done = call("export", "case", "L001", "-o", str(target), "--force")
    assert (done.status, done.out, done.err) == (0, "", f"Wrote {target}\n")
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert not list(tmp_path.glob("*.part"))


def test_json_gives_the_same_content(small: Path, call: Callable[..., Done], tmp_path: Path) -> None:
    done = call("export", "case", "L001", "--json", "--as-of", "2026-11-13", "--known-at", "2027-02-01")
    document = done.json
    assert document["head"]["reference"] == "L001"
    assert document["head"]["judged_on"] == "2026-11-13"
    assert document["head"]["known_at"] == "2027-02-01T23:59:59.999999+00:00"
    assert [line["mark"] for line in document["attendance"]] == ["absent", "still to come", "still to come"]
    target = tmp_path / "case.json"
    assert call("export", "case", "L001", "--json", "-o", str(target)).status == 0
    assert target.read_text("utf-8").startswith("{")


def test_a_day_reaches_to_its_end_and_a_minute_to_its_own(small: Path, call: Callable[..., Done]) -> None:
    document = call("export", "case", "L001", "--json", "--known-at", "2026-07-01 10:02").json
    assert document["head"]["known_at"] == "2026-07-01T09:02:59.999999+00:00"
    assert [difference["part"] for difference in document["differences"]] == ["leader"]
    document = call("export", "case", "L001", "--json", "--known-at", "2026-07-01").json
    assert document["head"]["known_at"] == "2026-07-01T22:59:59.999999+00:00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--known-at", "yesterday"),
        ("--known-at", "2027-02-30"),
        ("--known-at", "2027-02-01 25:00"),
        ("--known-at", "2027-03-28 01:30"),
        ("--known-at", "9999-12-31"),
        ("--as-of", "1 Feb 2027"),
        ("--colour", "red"),
    ],
)
def test_a_bad_day_is_wrong_usage(small: Path, call: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    done = call("export", "case", "L001", *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_what_can_not_be_done_is_one_sentence(small: Path, call: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for arguments in (("L01",), ("L001", "-o", str(tmp_path / "file" / "x.html")), ("L001", "-o", str(tmp_path))):
        done = call("export", "case", *arguments)
        assert (done.status, done.out) == (1, "")
        assert done.err.count("\n") == 1
    assert "did you mean L001" in call("export", "case", "L01").err


def test_it_works_beside_an_open_app_and_changes_nothing(small: Path, call: Callable[..., Done]) -> None:
    from psw_tui.store.core.store import Store

    before = small.read_bytes()
    with Store.open(small):
        assert call("export", "case", "L001", "--known-at", "2027-01-01", "--redact").status == 0
    assert small.read_bytes() == before
    with sqlite3.connect(small) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_names_are_struck_out_and_more_can_be_named(small: Path, call: Callable[..., Done]) -> None:
    assert "J. Mensah" in call("export", "case", "L001").out
    struck = call("export", "case", "L001", "--redact", "--redact-also", "Kent").out
    assert "Mensah" not in struck
    assert "Kent" not in struck
    assert "Amara Osei" in struck
    assert "█████ (coach)" in struck
    assert "Kent" not in call("export", "case", "L001", "--redact-also", "Kent").out


def test_a_hostile_name_is_text(small: Path, call: Callable[..., Done]) -> None:
    done = call("export", "case", "L004")
    assert done.status == 0
    assert f"{HOSTILE[0]} {HOSTILE[1]}" in done.out
