"""Restoring a backup in the app: one of the list, or a file from elsewhere; first what it changes is shown.

It is done once the database is closed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.store.core.chain import head_code
from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import comparing, listing, restoring
from screens.dialogs.ask_file import ask_file
from screens.dialogs.choices import FindByName
from screens.dialogs.reading import read_in_thread
from screens.shell.plain_dialogs import Confirm

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.safekeeping.comparing import Comparison
    from psw_tui.store.safekeeping.listing import Backup
    from screens.shell.frame import AreaScreen

#: How many leaders are named in the question.
_MOST = 8


def restore_a_backup(screen: AreaScreen) -> None:
    """Read every backup to its end, in a thread, and let one be chosen."""
    database = real_path(screen.desk.store.path)
    read_in_thread(
        screen, "Backups", lambda: list(listing.backups_of(database, head_code)), partial(_choose, screen, database)
    )


def _choose(screen: AreaScreen, database: Path, found: list[Backup]) -> None:
    if not found:
        screen.tell("There is no backup yet; “Back up now” in the palette makes one.", bad=False)
        return
    by_path = {str(backup.path): backup for backup in found}

    def chosen(key: str | None) -> None:
        if key is None:
            return
        backup = by_path[key]
        if backup.problem:
            screen.tell(backup.problem)
            return
        read_in_thread(
            screen,
            f"Backup {backup.name.number}",
            partial(comparing.compare, database, backup.path),
            partial(_ask, screen, backup.path, backup.in_words()),
        )

    choices = [(key, backup.in_words()) for key, backup in by_path.items()]
    screen.app.push_screen(FindByName("Restore which backup?", choices, in_order=True), chosen)


def restore_from_a_file(screen: AreaScreen) -> None:
    """Ask for a backup that lies elsewhere, such as on a stick."""
    database = real_path(screen.desk.store.path)

    def chosen(path: Path) -> None:
        def look() -> tuple[str, Comparison]:
            holdings = restoring.check(database, path)
            return f"{path.name} ({holdings.in_words()})", comparing.compare(database, path)

        read_in_thread(screen, path.name, look, lambda found: _ask(screen, path, *found))

    ask_file(screen, "Restore from which file?", chosen, hint="a backup, such as one from a stick")


def _ask(screen: AreaScreen, path: Path, words: str, comparison: Comparison) -> None:
    def answered(yes: bool | None) -> None:
        if yes:
            screen.desk.to_restore = path
            screen.app.exit()

    screen.desk.mask.also(comparison.named)  # who was erased here, or never was here
    lines = [
        *comparison.in_words(_MOST),
        "The present file is kept among the backups, to go back to. psw begins anew with what is restored.",
    ]
    screen.app.push_screen(Confirm(f"Restore {words}?", lines, yes="restore it", careful=True), answered)
