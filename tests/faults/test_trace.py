"""A fault of psw itself is noted in `psw.log` beside the database: what and where, and nobody's words."""

from __future__ import annotations

import re
import sqlite3
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.refusal_words import A_FAULT
from psw_tui import __main__ as command
from psw_tui import trace
from psw_tui.app import PswApp
from psw_tui.cli import psw
from psw_tui.exchange.files.writing import refuse_empty, write_whole
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import change_cohorts
from tests.faults.children import add_leader
from tests.helpers import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ psw [\d.]+ \| (?P<what>[a-z, -]+) \| (?P<kinds>\w+( < \w+)*) \| "
    r"(?P<lines>no line of psw|[\w/]+\.py:\d+( [\w/]+\.py:\d+)*)"
)
NAME = "Siân Patel"


@pytest.fixture(autouse=True)
def beside(db: Path) -> Iterator[Path]:
    """Where the log is; other tests note nothing there."""
    trace.on(db)
    trace.during("app")
    yield db.with_name("psw.log")
    trace._Now.database = None
    trace.during("app")


def fail(*_: object, **__: object) -> None:
    raise ValueError(NAME)


def noted(log: Path) -> list[re.Match[str]]:
    """The lines of the log; each is as every line is."""
    matches = [LINE.fullmatch(line) for line in log.read_text("ascii").splitlines()]
    assert None not in matches, log.read_text("ascii")
    return [noted_line for noted_line in matches if noted_line is not None]


# -- what is noted ---------------------------------------------------------------------------------


def test_a_fault_in_a_command_is_noted_with_where_it_was_called(db: Path, beside: Path) -> None:
    """Of SQLite, of the mapper: both are worded as a fault in psw."""
    with Store.open(db) as store:
        with pytest.raises(Refused, match=A_FAULT), store.command(NAME, {"leaders"}) as writing:
            writing.session.connection().exec_driver_sql(f"SELECT '{NAME}' FROM nowhere")
        with pytest.raises(Refused, match=A_FAULT), store.command(NAME, {"leaders"}) as writing:
            _add_of_no_day(writing.session)
    first, second = noted(beside)
    assert (first["what"], first["kinds"].split(" < ")[0]) == ("app", "OperationalError")
    assert second["kinds"].startswith("StatementError")
    assert "psw_tui/store/core/store.py:" in first["lines"]


def _add_of_no_day(session: Session) -> None:
    from models.tables import LeaderRow

    session.add(LeaderRow(reference="L2", first_name=NAME, offer_accepted_on="no day"))  # type: ignore[arg-type]
    session.flush()


def test_a_read_that_psw_itself_gets_wrong_is_noted_and_a_busy_file_is_not(db: Path, beside: Path) -> None:
    from psw_tui.store.system.refusal import unreadable

    with pytest.raises(Refused), unreadable():
        raise sqlite3.ProgrammingError(NAME)
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(Refused), unreadable():
        raise busy
    assert [line["kinds"] for line in noted(beside)] == ["ProgrammingError"]


def test_an_export_that_came_out_empty_is_noted(beside: Path) -> None:
    with pytest.raises(Refused):
        refuse_empty(b" ", NAME)
    assert [line["kinds"] for line in noted(beside)] == ["Refused"]


def test_a_command_that_fails_is_noted_by_its_names_alone(
    db: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, though a database error is looked at twice."""
    monkeypatch.setattr("psw_tui.store.roster.change_cohorts.add", fail)
    monkeypatch.setattr("psw_tui.cli.check.examine", lambda *_: _wrong())
    assert psw(["cohort", "add", NAME, "--year", "2027", "--db", str(db)]) == 1
    assert psw(["check", "--db", str(db)]) == 1
    assert psw(["explain", NAME, "--db", str(db)]) == 1  # there is nobody of that name, which is no fault
    assert [(line["what"], line["kinds"]) for line in noted(beside)] == [
        ("psw cohort add", "ValueError"),
        ("psw check", "ProgrammingError"),
    ]


def _wrong() -> list[str]:
    raise sqlite3.ProgrammingError(NAME)


def test_the_app_that_does_not_even_begin_says_a_sentence_and_notes_it(
    db: Path, beside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("psw_tui.app.run", fail)
    monkeypatch.setattr(sys, "argv", ["psw", "--db", str(db)])
    assert command.main() == 1
    said = capsys.readouterr().err
    assert (said.count("\n"), NAME in said) == (1, False)
    assert [(line["what"], line["kinds"]) for line in noted(beside)] == [("app", "ValueError")]


@pytest.mark.parametrize("where", ["a key", "a worker", "the worker that begins"])
async def test_what_ends_the_app_is_noted(where: str, db: Path, beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And an exception of a worker that ends nothing; the app's sentence is as it was."""
    if where == "the worker that begins":
        monkeypatch.setattr("tests.helpers._IMPORTED", [])
        monkeypatch.setattr(Store, "warm", fail)
    with Store.open(db) as store:
        app = PswApp(store)
        with suppress(Exception):  # what ended the app is raised for the test
            async with app.run_test(size=(100, 30)) as pilot:
                if where == "a key":
                    monkeypatch.setattr(app, "action_undo", fail)
                    await pilot.press("u")
                elif where == "a worker":
                    app.run_worker(fail, thread=True)
                await until(pilot, beside.exists)
    (line,) = noted(beside)
    assert (line["what"], line["kinds"]) == ("app" if where == "a key" else "app, worker", "ValueError")


# -- what is never in it ---------------------------------------------------------------------------

#: Somebody's words: nothing that is in the log anyway.
_WORDS = st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x2FA1D, exclude_categories=["Cs"]), min_size=1)
_ANY = (ValueError, KeyError, Refused, sqlite3.OperationalError, OSError, RuntimeError)
_KINDS = st.sampled_from(_ANY)


@st.composite
def _errors(draw: st.DrawFn) -> Exception:
    """An exception with words in its message and notes, which others led to."""
    made: Exception | None = None
    for kind in draw(st.lists(_KINDS, min_size=1, max_size=9)):
        error = kind(draw(_WORDS), draw(_WORDS))
        for words in draw(st.lists(_WORDS, max_size=2)):
            error.add_note(words)
        before = made
        try:
            try:
                if before is not None:
                    raise before
                raise error
            except _ANY as cause:
                raise error from (cause if cause is before else None)
        except _ANY as raised:
            made = raised
    assert made is not None
    return made


@given(error=_errors(), named=_WORDS)
def test_nobodys_words_are_in_the_log(error: Exception, named: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever an exception says, and wherever the database lies: what is written are the forms of `LINE` alone."""
    folder = tmp_path_factory.mktemp("Siân Patel")
    trace.on(folder / f"{named.encode('ascii', 'replace').decode()[:20]}.db".replace("/", "-"))
    trace.note(error)
    (line,) = noted(folder / "psw.log")
    text = line.group()
    assert not any(words in text for words in (*map(str, error.args), named, str(folder)))
    assert len(text) < 2000


# -- whose it is -----------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_it_is_for_the_user_alone_and_mended(db: Path, beside: Path) -> None:
    trace.note(ValueError(NAME))
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    beside.chmod(0o644)
    with Store.open(db):
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["psw.log", "psw.log.1", "PSW.LOG"])
def test_no_export_replaces_it(name: str, db: Path, beside: Path) -> None:
    """Also before there is one."""
    trace.note(ValueError(NAME))
    before = beside.read_bytes()
    with pytest.raises(Refused, match="it belongs to the database"):
        write_whole(db.with_name(name), b"x", "The case", db, force=True)
    assert beside.read_bytes() == before


def test_a_long_log_is_put_by_and_the_one_before_it_goes(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "_LONGEST", 300)
    old = beside.with_name("psw.log.1")
    for _ in range(20):
        trace.note(ValueError(NAME))
    assert beside.stat().st_size <= 300
    assert old.stat().st_size <= 300
    assert len(noted(beside)) + len(noted(old)) < 20
    assert sorted(path.name for path in beside.parent.glob("psw.log*")) == ["psw.log", "psw.log.1"]


def test_what_goes_by_its_name_and_is_not_psws_stays_as_it_is(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, a link, a folder; also where a full log would be put by."""
    theirs = beside.with_name("notes.txt")
    theirs.write_text("mine\n", "utf-8")
    beside.write_text("mine\n", "utf-8")
    trace.note(ValueError(NAME))
    assert beside.read_text("utf-8") == "mine\n"
    beside.unlink()
    beside.symlink_to(theirs)
    trace.note(ValueError(NAME))
    assert theirs.read_text("utf-8") == "mine\n"
    beside.unlink()
    beside.mkdir()
    trace.note(ValueError(NAME))
    beside.rmdir()
    monkeypatch.setattr(trace, "_LONGEST", 1)
    trace.note(ValueError(NAME))
    old = beside.with_name("psw.log.1")
    old.write_text("mine\n", "utf-8")
    trace.note(ValueError(NAME))
    assert old.read_text("utf-8") == "mine\n"
    assert len(noted(beside)) == 1


@pytest.mark.parametrize("name", ["psw_tui.trace.os.open", "psw_tui.trace.os.write"])
def test_a_log_that_cannot_be_written_is_left(
    name: str, db: Path, beside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that takes no files, a full disk: what psw says of the fault itself is said."""

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("psw_tui.cli.check.examine", lambda *_: _wrong())
    with monkeypatch.context() as patch:
        patch.setattr(name, refuse)
        assert psw(["check", "--db", str(db)]) == 1
    assert "psw can't do this (ProgrammingError in" in capsys.readouterr().err
    assert not beside.exists() or not beside.read_bytes()


def test_a_database_of_that_name_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "psw.log"
    with Store.open(path, create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        add_leader(store, 1)
        before = path.read_bytes()
        trace.note(ValueError(NAME))
        assert path.read_bytes() == before


def test_check_names_the_log_where_there_is_one(db: Path, beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert psw(["check", "--db", str(db)]) == 0
    assert "psw.log" not in capsys.readouterr().out
    trace.note(ValueError(NAME))
    assert psw(["check", "--db", str(db), "--json"]) == 0
    assert capsys.readouterr().out.startswith('{"ok": true, "problems": [], "head_code":')
    assert psw(["check", "--db", str(db)]) == 0
    assert str(beside) in capsys.readouterr().out.replace("\n", "").replace(" ", "")
