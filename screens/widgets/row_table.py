"""The app's main instrument: a table that draws, and fetches, only the rows that are seen.

`RowTable` is handed the keys of its rows and a function that makes one row out of one key. Here stand the keys and the
mouse, and what it tells; `row_cursor.py` has its rows, the cursor and the selection, `row_drawing.py` draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Unpack, get_args

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message

from psw_tui.tone import Tone
from screens.widgets.row_cursor import RowCursor
from screens.widgets.row_drawing import TableOptions
from screens.widgets.row_layout import GAP, GUTTER_WIDTH, Cell, Column, Line
from screens.widgets.selection import SELECTION_KEYS

__all__ = ["Cell", "Column", "Line", "RowTable"]

PARTS = ("header", "heading", "empty", "selected", "cursor", "flash", "bar", "tick")  # beside the tones
_LEFT, _RIGHT = 1, 3  # buttons of the mouse


class TableMessage(Message):
    """A message of a `RowTable`; `control` lets `@on(RowTable.Moved, "#id")` tell tables apart."""

    def __init__(self, table: RowTable) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> RowTable:
        """The table that sent it."""
        return self.table


class RowTable(RowCursor, can_focus=True, inherit_bindings=False):
    """A table with a cursor that follows its key, a selection, headings, and columns that come and go."""

    ALLOW_SELECT = False  # a double click opens the row; it does not select text
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"row-table--{part}" for part in (*PARTS, *get_args(Tone))}
    DEFAULT_CSS = """
    RowTable {
        height: 1fr;
        scrollbar-size: 1 1;
        scrollbar-background: $background;
        scrollbar-corner-color: $background;
        scrollbar-color: $foreground 20%;
        & > .row-table--header { color: $text-muted; background: $boost; }
        & > .row-table--heading { color: $text-muted; text-style: bold; }
        & > .row-table--empty { color: $text-muted; }
        & > .row-table--selected { background: $primary 12%; }
        & > .row-table--cursor { background: $foreground 12%; }
        & > .row-table--flash { background: $foreground 22%; }
        & > .row-table--bar { color: $text-muted; }
        & > .row-table--tick { color: $text-accent; text-style: bold; }
        & > .row-table--bright { text-style: bold; }
        & > .row-table--dim { color: $text-muted; }
        & > .row-table--accent { color: $text-accent; }
        & > .row-table--good { color: $text-success; }
        & > .row-table--warn { color: $text-warning; }
        & > .row-table--bad { color: $text-error; text-style: bold; }
        &:focus > .row-table--cursor { background: $primary 28%; }
        &:focus > .row-table--bar { color: $text-accent; }
        &:ansi > .row-table--selected { background: ansi_default; }
        &:ansi > .row-table--cursor { background: ansi_default; text-style: bold; }
        &:ansi > .row-table--flash { background: ansi_default; text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", "next row", show=False),
        Binding("up,k", "step(-1)", "previous row", show=False),
        Binding("home,g", "edge(-1)", "first row", show=False),
        Binding("end,G", "edge(1)", "last row", show=False),
        Binding("pagedown", "page(1)", "a page down", show=False),
        Binding("pageup", "page(-1)", "a page up", show=False),
        Binding("enter", "open", "Open", show=False, tooltip="open the row"),
        *SELECTION_KEYS,
        Binding("left", "sideways(-1)", "columns to the left, if there are more", show=False),
        Binding("right", "sideways(1)", "columns to the right, if there are more", show=False),
    ]

    class Moved(TableMessage):
        """The cursor's row is another one, or None: moved by a key, a click, or a load."""

        def __init__(self, table: RowTable, key: str | None) -> None:
            super().__init__(table)
            self.key = key

    class Opened(TableMessage):
        """A row was opened: enter, a click on the cursor's row, a double click."""

        def __init__(self, table: RowTable, key: str) -> None:
            super().__init__(table)
            self.key = key

    class TitleClicked(TableMessage):
        """The title of a column was clicked."""

        def __init__(self, table: RowTable, column: str) -> None:
            super().__init__(table)
            self.column = column

    class MenuAsked(TableMessage):
        """The right button was pressed on a row, which the cursor is on now."""

    class SelectionChanged(TableMessage):
        """The selection is another one; `keys` is all of it."""

        def __init__(self, table: RowTable, keys: frozenset[str]) -> None:
            super().__init__(table)
            self.keys = keys

    def __init__(self, columns: Sequence[Column], **options: Unpack[TableOptions]) -> None:
        super().__init__(columns, **options)
        self._announced: str | None = None
        self._click_opened = False

    def _announce(self) -> None:
        if self.is_running and self.cursor_key != self._announced:
            self._announced = self.cursor_key
            self.post_message(self.Moved(self, self._announced))

    def _announce_selection(self) -> None:
        self.post_message(self.SelectionChanged(self, self.selected))

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Move to the row; open it if the cursor is there already; in the gutter, select it; with shift up to it."""
        offset = event.get_content_offset(self)
        if offset is None or event.button not in (_LEFT, _RIGHT):
            return
        place = self.scroll_offset.y + offset.y - self._head
        if offset.y < self._head:
            self._click_head(event, offset.x)
            return
        if place >= len(self._keys) or self._keys[place] in self._headings:
            return
        event.stop()
        if event.button == _RIGHT:
            self._ask_menu(place)
        else:
            self._click_row(event, offset.x, place)

    def _click_head(self, event: events.Click, x: int) -> None:
        column = self._column_over(x)
        if column is not None and event.button == _LEFT:
            event.stop()
            self.post_message(self.TitleClicked(self, column.key))

    def _column_over(self, x: int) -> Column | None:
        """The column whose title stands at this cell, with the gap after it."""
        at = GUTTER_WIDTH
        here = x if x < self._layout.standing else x + self.scroll_offset.x
        for _, column, width in self._layout.slots:
            if at <= here < at + width + GAP:
                return column
            at += width + GAP
        return None

    def _ask_menu(self, place: int) -> None:
        """A row that is not selected takes the cursor, and no selection with it: what is clicked is meant."""
        if self._keys[place] not in self.selected:
            self.clear_selected()
        self.cursor_index = place
        self.post_message(self.MenuAsked(self))

    def _click_row(self, event: events.Click, x: int, place: int) -> None:
        again, self._click_opened = event.chain > 1 and self._click_opened, False
        if event.shift and self.cursor_key is not None:
            first = self._selection.begin(self.cursor_key)
            self.cursor_index = place
            self._stretch_from(first)
        elif x < GUTTER_WIDTH or event.ctrl:
            self.cursor_index = place
            self.toggle_selected()
        elif place != self.cursor_index:
            self.cursor_index = place
        elif not again:
            self._click_opened = True
            self.action_open()

    # The keys

    def action_step(self, n: int) -> None:
        """One row up or down."""
        self.step(n)

    def action_edge(self, direction: int) -> None:
        """The first or the last row."""
        self.cursor_index = len(self._keys) if direction > 0 else 0
        self._show_cursor(headings=True)

    def action_page(self, direction: int) -> None:
        """A page up or down; the cursor keeps its place on the screen while there are pages to turn."""
        old, top = self.cursor_index, self.scroll_offset.y
        page = max(1, self._page - 1)
        if old in self._seen():
            self._scroll_rows(top + direction * page)
        self.cursor_index = self._rest(old + direction * page, direction)
        self._show_cursor(headings=direction < 0)

    def action_open(self) -> None:
        """Post `Opened` for the cursor's row."""
        if self.cursor_key is None:
            raise SkipAction
        self.post_message(self.Opened(self, self.cursor_key))

    def action_select(self) -> None:
        """Select the row, or no longer, and step down."""
        if self.cursor_key is None:
            raise SkipAction
        self.toggle_selected()
        self.step(1)

    def action_select_all(self) -> None:
        """Select every row that is shown; where a verb takes no mixture, those of the cursor's kind."""
        if self.cursor_key is None:
            raise SkipAction
        of_kind = self._kind(self.cursor_key)
        self.select_keys(key for key in self._keys if self._kind(key) == of_kind)

    def action_stretch(self, how: str, n: int) -> None:
        """Move as `step`, `page` or `edge` does, and select all from where the range began to where the cursor is."""
        if self.cursor_key is None:
            raise SkipAction
        first = self._selection.begin(self.cursor_key)
        {"step": self.step, "page": self.action_page, "edge": self.action_edge}[how](n)
        self._stretch_from(first)

    def _stretch_from(self, first: str) -> None:
        start = self._find(first)
        ends = sorted((self.cursor_index if start is None else start, self.cursor_index))
        rows = self._keys[ends[0] : ends[1] + 1]
        self._select(self._selection.reach((key for key in rows if key not in self._headings), self.cursor_key or ""))

    def action_sideways(self, direction: int) -> None:
        """The next column that is out of sight; where nothing is, the key is left to the screen."""
        if not self.max_scroll_x:
            raise SkipAction
        stops, at = [0], GUTTER_WIDTH
        for _, _, width in self._layout.slots:
            at += width + GAP
            stops.append(max(0, at - self._layout.standing))
        now = self.scroll_offset.x
        onward = [stop for stop in stops[::direction] if (stop - now) * direction > 0]
        if onward:
            self.scroll_to(x=onward[0], animate=False, force=True, immediate=True)
