"""Registers."""

from __future__ import annotations

from typing import ClassVar

from screens.frame import AreaScreen


class RegistersScreen(AreaScreen):
    """Registers."""

    AREA: ClassVar[str] = "registers"
