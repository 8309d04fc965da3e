"""Coaching."""

from __future__ import annotations

from typing import ClassVar

from screens.frame import AreaScreen


class CoachingScreen(AreaScreen):
    """Coaching."""

    AREA: ClassVar[str] = "coaching"
