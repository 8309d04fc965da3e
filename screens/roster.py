"""Roster."""

from __future__ import annotations

from typing import ClassVar

from screens.frame import AreaScreen


class RosterScreen(AreaScreen):
    """Roster."""

    AREA: ClassVar[str] = "roster"
