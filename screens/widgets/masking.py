"""Names masked on the screen: a filter over every line that any widget draws, so that no screen can forget it.

What identifies a person is looked for in what is drawn, wherever it comes from. A leader's whole name gives way to the
reference, everything else to a bar that says nothing of its length. What was cut by the width is found as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.strip import Strip
    from textual.widget import Widget

BAR = "▒▒▒▒"
_NOTHING = Color(0, 0, 0)

Span = tuple[int, int, str]


class KnowsNames(Protocol):
    """Whoever knows whom a line names: `KnownPeople`, which is imported once names are masked."""

    @property
    def spans(self) -> Callable[[str], tuple[Span, ...]]:
        """The parts of a line that identify somebody, from left to right, and what is drawn instead."""
        ...


class Masking(LineFilter):
    """Draws every line with what identifies people masked; the line stays as wide as it was."""

    def __init__(self, people: KnowsNames) -> None:
        super().__init__()
        self.people = people

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """One line, wherever it is drawn."""
        del background
        line = "".join([segment.text for segment in segments if not segment.control])
        found = self.people.spans(line)
        return _redrawn(segments, line, _edits(line, found)) if found else segments

    def letter_for_letter(self, text: str) -> str:
        """The text with each letter of a name masked by itself, so that the cursor in it stays where it is."""
        for start, end, _ in self.people.spans(text):
            text = text[:start] + BAR[0] * (end - start) + text[end:]
        return text


def masked(widget: Widget, strip: Strip) -> Strip:
    """A strip masked before it is cut, if names are masked: what is left of a name is not told from other text."""
    for line_filter in widget.get_line_filters():
        if isinstance(line_filter, Masking):
            strip = strip.apply_filter(line_filter, _NOTHING)
    return strip


def _edits(line: str, found: tuple[Span, ...]) -> list[Span]:
    """What is put in place of what, in order; cells that become free go to the next gap, so that columns stand."""
    edits: list[Span] = []
    for start, end, instead in found:
        room = cell_len(line[start:end])
        if cell_len(instead) > room:
            instead = BAR[0] * room  # noqa: PLW2901 - the same span, as it fits
        edits.append((start, end, instead))
        spare = room - cell_len(instead)
        gap = line.find("  ", end)
        at = len(line) if gap < 0 else gap
        edits.append((at, at, " " * spare))
    return sorted(edits, key=lambda edit: edit[:2])


def _redrawn(segments: list[Segment], line: str, edits: list[Span]) -> list[Segment]:
    drawn: list[Segment] = []
    waiting = edits[::-1]
    at = 0
    for segment in segments:
        if segment.control:
            drawn.append(segment)
            continue
        here, end = at, at + len(segment.text)
        while waiting and waiting[-1][0] < end:
            start, stop, instead = waiting[-1]
            if start >= at:
                drawn += [Segment(line[here:start], segment.style), Segment(instead, segment.style)]
            here = max(here, min(stop, end))
            if stop > end:
                break
            waiting.pop()
        drawn.append(Segment(line[here:end], segment.style))
        at = end
    style = drawn[-1].style if drawn else None
    drawn += [Segment(instead, style) for _, _, instead in waiting[::-1]]
    return [segment for segment in drawn if segment.text or segment.control]
