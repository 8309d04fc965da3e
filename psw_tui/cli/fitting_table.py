"""A table of lines that fits its page: what Rich draws of it, in a tenth of the time.

Rich measures, wraps, pads and shapes each cell several times over, which for a thousand leaders is half a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.table import Column

#: The cells between two columns.
_GAP: Final = 2
_HEADINGS: Final = "dim"


class FittingTable(Table):
    """A table of space with dim headings. It is left to Rich where it does not fit, or holds more than lines of text.

    The one column that may wrap gives way: what is too long there ends in an ellipsis.
    """

    def __init__(self, *columns: Column, headings: bool = True) -> None:
        gap = (0, _GAP, 0, 0)
        super().__init__(*columns, box=None, pad_edge=False, padding=gap, show_header=headings, header_style=_HEADINGS)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Its lines."""
        texts = [own for own in map(self._texts, self.columns) if own is not None]
        are_lines = len(texts) == len(self.columns)
        widths = _widths(self.columns, texts, options.max_width) if are_lines else None
        if widths is None:
            yield from super().__rich_console__(console, options)
            return
        columns = [_Drawing(console, options, *of) for of in zip(self.columns, widths, strict=True)]
        style = console.get_style(_HEADINGS if self.show_header else "")
        for row in zip(*texts, strict=True):
            yield from _line([drawing.of(text, style) for drawing, text in zip(columns, row, strict=True)], style)
            style = Style.null()

    def _texts(self, column: Column) -> list[Text] | None:
        """What stands in a column, its heading first; None where it is more than lines of text."""
        cells = [column.header] if self.show_header else []
        cells += column.cells
        texts = [cell for cell in cells if isinstance(cell, Text) and _is_line(cell)]
        return texts if len(texts) == len(cells) else None


def _line(cells: Sequence[list[Segment]], style: Style) -> Iterator[Segment]:
    gap = Segment(" " * _GAP, style)
    yield from cells[0]
    for cell in cells[1:]:
        yield gap
        yield from cell
    yield Segment.line()


def _is_line(text: Text) -> bool:
    return len(text.plain.splitlines()) <= 1 and "\t" not in text.plain and text.justify is None


def _widths(columns: Sequence[Column], texts: Sequence[Sequence[Text]], room: int) -> list[int] | None:
    """The cells of each column, as few as hold what stands in it; None where that can't be on a page with such room."""
    widths = [max((cell_len(text.plain) for text in own), default=0) for own in texts]
    widths = [min(width, column.max_width or width) for width, column in zip(widths, columns, strict=True)]
    wrapping = [place for place, column in enumerate(columns) if not column.no_wrap]
    if (short := sum(widths) + _GAP * (len(widths) - 1) - room) > 0:
        if len(wrapping) != 1:
            return None
        widths[wrapping[0]] -= short
    if min(widths) < 1:
        return None
    for column, own, width in zip(columns, texts, widths, strict=True):
        if not all(_is_cut(text, column) or cell_len(text.plain) <= width for text in own):
            return None
    return widths


def _is_cut(text: Text, column: Column) -> bool:
    """Whether a text that is too long ends in an ellipsis, and is not wrapped."""
    return bool(text.no_wrap or column.no_wrap) and (text.overflow or column.overflow) == "ellipsis"


class _Drawing:
    """How the cells of a column are drawn; those that are alike, as states are, are drawn once."""

    def __init__(self, console: Console, options: ConsoleOptions, column: Column, width: int) -> None:
        self._console, self._width = console, width
        self._is_left = column.justify == "left"
        self._options = options.update(
            width=width, justify=column.justify, no_wrap=True, overflow="ellipsis", height=None
        )
        self._drawn: dict[tuple[object, ...], list[Segment]] = {}

    def of(self, text: Text, style: Style) -> list[Segment]:
        """The segments of one cell, as wide as the column."""
        key = (text.plain, text.style, *text.spans, style)
        found = self._drawn.get(key)
        if found is None:
            found = self._drawn[key] = self._draw(text, style)
        return found

    def _draw(self, text: Text, style: Style) -> list[Segment]:
        if text.spans or not self._is_left:
            (line,) = self._console.render_lines(text, self._options, style=style)
            return line
        plain, width = text.plain, self._width
        if cell_len(plain) > width:
            plain = set_cell_size(plain, width - 1) + "…"
        return [Segment(set_cell_size(plain, width), style + self._console.get_style(text.style, default=""))]
