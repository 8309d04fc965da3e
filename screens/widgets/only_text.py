"""What the terminal is given of a line: its text, and nothing that a terminal would obey.

Text is cleaned as it enters psw; a file that something else wrote into may hold anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from psw_tui.policy.text import without_commands

if TYPE_CHECKING:
    from textual.color import Color


class OnlyText(LineFilter):
    """Draws every line without control, bidi and zero-width characters."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """One line, wherever it is drawn."""
        del background
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [Segment(without_commands(text), style, control) for text, style, control in segments]
