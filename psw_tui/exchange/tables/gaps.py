"""What is left to complete in the rows that an import accepts, alike rows together."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.tables.checking import Gap

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The rows of a group that are named before it is opened.
_NAMED = 3


@frozen
class AlikeGaps:
    """Rows in which the same is to be completed, but for the dates that each names; `text` says what it is."""

    text: str
    gaps: tuple[Gap, ...]

    def __str__(self) -> str:
        """One line: what is missing, in how many rows, and the first of them."""
        if len(self.gaps) == 1:
            return str(self.gaps[0])
        named = ", ".join(str(gap.row) for gap in self.gaps[:_NAMED])
        more = " …" if len(self.gaps) > _NAMED else ""
        return f"{self.text}: {len(self.gaps):,} rows, {named}{more}"

    @property
    def rows(self) -> list[str]:
        """Every row: its number, and what it says of itself where the rows of the group differ in that."""
        if len({gap.text for gap in self.gaps}) > 1:
            return [str(gap) for gap in self.gaps]
        return [f"rows {', '.join(str(gap.row) for gap in self.gaps)}"]


def grouped(gaps: Iterable[Gap]) -> list[AlikeGaps]:
    """Alike gaps together, in the order of the first row of each group."""

    def alike(gap: Gap) -> str:
        return _DATE.sub("…", gap.text)

    groups = [tuple(group) for _, group in groupby(sorted(gaps, key=lambda gap: (alike(gap), gap.row)), key=alike)]
    groups.sort(key=lambda group: (group[0].row, group[0].text))
    return [AlikeGaps(_text(group), group) for group in groups]


def _text(group: tuple[Gap, ...]) -> str:
    """What is missing in these rows; dates only where all of them name the same."""
    texts = {gap.text for gap in group}
    return group[0].text if len(texts) == 1 else _DATE.sub("…", group[0].text)
