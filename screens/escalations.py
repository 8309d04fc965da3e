"""Escalations."""

from __future__ import annotations

from typing import ClassVar

from screens.frame import AreaScreen


class EscalationsScreen(AreaScreen):
    """Escalations."""

    AREA: ClassVar[str] = "escalations"
