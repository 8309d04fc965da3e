"""The app is told to end, or its terminal goes: the terminal is as it was, the file whole, and no process left."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.store import Store
from tests.faults.children import add_leader, assert_whole, leaders_in, needs_fork

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("termios")
pytestmark = needs_fork

from tests.faults.terminal import Terminal  # noqa: E402 - where there is no termios it can't be used

#: What undoes each mode that the app sets: alternate screen, hidden cursor, mouse, focus, pasting, line wrap.
_UNDONE = {
    b"\x1b[?1049h": b"\x1b[?1049l",
    b"\x1b[?25l": b"\x1b[?25h",
    b"\x1b[?1000h": b"\x1b[?1000l",
    b"\x1b[?1003h": b"\x1b[?1003l",
    b"\x1b[?1006h": b"\x1b[?1006l",
    b"\x1b[?1004h": b"\x1b[?1004l",
    b"\x1b[?2004h": b"\x1b[?2004l",
    b"\x1b[?7l": b"\x1b[?7h",
}
#: An app whose worker is in the middle of a command and never comes to its end.
_BUSY = """
import pathlib, sys, threading
from psw_tui import app, ending
from psw_tui.store.core.store import Store
from tests.faults.children import add_leader
ending._GRACE_SECONDS = 0.2
path = pathlib.Path(sys.argv[2])
def work(store):
    with store.command("Never to its end", {"leaders"}) as writing:
        from models.tables import CoachRow
        writing.session.add(CoachRow(name="Nobody"))
        writing.session.flush()
        path.with_name("busy").touch()
        threading.Event().wait()
app.PswApp._warm = lambda self: self.run_worker(lambda: work(self.desk.store), thread=True)
sys.exit(app.run(path))
"""
#: An app whose worker waits for what never answers, as a folder on a network that is gone.
_STUCK = """
import pathlib, sys, threading
from psw_tui import app, ending
ending._GRACE_SECONDS = 0.2
path = pathlib.Path(sys.argv[2])
def work():
    path.with_name("busy").touch()
    threading.Event().wait()
app.PswApp._warm = lambda self: self.run_worker(work, thread=True)
sys.exit(app.run(path))
"""
#: An app whose worker is committing when the time of grace is over, and goes on once it is.
_COMMITTING = """
import pathlib, sys, threading
from psw_tui import app, ending
from psw_tui.store.core.store import Store
from sqlmodel import Session
from tests.faults.children import add_leader
ending._GRACE_SECONDS = 0.2
path, over = pathlib.Path(sys.argv[2]), threading.Event()
commit, end = Session.commit, Store.let_nothing_commit
def slow_commit(session):
    path.with_name("busy").touch()
    over.wait()
    commit(session)
def at_the_end(store):
    over.set()
    end(store)
Session.commit, Store.let_nothing_commit = slow_commit, at_the_end
app.PswApp._warm = lambda self: self.run_worker(lambda: add_leader(self.desk.store, 2), thread=True)
sys.exit(app.run(path))
"""
#: An app that leaves as it ends something to be written which, without its terminal, can go nowhere.
_SAYS_MORE = """
import pathlib, sys
from psw_tui import app
leave = app.PswApp.exit
def last_words(self, *values, **named):
    sys.__stdout__.write("x")
    leave(self, *values, **named)
app.PswApp.exit = last_words
sys.exit(app.run(pathlib.Path(sys.argv[2])))
"""


def assert_left(terminal: Terminal) -> None:
    """Every mode that was set is undone after it was last set, and the line discipline is the one before."""
    for setting, undoing in _UNDONE.items():
        assert -1 < terminal.drawn.rfind(setting) < terminal.drawn.rfind(undoing), setting
    assert terminal.is_as_it_was()


def undo(terminal: Terminal, db: Path) -> None:
    """Take back the only command; the question before it takes no answer that came before it could be read."""
    terminal.keys(b"u")

    def is_undone() -> bool:
        if leaders_in(db):
            terminal.keys(b"y")
            return False
        return True

    terminal.until(is_undone)


@pytest.fixture
def one(db: Path) -> Path:
    """The file with one leader in it."""
    with Store.open(db) as store:
        add_leader(store, 1)
    return db


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_app_as_its_own_key_does(one: Path, number: signal.Signals) -> None:
    """With its status; what was recorded is there, and the next psw is let in at once."""
    with Terminal(one) as terminal:
        terminal.shows(b"Today")
        undo(terminal, one)
        os.kill(terminal.process, number)
        assert terminal.ended() == 128 + number
        assert_left(terminal)
        assert b"Traceback" not in terminal.drawn
    assert_whole(one)


def test_a_signal_ends_it_while_a_worker_is_at_work(one: Path) -> None:
    """A worker that does not end is left behind; what it had not committed is not there."""
    with Terminal(one, ["-c", _BUSY]) as terminal:
        terminal.until(one.with_name("busy").exists)
        os.kill(terminal.process, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert_left(terminal)
    assert_whole(one)
    with Store.open(one) as store:
        assert store.connection.execute("SELECT count(*) FROM coach").fetchone() == (0,)


@pytest.mark.parametrize(("program", "is_cut"), [(_STUCK, False), (_BUSY, True)])
def test_q_ends_it_while_a_worker_is_stuck(program: str, is_cut: bool, one: Path) -> None:
    """Its status is that of `q`, a command that is cut short is said to be, and the next psw is let in at once."""
    with Terminal(one, ["-c", program]) as terminal:
        terminal.shows(b"Today")
        terminal.until(one.with_name("busy").exists)
        terminal.keys(b"q")
        assert terminal.ended() == 0
        assert_left(terminal)
        assert (b"was left, and is not recorded." in terminal.drawn) == is_cut
    assert_whole(one)
    with Store.open(one) as store:
        add_leader(store, 2)


@pytest.mark.parametrize("signalled", [False, True])
def test_a_command_that_is_committing_is_cut_by_no_end(one: Path, signalled: bool) -> None:
    """Neither by `q` nor by a signal."""
    with Terminal(one, ["-c", _COMMITTING]) as terminal:
        terminal.shows(b"Today")
        terminal.until(one.with_name("busy").exists)
        if signalled:
            os.kill(terminal.process, signal.SIGTERM)
        else:
            terminal.keys(b"q")
        assert terminal.ended() == (128 + signal.SIGTERM if signalled else 0)
        assert_left(terminal)
        assert b"not recorded" not in terminal.drawn
    assert leaders_in(one) == 2
    assert_whole(one)


@pytest.mark.parametrize("how", ["hears of it", "ignores it", "is not told"])
def test_the_end_of_the_terminal_leaves_a_whole_file_and_no_process(one: Path, how: str) -> None:
    """Its window closed, also under nohup or where no signal comes: the app and all it started are gone."""
    with Terminal(one, nohup=how == "ignores it", own=how != "is not told") as terminal:
        terminal.shows(b"Today")
        undo(terminal, one)  # one command, so that there is something to lose
        terminal.vanish()
        assert terminal.ended() == 129
        with pytest.raises(ProcessLookupError):
            os.killpg(terminal.process, 0)
    assert_whole(one)


def test_what_could_not_be_written_any_more_changes_no_status(one: Path) -> None:
    """Python would end with 120 for it."""
    with Terminal(one, ["-c", _SAYS_MORE]) as terminal:
        terminal.shows(b"Today")
        terminal.vanish()
        assert terminal.ended() == 129
    assert_whole(one)


def test_the_app_can_be_stopped_and_gone_on_with(one: Path) -> None:
    """SIGTSTP gives the terminal back as it was, SIGCONT takes it again, and the keys work."""
    with Terminal(one) as terminal:
        terminal.shows(b"Today")
        os.kill(terminal.process, signal.SIGTSTP)
        terminal.until(lambda: _is_stopped(terminal.process))
        assert_left(terminal)
        os.kill(terminal.process, signal.SIGCONT)
        terminal.shows(b"\x1b[?1049h")
        undo(terminal, one)
        terminal.keys(b"q")
        assert terminal.ended() == 0
        assert_left(terminal)


def _is_stopped(process: int) -> bool:
    stopped, status = os.waitpid(process, os.WNOHANG | os.WUNTRACED)
    return bool(stopped) and os.WIFSTOPPED(status)


def test_ctrl_c_before_the_app_is_there_says_no_more_than_that(one: Path) -> None:
    """While Python is still importing: the status, and never a traceback."""
    code = (
        "import os, signal, sys, psw_tui.__main__ as start\n"
        "def open_later(*_): os.kill(os.getpid(), signal.SIGINT)\n"
        "import psw_tui.app; psw_tui.app.run = open_later; sys.exit(start.main())"
    )
    with Terminal(one, ["-c", code]) as terminal:
        assert terminal.ended() == 130
        assert b"Traceback" not in terminal.drawn
