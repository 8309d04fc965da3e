"""The scrollbar of a table, drawn anew with every line scrolled: a strip for each kind of cell, not for each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from rich.style import Style
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.geometry import Region


class RowScrollBar(ScrollBar):
    """Textual's vertical scrollbar, looking and acting as it does."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its cells, of which there are five kinds at the most."""
        bar = cast("ScrollBarRender", self.render())
        style = cast("Style", bar.style)
        assert style.bgcolor is not None
        assert style.color is not None
        drawn = bar.render_bar(
            self.size.height,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            bar.thickness,
            back_color=style.bgcolor,
            bar_color=style.color,
        )
        cells = list(drawn.segments)[crop.y : crop.bottom]
        kinds = {id(cell): cell for cell in cells}
        strips = {kind: self._strip(cell, bar.thickness) for kind, cell in kinds.items()}
        return [strips[id(cell)] for cell in cells]

    def _strip(self, cell: Segment, thickness: int) -> Strip:
        strip = Strip([Segment(cell.text, self.visual_style.rich_style + cell.style)], thickness)
        _, background = self.background_colors
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip
