"""How the command is called: help, version, wrong usage, what it imports, and how it ends."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.store import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

_READING = (
    "status",
    "status L001",
    "concerns",
    "queue",
    "explain L001",
    "history",
    "history L001",
    "cohort list",
    "programme",
    "clauses",
)
_LOADED = """
import sys
from psw_tui.cli import psw
for call in sys.argv[1:]:
    assert psw(call.split()) == 0, call
    print(*sys.modules, file=sys.stderr)
"""


def loaded_by(*calls: str) -> list[set[str]]:
    """The modules that a fresh process has loaded after each of these calls, made in it one after the other."""
    done = subprocess.run([sys.executable, "-c", _LOADED, *calls], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    return [set(line.split()) for line in done.stderr.splitlines()]


def test_help_loads_nothing_heavy() -> None:
    calls = ("--help", "--version", "status --help", "import roster --help", "demo --help")
    heavy = {"textual", "rich", "sqlalchemy", "sqlmodel", "pydantic", "sqlite3", "openpyxl", "holidays"}
    for call, loaded in zip(calls, loaded_by(*calls), strict=True):
        assert not loaded & heavy, call


@pytest.mark.parametrize("form", ["", " --json"])
def test_reading_loads_no_sqlmodel_and_no_textual(form: str, small: Path) -> None:
    for call, loaded in zip(_READING, loaded_by(*(call + form for call in _READING)), strict=True):
        assert not loaded & {"textual", "sqlalchemy", "sqlmodel", "pydantic"}, call
        assert not form or "rich" not in loaded, call


def test_version(call: Callable[..., Done]) -> None:
    done = call("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("psw ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("nonsense", "No such command 'nonsense'"),
        ("import salesforce x.csv", "No such command 'salesforce'"),
        ("import salesforce-result", "Missing argument 'FILE"),
        ("export salesforce --again --dry-run", "--again writes what is pending as it was"),
        ("forget", "No such command 'forget'"),
        ("cohort", "Missing command, one of add, close, list"),
        ("status --as-of 9999-12-31", "“9999-12-31”: expected a year from 2000 to 2100"),
        ("cohort add X --year 2026 --ends 0001-01-01", "“0001-01-01”: expected a year from 2000 to 2100"),
        ("demo --no-open --today 9999-12-31", "“9999-12-31”: expected a year from 2000 to 2100"),
        ("status --as-of 2027-2-1", "“2027-2-1” is not a day; expected YYYY-MM-DD"),
        ("status --as-of 20270201", "expected YYYY-MM-DD"),
        ("concerns --as-of 2027-02-30", "expected YYYY-MM-DD"),
        ("explain", "Missing argument 'LEADER'"),
        ("status --nonsense", "No such option"),
        ("cohort add X", "Missing option '--year'"),
        ("import roster", "Missing argument 'FILE'"),
        ("export template nonsense", "nonsense"),
        ("demo --leaders 0", "a demo has from 1 to 10,000 leaders, not 0"),
        ("--db", "requires an argument"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(arguments: str, said: str, call: Callable[..., Done], db: Path) -> None:
    done = call(*arguments.split())
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "--help" in done.err
    assert not db.exists()


@pytest.mark.parametrize("arguments", [*_READING, "undo", "redo", "check", "cohort close X"])
def test_a_missing_database_is_refused_in_one_line_and_never_made(
    arguments: str, call: Callable[..., Done], db: Path
) -> None:
    done = call(*arguments.split())
    assert not db.exists()
    if arguments in ("programme", "clauses"):
        assert done.status == 0
        return
    assert (done.status, done.out) == (1, "")
    assert str(db) in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("code", "reported", "said"),
    [
        (sqlite3.SQLITE_BUSY, "database is locked", "The database is in use by another program"),
        (sqlite3.SQLITE_FULL, "database or disk is full", "the disk is full"),
        (sqlite3.SQLITE_IOERR, "disk I/O error", "the disk can't be read or written"),
        (sqlite3.SQLITE_CORRUPT, "database disk image is malformed", "restore a backup of it"),
        (0, "Could not decode to UTF-8 column 'name' with text 'Osei'", "it is damaged; run `psw check`"),
        (sqlite3.SQLITE_ERROR, "no such column: locked", "psw can't do this (OperationalError in"),
    ],
)
def test_what_the_database_reports_is_said_as_it_is_everywhere(
    code: int, reported: str, said: str, small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what SQLite calls it, not by a word in what it says, and without quoting the file."""

    def fail(*_: object) -> None:
        error = sqlite3.OperationalError(reported)
        if code:
            error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr("psw_tui.cli.cohort_list.cohorts", fail)
    done = call("cohort", "list")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert said in done.err
    assert "Osei" not in done.err


@pytest.mark.parametrize("error", [KeyError("Osei"), Refused("No."), OSError("No.")])
def test_what_was_recorded_is_done_whatever_goes_wrong_after_it(
    error: Exception, small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 1 means that nothing was changed."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("psw_tui.cli.cohort_close.say_done", fail)
    with monkeypatch.context() as patch:
        patch.setattr("psw_tui.cli._give_up_on_output", lambda: None)  # this process goes on with it
        done = call("cohort", "close", "PSW 2026")
    assert (done.status, done.err.count("\n")) == (0, 2)
    assert "psw: But it was recorded: Closed cohort PSW 2026." in done.err
    assert "Osei" not in done.err
    assert call("cohort", "list", "--json").json["cohorts"][0]["closed_on"] == "2027-02-01"


@pytest.mark.parametrize("before", [True, False])
def test_db_is_taken_before_and_after_the_subcommand(
    before: bool, small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PSW_DB", str(tmp_path / "other.db"))
    option = ["--db", str(small)]
    done = call(*option, "status", "--json") if before else call("status", "--json", *option)
    assert len(done.json["leaders"]) == 5
    assert call("--db", str(tmp_path / "none.db"), "status", *option).status == 0


def test_psw_alone_opens_the_app_on_the_file_named(
    call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[Path] = []

    def run(path: Path) -> int:
        opened.append(path)
        return 3

    monkeypatch.setattr("psw_tui.app.run", run)
    assert call(f"--db={tmp_path / 'x.db'}").status == 3
    assert opened == [tmp_path / "x.db"]


def test_a_bad_day_in_the_environment_is_refused(
    small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSW_TODAY", "soon")
    done = call("status")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "PSW_TODAY='soon'" in done.err


def test_what_breaks_unexpectedly_is_a_sentence_without_personal_text(
    small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("Amara Osei")

    monkeypatch.setattr("psw_tui.cli.narrowing.judge_all", broken)
    done = call("status")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "KeyError in test_usage.py" in done.err
    assert "Amara" not in done.err


def test_an_interrupt_is_quiet(small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("psw_tui.cli.narrowing.judge_all", interrupted)
    assert call("status").__dict__ == {"status": 130, "out": "", "err": ""}


def test_a_reader_that_goes_away_is_no_error(small: Path) -> None:
    code = f"{sys.executable} -m psw_tui clauses | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("arguments", ["status", "explain L002", "status --json"])
def test_a_terminal_without_unicode_does_not_break_it(
    arguments: str, encoding: str, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    done = subprocess.run([sys.executable, "-m", "psw_tui", *arguments.split()], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    if "--json" in arguments:
        assert "Siân Patel" in done.stdout.decode("utf-8")
    else:
        assert b"Patel" in done.stdout


@pytest.mark.parametrize("arguments", ["status", "status --json", "export template roster", "cohort add B --year 2027"])
def test_an_output_that_is_closed_is_no_failure(small: Path, arguments: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m psw_tui {arguments} --db "{small}" >&-'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_suggestion_ends_in_one_mark(call: Callable[..., Done]) -> None:
    done = call("status", "--jsn")
    assert done.status == 2
    assert done.err.endswith("'--json'? See `psw status --help`.\n"), done.err


def test_check_takes_a_day_as_every_reading_command_does(small: Path, call: Callable[..., Done]) -> None:
    assert call("check", "--json", "--as-of", "2027-01-01").json["ok"] is True


@pytest.mark.parametrize("text", ["20270201", "2027-W05-1", "01/02/2027", "2027-02-30"])
def test_the_day_in_the_environment_is_written_in_one_way(
    small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("PSW_TODAY", text)
    done = call("status", "--json")
    assert (done.status, done.out) == (1, "")
    assert done.err == f"psw: PSW_TODAY='{text}' is not a date; expected YYYY-MM-DD from 2000 to 2100.\n"


@pytest.mark.parametrize("arguments", ["", "--db {}", "demo"])
def test_the_app_is_not_opened_where_there_is_no_terminal(tmp_path: Path, arguments: str) -> None:
    called = arguments.format(tmp_path / "psw.db").split()
    done = subprocess.run(
        [sys.executable, "-m", "psw_tui", *called],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path), "PSW_DB": ""},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs a terminal" in done.stderr.splitlines()[-1]
