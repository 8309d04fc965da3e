"""Erasing a leader from the app: what would go is read and listed, and the reference has to be typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.policy.terms import ErasureGround
from psw_tui.store import commands
from psw_tui.store.erasing.held import refusal
from screens.dialogs.reading import read_in_thread
from screens.dialogs.type_to_confirm import TypeToConfirm
from screens.shell.plain_dialogs import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psw_tui.store.core.store import Store
    from psw_tui.store.erasing.copies import Cleaned
    from psw_tui.store.erasing.erase import ErasePlan, Erasing
    from screens.shell.frame import AreaScreen

_AFTER = (
    "It can't be undone, and what was done to this record before can't be undone any more either. What stays is a "
    "tombstone: that a leader was erased, when, by whom and why; not who it was."
)


def erase_command(screen: AreaScreen, reference: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """The palette's entry on the page of a leader."""
    yield "erase…", "erase all that is held of this leader, once it is listed", partial(ask_to_erase, screen, reference)


def ask_to_erase(screen: AreaScreen, reference: str) -> None:
    """Look what there is of a leader, here and in the copies, and ask."""
    store = screen.desk.store
    read_in_thread(screen, "What would be erased", lambda: commands.erase.plan(store, reference), partial(_ask, screen))


def _ask(screen: AreaScreen, plan: ErasePlan) -> None:
    title = f"Erase {plan.name} ({plan.reference}), {plan.cohort}?"
    if plan.held:
        screen.app.push_screen(Message(title, [refusal(plan.name, plan.held)]))
        return

    def answered(yes: bool | None) -> None:
        if yes:
            work = partial(_erase, screen.desk.store, plan)
            read_in_thread(screen, f"Erasing {plan.reference}", work, partial(_say, screen, plan), writes=True)

    lines = [*plan.lines(), *plan.file_lines(), "", _AFTER]
    screen.app.push_screen(TypeToConfirm(title, lines, plan.reference, "erase"), answered)


def _erase(store: Store, plan: ErasePlan) -> tuple[Erasing, Cleaned]:
    erasing = commands.erase.erase(store, [plan.reference], ErasureGround.ASKED)
    return erasing, commands.copies.finish(store)


def _say(screen: AreaScreen, plan: ErasePlan, done: tuple[Erasing, Cleaned]) -> None:
    """What came of it; the page of who is gone closes by itself."""
    erasing, cleaned = done
    screen.desk.copies_away = cleaned.away
    screen.desk.publish(erasing.change)
    lines = [f"Erased {plan.reference}: {', '.join(plan.in_numbers)}."]
    lines += [*cleaned.lines(), *erasing.lines()]
    lines += plan.file_lines()
    screen.app.push_screen(Message("Erased", lines))
