"""What an attendance report comes to once it is read, whoever wrote the file (2.2.1, 2.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from psw_tui.policy.terms import ReportFormat


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a report: somebody came and went.

    `name` is the name shown last, `original` the one before a rename ("" if the report gives none). `joined` and
    `left` are instants, both or none; `minutes` is what the report itself says. `row` is the row in the file,
    and `file` the hash of that file's content, once lines of several are put together.
    """

    row: int
    name: str
    original: str = ""
    email: str = ""
    joined: datetime | None = None
    left: datetime | None = None
    minutes: int | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One file read: what it is, its lines, and how many rows are no attendance.

    `title` names the kind of export in words ("Zoom participant report"); `waiting` counts rows of a waiting room,
    which are left out; `notes` are sentences for the person who looks at the import.
    """

    format: ReportFormat
    title: str
    lines: tuple[Line, ...]
    waiting: int = 0
    notes: tuple[str, ...] = ()


def names(line: Line) -> tuple[str, ...]:
    """Every name that a line may mean: what is shown, without its brackets too, and the one before a rename."""
    readings = [line.name, line.original]
    for shown in (line.name, line.original):
        before, bracket, inside = shown.partition("(")
        if bracket:
            readings += [before, inside.rstrip(" )")]
    if line.original:
        readings.append(f"{line.name} ({line.original})")  # brackets may belong to the name itself
    return tuple(dict.fromkeys(each.strip() for each in readings if each.strip()))
