"""`psw export completion`: the list, certificates and records of attendance: what it writes, issues and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import ended

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture
def done(db: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Done]) -> Callable[..., Done]:
    """`psw export completion` on the cohort that has ended, on the day after."""
    monkeypatch.setenv("PSW_TODAY", "2027-09-01")
    ended.make(db)
    return lambda *arguments: call("export", "completion", *arguments)


def test_the_list_is_a_page_or_what_the_ending_says(done: Callable[..., Done], tmp_path: Path) -> None:
    assert done().out.startswith("<!DOCTYPE html>")
    assert done("--markdown", "--cohort", "PSW 2026").out.startswith("# Completion")
    for ending, begins in ((".csv", "\ufeffReference,Leader"), (".md", "# Completion"), (".json", "{"), (".html", "<")):
        file = tmp_path / f"list{ending}"
        assert done("-o", str(file)).status == 0
        assert file.read_text("utf-8").startswith(begins)
    found = done("--json", "--as-of", "2026-10-01").json
    assert found["as_of"] == "2026-10-01"
    assert not any(leader["completed"] for leader in found["leaders"])


def test_certificates_are_issued_once_and_written(
    done: Callable[..., Done], call: Callable[..., Done], tmp_path: Path
) -> None:
    assert done("--certificate").err == "psw: No certificate is issued yet; --issue issues them.\n"
    one = done("--issue", "amara", "-o", str(tmp_path / "one.html"))
    assert one.err.splitlines()[0] == "Amara Osei: certificate PSW-2026-0001 issued"
    again = done("--issue", "-o", str(tmp_path / "all"))
    assert again.err.splitlines()[0] == "2 certificates issued, PSW-2026-0002 to PSW-2026-0003"
    names = [f"certificate-{leader}-2027-09-01.html" for leader in ("L001", "L002", "L004")]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == names
    assert (tmp_path / "all" / names[0]).read_bytes() == (tmp_path / "one.html").read_bytes()
    (tmp_path / "all" / names[0]).unlink()
    (tmp_path / "all" / names[2]).write_text("somebody's own", "utf-8")
    assert done("--certificate", "-o", str(tmp_path / "all")).status == 1
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == names[1:], "all or none"
    assert done("--certificate", "L001").out == (tmp_path / "one.html").read_text("utf-8")
    assert "Wrote" in done("--certificate").err  # several, and none named where: to the folder of exports
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == names
    found = done("--number", "psw-2026-0002", "--json").json["certificates"]
    assert [(one["leader"], one["void_on"], one["lapsed"]) for one in found] == [("L002", None, False)]
    assert call("undo").out == "Undone: 2 certificates issued, PSW-2026-0002 to PSW-2026-0003\n"
    void = done("--number", "PSW-2026-0002")
    assert (void.status, void.err) == (
        1,
        "psw: Certificate PSW-2026-0002 was undone on Wed 1 Sep 2027: it is void.\n",
    )
    assert done("--number", "PSW-2026-0002", "--json").json["certificates"][0]["void_on"] == "2027-09-01"


def test_who_is_short_gets_nothing_but_the_reason(done: Callable[..., Done]) -> None:
    for what in ("--issue", "--certificate", "--record"):
        refused = done(what, "L003")
        assert (refused.status, refused.out) == (1, "")
        assert refused.err.startswith("psw: Beth Jones has not met every minimum. Peer practice: 1 of 3")


def test_a_record_of_attendance_is_written_for_those_who_completed(done: Callable[..., Done], tmp_path: Path) -> None:
    assert "Record of attendance" in done("--record", "L001").out
    assert done("--record", "-o", str(tmp_path / "records")).status == 0
    assert len(list((tmp_path / "records").iterdir())) == 3
    assert done("--record", "--as-of", "2027-06-01").status == 0  # of her who was recorded as completed
    (tmp_path / "file").touch()
    assert "name a folder with -o" in done("--record", "-o", str(tmp_path / "file")).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("L001",),
        ("--number", "PSW-2026-0001", "L001"),
        ("--certificate", "--as-of", "2027-01-01"),
        ("--record", "--markdown"),
        ("--record", "--json"),
    ],
)
def test_what_makes_no_sense_together_is_wrong_usage(done: Callable[..., Done], arguments: tuple[str, ...]) -> None:
    assert done(*arguments).status == 2
