"""Leaders by any part of their name, lists narrowed and ordered, and what a shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture
def addressed(small: Path, call: Callable[..., Done], table: Callable[..., Path]) -> Path:
    """The small file with e-mail addresses, a second organisation of Leeds and a second cohort."""
    assert call("cohort", "add", "PSW 2027", "--year", "2027").status == 0
    rows = (
        "L002,Siân,Patel,PSW 2026,s.patel@leeds.example,Leeds",
        "L003,Dewi,Khan,PSW 2026,dewi@hackney.example,Hackney",
        "M001,Amara,Cole,PSW 2027,a.cole@leeds.example,Leeds Teaching Trust",
    )
    roster = table("more", "reference,first_name,last_name,cohort,email,organisation", *rows)
    assert call("import", "roster", str(roster)).status == 0
    return small


@pytest.mark.parametrize(
    ("named", "reference"),
    [
        ("l002", "L002"),
        ("siân", "L002"),
        ("SIAN", "L002"),
        ("patel sian", "L002"),
        ("ose", "L001"),
        ("osei", "L001"),
        ("amara cole", "M001"),
        ("jones", "a1"),
        ("A1", "a1"),
        ("[/]", "L004"),
        ("S.Patel@leeds.example", "L002"),
        ("dewi@hackney.example", "L003"),
        ("s.patel", "L002"),
    ],
)
def test_any_part_of_a_name_that_fits_one_leader_will_do(
    named: str, reference: str, addressed: Path, call: Callable[..., Done]
) -> None:
    assert call("explain", named, "--json").json["leader"]["reference"] == reference


@pytest.mark.parametrize(
    "command",
    [
        "explain {}",
        "status {}",
        "history {}",
        "export case {}",
        "export profile {}",
        "export report leader {}",
        "export calendar {}",
        "export calendar {} --due",
        "export capability-form {}",
    ],
)
def test_several_whom_it_fits_are_listed_by_every_command_that_takes_a_leader(
    command: str, addressed: Path, call: Callable[..., Done]
) -> None:
    done = call(*command.format("amara").split())
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "amara fits 2 leaders: L001 (Amara Osei), M001 (Amara Cole); say which by the reference" in done.err


def _references(done: Done) -> list[str]:
    assert done.status == 0, done.err
    return [leader["reference"] for leader in done.json["leaders"]]


@pytest.mark.parametrize(
    ("arguments", "references"),
    [
        ([], ["L001", "L002", "L003", "L004", "M001", "a1"]),
        (["--org", "hack"], ["L003"]),
        (["--org", "leeds"], ["L002"]),  # the whole name goes before one that only has the word
        (["--org", "teaching"], ["M001"]),
        (["--cohort", "PSW 2026", "--standing", "at risk"], ["L002"]),
        (["--standing", "at-risk", "--standing", "not_covered"], ["L002", "L003", "M001"]),
        (["--sort", "name"], ["L004", "M001", "L001", "a1", "L003", "L002"]),
        (["--sort", "standing"], ["L002", "L001", "L004", "a1", "L003", "M001"]),
        (["--sort", "organisation", "--cohort", "PSW 2026"], ["a1", "L004", "L003", "L001", "L002"]),
    ],
)
def test_status_is_narrowed_and_ordered(
    arguments: list[str], references: list[str], addressed: Path, call: Callable[..., Done]
) -> None:
    assert _references(call("status", "--json", *arguments)) == references


def test_concerns_and_the_queue_are_narrowed_and_ordered(addressed: Path, call: Callable[..., Done]) -> None:
    """As `status` is; without an order the JSON is by leader, kind and what it is about, as ever."""
    assert {concern["leader"] for concern in call("concerns", "--json", "--org", "Leeds").json["concerns"]} == {"L002"}
    held = call("concerns", "--json", "--sort", "since").json["concerns"]
    assert [concern["since"] for concern in held] == sorted(concern["since"] for concern in held)
    assert len({concern["since"] for concern in held}) > 1
    by_name = call("concerns", "--json", "--sort", "name").json["concerns"]
    assert by_name[0]["leader"] == "L004"
    assert call("concerns", "--json", "--standing", "met").json["concerns"] == []

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations import decisions

    with Store.open(addressed) as store:
        decisions.accept(store, ["unexplained_absence:W01:L001"])
        decisions.accept(store, ["coaching_spent:2026-12-11T10:00:L002"])
    rows = call("queue", "--json").json["escalations"]
    assert [row["leader"] for row in rows] == ["L002", "L001"]
    by_name = call("queue", "--json", "--sort", "name").json["escalations"]
    assert [row["leader"] for row in by_name] == ["L001", "L002"]
    assert [row["leader"] for row in call("queue", "--json", "--org", "kent").json["escalations"]] == ["L001"]
    assert call("queue", "--json", "--cohort", "PSW 2027").json["escalations"] == []


def test_an_organisation_or_a_standing_that_is_none_is_refused(addressed: Path, call: Callable[..., Done]) -> None:
    done = call("status", "--org", "Lambeth")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "No leader is of an organisation Lambeth" in done.err
    assert "fits 3 organisations: Leeds, Leeds Teaching Trust, [bold]Leeds[/]" in call("status", "--org", "eed").err
    done = call("concerns", "--standing", "bad")
    assert (done.status, done.out) == (2, "")
    assert "at_risk" in done.err
    assert "Nobody of those asked for" in call("status", "--standing", "met").out


def _complete(monkeypatch: pytest.MonkeyPatch, call: Callable[..., Done], shell: str, typed: str) -> list[str]:
    words = typed.split(" ")
    monkeypatch.setenv("_PSW_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    done = call()
    assert (done.status, done.err) == (0, "")
    return done.out.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("psw st", ["plain,status"]),
        ("psw queue --s", ["plain,--standing", "plain,--sort"]),
        ("psw queue --sort d", ["plain,due"]),
        ("psw explain am", ["plain,Amara"]),
        ("psw explain l00", ["plain,L001", "plain,L002", "plain,L003", "plain,L004"]),
        ("psw status --org h", ["plain,Hackney"]),
        ("psw export case pat", ["plain,Patel"]),
        ("psw export report organisation h", ["plain,Hackney"]),
    ],
)
def test_a_shell_completes_commands_options_and_names(
    typed: str, offered: list[str], addressed: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _complete(monkeypatch, call, "bash", typed) == offered


def test_a_shell_is_offered_no_names_and_told_nothing_where_there_is_no_file(
    db: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _complete(monkeypatch, call, "bash", "psw explain a") == []
    assert not db.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_psw_alone_gives_a_shell_its_script_and_opens_nothing(shell: str, db: Path) -> None:
    environment = {**os.environ, "_PSW_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [sys.executable, "-m", "psw_tui"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, db.exists()) == (0, False)
    assert f"_PSW_COMPLETE={shell}_complete" in done.stdout or "'powershell_complete'" in done.stdout
