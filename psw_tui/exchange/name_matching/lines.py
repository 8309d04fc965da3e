"""A line of a file about somebody: who, and when they came and went."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

_IN_BRACKETS = re.compile(r"\([^()]*\)")


@frozen
class ReportLine:
    """One row of a report: somebody came and went.

    `name` is the name shown last, `original` the one before a rename ("" if the report gives none). `joined` and
    `left` are instants, both or none; `minutes` is what the report itself says. `row` is the row in the file,
    and `file` the hash of that file's content, once lines of several are put together.

    `doubt` says in words why a row does not tell how long somebody was there (then it has neither times nor minutes
    that count), and `at_most` how many seconds of the session it can have been, where the row bounds it.
    """

    row: int
    name: str
    original: str = ""
    email: str = ""
    joined: datetime | None = None
    left: datetime | None = None
    minutes: int | None = None
    file: str = ""
    doubt: str = ""
    at_most: int | None = None


def without_brackets(shown: str) -> str:
    """A name without what it says in brackets, wherever they stand."""
    return " ".join(_IN_BRACKETS.sub(" ", shown).split())


def parts(line: ReportLine) -> tuple[str, ...]:
    """What a line calls somebody, part by part: the name shown, its brackets, then the name before a rename."""
    found: list[str] = []
    for shown in (line.name, line.original):
        before, bracket, inside = shown.partition("(")
        found += [before, inside.strip(" )")] if bracket else [shown]
    return tuple(dict.fromkeys(part.strip() for part in found if part.strip()))


def names(line: ReportLine) -> tuple[str, ...]:
    """Every name that a line may mean: what is shown, without its brackets too, and the one before a rename."""
    readings = [line.name, line.original]
    for shown in (line.name, line.original):
        before, bracket, inside = shown.partition("(")
        if bracket:
            readings += [before, inside.rstrip(" )"), without_brackets(shown)]
    if line.original:
        readings.append(f"{line.name} ({line.original})")  # brackets may belong to the name itself
    return tuple(dict.fromkeys(name.strip() for name in readings if name.strip()))
