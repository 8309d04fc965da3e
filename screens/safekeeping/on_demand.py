"""The door to what is asked about backups: `on_demand.restore` imports that module when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["restore", "to_a_file"]

if TYPE_CHECKING:
    from screens.safekeeping import restore, to_a_file
else:
    from psw_tui.lazy import door

    __getattr__ = door({"restore": "screens.safekeeping", "to_a_file": "screens.safekeeping"})
