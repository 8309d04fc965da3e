"""After a crash, wherever it comes: no name in `psw.log`, on standard error, in `--json`, or in what ends the app."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import StatementError

from psw_tui import trace
from psw_tui.app import PswApp
from psw_tui.cli import psw
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders
from screens.areas import area_class
from screens.shell.frame import AREAS
from tests.faults.test_privacy_of_commands import CALLS, FILES
from tests.helpers import make_once, settle, until

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A name that stands nowhere else.
NAME = "Zwxqvira"
#: Commands that need no store, or look at the file before there is one.
_OPENS_NO_STORE = {
    *("clauses", "export template", "export capability-form", "programme"),
    *("backup", "decrypt", "encrypt", "rekey", "restore"),
}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file with a leader of that name, faults being noted beside it."""

    def make(store: Store) -> None:
        change_cohorts.add(store, "PSW 2026", 2026)
        who = {"first_name": NAME, "last_name": NAME, "email": f"{NAME}@example.org", "cohort": "PSW 2026"}
        change_leaders.create_leader(store, {"reference": "L001", **who})

    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = make_once(tmp_path / "psw.db", "nobodys name", make)
    trace.on(path)
    yield path
    trace._Now.database = None
    trace.during("app")


def crash(*_: object, **__: object) -> None:
    """An error as libraries make them: with the values that it was about, in its words, its notes and its frames."""
    name = NAME
    try:
        raise ValueError(f"{name} is no day")
    except ValueError as error:
        raise StatementError(name, f"UPDATE leader SET first_name = '{name}'", {"first_name": name}, error) from error


@pytest.mark.parametrize("command", sorted(CALLS))
def test_a_command_that_crashes_says_nobodys_name(
    command: str, named: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With `--json` where it has that; none leaves a traceback, and what it notes are psw's lines."""
    monkeypatch.chdir(named.parent)
    for name, text in FILES.items():
        Path(f"{name}.csv").write_text(text.replace("Amara", NAME), "utf-8")
    monkeypatch.setattr(Store, "open", crash)
    monkeypatch.setattr("psw_tui.store.core.check.open_file", crash)
    monkeypatch.setattr("psw_tui.store.core.check.building", crash)
    for json in ([], ["--json"]):
        psw([*command.split(), *CALLS[command][0], *json, "--db", str(named)])
    said = capfd.readouterr()
    log = trace.log_beside(named)
    noted = "" if log is None else log.read_text("utf-8")
    assert NAME not in said.out + said.err + noted
    assert "Traceback" not in said.out + said.err
    assert ("StatementError" in noted) == ("StatementError" in said.err)
    assert "StatementError" in said.err or command in _OPENS_NO_STORE


@pytest.mark.parametrize("area", AREAS)
async def test_an_area_that_crashes_says_nobodys_name(
    area: str, named: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Textual's own report prints local variables."""
    with Store.open(named) as store:
        app = PswApp(store)
        with suppress(Exception):  # what ended the app is raised for the test
            async with app.run_test(size=(80, 24)) as pilot:
                await settle(app)
                monkeypatch.setattr(area_class(area), "why", crash)
                await pilot.press("f1" if area == "today" else str([*AREAS].index(area) + 1), "w")
                await until(pilot, lambda: trace.log_beside(named) is not None)
    said = capfd.readouterr()
    log = trace.log_beside(named)
    assert log is not None
    assert "psw had to stop: StatementError in test_nobodys_name.py" in said.err
    assert NAME not in said.out + said.err + log.read_text("utf-8")


#: What nobody catches, and what Python and libraries then print by themselves.
_UNCAUGHT = f"""
import asyncio, faulthandler, gc, logging, sys, threading, warnings
from pathlib import Path
from psw_tui import trace

class Lost:
    def __del__(self):
        raise ValueError("{NAME}")

def crash():
    name = "{NAME}"
    raise ValueError(name)

async def forgotten():
    task = asyncio.ensure_future(asyncio.to_thread(crash))
    await asyncio.wait([task])

trace.take_over()
trace.take_over_logs()
trace.on(Path(sys.argv[1]))
warnings.warn("{NAME}", RuntimeWarning)
logging.getLogger("sqlalchemy.pool").error("%s", "{NAME}")
Lost()
asyncio.run(forgotten())
gc.collect()
thread = threading.Thread(target=crash, name="a")
thread.start()
thread.join()
faulthandler.dump_traceback()
crash()
"""


def test_what_nobody_caught_is_noted_and_what_python_prints_of_it_is_not_said(tmp_path: Path) -> None:
    """A warning, a thread, a task, what is thrown away, a library's log, and an exception of the program itself."""
    database = tmp_path / "psw.db"
    call: list[Any] = [sys.executable, "-W", "always", "-c", _UNCAUGHT, str(database)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    log = trace.log_beside(database)
    assert log is not None
    noted = log.read_text("ascii")
    assert NAME not in done.stdout + done.stderr + noted
    assert [line.split(" | ")[1] for line in noted.splitlines()] == [
        "app, thrown away",
        "app, log",
        "app, thread",
        "app",
    ]
    assert done.stderr.splitlines()[-1] == ("psw had to stop: ValueError. What was recorded is saved; start psw again.")
