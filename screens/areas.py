"""The screen of each area, and pages that others lead to, imported when first opened: nothing waits for them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import screens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from screens.shell.desk import Desk, Page
    from screens.shell.frame import AreaScreen


_SCREENS = {
    "today": "screens.today.today:TodayScreen",
    "roster": "screens.roster.roster:RosterScreen",
    "registers": "screens.registers.sessions:RegistersScreen",
    "coaching": "screens.coaching.board:CoachingScreen",
    "capabilities": "screens.capabilities.rounds:CapabilitiesScreen",
    "escalations": "screens.escalations.escalations:EscalationsScreen",
}


def area_class(area: str) -> type[AreaScreen]:
    """What an area's screen is."""
    module, _, name = _SCREENS[area].partition(":")
    screen: type[AreaScreen] = getattr(import_module(module), name)
    return screen


def area_screen(area: str, desk: Desk) -> AreaScreen:
    """The screen of an area."""
    return area_class(area)(desk)


def _term(screen: AreaScreen, session: str, leader: str) -> None:
    from screens.registers.term import open_term  # when it is first opened

    open_term(screen, session, leader)


PAGES: dict[Page, Callable[[AreaScreen, str, str], None]] = {"term": _term}


def import_every_screen() -> Iterator[None]:
    """Import what the first visits would, and dialogs with them, a step for each: a thread gives way to every key."""
    from pkgutil import walk_packages  # once Today is whole

    for module in walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
        yield


def rules_of_screens() -> Iterable[Path]:
    """The files that say how screens are drawn, by the names by which Textual asks for them; what all share first.

    Of two rules that say as much of what they are for, Textual follows the one that it has read later: a dialog's own.
    """
    folder = Path(screens.__file__).resolve().parent
    return sorted(folder.rglob("*.tcss"), key=lambda path: (path.parent.name != "shell", path))
