"""Which rows of a table are selected: one by one, all that are shown, or a range that grows and shrinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The keys that select; a table binds them beside those that move.
SELECTION_KEYS: Final[tuple[BindingType, ...]] = (
    Binding("space", "select", "Select", show=False, tooltip="select or release the row, step down"),
    Binding("ctrl+a", "select_all", "Select all", show=False, tooltip="select every row that is shown"),
    Binding("shift+down", "stretch('step', 1)", "Select on", show=False, tooltip="select on to the next row"),
    Binding("shift+up", "stretch('step', -1)", "Select back", show=False, tooltip="select on to the row before"),
    Binding("shift+pagedown", "stretch('page', 1)", "Select a page on", show=False, tooltip="select a page down"),
    Binding("shift+pageup", "stretch('page', -1)", "Select a page back", show=False, tooltip="select a page up"),
    Binding("shift+home", "stretch('edge', -1)", "Select all above", show=False, tooltip="select up to the first row"),
    Binding("shift+end", "stretch('edge', 1)", "Select all below", show=False, tooltip="select down to the last row"),
)


class Selection:
    """The keys selected, and where the range that is being stretched begins."""

    def __init__(self) -> None:
        self.keys: frozenset[str] = frozenset()
        self._first = ""  # where the range begins
        self._before: frozenset[str] = frozenset()  # what was selected before it
        self._left: tuple[str, frozenset[str]] = ("", frozenset())  # where it ended, and all that was selected then

    def begin(self, cursor: str) -> str:
        """The row at which the range begins that a key stretches from the cursor.

        It is where the last one began, if the cursor is where that ended and nothing was selected or released since.
        """
        if (cursor, self.keys) != self._left:
            self._first, self._before = cursor, self.keys
        return self._first

    def reach(self, rows: Iterable[str], cursor: str) -> frozenset[str]:
        """All that is selected once the range, which the cursor now ends, holds these rows."""
        keys = self._before.union(rows)
        self._left = (cursor, keys)
        return keys
