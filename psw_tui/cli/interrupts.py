"""^C in the middle of a command (or SIGTERM, or its terminal gone): what it says is what lies in the file.

A signal may come between any two steps, also between the commit and the word of it. So nothing is kept in mind: the
command notes which journal entry is the newest before it begins, and when it is interrupted the file is read anew.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psw_tui.store.core.store import Store

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
    before = {each: found for each in _SIGNALS if (found := signal.getsignal(each)) is not signal.SIG_IGN}

    def stop(number: int, _frame: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    try:
        for each in before:
            signal.signal(each, stop)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class PutOnRecord:
    """What this call of the command has put on record."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._before = 0
        self._what: list[str] | None = None

    def begin(self, path: Path, newest: int = 0) -> None:
        """From now on what follows this entry of the file's journal is ours, as we hold its lock."""
        self._path, self._before = path, newest

    def end(self, store: Store) -> None:
        """We are about to give the lock back: what follows then is somebody else's."""
        from psw_tui.store.core import undo
        from psw_tui.store.system.refusal import Refused

        with suppress(Refused):  # then it is looked for anew, if it is asked for
            self._what = undo.recorded_after(store, self._before)

    def in_words(self) -> str | None:
        """What a command that was ended early has done; None when it was none that records."""
        if self._path is None:
            return None
        from psw_tui.policy.wording import count
        from psw_tui.store.system.refusal import Refused

        try:
            what = self._look(self._path) if self._what is None else self._what
        except Refused as refusal:
            return f"whether it was recorded can't be told just now: {refusal} `psw history` will show it."
        if not what:
            return "nothing was recorded."
        more = f", and {count(len(what) - 1, 'entry', 'entries')} before it" if len(what) > 1 else ""
        return f"it was recorded: {what[-1]}{more}."

    def is_there(self) -> bool:
        """Whether it is certain that something was recorded before the lock was given back."""
        return bool(self._what)

    def _look(self, path: Path) -> list[str]:
        from psw_tui.store.core import undo
        from psw_tui.store.core.store import Store

        if not path.exists():
            return []
        with Store.open(path, writing=False) as store:
            return undo.recorded_after(store, self._before)
