"""Which sheet of a workbook holds the table that is meant, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.tables.cells import shown
from psw_tui.policy.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.files.sheet import SheetGrid

#: Headings that must fit before a sheet is taken for the table.
_FEWEST = 2


@dataclass
class SheetChoice:
    """Chooses among the beginnings of sheets the first of those whose headings fit best.

    `fit` says of one whether its headings have all that is needed, and how many of them are understood. `said` is what
    there is to say of the choice.
    """

    fit: Callable[[SheetGrid], tuple[bool, int]]
    said: list[str] = field(default_factory=list)

    def __call__(self, begun: list[SheetGrid]) -> str:
        """The title of the sheet to read; empty where none fits."""
        fits = [(*self.fit(grid), grid.name) for grid in begun]
        whole, understood, title = max(fits, key=lambda fit: fit[:2])
        if understood < _FEWEST:
            return ""
        others = ", ".join(quoted(shown(grid.name)) for grid in begun if grid.name != title)
        self.said.append(f"Read from the sheet {quoted(shown(title))}; left out: {others}.")
        for other_whole, _, other in fits:
            if whole and other_whole and other != title:
                self.said.append(f"The sheet {quoted(shown(other))} is such a table too: save it as a file of its own.")
        return title
