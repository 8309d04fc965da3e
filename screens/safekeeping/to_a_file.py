"""A backup to a place of the user's choice: asked for, and written in a thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import backups
from screens.dialogs.ask_file import ask_new_file
from screens.dialogs.reading import read_in_thread

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.safekeeping.backups import Made
    from screens.shell.frame import AreaScreen


def back_up_to_a_file(screen: AreaScreen) -> None:
    """Ask where to, and say what was written there; a file that is there is never replaced."""
    store = screen.desk.store

    def chosen(path: Path) -> None:
        read_in_thread(
            screen,
            "Backup",
            lambda: backups.write_copy(store.connection, real_path(store.path), path),
            partial(_say, screen),
        )

    ask_new_file(screen, "Back up to which file?", chosen, hint="a file that is not there yet, such as on a stick")


def _say(screen: AreaScreen, made: Made) -> None:
    screen.tell(f"{made.in_words()} {made.warning}".strip(), bad=not made.is_noted)
