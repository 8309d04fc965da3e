"""How the app ends when the system asks it to: by its ordinary way out, so that the terminal is as it was.

SIGTERM, SIGHUP and SIGINT (Windows: its break) do what `q` does, and the exit status is 128 and the signal's number.
What was recorded is saved as it was made. A thread still at work is given a moment, after `q` as well: it may wait for
a folder that never answers. What is being committed then is committed; anything else is not recorded.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

#: The signals that end the app; a system lacks some of them.
_ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK") if hasattr(signal, name)]
#: How long the way out may take until the terminal is as it was.
_WAY_OUT_SECONDS = 30.0
#: How long a worker may hold up the end after that, or a terminal that has gone.
_GRACE_SECONDS = 5.0
#: How often the terminal is looked for.
_LOOK_SECONDS = 1.0
#: The status after SIGHUP, also where there is no such signal.
_HUNG_UP = 129


@frozen
class AppEnd:
    """What an app came to: whether another is to be opened, what is to be said then or at the end, the exit status."""

    goes_on: bool = False
    said: str = ""
    is_bad: bool = False
    status: int = 0


def run_to_its_end(app: App[Any], settle: Callable[[], bool], at_last: Callable[[], bool] = lambda: False) -> int:
    """Run the app; the exit status.

    `at_last` is done once the terminal is as it was and no thread is at work any more; it ends by itself, and says
    whether psw goes on with another app.

    `settle` is called before threads are left behind: it comes back once nothing is being written, nor will be, and
    says whether a command is cut short.
    """
    certain: list[threading.Timer] = []

    def end(status: int) -> None:
        if not certain:
            # On a terminal that has gone there is nothing to restore, and the writing to it may never end.
            seconds = _WAY_OUT_SECONDS if os.isatty(0) else _GRACE_SECONDS
            certain.append(_leave_after(seconds, status, settle))
            app.exit(return_code=status)

    async def running() -> None:
        try:
            await _run(app, end)
        finally:
            if certain:
                certain[0].cancel()
            certain.append(_leave_after(_GRACE_SECONDS, app.return_code or 0, settle))

    asyncio.run(running())
    for timer in certain:
        timer.cancel()
    if at_last():
        return 0
    _leave_after(_GRACE_SECONDS, app.return_code or 0, settle)
    _write_or_drop()
    return app.return_code or 0


def run_before(app: App[Any]) -> int:
    """Run an app that asks something before the other one; the exit status. It has no thread to wait for."""
    asyncio.run(_run(app, lambda status: app.exit(return_code=status)))
    return app.return_code or 0


async def _run(app: App[Any], end: Callable[[int], None]) -> None:
    """Run an app, and end it when the system asks for it."""
    loop = asyncio.get_running_loop()

    def heard(number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(end, 128 + number)

    before = {number: signal.signal(number, heard) for number in _ENDINGS}
    _watch_terminal(loop, end)
    try:
        await app.run_async()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _write_or_drop() -> None:
    """What is still to be written where the terminal has gone is dropped: Python would end with a status of its own."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - its number is all that is wanted
                os.dup2(nowhere.fileno(), stream.fileno())


def _watch_terminal(loop: asyncio.AbstractEventLoop, end: Callable[[int], None]) -> None:
    """End the app when its terminal has gone without a signal: Textual would read from it for ever."""
    if os.isatty(0):
        loop.call_later(_LOOK_SECONDS, _watch_terminal, loop, end)
    else:
        end(_HUNG_UP)


def _leave_after(seconds: float, status: int, settle: Callable[[], bool]) -> threading.Timer:
    """See that the process is gone by then, whoever still holds it up; nobody does where it ends before."""

    def leave() -> None:
        if settle() and sys.__stderr__ is not None:
            with suppress(OSError):  # the terminal has gone
                sys.__stderr__.write("psw: what was still being worked on was left, and is not recorded.\n")
                sys.__stderr__.flush()
        os._exit(status)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()
    return timer
