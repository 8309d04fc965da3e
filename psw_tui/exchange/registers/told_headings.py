"""What the headings of a report mean where somebody has said so: now, or once for a file with the same headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from psw_tui.exchange.files.heading_table import plain_key
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.registers.report_words import ReportField
from psw_tui.store.registers.heading_maps import signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psw_tui.exchange.files.sheet import SheetGrid

#: What the meanings are kept for.
PURPOSE = "report"
#: How many rows are searched for the headings.
_LOOKED_AT_ROWS = 40


@dataclass(frozen=True)
class ToldHeadings:
    """The field of each heading that was told `now`, and `before` by the signature of a file's headings."""

    now: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, grid: SheetGrid) -> HeadingsOfGrid:
        """What of it is about a grid: it stands in one row, or is of a row with the same headings."""
        if not self.now and not self.before:
            return HeadingsOfGrid()
        for row in grid.rows[:_LOOKED_AT_ROWS]:
            headings = tuple(cell.strip() for cell in row.cells if isinstance(cell, str) and cell.strip())
            keys = set(map(plain_key, headings))
            if self.now and {plain_key(heading) for heading in self.now} <= keys:
                return HeadingsOfGrid(headings, self.now)
            remembered = self.before.get(signature(headings))
            if remembered is not None and not self.now:
                return HeadingsOfGrid(headings, remembered)
        return HeadingsOfGrid()

    def refuse_missing(self, name: str, grids: Sequence[SheetGrid]) -> None:
        """`WrongReport` where what was told now is of no row of the file."""
        if self.now and not any(self.of(grid).headings for grid in grids):
            first = ", ".join(str(cell)[:40] for cell in grids[0].rows[0].cells[:8])
            raise WrongReport(f"{name} has no row with the heading {' and '.join(self.now)} (it begins with {first}).")


@dataclass(frozen=True)
class HeadingsOfGrid:
    """The headings of a grid of which some were told, and the word for the field of each of these."""

    headings: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, ReportField]:
        """The field of each heading that was told, by its `plain_key`."""
        fields = {}
        for heading, word in self.told.items():
            found = field_named(word)
            if found is not None:
                fields[plain_key(heading)] = found
        return fields


def field_named(word: str) -> ReportField | None:
    """The field that is called so, whatever its case and hyphens."""
    key = plain_key(word)
    return next((known for known in ReportField if plain_key(known) == key), None)
