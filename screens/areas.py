"""The screen of each area, and pages that others lead to, imported when first opened: nothing waits for them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import screens

if TYPE_CHECKING:
    from collections.abc import Callable

    from screens.shell.desk import Desk, Page
    from screens.shell.frame import AreaScreen


def _today(desk: Desk) -> AreaScreen:
    from screens.today.today import TodayScreen  # when it is first opened

    return TodayScreen(desk)


def _roster(desk: Desk) -> AreaScreen:
    from screens.roster.roster import RosterScreen  # when it is first opened

    return RosterScreen(desk)


def _registers(desk: Desk) -> AreaScreen:
    from screens.registers.sessions import RegistersScreen  # when it is first opened

    return RegistersScreen(desk)


def _coaching(desk: Desk) -> AreaScreen:
    from screens.coaching.board import CoachingScreen  # when it is first opened

    return CoachingScreen(desk)


def _capabilities(desk: Desk) -> AreaScreen:
    from screens.capabilities.rounds import CapabilitiesScreen  # when it is first opened

    return CapabilitiesScreen(desk)


def _escalations(desk: Desk) -> AreaScreen:
    from screens.escalations.escalations import EscalationsScreen  # when it is first opened

    return EscalationsScreen(desk)


AREA_SCREENS: dict[str, Callable[[Desk], AreaScreen]] = {
    "today": _today,
    "roster": _roster,
    "registers": _registers,
    "coaching": _coaching,
    "capabilities": _capabilities,
    "escalations": _escalations,
}


def _term(screen: AreaScreen, session: str, leader: str) -> None:
    from screens.registers.term import open_term  # when it is first opened

    open_term(screen, session, leader)


PAGES: dict[Page, Callable[[AreaScreen, str, str], None]] = {"term": _term}


def import_every_screen() -> None:
    """Import what the first visits would, and dialogs with them: a thread that does so gives way to every key."""
    for module in walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
