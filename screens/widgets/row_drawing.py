"""How a table draws: the columns that there is room for, and of the rows only those that are seen.

A row is asked for when it is drawn for the first time, so that loading costs the same for ten rows and for fifty
thousand. Every text is drawn as it stands, letter for letter: nothing is parsed as markup, and what a terminal would
obey is taken out first.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import ClassVar, TypedDict

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from screens.widgets.legibility import legible
from screens.widgets.masking import masked
from screens.widgets.row_layout import (
    GAP,
    GUTTER_WIDTH,
    Column,
    Layout,
    Line,
    as_cell,
    clean,
    fit,
    fitted,
    lay_out,
)
from screens.widgets.row_scroll_bar import RowScrollBar

CACHED_ROWS = 512
CURSOR, SELECTED, FLASH = 1, 2, 4  # the bits of a row that is drawn otherwise than at rest

Names = tuple[str, ...]  # component classes without their prefix, the later over the earlier


class TableOptions(TypedDict, total=False):
    """What a table may be given beside its columns: sentences where it is empty, and whether it has a header."""

    empty: str
    filtered_empty: str
    id: str | None
    classes: str | None
    show_header: bool


class RowDrawing(ScrollView):
    """Lines of cells under a header, in columns that come and go with the width."""

    GUTTER: ClassVar[tuple[str, str]] = ("▌", "✓")  # the cursor's row, a selected row: one cell each
    ARROWS: ClassVar[tuple[str, str]] = ("↑", "↓")  # sorted ascending, descending
    ELLIPSIS: ClassVar[str] = "…"

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        filtered_empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
        show_header: bool = True,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = self._columns_at_first = tuple(columns)
        self.empty, self.filtered_empty = empty, filtered_empty
        self._unread = ""
        self._head = 1 if show_header else 0
        self._keys: Sequence[str] = ()
        self._make: Callable[[str], Line] | None = None
        self._filtered = False
        self._sort_shown: tuple[str, bool] | None = None
        self._layout = Layout((), 0, 0)
        self._drawn_for = (0, 0)
        self._made: LRUCache[str, Line] = LRUCache(CACHED_ROWS)
        self._strips: LRUCache[str, dict[int, Strip]] = LRUCache(CACHED_ROWS)
        self._header: Strip | None = None
        self._styles_seen: dict[Names, Style] = {}

    def _state(self, place: int, key: str) -> int:
        """The bits of a row that is drawn otherwise than at rest."""
        raise NotImplementedError

    # The columns

    @property
    def sort_shown(self) -> tuple[str, bool] | None:
        """The column whose title carries an arrow, and whether it points down; it sorts nothing."""
        return self._sort_shown

    @sort_shown.setter
    def sort_shown(self, sort: tuple[str, bool] | None) -> None:
        self._sort_shown = sort
        self._header = None
        self.refresh(Region(0, 0, self.size.width, 1))

    def say_unread(self, sentence: str) -> None:
        """Until the next load, where no rows are shown, say that they can't be read and not that there are none."""
        self._unread = sentence
        self.refresh()

    def visible_columns(self) -> list[Column]:
        """The columns that the present width has room for, those to be scrolled to among them."""
        self._measure()
        return [column for _, column, _ in self._layout.slots]

    def cells_of(self, key: str) -> int:
        """How many cells a column has now; none where it is dropped or there is no such column."""
        self._measure()
        return next((width for _, column, width in self._layout.slots if column.key == key), 0)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; every row is asked for again, so `load` or new lines must fit them."""
        self.columns = tuple(columns)
        self._drawn_for = (-1, -1)
        self._made.clear()
        self._measure()
        self.virtual_size = Size(self._layout.total, len(self._keys) + self._head)
        self.refresh()

    def fit_columns(self, **texts: Iterable[str]) -> None:
        """Make the columns of these keys as wide as the longest of their texts; `load` follows."""
        columns = fitted(self._columns_at_first, texts)
        if columns != self.columns:
            self.set_columns(columns)

    def _measure(self) -> None:
        """Lay the columns out anew if the width changed; the scrollbar's cell stays free when it hides."""
        sizes = (self.container_size.width, self.size.width)
        if sizes != self._drawn_for:
            self._drawn_for = sizes
            self._layout = lay_out(self.columns, sizes[0] - self.styles.scrollbar_size_vertical)
            self._forget()

    def _forget(self) -> None:
        self._strips.clear()
        self._header = None

    def _titles(self) -> list[tuple[str, ...]]:
        """Of each cell of a line the titles that it has in a file."""
        return [column.titles for column in self.columns]

    # Scrolling

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar at the right, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            bar = self._vertical_scrollbar = RowScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)  # noqa: SLF001 - as Textual's own does
        return self._vertical_scrollbar

    @property
    def _page(self) -> int:
        return max(0, self.size.height - self._head)

    def _seen(self) -> range:
        top = self.scroll_offset.y
        return range(top, min(len(self._keys), top + self._page))

    def _redraw(self, keys: Container[str]) -> None:
        """Redraw those lines of `keys` that are seen."""
        self._redraw_rows(place for place in self._seen() if self._keys[place] in keys)

    def _redraw_rows(self, places: Iterable[int]) -> None:
        """Redraw the lines of these rows that are seen; the scrollbar beside them stays as it is."""
        seen, width = self._seen(), self.scrollable_size.width
        for place in places:
            if place in seen:
                self.refresh(Region(0, place - seen.start + self._head, width, 1))

    def _scroll_rows(self, top: int) -> None:
        if self._page:
            self.scroll_to(y=max(0, top), animate=False, force=True, immediate=True)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Strips are kept for one sideways position."""
        self._forget()
        super().watch_scroll_x(old_value, new_value)

    def notify_style_update(self) -> None:
        """A theme, a focus or a stylesheet changed: what was drawn is worth nothing."""
        super().notify_style_update()
        self._styles_seen.clear()
        self._forget()

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lines of what is seen, as they are: there is no border, padding or tint for Textual to add to each anew."""
        _, background = self.background_colors
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of what is seen: the header, a row, a sentence, or nothing."""
        self._measure()
        if y < self._head:
            if self._header is None:
                self._header = self._draw_header()
            return self._header
        if not self._keys:
            return self._draw_empty(y - self._head)
        place = self.scroll_offset.y + y - self._head
        if place >= len(self._keys):
            return self._strip([])
        key = self._keys[place]
        state = self._state(place, key)
        drawn = self._strips.get(key)
        if drawn is None:
            self._strips[key] = drawn = {}
        if state not in drawn:
            drawn[state] = self._draw(key, state)
        return drawn[state]

    def _line_of(self, key: str) -> Line:
        line = self._made.get(key)
        if line is None:
            assert self._make is not None
            self._made[key] = line = self._make(key)
        return line

    def _draw(self, key: str, state: int) -> Strip:
        line = self._line_of(key)
        return self._draw_heading(line) if line.heading else self._draw_row(line, state)

    def _draw_row(self, line: Line, state: int) -> Strip:
        layers = ((SELECTED, "selected"), (CURSOR, "cursor"), (FLASH, "flash"))
        names: Names = tuple(name for bit, name in layers if state & bit)
        bar, tick = self.GUTTER
        pieces: list[tuple[str, Names]] = [
            (bar, (*names, "bar")) if state & CURSOR else (" ", names),
            (tick, (*names, "tick")) if state & SELECTED else (" ", names),
        ]
        for index, column, width in self._layout.slots:
            cell = as_cell(line.cells[index] if index < len(line.cells) else "")
            pieces.append((fit(cell.text, width, column.align, self.ELLIPSIS) + " " * GAP, (*names, cell.tone)))
        return self._scrolled(pieces, names, GUTTER_WIDTH + sum(width + GAP for _, _, width in self._layout.slots))

    def _draw_header(self) -> Strip:
        rest: Names = ("header",)
        pieces: list[tuple[str, Names]] = [(" " * GUTTER_WIDTH, rest)]
        for _, column, width in self._layout.slots:
            title, gap, names = column.title, " " * GAP, rest
            if self._sort_shown and self._sort_shown[0] == column.key:
                arrow, names = self.ARROWS[self._sort_shown[1]], ("header", "bright")
                if column.align == "left" and cell_len(title) + 2 <= width:
                    title += f" {arrow}"
                else:  # the title stays over its numbers, or has no room to spare
                    gap = arrow.ljust(GAP)
            pieces.append((fit(title, width, column.align, self.ELLIPSIS) + gap, names))
        return self._scrolled(pieces, rest)

    def _draw_heading(self, line: Line) -> Strip:
        title, count = (as_cell(cell).text for cell in (*line.cells, "", "")[:2])
        room = self.size.width - GUTTER_WIDTH
        count = fit(count, min(cell_len(clean(count, room)), room // 2), "right", self.ELLIPSIS)
        title = fit(title, room - len(count) - GAP, "left", self.ELLIPSIS)
        return self._strip([(f" {title}{' ' * GAP}{count}", ("heading",))])

    def _draw_empty(self, row: int) -> Strip:
        text = self._unread or (self.filtered_empty if self._filtered else "") or self.empty
        room = max(8, min(72, self.size.width - 2 * GUTTER_WIDTH))
        lines = _wrapped(text, room)
        row -= max(0, (self._page - len(lines)) // 3)
        if not 0 <= row < len(lines):
            return self._strip([])
        margin = max(GUTTER_WIDTH, (self.size.width - max(map(cell_len, lines))) // 2)
        return self._strip([(" " * margin + lines[row], ("empty",))])

    def _scrolled(self, pieces: list[tuple[str, Names]], rest: Names, cells: int | None = None) -> Strip:
        """The pieces as they are seen at this sideways position, the fixed columns standing."""
        strip, width, at = masked(self, self._strip(pieces, rest, cells)), self.size.width, self.scroll_offset.x
        if self._layout.total <= width or not at:
            return strip.crop(0, width)
        standing = self._layout.standing
        return Strip.join([strip.crop(0, standing), strip.crop(standing + at, at + width)])

    def _strip(self, pieces: list[tuple[str, Names]], rest: Names = (), cells: int | None = None) -> Strip:
        """The pieces as one line, those of one style as one segment: every segment costs, here and in the terminal.

        `cells` are what the pieces take, where that is known.
        """
        width = max(self.size.width, self._layout.total)
        spare = width - (cell_len("".join([text for text, _ in pieces])) if cells is None else cells)
        segments: list[Segment] = []
        text, style = "", self._tone(rest)
        for piece, names in (*pieces, (" " * spare, rest)):
            tone = self._tone(names)
            if tone is style:
                text += piece
            elif piece:
                if text:
                    segments.append(Segment(text, style))
                text, style = piece, tone
        if spare == -1 and text.endswith(" "):  # the gap after the last column
            text, spare = text[:-1], 0
        segments.append(Segment(text, style))
        return Strip(segments, width) if spare >= 0 else Strip(segments).adjust_cell_length(width)

    def _tone(self, names: Names) -> Style:
        """The component classes laid over each other: backgrounds blend, the last colour named stands."""
        if names not in self._styles_seen:
            _, _, background, colour = self.colors
            automatic, weight = False, Style()
            for name in names:
                styles = self.get_component_styles(f"row-table--{name}")
                if styles.has_rule("background"):
                    background += styles.background
                if styles.has_rule("color"):
                    colour, automatic = styles.color, styles.auto_color
                weight += styles.text_style
            if automatic:
                colour = background.get_contrast_text(colour.a)
            colour = legible(background + colour, background)
            style = Style.from_color(colour.rich_color, background.rich_color) + weight
            self._styles_seen[names] = next((same for same in self._styles_seen.values() if same == style), style)
        return self._styles_seen[names]


@lru_cache(maxsize=8)
def _wrapped(text: str, room: int) -> tuple[str, ...]:
    """The lines of a sentence or several in so many cells; asked for at each line of an empty table."""
    sentences = (textwrap.wrap(clean(sentence, 500), room) or [""] for sentence in text.splitlines())
    return tuple(chain.from_iterable(sentences))
