"""The door to what a key of every screen opens: `on_demand.verb_menu` imports that module when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "calendar_offers",
    "copying",
    "lock_screen",
    "palette_screen",
    "plain_dialogs",
    "report_offers",
    "undoing",
    "verb_menu",
]

if TYPE_CHECKING:
    from screens.shell import (
        calendar_offers,
        copying,
        lock_screen,
        palette_screen,
        plain_dialogs,
        report_offers,
        undoing,
        verb_menu,
    )
else:
    from psw_tui.lazy import door

    __getattr__ = door(dict.fromkeys(__all__, "screens.shell"))
