"""Taking the answers of the catch-up form: the file, what it would do, then one command."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.store.base import Change, Refused
from screens.dialogs.base import Confirm
from screens.dialogs.file import ask_file

if TYPE_CHECKING:
    from screens.frame import AreaScreen

_MOST_SHOWN = 8


def take_answers(screen: AreaScreen) -> None:
    """Ask for a Forms export, show what it would do, and take it."""
    hint = "a Forms export; paste or drop its path"
    ask_file(screen, "Take catch-up forms", partial(_preview, screen), hint=hint)


def _preview(screen: AreaScreen, path: Path) -> None:
    from psw_tui.exchange.catch_up_forms import import_catch_up, in_words
    from psw_tui.exchange.sheet import UnreadableFile

    store = screen.desk.store
    try:
        found = import_catch_up(store, path, dry_run=True)
    except (Refused, UnreadableFile) as error:
        screen.tell(str(error))
        return
    left = [f"Row {each.row}, {each.name}: {each.why}." for each in found.left[:_MOST_SHOWN]]
    more = len(found.left) - len(left)
    lines = [in_words(found), *left, *([f"and {more} more"] if more > 0 else [])]

    def take() -> Change | None:
        return import_catch_up(store, path).change

    def asked(yes: bool | None) -> None:
        if yes and found.received:
            screen.do(take)

    title = f"Take {path.name}?" if found.received else f"{path.name}: nothing to take"
    screen.app.push_screen(Confirm(title, lines, yes="take it" if found.received else "close"), asked)
