"""The app's main instrument: a table that draws, and fetches, only the rows that are seen.

`RowTable` is handed the keys of its rows and a function that makes one row out of one key. A row is asked for
when it is drawn for the first time, so that loading costs the same for ten rows and for fifty thousand. Every
text is drawn as it stands, letter for letter: nothing is parsed as markup, and what a terminal would obey is
taken out first.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from typing import ClassVar, get_args

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from psw_tui.signs import Tone
from screens.widgets.legibility import legible
from screens.widgets.masking import masked
from screens.widgets.row_layout import (
    GAP,
    GUTTER_WIDTH,
    Cell,
    Column,
    Layout,
    Line,
    as_cell,
    clean,
    fit,
    fitted,
    lay_out,
)
from screens.widgets.selection import SELECTION_KEYS, Selection
from screens.widgets.timers import once

__all__ = ["Cell", "Column", "Line", "RowTable"]

FLASH_SECONDS = 0.4
CACHED_ROWS = 512

PARTS = ("header", "heading", "empty", "selected", "cursor", "flash", "bar", "tick")  # beside the tones
_CURSOR, _SELECTED, _FLASH = 1, 2, 4
_LEFT, _RIGHT = 1, 3  # buttons of the mouse

Names = tuple[str, ...]  # component classes without their prefix, the later over the earlier


class TableMessage(Message):
    """A message of a `RowTable`; `control` lets `@on(RowTable.Moved, "#id")` tell tables apart."""

    def __init__(self, table: RowTable) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> RowTable:
        """The table that sent it."""
        return self.table


def _one_kind(_key: str) -> object:
    """All rows are of one kind, unless a screen says otherwise."""
    return None


class RowTable(ScrollView, can_focus=True, inherit_bindings=False):
    """A table with a cursor that follows its key, a selection, headings, and columns that come and go."""

    GUTTER: ClassVar[tuple[str, str]] = ("▌", "✓")  # the cursor's row, a selected row: one cell each
    ARROWS: ClassVar[tuple[str, str]] = ("↑", "↓")  # sorted ascending, descending
    ELLIPSIS: ClassVar[str] = "…"

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
        &:nocolor > .row-table--bad { color: $foreground; }
        &:nocolor > .row-table--warn { color: $foreground; }
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

    cursor_index: reactive[int] = reactive(-1, repaint=False, init=False)
    """Index of the cursor's line, -1 when there is no row to rest on. Set it to move the cursor."""

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
        self._headings: Container[str] = frozenset()
        self._apart: Container[str] = frozenset()
        self._kind: Callable[[str], object] = _one_kind
        self._filtered = False
        self._places: dict[str, int] | None = None
        self._selection = Selection()
        self._flashing: dict[str, Timer] = {}
        self._announced: str | None = None
        self._click_opened = False
        self._sort_shown: tuple[str, bool] | None = None
        self._layout = Layout((), 0, 0)
        self._drawn_for = (0, 0)
        self._made: LRUCache[str, Line] = LRUCache(CACHED_ROWS)
        self._strips: LRUCache[str, dict[int, Strip]] = LRUCache(CACHED_ROWS)
        self._header: Strip | None = None
        self._styles_seen: dict[Names, Style] = {}

    # What the table holds

    def load(
        self,
        keys: Sequence[str],
        line: Callable[[str], Line],
        *,
        headings: Container[str] = frozenset(),
        filtered: bool = False,
        apart: Container[str] = frozenset(),
        kind: Callable[[str], object] = _one_kind,
    ) -> None:
        """Show these rows. `keys` are unique, unchanged and answered by `line` until the next load.

        The cursor stays on its key, or at its place when the key is gone, and its row where it is seen. No selection
        takes in the rows `apart`, and that of all rows only those whose `kind` is the cursor's.
        """
        top, cursor, key = self.scroll_offset.y, self.cursor_index, self.cursor_key
        followed = key is not None and cursor in self._seen()
        anchor = cursor if followed else min(top, len(self._keys) - 1)
        anchor_key = self._keys[anchor] if self._keys else None
        self._keys, self._make, self._headings, self._filtered = keys, line, headings, filtered
        self._apart, self._kind = apart, kind
        self._unread = ""
        self._places = None
        self._made.clear()
        self._forget()
        place = None if key is None else self._find(key, cursor)
        place = self._rest(max(0, cursor) if place is None else place, 1)
        self.set_reactive(RowTable.cursor_index, place)
        self.virtual_size = Size(self._layout.total, len(keys) + self._head)
        if followed:
            now: int | None = place
        else:
            now = None if anchor_key is None else self._find(anchor_key, anchor)
        self._scroll_rows(top if now is None or (top == 0 and place < self._page) else top + now - anchor)
        if followed:
            self._show_cursor()
        self.refresh()
        if self.selected:
            self.select_keys(self.selected)
        self._announce()

    @property
    def keys(self) -> Sequence[str]:
        """The keys of the rows, headings among them, in the order shown."""
        return self._keys

    @property
    def row_count(self) -> int:
        """Lines that are loaded, headings among them."""
        return len(self._keys)

    def refresh_rows(self, keys: Iterable[str]) -> None:
        """Ask for these rows again, and draw the lines of those that are seen."""
        stale = set(keys)
        for key in stale:
            self._made.discard(key)
            self._strips.discard(key)
        self._redraw(stale)

    def flash(self, key: str) -> None:
        """Light the row up in place for a moment: what a key has just changed."""
        if timer := self._flashing.get(key):
            timer.stop()
        self._flashing[key] = once(self, FLASH_SECONDS, partial(self._unflash, key))
        self._redraw({key})

    def _unflash(self, key: str) -> None:
        self._flashing.pop(key, None)
        self._redraw({key})

    def as_texts(self, keys: Iterable[str]) -> list[list[str]]:
        """These rows as they are drawn, every column of them, with the headings as the first."""
        return [self._titles(), *([as_cell(cell).text for cell in self._line_of(key).cells] for key in keys)]

    def _titles(self) -> list[str]:
        return [column.title or column.key for column in self.columns]

    # The cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the cursor's row, or None when there is no row."""
        return self._keys[self.cursor_index] if 0 <= self.cursor_index < len(self._keys) else None

    def move_to(self, key: str) -> bool:
        """Put the cursor on this row and bring it into view; False if there is no such row."""
        place = self._find(key)
        if place is None or key in self._headings:
            return False
        self.cursor_index = place
        self._show_cursor(headings=True)
        return True

    def move_among(self, keys: Container[str]) -> bool:
        """Put the cursor on the first of these rows, unless it is on one of them; False if there is none of them."""
        if self.cursor_key in keys:
            return True
        return any(key in keys and self.move_to(key) for key in self._keys)

    def step(self, n: int) -> None:
        """Move by `n` rows, headings not counted; at the end, stay there."""
        direction = 1 if n > 0 else -1
        place = self.cursor_index
        for _ in range(abs(n)):
            place = self._rest(place + direction, direction)
        self.cursor_index = place
        self._show_cursor(headings=n < 0)

    def validate_cursor_index(self, index: int) -> int:
        """Within the rows, and not on a heading."""
        return self._rest(index, 1 if index >= self.cursor_index else -1)

    def watch_cursor_index(self, old: int, new: int) -> None:
        """Draw the two lines that changed, scroll if need be, and tell."""
        self._redraw({self._keys[place] for place in (old, new) if 0 <= place < len(self._keys)})
        self._show_cursor()
        self._announce()

    def _announce(self) -> None:
        if self.is_running and self.cursor_key != self._announced:
            self._announced = self.cursor_key
            self.post_message(self.Moved(self, self._announced))

    def _rest(self, index: int, direction: int) -> int:
        """The row at or beyond `index` that is no heading, else the nearest on the way back, else -1."""
        count = len(self._keys)
        index = max(0, min(count - 1, index))
        spans = range(index, count), range(index, -1, -1)
        for span in spans[::direction]:
            for place in span:
                if place < count and self._keys[place] not in self._headings:
                    return place
        return -1

    def _find(self, key: str, hint: int = -1) -> int | None:
        if 0 <= hint < len(self._keys) and self._keys[hint] == key:
            return hint
        if self._places is None:
            self._places = {row: place for place, row in enumerate(self._keys)}
        return self._places.get(key)

    # The selection

    @property
    def selected(self) -> frozenset[str]:
        """The keys of the selected rows; all of them are shown, for what is no longer shown is released."""
        return self._selection.keys

    @property
    def acted_on(self) -> list[str]:
        """The keys that a verb acts on: the selected rows in the order shown, else the cursor's row."""
        if self.selected:
            return [key for key in self._keys if key in self.selected]
        return [] if self.cursor_key is None else [self.cursor_key]

    def toggle_selected(self) -> None:
        """Select the cursor's row, or no longer."""
        if self.cursor_key is not None:
            self._select(self.selected ^ {self.cursor_key})

    def clear_selected(self) -> None:
        """Select nothing."""
        self._select(frozenset())

    def select_keys(self, keys: Iterable[str]) -> None:
        """Select these rows and no others; keys that are not loaded, headings, and rows apart, are left out."""
        self._select(frozenset(key for key in keys if self._find(key) is not None and key not in self._headings))

    def _select(self, keys: frozenset[str]) -> None:
        keys = frozenset(key for key in keys if key not in self._apart)
        changed = keys ^ self.selected
        if changed:
            self._selection.keys = keys
            self._redraw(changed)
            self.post_message(self.SelectionChanged(self, keys))

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

    # Scrolling

    @property
    def _page(self) -> int:
        return max(0, self.size.height - self._head)

    def _seen(self) -> range:
        top = self.scroll_offset.y
        return range(top, min(len(self._keys), top + self._page))

    def _redraw(self, keys: Container[str]) -> None:
        """Redraw those lines of `keys` that are seen."""
        seen = self._seen()
        for place in seen:
            if self._keys[place] in keys:
                self.refresh(Region(0, place - seen.start + self._head, self.size.width, 1))

    def _scroll_rows(self, top: int) -> None:
        if self._page:
            self.scroll_to(y=max(0, top), animate=False, force=True, immediate=True)

    def _show_cursor(self, *, headings: bool = False) -> None:
        """Scroll as little as brings the cursor into view, and the headings right above it if asked for."""
        place = first = self.cursor_index
        if place < 0 or not self._page:
            return
        while headings and first > max(0, place - self._page + 1) and self._keys[first - 1] in self._headings:
            first -= 1
        top = self.scroll_offset.y
        if first < top:
            self._scroll_rows(first)
        elif place >= top + self._page:
            self._scroll_rows(place - self._page + 1)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Strips are kept for one sideways position."""
        self._forget()
        super().watch_scroll_x(old_value, new_value)

    # Events and actions

    def on_mount(self) -> None:
        """Tell of a cursor that was loaded before anyone could hear of it."""
        self._announce()

    def on_resize(self) -> None:
        """Let columns come and go, and keep the cursor in view."""
        self._measure()
        self.virtual_size = Size(self._layout.total, len(self._keys) + self._head)
        self._show_cursor()

    def notify_style_update(self) -> None:
        """A theme, a focus or a stylesheet changed: what was drawn is worth nothing."""
        super().notify_style_update()
        self._styles_seen.clear()
        self._forget()

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

    # Drawing

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

    def _state(self, place: int, key: str) -> int:
        """The bits of a row that is drawn otherwise than at rest."""
        state = 0
        if place == self.cursor_index:
            state |= _CURSOR
        if key in self.selected:
            state |= _SELECTED
        if key in self._flashing:
            state |= _FLASH
        return state

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
        layers = ((_SELECTED, "selected"), (_CURSOR, "cursor"), (_FLASH, "flash"))
        names: Names = tuple(name for bit, name in layers if state & bit)
        bar, tick = self.GUTTER
        pieces: list[tuple[str, Names]] = [
            (bar, (*names, "bar")) if state & _CURSOR else (" ", names),
            (tick, (*names, "tick")) if state & _SELECTED else (" ", names),
        ]
        for index, column, width in self._layout.slots:
            cell = as_cell(line.cells[index] if index < len(line.cells) else "")
            pieces.append((fit(cell.text, width, column.align, self.ELLIPSIS), (*names, cell.tone)))
            pieces.append((" " * GAP, names))
        return self._scrolled(pieces, names)

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
        lines: list[str] = []
        for sentence in text.splitlines():
            lines += textwrap.wrap(clean(sentence, 500), room) or [""]
        row -= max(0, (self._page - len(lines)) // 3)
        if not 0 <= row < len(lines):
            return self._strip([])
        margin = max(GUTTER_WIDTH, (self.size.width - max(map(cell_len, lines))) // 2)
        return self._strip([(" " * margin + lines[row], ("empty",))])

    def _scrolled(self, pieces: list[tuple[str, Names]], rest: Names) -> Strip:
        """The pieces as they are seen at this sideways position, the fixed columns standing."""
        strip, width, at = masked(self, self._strip(pieces, rest)), self.size.width, self.scroll_offset.x
        if self._layout.total <= width or not at:
            return strip.crop(0, width)
        standing = self._layout.standing
        return Strip.join([strip.crop(0, standing), strip.crop(standing + at, at + width)])

    def _strip(self, pieces: list[tuple[str, Names]], rest: Names = ()) -> Strip:
        segments = [Segment(text, self._tone(names)) for text, names in pieces]
        width = max(self.size.width, self._layout.total)
        return Strip(segments).adjust_cell_length(width, self._tone(rest)).simplify()

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
            self._styles_seen[names] = Style.from_color(colour.rich_color, background.rich_color) + weight
        return self._styles_seen[names]
