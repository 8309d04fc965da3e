"""What a call of the command has put on record, for whoever interrupts it.

A signal may come between any two steps, also between the commit and the word of it. So nothing is kept in mind: the
command notes which journal entry is the newest before it begins, and when it is interrupted the file is read anew.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from psw_tui.policy.wording import count
from psw_tui.store.core import history
from psw_tui.store.core.store import Store
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from pathlib import Path


class PutOnRecord:
    """What this call of the command has put on record in a file after an entry of its journal."""

    def __init__(self, path: Path, newest: int) -> None:
        self._path, self._before = path, newest
        self._what: list[str] | None = None

    @classmethod
    def begin(cls, path: Path, newest: int = 0) -> PutOnRecord:
        """From now on what follows this entry of the file's journal is ours, as we hold its lock."""
        recorded = cls(path, newest)
        click.get_current_context().find_root().obj.recorded = recorded
        return recorded

    def end(self, store: Store) -> None:
        """We are about to give the lock back: what follows then is somebody else's."""
        with suppress(Refused):  # then it is looked for anew, if it is asked for
            self._what = history.recorded_after(store, self._before)

    def in_words(self) -> str:
        """What a command that was ended early has done."""
        try:
            what = self._look() if self._what is None else self._what
        except Refused as refusal:
            return f"whether it was recorded can't be told just now: {refusal} `psw history` will show it."
        if not what:
            return "nothing was recorded."
        more = f", and {count(len(what) - 1, 'entry', 'entries')} before it" if len(what) > 1 else ""
        return f"it was recorded: {what[-1]}{more}."

    def is_there(self) -> bool:
        """Whether it is certain that something was recorded before the lock was given back."""
        return bool(self._what)

    def _look(self) -> list[str]:
        if not self._path.exists():
            return []
        with Store.open(self._path, writing=False) as store:
            return history.recorded_after(store, self._before)
