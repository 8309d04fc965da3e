"""What an import did, or would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psw_tui.exchange.tables.checking import Gap, Problem
    from psw_tui.exchange.tables.columns import TableKind
    from psw_tui.store.reads.change import Change


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do; with problems it did nothing, and `change` is None.

    `change` is None as well when all of it stood so already. On a dry run it says what would be done. `notes` say
    what the file was taken for. `would` tells apart what would be done, for `shown` of the import that follows.
    """

    kind: TableKind | str
    read: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    change: Change | None = None
    notes: list[str] = field(default_factory=list)
    would: str = ""
