"""^C in the middle of a command, or SIGTERM, or its terminal gone; what it has done by then: `put_on_record`."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.cli.put_on_record import PutOnRecord

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(KeyboardInterrupt):
    """A signal that asks the command to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


@contextmanager
def heard() -> Iterator[None]:
    """While the block runs, the first signal raises `Interrupted`; the tidying after it is let be by any other."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Who starts a command in the background, or with nohup, has some of them ignored.
    before = {
        signal_number: handler
        for signal_number in _SIGNALS
        if (handler := signal.getsignal(signal_number)) is not signal.SIG_IGN
    }

    def stop(number: int, _frame: object) -> None:
        for signal_number in before:
            signal.signal(signal_number, signal.SIG_IGN)
        raise Interrupted(number)

    try:
        for signal_number in before:
            signal.signal(signal_number, stop)
        yield
    finally:
        for signal_number, handler in before.items():
            signal.signal(signal_number, handler)


class Call:
    """What is known of a call of the command while it runs: the context's `obj`."""

    #: What it puts on record; None for a command that only reads, or has not begun.
    recorded: PutOnRecord | None = None
