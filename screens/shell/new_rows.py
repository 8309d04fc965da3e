"""After a file or a paste the cursor is on the first row that was not there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from psw_tui.store.reads.change import Change
    from screens.shell.frame import AreaScreen


def tell_of_rows(screen: AreaScreen, change: Change) -> None:
    """Tell every screen of a change that is done; of the rows that this one lists since, the cursor is on the first."""
    tables = list(screen.query(RowTable))
    before = [frozenset(table.keys) for table in tables]
    screen.do(lambda: change)
    for table, known in zip(tables, before, strict=True):
        new = next((key for key in table.keys if key not in known and table.move_to(key)), None)
        if new is not None:
            table.flash(new)
