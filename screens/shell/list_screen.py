"""A screen that is one list: filter as you type, a sort menu, and escape in the order that all lists share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from psw_tui.policy.text import fold
from screens.shell.frame import AreaScreen, verb
from screens.shell.plain_dialogs import Choose
from screens.widgets.line_input import LineInput
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from textual.events import DescendantFocus
    from textual.geometry import Size

    from psw_tui.store.reads.change import Change
    from screens.shell.desk import Desk


class SortedScreen(AreaScreen):
    """A screen with a sort menu: `SORTS` are the orders and their words, and the first of them is the one at first."""

    SORTS: ClassVar[Sequence[tuple[str, str]]] = ()
    SORT_TITLE: ClassVar[str] = "Sort by"
    #: Whether the order it is sorted by, chosen again, is turned round.
    BOTH_WAYS: ClassVar[bool] = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sorted_by = self.SORTS[0][0] if self.SORTS else ""
        self.backwards = False

    def draw_in_order(self) -> None:
        """Draw the rows in the order that was chosen."""
        raise NotImplementedError

    @verb
    def action_sort(self) -> None:
        """Choose the order."""

        def chosen(key: str | None) -> None:
            if key is not None:
                self.sort_by(key)

        hint = "The same again turns it round." if self.BOTH_WAYS else ""
        self.app.push_screen(Choose(self.SORT_TITLE, self.SORTS, current=self.sorted_by, hint=hint), chosen)

    def sort_by(self, key: str) -> None:
        """Sort by one of `SORTS`; by the same again the other way round, where that goes."""
        self.backwards = self.BOTH_WAYS and key == self.sorted_by and not self.backwards
        self.sorted_by = key
        self.draw_in_order()

    def on_row_table_title_clicked(self, event: RowTable.TitleClicked) -> None:
        """A click on a column's title sorts by it."""
        if event.column in dict(self.SORTS):
            self.sort_by(event.column)
        elif self.SORTS:
            self.tell("Nothing is sorted by that column here: s shows the orders there are.", bad=False)


class ListScreen(SortedScreen):
    """One `RowTable` with an Input of class `filter` above it; `list_again` draws the list from what was read."""

    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", key_display="/", tooltip="filter as you type", show=False),
        Binding("down", "to_list", "to the list", tooltip="from the filter to the list", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sought = ""
        self.kept = ""  # the row under the hand: it stays though what is left out takes it, until the cursor leaves it
        self._selected_before = 0  # how many were selected as the filter was opened
        self._listed_in = 0  # the width that the list was drawn for
        self._typing = False  # the filter has the focus

    @property
    def table(self) -> RowTable:
        """The list."""
        return self.query_one(RowTable)

    def _selected_number(self) -> int:
        return len(self.table.selected)

    def _verbs(self) -> list[tuple[str, str, str, bool]]:
        """While a filter is typed letters are letters: what the other keys do then."""
        if self._typing:
            return [("⏎", "to the list, filtered", "enter", False), ("esc", "no filter", "escape", False)]
        return super()._verbs()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The verbs are others in the filter than in the list."""
        was, self._typing = self._typing, isinstance(event.widget, LineInput)
        if was != self._typing:
            self.draw_frame()

    def filter_line(self, hint: str) -> Input:
        """The line to filter by, to be composed above the list."""
        return LineInput(placeholder=hint, classes="filter", id="filter", select_on_focus=False)

    def leaves_out(self, key: str) -> bool:
        """Whether the screen's key for fewer rows, where it is on, leaves this one out."""
        del key
        return False

    def reason_against(self, action: str) -> str | None:
        """A list in which nothing is found is not an empty one."""
        reason = super().reason_against(action)
        nothing_found = self.sought.strip() and not self.table.row_count
        return self.table.filtered_empty if reason is not None and nothing_found else reason

    def _hear(self, change: Change) -> None:
        self.kept = self.table.cursor_key or ""
        super()._hear(change)

    def on_row_table_moved(self) -> None:
        """The row that a key has changed may go once the cursor has left it."""
        was = self.kept
        if was and was != self.table.cursor_key:
            self.kept = ""
            if self.leaves_out(was):
                self.list_again()

    def fit(self, size: Size) -> None:
        """What the width cuts, leaves out or says elsewhere is worked out anew."""
        before, self._listed_in = self._listed_in, size.width
        if before not in (0, size.width):
            self.call_after_refresh(self.list_again)  # the table has laid its columns out by then

    def list_again(self) -> None:
        """Draw the list anew from what was read, with the filter and the order as they are now."""

    def draw_in_order(self) -> None:
        """The list in the order that was chosen."""
        self.list_again()

    def fits(self, texts: Iterable[str], exact: Container[str] = ()) -> bool:
        """Whether every word typed into the filter is found in one of the texts; one with a colon is among `exact`."""
        words = fold(self.sought).split()
        if not words:
            return True
        text = fold(" ".join(texts))
        counted = {word for word in words if exact and ":" in word}
        return all(word in exact for word in counted) and all(word in text for word in words if word not in counted)

    def action_filter(self) -> None:
        """Open the filter and type into it."""
        self._selected_before = len(self.table.selected)
        line = self.query_one("#filter", Input)
        line.add_class("open")
        line.focus()

    def filter_by(self, words: str) -> None:
        """Set the filter, as if it had been typed."""
        line = self.query_one("#filter", Input)
        line.add_class("open")
        line.value = self.sought = words
        self.list_again()
        self.table.focus()

    def action_filter_to(self, words: str) -> None:
        """A count was clicked: what it counts, or everything again."""
        if self.sought == words:
            self.clear_filter()
        else:
            self.filter_by(words)

    def action_to_list(self) -> None:
        """From the filter back to the list; the filter stays."""
        self.table.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed; a row that no longer fits gives the cursor to the first that does.

        Rows that no longer fit are released, so that no verb acts on what is not seen; that is said.
        """
        if event.value != self.sought:
            self.sought = event.value
            was = self.table.cursor_key
            self.list_again()
            left = len(self.table.selected)
            if released := max(0, self._selected_before - left):
                self.tell(f"{released:,} that the filter hides released; {left:,} still selected", bad=False)
            if self.table.cursor_key != was:
                self.table.action_edge(-1)

    def on_input_submitted(self) -> None:
        """Enter goes to the list."""
        self.action_to_list()

    def clear_filter(self) -> bool:
        """Close the filter and show everything again; whether there was one."""
        line = self.query_one("#filter", Input)
        if not line.has_class("open"):
            return False
        line.remove_class("open")
        line.value = self.sought = ""
        self.table.focus()
        self.list_again()
        return True

    def action_back(self) -> None:
        """Escape: the filter, then the selection, then one step back."""
        if self.clear_filter():
            return
        if self.table.selected:
            self.table.clear_selected()
            return
        super().action_back()
