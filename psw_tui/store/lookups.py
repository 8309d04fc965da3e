"""The door to what is asked of the file: `lookups.cohorts.labels(…)` imports that module when it is first used.

What they stand on, the rules and every table's rows, takes longer to import than the app to draw its first frame, which
shows nothing of it. Whatever is drawn with that frame asks through here; all the rest may name the module itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["cohorts", "contacts", "erased", "history", "people_on_record", "verdicts"]

if TYPE_CHECKING:
    from psw_tui.store.core import erased, history
    from psw_tui.store.reads import verdicts
    from psw_tui.store.roster import cohorts, contacts, people_on_record
else:
    from psw_tui.lazy import door

    __getattr__ = door(
        {
            "erased": "psw_tui.store.core",
            "history": "psw_tui.store.core",
            "verdicts": "psw_tui.store.reads",
            "cohorts": "psw_tui.store.roster",
            "contacts": "psw_tui.store.roster",
            "people_on_record": "psw_tui.store.roster",
        }
    )
