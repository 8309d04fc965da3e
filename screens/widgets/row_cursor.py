"""The rows that a table holds, the cursor that follows its key, and which rows are selected."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Unpack

from textual.geometry import Size
from textual.reactive import reactive
from textual.timer import Timer

from psw_tui.policy.wording import Value, written
from screens.widgets.row_drawing import CURSOR, FLASH, SELECTED, RowDrawing, TableOptions
from screens.widgets.row_layout import Column, Line, as_cell
from screens.widgets.selection import Selection
from screens.widgets.timers import once

FLASH_SECONDS = 0.4


def _one_kind(_key: str) -> object:
    """All rows are of one kind, unless a screen says otherwise."""
    return None


class RowCursor(RowDrawing):
    """Rows with a cursor and a selection, whatever moves them; a subclass tells of both."""

    cursor_index: reactive[int] = reactive(-1, repaint=False, init=False)
    """Index of the cursor's line, -1 when there is no row to rest on. Set it to move the cursor."""

    def __init__(self, columns: Sequence[Column], **options: Unpack[TableOptions]) -> None:
        super().__init__(columns, **options)
        self._headings: Container[str] = frozenset()
        self._apart: Container[str] = frozenset()
        self._kind: Callable[[str], object] = _one_kind
        self._places: dict[str, int] | None = None
        self._selection = Selection()
        self._selected_in_order: list[str] | None = None  # of the rows there are, worked out when it is asked for
        self._flashing: dict[str, Timer] = {}

    def _announce(self) -> None:
        """Tell of the cursor's row, if it is another one."""

    def _announce_selection(self) -> None:
        """Tell that the selection is another one."""

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
        self._places = self._selected_in_order = None
        self._made.clear()
        self._forget()
        place = None if key is None else self._find(key, cursor)
        place = self._rest(max(0, cursor) if place is None else place, 1)
        self.set_reactive(RowCursor.cursor_index, place)
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

    def is_heading(self, key: str) -> bool:
        """Whether it is a line that is no row."""
        return key in self._headings

    def line(self, key: str) -> Line:
        """What is drawn of a row that is loaded."""
        return self._line_of(key)

    def titles(self) -> list[str]:
        """The titles of the columns in a file, also of those that there is no room for."""
        return list(chain.from_iterable(self._titles()))

    def values(self, line: Line) -> list[Value]:
        """What a file has of a line, one for each of `titles`."""
        titles = self._titles()
        cells = map(as_cell, (*line.cells, *[""] * (len(titles) - len(line.cells))))
        values = (cell.values(len(own)) for own, cell in zip(titles, cells, strict=True))
        return list(chain.from_iterable(values))

    def texts(self, lines: Iterable[Line]) -> list[list[str]]:
        """Those of the lines that are rows, as they are typed into a sheet, with the titles as the first."""
        rows = [self.values(line) for line in lines if not line.heading]
        return [self.titles(), *([written(value) for value in row] for row in rows)]

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
        self._redraw_rows((old, new))
        self._show_cursor()
        self._announce()

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

    def _state(self, place: int, key: str) -> int:
        """The bits of a row that is drawn otherwise than at rest."""
        state = 0
        if place == self.cursor_index:
            state |= CURSOR
        if key in self.selected:
            state |= SELECTED
        if key in self._flashing:
            state |= FLASH
        return state

    # The selection

    @property
    def selected(self) -> frozenset[str]:
        """The keys of the selected rows; all of them are shown, for what is no longer shown is released."""
        return self._selection.keys

    @property
    def acted_on(self) -> list[str]:
        """The keys that a verb acts on: the selected rows in the order shown, else the cursor's row."""
        if self.selected:
            if self._selected_in_order is None:
                self._selected_in_order = [key for key in self._keys if key in self.selected]
            return list(self._selected_in_order)
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
            self._selection.keys, self._selected_in_order = keys, None
            self._redraw(changed)
            self._announce_selection()

    # Events

    def on_mount(self) -> None:
        """Tell of a cursor that was loaded before anyone could hear of it."""
        self._announce()

    def on_resize(self) -> None:
        """Let columns come and go, and keep the cursor in view."""
        self._measure()
        self.virtual_size = Size(self._layout.total, len(self._keys) + self._head)
        self._show_cursor()
