"""Opening a file that was written, by whatever the system opens it with; never through a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from pathlib import Path

_REMOTE = ("SSH_CONNECTION", "SSH_TTY")
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
#: What was started and may still run; kept so that the system gets its end told.
_started: list[subprocess.Popen[bytes]] = []


def why_not() -> str | None:
    """Why nothing can be opened from here, to stand before what to do about it; None where it can."""
    if any(os.environ.get(name) for name in _REMOTE):
        return "psw runs on another machine, over SSH"
    if sys.platform == "win32":
        return None
    if sys.platform != "darwin" and not any(os.environ.get(name) for name in _DISPLAYS):
        return "there is no display here to open it on"
    return None if shutil.which(_opener()) else f"there is no {_opener()} here to open it with"


def open_by_system(path: Path) -> None:
    """Open a file or a folder with the program that the system has for it; `Refused` where that can't be."""
    if reason := why_not():
        raise Refused(f"It can't be opened: {reason}. It is at {path}.")
    try:
        if sys.platform == "win32":
            os.startfile(path.resolve())  # noqa: S606 - what psw itself has just written
        else:
            _start([shutil.which(_opener()) or _opener(), os.fspath(path.resolve())])
    except OSError as error:
        raise Refused(f"It can't be opened ({error.strerror}); it is at {path}.") from None


def _opener() -> str:
    return "open" if sys.platform == "darwin" else "xdg-open"


def _start(command: list[str]) -> None:
    """Start it beside psw: it has nothing to say on this terminal, and does not end with it."""
    _started[:] = [process for process in _started if process.poll() is None]
    nothing = subprocess.DEVNULL
    _started.append(
        subprocess.Popen(  # noqa: S603 - the system's opener and a path of psw's own, no shell
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    )
