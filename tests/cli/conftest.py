"""The command run in this process, and a small file to run it on: six leaders on 1 February 2027."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import partial
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import psw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = ("[/]", "[@click=app.quit]x", "Ann \\", "O[Brien", "[bold red]Q", "{name}%s")


@dataclass(frozen=True)
class Done:
    """What a call came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON document."""
        return json.loads(self.out)


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database lies; the day is set and so is the width of the page."""
    path = tmp_path / "psw.db"
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    monkeypatch.setenv("PSW_DB", str(path))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("PSW_ASCII", raising=False)
    return path


@pytest.fixture
def call(db: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Done]:
    """Run `psw` with some arguments."""

    def run(*arguments: str) -> Done:
        capfdbinary.readouterr()
        status = psw([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Done(status, out.decode("utf-8"), err.decode("utf-8"))

    return run


def write_table(folder: Path, name: str, headings: str, *rows: str | tuple[str, ...]) -> Path:
    """Write a CSV table: its headings as one text, then its rows."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings.split(","))
        writer.writerows(row.split(",") if isinstance(row, str) else row for row in rows)
    return path


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV table: its headings as one text, then its rows."""
    return partial(write_table, tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file and the tables it was imported from, made once."""
    folder = tmp_path_factory.mktemp("small")
    table = partial(write_table, folder)

    def run(*arguments: object) -> int:
        return psw([str(argument) for argument in arguments])

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", "2027-02-01")
        patch.setenv("PSW_DB", str(folder / "psw.db"))
        done = [
            run("cohort", "add", "PSW 2026", "--year", "2026"),
            run(
                "import",
                "roster",
                table(
                    "roster",
                    "reference,first_name,last_name,preferred_name,cohort,coach,organisation,offer_accepted_on,state",
                    "L001,Amara,Osei,,PSW 2026,J. Mensah,Kent,2026-08-04,active",
                    "L002,Siân,Patel,,PSW 2026,R. Cole,Leeds,2026-08-04,active",
                    "L003,Dewi,Khan,,PSW 2026,,Hackney,,",
                    ("L004", "Ann", HOSTILE[1], HOSTILE[0], "PSW 2026", "", "[bold]Leeds[/]", "2026-08-04", "active"),
                    "a1,Beth,Jones,,PSW 2026,,,2026-08-04,withdrawn",
                ),
            ),
            run(
                "import",
                "sessions",
                table(
                    "sessions",
                    "reference,cohort,kind,title,starts_at,ends_at",
                    "W01,PSW 2026,workshop,Workshop 1,2026-11-12 10:00,2026-11-12 12:00",
                    "P01,PSW 2026,peer_practice,Peer practice 1,2026-12-04 14:00,2026-12-04 15:30",
                    "W02,PSW 2026,workshop,Workshop 2,2027-03-11 10:00,2027-03-11 12:00",
                ),
            ),
            run(
                "import",
                "marks",
                table(
                    "marks",
                    "session,leader,mark,reported_at,reason,explanation",
                    "W01,L001,absent,,,",
                    "W01,L002,present,,,",
                    "P01,L002,absent,2026-12-03 09:00,sickness,satisfactory",
                ),
            ),
            run(
                "import",
                "coaching",
                table(
                    "coaching",
                    "leader,starts_at,outcome,cancelled_by,cancelled_at",
                    "L002,2026-10-14 10:00,attended,,",
                    "L002,2026-12-11 10:00,cancelled,leader,2026-12-11 07:00",
                    "L001,2027-02-16 09:00,,,",
                ),
            ),
        ]
    assert done == [0] * 5
    return folder


@pytest.fixture
def small(db: Path, made: Path) -> Path:
    """A cohort: one leader absent without a word, one not signed, one hostile name, one booking spent."""
    copytree(made, db.parent, dirs_exist_ok=True)
    return db
