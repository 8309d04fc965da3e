"""A table of leaders by sessions: `RowTable` with a cell to stand on, headings of several lines, and a fixed tail.

The rows, their cursor, the selection and the scrolling are those of `RowTable`. Between the name at the left and
the tail at the right, which stand, columns of one glyph each scroll by whole columns, so that the cell under the
cursor is always whole; how many more there are on either side stands in the header. The cell under the cursor is
in brackets, and a background behind a glyph never says what the glyph does not.
"""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip

from psw_tui.policy.frozen import frozen
from screens.widgets.row_drawing import CURSOR, FLASH, SELECTED, Names
from screens.widgets.row_layout import GUTTER_WIDTH, Cell, Line, as_cell, fit
from screens.widgets.row_table import RowTable, TableMessage

Heat = Literal["", "good", "warn", "bad", "due"]

HEAD_LINES = 3
CELL_WIDTHS = (4, 3)  # cells for a column: where all of them fit, else
TAIL_WIDTHS = (14, 5, 2)  # cells for one of the tail: for a word, an abbreviation of it, a letter
TAIL_GAP = 2
WIDE = 100
_LEAST_NAME, _MOST_NAME = 14, 26
_LEFT, _RIGHT = 1, 3  # buttons of the mouse


@frozen
class HeatCell(Cell):
    """A cell with a background of its own."""

    heat: Heat = ""


@frozen
class GridColumn:
    """One column: two lines of at most three letters above it, and a third that stands where it changes.

    `rule`: a line down the grid before this column. `in_file`: what stands over it in a file.
    """

    key: str
    head: tuple[str, str]
    group: str = ""
    dim: bool = False
    rule: bool = False
    in_file: str = ""


@frozen
class Fitted:
    """How a grid stands in its width: cells for the name, for a column and for one of the tail; columns seen."""

    name: int
    cell: int
    tail: int
    seen: int


def fit_grid(columns: int, tails: int, room: int) -> Fitted:
    """Share `room` cells out: the tail and the name stand, and the columns take what is left, at least one."""
    name = max(_LEAST_NAME, min(_MOST_NAME, room // 4))
    in_words = GUTTER_WIDTH + name + TAIL_GAP + tails * TAIL_WIDTHS[0] + columns * CELL_WIDTHS[0]
    needed = (max(WIDE, in_words), WIDE, 0)
    tail = next(width for width, least in zip(TAIL_WIDTHS, needed, strict=True) if room >= least or not least)
    left = room - GUTTER_WIDTH - name - (TAIL_GAP + tails * tail if tails else 0)
    cell = next((width for width in CELL_WIDTHS if width * columns <= left), CELL_WIDTHS[-1])
    return Fitted(name, cell, tail, max(1, min(columns, left // cell)))


class Grid(RowTable):
    """A `RowTable` whose cursor stands on a cell; a row's `Line` is its name, a cell a column, a cell a tail."""

    BRACKETS: ClassVar[tuple[str, str]] = ("[", "]")
    RULE: ClassVar[str] = "│"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"row-table--heat-{heat}" for heat in get_args(Heat) if heat),
        "row-table--here",
        "row-table--rule",
    }
    DEFAULT_CSS = """
    Grid {
        & > .row-table--cursor { background: $foreground 8%; }
        & > .row-table--here { background: $foreground 25%; text-style: bold; }
        & > .row-table--rule { color: $text-accent; }
        & > .row-table--heat-good { background: $success 14%; }
        & > .row-table--heat-warn { background: $warning 18%; }
        & > .row-table--heat-bad { background: $error 38%; }
        & > .row-table--heat-due { background: $warning 42%; text-style: bold; }
        &:focus > .row-table--cursor { background: $primary 16%; }
        &:focus > .row-table--here { background: $primary 45%; text-style: bold; }
        &:ansi > .row-table--heat-good { background: ansi_default; }
        &:ansi > .row-table--heat-warn { background: ansi_default; }
        &:ansi > .row-table--heat-bad { background: ansi_default; }
        &:ansi > .row-table--heat-due { background: ansi_default; text-style: reverse; }
        &:ansi > .row-table--here { background: ansi_default; text-style: bold reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sideways(-1)", "To the left", show=False, tooltip="the column to the left"),
        Binding("right", "sideways(1)", "To the right", show=False, tooltip="the column to the right"),
    ]

    class Turned(TableMessage):
        """The cursor stands in another column, moved there by a key or a click."""

    def __init__(self, *, title: str, empty: str = "", filtered_empty: str = "") -> None:
        super().__init__((), empty=empty, filtered_empty=filtered_empty)
        self._head = HEAD_LINES
        self._title = title
        self._grid: tuple[GridColumn, ...] = ()
        self._tails: tuple[tuple[str, str, str], ...] = ()
        self._column = 0
        self._first = 0  # the leftmost column that is seen
        self._lit = ""  # the column in which what is flashing was changed
        self._fitted = fit_grid(0, 0, 0)
        self._heads: list[Strip] = []

    # The columns

    def lay(self, columns: tuple[GridColumn, ...], tails: tuple[tuple[str, str, str], ...]) -> None:
        """Show these columns, and at the right a tail of these (a word, or an abbreviation, or a letter).

        The cursor stays in its column, or at its place when the column is gone. `load` rows that fit them.
        """
        if (columns, tails) == (self._grid, self._tails):
            return
        key = self.column_key
        self._grid, self._tails = columns, tails
        places = {column.key: place for place, column in enumerate(columns)}
        self._column = places.get(key or "", max(0, min(self._column, len(columns) - 1)))
        self._fit_columns()

    @property
    def is_wide(self) -> bool:
        """Whether the tail's cells have the room of their titles, not of a letter."""
        return self._fitted.tail != TAIL_WIDTHS[-1]

    @property
    def column_key(self) -> str | None:
        """The key of the cursor's column, or None when there is no column."""
        return self._grid[self._column].key if self._column < len(self._grid) else None

    def turn_to(self, key: str) -> bool:
        """Put the cursor into this column and bring it into view; False if there is no such column."""
        place = next((place for place, column in enumerate(self._grid) if column.key == key), None)
        if place is None:
            return False
        self._turn(place)
        return True

    def _turn(self, place: int) -> None:
        if place != self._column:
            self._column = place
            scrolled = self._show_column()
            self._forget()
            if scrolled:
                self.refresh()
            else:
                self.refresh(Region(0, 0, self.size.width, self._head))
                self._redraw({self.cursor_key or ""})
            self.post_message(self.Turned(self))

    def _show_column(self) -> bool:
        """Scroll as little as brings the cursor's column into view; whether that took any."""
        if not self._drawn_for[0]:  # no size yet: nothing is seen that could be scrolled
            return False
        was, seen = self._first, self._fitted.seen
        last = max(0, len(self._grid) - seen)
        self._first = min(max(was, self._column - seen + 1), self._column, last)
        return self._first != was

    def _fit_columns(self) -> None:
        room = self._drawn_for[0] - self.styles.scrollbar_size_vertical
        self._fitted = fit_grid(len(self._grid), len(self._tails), room)
        self._made.clear()  # a row may say more or less in another width
        self._show_column()
        self._forget()
        self.refresh()

    def _measure(self) -> None:
        was = self._drawn_for
        super()._measure()
        if self._drawn_for != was:
            self._fit_columns()

    def _forget(self) -> None:
        super()._forget()
        self._heads = []

    # Events and actions

    def action_sideways(self, direction: int) -> None:
        """One column to the left or to the right."""
        if self._grid:
            self._turn(max(0, min(len(self._grid) - 1, self._column + direction)))

    def flash(self, key: str) -> None:
        """Light the row's cell in the cursor's column up for a moment."""
        self._lit = self.column_key or ""
        self._strips.discard(key)
        super().flash(key)

    def on_click(self, event: events.Click) -> None:
        """Move into the column that was clicked; a cell that the cursor was not on is not opened yet."""
        offset = event.get_content_offset(self)
        if offset is None or event.button not in (_LEFT, _RIGHT):
            return
        place = self._column_at(offset.x)
        if place is None or place == self._column:
            return
        if event.button == _RIGHT:
            self._turn(place)
            return
        same_row = self.scroll_offset.y + offset.y - self._head == self.cursor_index
        if offset.y < self._head or same_row:
            event.stop()
            event.prevent_default()
        self._turn(place)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """A column to the left."""
        event.stop()
        self.action_sideways(-1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """A column to the right."""
        event.stop()
        self.action_sideways(1)

    def _column_at(self, x: int) -> int | None:
        place = (x - GUTTER_WIDTH - self._fitted.name) // self._fitted.cell
        inside = 0 <= place < self._fitted.seen and self._first + place < len(self._grid)
        return self._first + place if inside else None

    def _titles(self) -> list[tuple[str, ...]]:
        heads = [(column.in_file or " ".join((*column.head, column.group)),) for column in self._grid]
        return [(self._title,), *heads, *((title,) for title, _, _ in self._tails)]

    # Drawing

    def _seen_columns(self) -> range:
        return range(self._first, min(len(self._grid), self._first + self._fitted.seen))

    def render_line(self, y: int) -> Strip:
        """One line of what is seen; the header has several."""
        if y >= self._head:
            return super().render_line(y)
        self._measure()
        if not self._heads:
            self._heads = [self._draw_head(line) for line in range(self._head)]
        return self._heads[y]

    def _draw_head(self, line: int) -> Strip:
        fitted, seen, rest = self._fitted, self._seen_columns(), ("header",)
        before, after = seen.start, len(self._grid) - seen.stop
        if line == HEAD_LINES - 1:
            left = fit(self._title, fitted.name - 1)
            middle = self._head_groups(seen)
            right = "".join(fit(tail[TAIL_WIDTHS.index(fitted.tail)], fitted.tail) for tail in self._tails)
        else:
            more = f"‹ {before} more" if before and not line else ""
            left = fit(more, fitted.name - 1, "right")
            middle = self._head_cells(seen, line)
            right = f"{after} more ›" if after and not line else ""
        gutter = " " * GUTTER_WIDTH
        pieces = [(gutter, rest), (left + " ", rest), *middle, (" " * TAIL_GAP + right, rest)]
        return self._strip(pieces, rest).crop(0, self.size.width)

    def _head_cells(self, seen: range, line: int) -> list[tuple[str, Names]]:
        pieces: list[tuple[str, Names]] = []
        for place in seen:
            column = self._grid[place]
            names: Names = ("header", "dim") if column.dim else ("header",)
            if place == self._column:
                names = ("header", "here")
            rule = self.RULE if column.rule else " "
            pieces.append((rule, ("header", "rule")))
            pieces.append((fit(column.head[line], self._fitted.cell - 1), names))
        return pieces

    def _head_groups(self, seen: range) -> list[tuple[str, Names]]:
        """The third line: a word where it changes, as long as the columns it stands over."""
        pieces: list[tuple[str, Names]] = []
        spans: list[tuple[str, int]] = []
        for place in seen:
            group = self._grid[place].group
            if spans and spans[-1][0] == group:
                spans[-1] = (group, spans[-1][1] + 1)
            else:
                spans.append((group, 1))
        for group, columns in spans:
            width = columns * self._fitted.cell
            lead = " " if width > len(group) else ""
            pieces.append((fit(lead + group, width), ("header",)))
        return pieces

    def _draw_row(self, line: Line, state: int) -> Strip:
        layers = ((SELECTED, "selected"), (CURSOR, "cursor"))
        names: Names = tuple(name for bit, name in layers if state & bit)
        bar, tick = self.GUTTER
        cells = [as_cell(cell) for cell in line.cells]
        name = cells[0]
        pieces: list[tuple[str, Names]] = [
            (bar, (*names, "bar")) if state & CURSOR else (" ", names),
            (tick, (*names, "tick")) if state & SELECTED else (" ", names),
            (fit(name.text, self._fitted.name - 1, "left", self.ELLIPSIS) + " ", (*names, name.tone)),
        ]
        for place in self._seen_columns():
            pieces += self._draw_cell(place, cells[1 + place], names, state)
        pieces.append((" " * TAIL_GAP, names))
        for cell in cells[1 + len(self._grid) :]:
            pieces.append((fit(cell.text, self._fitted.tail), (*names, cell.tone)))
        return self._strip(pieces, names).crop(0, self.size.width)

    def _draw_cell(self, place: int, cell: Cell, names: Names, state: int) -> list[tuple[str, Names]]:
        column, heat = self._grid[place], cell.heat if isinstance(cell, HeatCell) else ""
        here = bool(state & CURSOR) and place == self._column
        inside: Names = (*names, f"heat-{heat}") if heat else names
        if here:
            inside = (*inside, "here")
        if state & FLASH and column.key == self._lit:
            inside = (*inside, "flash")
        opening, closing = self.BRACKETS if here else (" ", " ")
        body = fit(cell.text, 1) + closing + " " * (self._fitted.cell - 3)
        if column.rule and not here:
            return [(self.RULE, (*names, "rule")), (body, (*inside, cell.tone))]
        return [(opening + body, (*inside, cell.tone))]
