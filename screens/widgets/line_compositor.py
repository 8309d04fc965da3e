"""What is drawn of a screen when some of its lines change: these lines, and of each what lies on top.

Textual asks every widget that touches a change for all of its lines, and those behind it too. A step of the cursor
changes two lines of a list of thirty, which stands before three others.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from textual._compositor import Compositor  # has no public name
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.strip import Strip
    from textual.widget import Widget


class LineCompositor(Compositor):
    """Textual's own compositor, which asks for the lines that are drawn and for no others."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line by the cell that they begin in, of those lines and cells that are to be drawn."""
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in self.cuts]
        # Where nothing is drawn yet:
        bare = {y: self._cells_begun(y, crop) for y in crop.line_range if is_rendered_line(y)}
        for widget, (whole, clip) in self.visible_widgets.items():  # the foremost first
            seen = whole.intersection(clip)
            if seen.overlaps(crop):
                for y, strip in _lines(widget, whole, seen, [y for y in seen.line_range if bare.get(y)]):
                    pieces = {start: piece for start, piece in self._pieces(y, strip, seen) if start in bare[y]}
                    chops[y].update(pieces)
                    bare[y] -= pieces.keys()
        return cast("Sequence[Mapping[int, Strip]]", chops)  # as Textual has it: None where nothing is to be drawn

    def _cells_begun(self, y: int, crop: Region) -> set[int]:
        """Where the pieces of a line begin that stand, at least in part, within what is drawn."""
        return {start for start, end in pairwise(self.cuts[y]) if start < crop.right and end > crop.x}

    def _pieces(self, y: int, strip: Strip, seen: Region) -> Iterable[tuple[int, Strip]]:
        """A widget's line in pieces, at every cell where some widget begins or ends; each with where it begins."""
        edges = [cut for cut in self.cuts[y] if seen.x <= cut <= seen.right]
        return zip(edges, strip.divide([edge - seen.x for edge in edges[1:]]), strict=False)


def _lines(widget: Widget, whole: Region, seen: Region, rows: Iterable[int]) -> Iterable[tuple[int, Strip]]:
    """The lines that a widget draws in these rows of the screen."""
    for run in _runs(rows):
        part = Region(seen.x, run.start, seen.width, len(run))
        yield from zip(run, widget.render_lines(part.translate(-whole.offset)), strict=False)


def _runs(rows: Iterable[int]) -> list[range]:
    """The rows, in order, as stretches without a gap."""
    runs: list[range] = []
    for y in rows:
        if runs and runs[-1].stop == y:
            runs[-1] = range(runs[-1].start, y + 1)
        else:
            runs.append(range(y, y + 1))
    return runs
