"""The app in a real terminal: a process of its own on a pseudo-terminal whose other end the test holds."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What says that something hangs, and nothing about how fast it should be.
_HANGS_SECONDS = 120.0
_APP = ["-m", "psw_tui"]


class Terminal:
    """`psw --db PATH` (or another Python program) on a terminal of its own; killed where the block ends."""

    def __init__(self, db: Path, program: list[str] = _APP, *, nohup: bool = False, own: bool = True) -> None:
        """`nohup` lets it begin with SIGHUP ignored; without `own` no signal tells it that the terminal has gone."""
        import termios

        self.drawn = b""
        self.status: int | None = None
        self._end, inner = os.openpty()
        self._inner: int | None = inner
        self._before = termios.tcgetattr(inner)
        self.process = os.fork()
        if self.process == 0:
            _become(inner, [sys.executable, *program, "--db", str(db)], nohup=nohup, own=own)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        self.vanish()

    def keys(self, keys: bytes) -> None:
        """Type."""
        os.write(self._end, keys)

    def until(self, true: Callable[[], Any]) -> None:
        """Take what is drawn until something is true; fails when the app ends before, or hangs."""
        deadline = time.monotonic() + _HANGS_SECONDS
        while not true():
            assert time.monotonic() < deadline, f"it never came true: {self.drawn[-500:]!r}"
            assert self._alive(), f"it ended with {self.status}: {self.drawn[-500:]!r}"
            self._take(0.05)

    def shows(self, words: bytes) -> None:
        """Wait until the app has drawn these words since this was last asked."""
        begin = len(self.drawn)
        self.until(lambda: words in self.drawn[begin:])

    def ended(self) -> int:
        """Wait for the end of the app: its exit status, or the negative signal that killed it."""
        deadline = time.monotonic() + _HANGS_SECONDS
        while self._alive():
            assert time.monotonic() < deadline, f"still alive: {self.drawn[-500:]!r}"
            self._take(0.02)
        self._take(0)
        assert self.status is not None
        return self.status

    def is_as_it_was(self) -> bool:
        """Whether the terminal echoes and reads lines as before the app began."""
        import termios

        assert self._inner is not None
        return termios.tcgetattr(self._inner) == self._before

    def vanish(self) -> None:
        """Close the window."""
        for descriptor in (self._end, self._inner):
            if descriptor is not None and descriptor >= 0:
                os.close(descriptor)
        self._end, self._inner = -1, None

    def _alive(self) -> bool:
        if self.status is None:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def _take(self, seconds: float) -> None:
        if self._end < 0:
            time.sleep(seconds)
        while self._end >= 0 and select.select([self._end], [], [], seconds)[0]:
            self.drawn += os.read(self._end, 65536)
            seconds = 0


def _become(inner: int, program: list[str], *, nohup: bool, own: bool) -> None:
    """In the child: the terminal is its standard input and output, and where it is its own it hears of its end."""
    import fcntl
    import termios

    try:
        os.setsid()
        if own:
            fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
        for number in range(3):
            os.dup2(inner, number)
        os.closerange(3, 256)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.execve(program[0], program, {**os.environ, "TERM": "xterm-256color", "PSW_TODAY": "2027-02-01"})
    finally:
        os._exit(127)
