"""The same surroundings whoever runs the tests, in whatever order and whatever runs beside, and that a worker which
crashes fails the run.

It imports nothing of psw and nothing that psw stands on, so that a run within a test can have it alone.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from subprocess import Popen

#: What a shell may hold that changes what psw, Python, Textual, Rich or click do; read partly as they are imported.
_SWAYS = (
    *("PSW_", "TEXTUAL_", "XDG_", "CLICOLOR", "COLORTERM"),
    *("COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "TTY_"),
    *("PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONWARNINGS"),
    # Else each of the programs that tests start compiles all of psw anew; this process has read it by now.
    "PYTHONDONTWRITEBYTECODE",
)
for _name in [name for name in os.environ if name.startswith(_SWAYS)]:
    del os.environ[_name]
sys.dont_write_bytecode = False
# Pytest has this process tell where it crashed; so do those that tests start.
os.environ["PYTHONFAULTHANDLER"] = "1"

# `nohup`, and a shell that starts something behind it, hand on ignored signals, to all that is started in turn.
for _number, _handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (getattr(signal, "SIGHUP", signal.SIGTERM), signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

#: The processes of the workers, and what ended one before its time.
_WORKERS: list[Popen[bytes]] = []
_CRASHES: list[str] = []
#: Where the files of this run lie, if it was not told where; emptied once they are to stay.
_FOLDERS: list[str] = []
_FOLDER = "psw-tests-"
#: The files of a run that failed stay so long.
_KEPT_SECONDS = 3 * 24 * 3600
#: How a run ends whose files somebody may want to look at.
_FAILED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give the files of this run a folder of their own.

    What pytest has all runs of a user share, the end of another may take away, if that is told to keep nothing: it
    frees the number of its own folder before it lets go of the lock that has that number.
    """
    if config.option.basetemp is not None:  # as the workers are told
        return
    _FOLDERS.append(tempfile.mkdtemp(prefix=_FOLDER))
    config.option.basetemp = str(Path(_FOLDERS[0]) / "files")
    for left in Path(_FOLDERS[0]).parent.glob(f"{_FOLDER}*"):
        with suppress(OSError):  # another run ends just now, and takes it along
            if time.time() - left.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def pytest_unconfigure() -> None:
    """The files of a run go with it, unless it failed."""
    for folder in _FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Each test has the process as the one before it had it.

    A call of the command takes its process for its own: the rights of what is made in it, ^C, when Python looks for
    garbage, and what is said of an error that nobody caught, by which pytest knows of a file that was not closed.
    """
    umask = os.umask(0o077)
    os.umask(umask)
    interrupted = signal.getsignal(signal.SIGINT)
    looked_for = gc.get_threshold()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    try:
        return (yield)
    finally:
        gc.set_threshold(*looked_for)
        os.umask(umask)
        signal.signal(signal.SIGINT, interrupted)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.hookimpl(optionalhook=True)
def pytest_testnodeready(node: Any) -> None:
    """Remember a worker, to see how it ends."""
    _WORKERS.append(node.gateway._io.popen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker is gone; pytest-xdist forgives one that had no test in hand."""
    if error:
        _CRASHES.append(f"{node.gateway.id}: {error}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Fail the run for a worker that crashed, also for one that did so on its way out, after its last test."""
    yield
    # One that takes its time to leave interrupts itself after five seconds (execnet), and is then killed: no crash.
    ends = [end for end in (worker.wait() for worker in _WORKERS) if end not in (0, 1, -signal.SIGINT, -9)]
    _CRASHES.extend(f"a worker ended with {end}" for end in ends)
    if _CRASHES:
        print(f"\nA worker crashed: {'; '.join(_CRASHES)}")
        session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR
    if session.exitstatus in _FAILED:
        _FOLDERS.clear()
