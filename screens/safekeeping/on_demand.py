"""The door to what is asked about backups and encryption: `on_demand.restore` imports that module when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["encryption_words", "restore", "to_a_file"]

if TYPE_CHECKING:
    from screens.safekeeping import encryption_words, restore, to_a_file
else:
    from psw_tui.lazy import door

    __getattr__ = door(dict.fromkeys(__all__, "screens.safekeeping"))
