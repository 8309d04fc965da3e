"""Files as they come from the field, each with what is right of it: `cases/*.toml`, one file a kind of mistake.

They were written by somebody who has not seen the code that reads them, from one rule: a mark is written by itself
only where it is certain who it was and how long they were there; all else is listed with the reason, what a file can't
tell is said, and nothing is filled in.

A case marked `awaits = true` does not hold yet. It is expected to fail, and strictly: the change that makes it hold
takes the mark, one line of the data, out in the same commit. `pytest tests/field --runxfail -k k04` shows what the
cases of a kind come to without the mark. A case that holds is never given it again.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from psw_tui.cli import psw
from tests.field.book import Case, cases, common, write
from tests.field.judging import Outcome, always, faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AWAITED = pytest.mark.xfail(strict=True, raises=AssertionError, reason="awaits the change that makes it hold")


def _parameter(case: Case) -> object:
    return pytest.param(case, id=f"{case.kind}-{case.name}", marks=[_AWAITED] if case.awaits else [])


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The database that cases start from, made once."""
    folder = tmp_path_factory.mktemp("field")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", common()["day"])
        patch.setenv("PSW_DB", str(folder / "psw.db"))
        patch.chdir(folder)
        for name, content in common()["files"].items():
            write(folder / name, content)
        assert [psw(shlex.split(command)) for command in common()["before"]] == [0, 0, 0]
    return (folder / "psw.db").read_bytes()


@pytest.fixture
def ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[[list[str]], Outcome]:
    """Run `psw` in a folder of its own, on the day of the cases."""
    monkeypatch.setenv("PSW_TODAY", common()["day"])
    monkeypatch.setenv("PSW_DB", str(tmp_path / "psw.db"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(call: list[str]) -> Outcome:
        capfdbinary.readouterr()
        status = psw(call)
        out, err = capfdbinary.readouterr()
        return Outcome(call, status, out.decode("utf-8"), err.decode("utf-8"), run)

    return run


@pytest.mark.parametrize("case", [_parameter(case) for case in cases()])
def test_what_a_file_can_tell_is_taken_and_nothing_else(
    case: Case, tmp_path: Path, start: bytes, ask: Callable[[list[str]], Outcome]
) -> None:
    case.write(tmp_path)
    if not case.fresh:
        (tmp_path / "psw.db").write_bytes(start)
    for command in case.before:
        prepared = ask(shlex.split(command))
        assert prepared.status == 0, f"before it, {command}: {prepared.err}"
    outcome = ask(case.call)
    assert [*always(outcome), *faults(case.expect, outcome)] == [], f"right: {case.right}\n{outcome.said}"


def test_the_names_of_cases_are_unique() -> None:
    counted = Counter((case.kind, case.name) for case in cases())
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_file_named_in_a_call_is_given() -> None:
    """Else a case that expects a refusal holds because there is nothing to read."""
    for case in cases():
        given = {*case.files, *common()["files"]}
        words = [word for command in (*case.before, case.command) for word in shlex.split(command)]
        assert {word for word in words if word.endswith((".csv", ".xlsx"))} <= given, case.name


def test_every_pattern_can_be_read() -> None:
    for case in cases():
        for word in ("warns", "warns_not", "lists", "says", "says_not", "stdout"):
            for expect in (case.expect, *case.expect.get("or", ())):
                assert isinstance(expect.get(word, []), list), f"{case.name}: {word}"
                assert all(re.compile(pattern) for pattern in expect.get(word, []))
