"""The door to what Today shows once it has read: its first frame, the day alone, is drawn without the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["agenda", "erase_due", "side", "since"]

if TYPE_CHECKING:
    from screens.today import agenda, erase_due, side, since
else:
    from psw_tui.lazy import door

    __getattr__ = door(dict.fromkeys(__all__, "screens.today"))
