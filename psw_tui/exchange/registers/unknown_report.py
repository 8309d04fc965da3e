"""A report in a language that no word of is known: refused in one sentence, or told what its headings mean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import WrongReport, is_empty
from psw_tui.exchange.files.times import clock_time, minutes_of, readings
from psw_tui.exchange.registers.report_words import FIELD_WORDS, ReportField

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from psw_tui.exchange.files.sheet import CellValue, SheetGrid

#: How many rows are searched for headings above times.
_LOOKED_AT_ROWS = 40
#: The fewest headings that could be a report's: of a name, an address and a duration, or of a name and two times.
_FEWEST = 3


class UnknownReport(WrongReport):
    """A table that is no report in a language that is known.

    `headings` are those that may be told, where times or minutes stand below them: what each of `holds` stands under.
    Enough is told as `is_enough` says.
    """

    #: What can be asked for of them.
    holds = (ReportField.NAME, ReportField.JOINED, ReportField.LEFT, ReportField.MINUTES)

    def __init__(self, name: str, grids: Sequence[SheetGrid]) -> None:
        self.headings = next(filter(None, map(_headings, grids)), ())
        begins = self.headings[:4] or [str(cell)[:40] for cell in grids[0].rows[0].cells[:4]]
        super().__init__(
            f"{name} is not an attendance report that psw knows (it begins with {', '.join(begins)}): take Zoom's, "
            "Teams' or Meet's, or a sign-in form's answers, in English, or say what its headings mean, as in --column "
            f"“{begins[0]}=name” ({FIELD_WORDS})."
        )

    @staticmethod
    def is_enough(told: Collection[str]) -> bool:
        """Whether a report can be read by these fields: a name, and both times or the minutes."""
        timed = {ReportField.JOINED, ReportField.LEFT} <= set(told) or ReportField.MINUTES in told
        return ReportField.NAME in told and timed


def _headings(grid: SheetGrid) -> tuple[str, ...]:
    """The row of words above the first row in which a time or minutes stand; empty without one."""
    for above, row in pairwise(grid.rows[:_LOOKED_AT_ROWS]):
        words = [cell.strip() for cell in above.cells if isinstance(cell, str) and not is_empty(cell)]
        if len(words) >= _FEWEST and any(map(_tells_time, row.cells)) and not any(map(_tells_time, above.cells)):
            return tuple(words)
    return ()


def _tells_time(cell: CellValue) -> bool:
    return bool(readings(cell)) or clock_time(cell) is not None or minutes_of(cell) is not None
