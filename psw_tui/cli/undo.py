"""`psw undo`: undo the last thing done."""

from __future__ import annotations

from psw_tui.cli.for_recording import writing
from psw_tui.cli.say_done import say_done
from psw_tui.store.core import undo


def run(db: str | None) -> None:
    """Take it back, and say what it was."""
    with writing(db) as store:
        say_done(undo.undo(store))
