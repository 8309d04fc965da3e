"""Records whose time is over: listed, and erased once the cohort's name was typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy.wording import day, local
from psw_tui.store import commands
from psw_tui.store.erasing import retention
from screens.dialogs.reading import read_in_thread
from screens.dialogs.type_to_confirm import TypeToConfirm
from screens.shell.desk import DUE_TO_ERASE
from screens.shell.plain_dialogs import Message

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.erasing.copies import Cleaned
    from psw_tui.store.erasing.erase import Erasing
    from psw_tui.store.erasing.retention import DueList
    from screens.shell.frame import AreaScreen


def ask_to_erase_due(screen: AreaScreen, key: str) -> None:
    """Show whose records a line of Today is about, and ask."""
    store = screen.desk.store
    records = [verdict.record for verdict in screen.desk.verdicts.all(store.today, None)]
    due = next((due for due in retention.due(store, store.today, records) if line_of(due) == key), None)
    if due is None:
        screen.tell("Nothing of it is due today: what is erased goes by today's date.")
        return

    def answered(yes: bool | None) -> None:
        if yes:
            work, then = partial(_erase, store, due), partial(_say, screen, due)
            read_in_thread(screen, f"Erasing {due.what}", work, then, writes=True)

    title = f"{due.cohort}: erase the {due.what}?"
    screen.app.push_screen(TypeToConfirm(title, _lines(due), due.cohort, "erase"), answered)


def line_of(due: DueList) -> str:
    """The key of its line on Today."""
    return f"{DUE_TO_ERASE}{due.kind}:{due.cohort}"


def _lines(due: DueList) -> list[str]:
    lines = [local(f"Their time was over on {day(due.since)}"), "It can't be undone.", ""]
    lines += [f"{reference}  {name}" for reference, name in due.leaders]
    if due.held:
        lines += ["", "Held, because an escalation, appeal or complaint of theirs is open:"]
        lines += [f"{reference}  {name}" for reference, name in due.held]
    return lines


def _erase(store: Store, due: DueList) -> tuple[Erasing, Cleaned]:
    erasing = commands.erase.erase_due(store, due)
    return erasing, commands.copies.finish(store)


def _say(screen: AreaScreen, due: DueList, done: tuple[Erasing, Cleaned]) -> None:
    erasing, cleaned = done
    screen.desk.copies_away = cleaned.away
    screen.desk.publish(erasing.change)
    lines = [f"Erased the {due.what} of {due.cohort}.", *cleaned.lines()]
    screen.app.push_screen(Message("Erased", lines))
