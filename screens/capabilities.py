"""Capabilities."""

from __future__ import annotations

from typing import ClassVar

from screens.frame import AreaScreen


class CapabilitiesScreen(AreaScreen):
    """Capabilities."""

    AREA: ClassVar[str] = "capabilities"
