"""What went wrong in psw itself, for whoever mends it: one line a fault in `psw.log` beside the database.

    2027-02-01T14:10:18Z psw 0.9.0 | app | ValueError < KeyError | psw_tui/app.py:120 psw_tui/policy/ladder.py:45

The time in UTC, the version, the kind of command, the type of the exception with those it came of, and the lines of psw
that led there, the last one last. Never a value: no message of an exception, no path and no name that was typed.

The log gets in nobody's way. Where it can't be written, or a file of that name is not psw's, nothing is said.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType, TracebackType

NAME = "psw.log"
#: The log before this one; it goes when the next is put by.
OLD_NAME = f"{NAME}.1"
#: A log that has grown so long, in bytes, is put by.
_LONGEST = 256_000
_ROOT = Path(__file__).parents[1]
_PACKAGES = ("psw_tui", "screens", "models")
#: How many lines of psw, and exceptions that one came of, are told.
_MOST_LINES = 16
_MOST_CAUSES = 6
_LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ psw \S+ \| ")
_HEAD = 80
#: Follow no link, never wait for a pipe's other end (Windows has neither).
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class _Now:
    """What this process works on."""

    database: Path | None = None
    what = "app"


def on(database: Path) -> None:
    """From now on faults are noted beside this database."""
    _Now.database = database


def worked_on() -> Path | None:
    """The database that this process works on."""
    return _Now.database


def during(what: str) -> None:
    """The kind of command that is run from now on; a word of psw's own, and nothing that somebody typed."""
    _Now.what = what


def note(error: BaseException, of: str = "") -> None:
    """Note a fault of psw; `of` says where other than in the command itself, such as `worker`."""
    database = _Now.database
    if database is None:
        return
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    what = f"{_Now.what}, {of}" if of else _Now.what
    kinds = " < ".join(_kinds(error))
    line = f"{at} psw {__version__} | {what} | {kinds} | {' '.join(_lines(error)) or 'no line of psw'}\n"
    with suppress(OSError):
        _write(database.with_name(NAME), line.encode("ascii", "replace"))


def take_over() -> None:
    """What Python would print of a fault by itself, with the values that it was about, is noted instead.

    That is what nobody caught, in a thread or as something is thrown away as well, and every warning.
    """

    def uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        del traceback
        note(error)
        if sys.stderr is not None:
            sys.stderr.write(f"psw had to stop: {kind.__name__}. What was recorded is saved; start psw again.\n")

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            note(told.exc_value, "thread")

    def thrown_away(told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            note(told.exc_value, "thrown away")

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, in_thread, thrown_away
    warnings.showwarning = _say_nothing


def take_over_logs() -> None:
    """The same of what libraries log: an exception is noted, and the rest, whose words may hold values, dropped."""
    import logging  # SQLAlchemy and the app have it already; a command that only reads has not

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                note(record.exc_info[1], "log")

    root = logging.getLogger()
    if not any(type(handler).__name__ == Noting.__name__ for handler in root.handlers):
        root.addHandler(Noting())


def _say_nothing(*_told: object, **_named: object) -> None:
    """A warning is for whoever writes psw; its words may hold what was worked on."""


def log_beside(database: Path) -> Path | None:
    """Where the log of a database is; None where there is none."""
    path = database.with_name(NAME)
    return path if _is_ours(path) else None


def files_beside(database: Path) -> list[Path]:
    """The log and the one before it, as far as they are there and psw's."""
    return [path for name in (NAME, OLD_NAME) if _is_ours(path := database.with_name(name))]


def _write(path: Path, line: bytes) -> None:
    if os.path.lexists(path):
        if not _is_ours(path):
            return
        if path.stat().st_size + len(line) > _LONGEST:
            old = path.with_name(OLD_NAME)
            if os.path.lexists(old) and not _is_ours(old):
                return
            path.replace(old)
    handle = os.open(path, _FLAGS, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def _is_ours(path: Path) -> bool:
    """Whether it is a file that begins as psw's log does."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            return _LINE.match(file.read(_HEAD)) is not None
    except OSError:
        return False


def _kinds(error: BaseException) -> Iterator[str]:
    """The type of an exception, and of those it came of."""
    one: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if one is None:
            return
        yield type(one).__name__
        one = one.__cause__ or one.__context__


def _lines(error: BaseException) -> list[str]:
    """Where psw's own frames stood, the outermost first: those that raised it, and those that called them.

    What a library raised in its own depths is known by what became of it, which is being handled; what nobody
    raised, by who notes it.
    """
    for one in (error, sys.exc_info()[1]):
        found = _lines_that_raised(one.__traceback__) if one is not None else []
        if found:
            return found
    return _lines_that_called(sys._getframe(1))[-_MOST_LINES:]  # noqa: SLF001 - the public way reads every line's source


def _lines_that_raised(step: TracebackType | None) -> list[str]:
    called = _lines_that_called(step.tb_frame.f_back) if step is not None else []
    raised: list[str] = []
    while step is not None:
        raised += _own(step.tb_frame, step.tb_lineno)
        step = step.tb_next
    return [*called, *raised][-_MOST_LINES:] if raised else []


def _lines_that_called(frame: FrameType | None) -> list[str]:
    lines: list[str] = []
    while frame is not None:
        lines += _own(frame, frame.f_lineno)
        frame = frame.f_back
    return lines[::-1]


def _own(frame: FrameType, line: int) -> list[str]:
    """The place of a frame that is psw's."""
    path = Path(frame.f_code.co_filename)
    if path == Path(__file__) or not path.is_relative_to(_ROOT):
        return []
    place = path.relative_to(_ROOT)
    return [f"{place.as_posix()}:{line}"] if place.parts[0] in _PACKAGES else []
