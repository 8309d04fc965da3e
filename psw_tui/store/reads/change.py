"""What a command did: what every screen and every kept read is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What a command did, in words; which kinds of rows it touched, and whose (None: anybody's)."""

    what: str
    kinds: frozenset[str]
    leaders: frozenset[str] | None
    rows: int
    operation: str = ""
    undoes: bool = False
