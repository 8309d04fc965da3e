"""A program in a pseudo-terminal of its own: what it draws, with the instant at which each piece of it came.

It answers nothing that is asked of the terminal, as the plainest ones do.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.taken import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLUMNS, ROWS = 120, 36
#: What says that something hangs, and nothing about how fast it should be.
_HANGS_SECONDS = 60.0
#: What a key draws late, as what stands at the side of a list, has come by then.
_QUIET_SECONDS = 0.06
#: How long an answer to a key that draws nothing by itself is waited for.
_ANSWER_SECONDS = 1.0
_PIECE = 65536
#: CSI, OSC and the short sequences: what is left is the text, in the order in which it was written.
_ESCAPES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\-~]")
#: What a shell may hold that changes how Python or Textual start. With the first one psw's own modules, which nobody
#: has installed here, would be compiled at each start.
_SWAYS = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "PYTHONPATH",
    "COLUMNS",
    "LINES",
    "NO_COLOR",
    "TEXTUAL",
    "PSW_",
)


class Hung(Exception):
    """It ended, or did not draw what was waited for."""


def environment(**more: str) -> dict[str, str]:
    """What a program is started with: this process's surroundings without what would sway it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SWAYS)}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **more}


class Terminal:
    """A program on a terminal of 120 x 36; killed where the block ends, unless it has left by then, and reaped."""

    def __init__(self, command: Sequence[str], folder: Path, **more: str) -> None:
        """Start a command in a folder; `more` goes into its environment."""
        self.raw = b""  # what was drawn since it was last asked for anything
        self._end, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        given = environment(**more)
        try:
            self.started = time.perf_counter()
            self._process = subprocess.Popen(
                command, stdin=inner, stdout=inner, stderr=inner, env=given, cwd=folder, start_new_session=True
            )
        finally:
            os.close(inner)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._end)

    def type(self, keys: bytes) -> float:
        """Type; when."""
        now = time.perf_counter()
        os.write(self._end, keys)
        return now

    def until(self, words: str) -> float:
        """Wait until it has drawn these words since it was last asked for anything; when it had."""
        wanted, end = words.encode(), time.perf_counter() + _HANGS_SECONDS
        at = time.perf_counter()
        while wanted not in self.text():
            came = self._read(end - time.perf_counter())
            if came is None:
                raise Hung(f"“{words}” was not drawn, but {self._end_of_text()}")
            at = came
        self.raw = b""
        return at

    def since_start(self, words: str) -> Taken:
        """Wait until it has drawn these words: how long it took from its start."""
        at = self.until(words)
        return Taken(at - self.started, self.cpu_seconds())

    def press(self, key: bytes, quiet: float = _QUIET_SECONDS) -> tuple[Taken, Taken]:
        """Press a key: how long until the first byte is drawn, and until the last one before it is quiet."""
        begun = self._type_anew(key)
        first = self._read(_HANGS_SECONDS)
        if first is None:
            raise Hung(f"nothing was drawn after {key!r}")
        return begun(first), begun(self.quiet(quiet, first))

    def answer(self, key: bytes, words: str) -> Taken:
        """Press a key: how long until it has drawn these words, or without them until it draws nothing more."""
        begun = self._type_anew(key)
        taken = begun(time.perf_counter())
        while words.encode() not in self.text() and (came := self._read(_ANSWER_SECONDS)) is not None:
            taken = begun(came)
        self.at_rest()
        return taken

    def _type_anew(self, key: bytes) -> Callable[[float], Taken]:
        """Forget what was drawn and type: what is given tells how long it has been at an instant that is just over."""
        self.quiet(0)
        self.raw = b""
        used = self.cpu_seconds()
        pressed = self.type(key)
        return lambda at: Taken(at - pressed, self.cpu_seconds() - used)

    def quiet(self, seconds: float, last: float = 0.0) -> float:
        """Wait until nothing has been drawn for so long; when the last piece came."""
        while (came := self._read(seconds)) is not None:
            last = came
        return last

    def at_rest(self) -> None:
        """Wait until the program draws nothing and does nothing any more, its threads included."""
        used, quiet_for = self.cpu_seconds(), 0
        while quiet_for < 3:
            self.quiet(0.1)
            now = self.cpu_seconds()
            quiet_for = quiet_for + 1 if now - used < 0.02 else 0
            used = now

    def cpu_seconds(self) -> float:
        """The processor time that the program has had in all its threads; 0 where the system does not tell."""
        threads = Path(f"/proc/{self._process.pid}/task")
        try:
            return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads.iterdir()) / 1e9
        except OSError:  # another system, or a thread that has just ended
            return 0.0

    def text(self) -> bytes:
        """What was drawn since it was last asked for anything, without the escapes."""
        return _ESCAPES.sub(b"", self.raw)

    def _end_of_text(self) -> str:
        return " ".join(self.text()[-1000:].decode(errors="replace").split())[-200:]

    def _read(self, seconds: float) -> float | None:
        """Take what is drawn next; when it came, or None if nothing did."""
        if not select.select([self._end], [], [], max(seconds, 0))[0]:
            return None
        at = time.perf_counter()
        try:
            piece = os.read(self._end, _PIECE)
        except OSError:  # it has gone
            return None
        self.raw += piece
        return at if piece else None
