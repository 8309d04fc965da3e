"""The door to backups: `on_demand.backups.make(…)` imports that module when one is made, and not as psw begins.

What is only imported when a backup is made, listed or restored names the modules themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["backups", "leaving", "listing", "second_copy"]

if TYPE_CHECKING:
    from psw_tui.store.safekeeping import backups, leaving, listing, second_copy
else:
    from psw_tui.lazy import door

    __getattr__ = door(dict.fromkeys(__all__, "psw_tui.store.safekeeping"))
