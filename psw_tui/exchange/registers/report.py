"""What an attendance report comes to once it is read, whoever wrote the file (2.2.1, 2.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psw_tui.exchange.forms.lines import ReportLine
    from psw_tui.exchange.registers.told_headings import HeadingsOfGrid
    from psw_tui.policy.terms import ReportFormat


@dataclass(frozen=True, slots=True)
class Report:
    """One file read: what it is, its lines, and how many rows are no attendance.

    `title` names the kind of export in words ("Zoom participant report"); `waiting` counts rows of a waiting room,
    which are left out; `notes` are sentences for the person who looks at the import; `headings` are its
    own, with what was told of them.
    """

    format: ReportFormat
    title: str
    lines: tuple[ReportLine, ...]
    waiting: int = 0
    notes: tuple[str, ...] = ()
    headings: HeadingsOfGrid | None = None
