"""The verbs of a screen: its bindings, which of them can act now, and why the others can't."""

from __future__ import annotations

from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui.store.core.store import Refused
from screens.shell import on_demand
from screens.shell.reading_again import ReadingScreen
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import ClassVar

    from textual.binding import Binding
    from textual.dom import DOMNode

    from screens.shell.verb_menu import VerbEntry

#: What a menu of verbs leaves out: they only lead back, or from the filter to the list.
_NO_VERBS = frozenset({"back", "to_list", "app.focus_next", "app.focus_previous", "screen.copy_text"})


def verb(action: Callable[..., Any]) -> Callable[..., Any]:
    """Mark an action as a verb: when the screen's `why_not` has a reason, it is said instead."""
    name = action.__name__.removeprefix("action_")

    @wraps(action)
    def run(screen: VerbScreen, *arguments: Any) -> Any:
        try:
            screen.go_to_selected(name)
            if reason := screen.reason_against(name):
                screen.tell(reason)
                return None
            if screen.is_out_of_date and not screen.read_again():  # never a verb on rows that have changed
                return None
            screen.forget_refusal()
            return action(screen, *arguments)
        except Refused as refusal:  # the file can't be read just now
            screen.tell(str(refusal))
            return None

    return run


class VerbScreen(ReadingScreen):
    """A screen whose bindings are verbs; `why_not` has the reasons of those that can't act now."""

    #: The verbs that act on one row: with several selected they say so, with one selected it is that one.
    ONE_AT_A_TIME: ClassVar[frozenset[str]] = frozenset()

    def why_not(self, action: str) -> str | None:
        """Why a verb can't act now, as a sentence; None when it can."""
        del action
        return None

    def reason_against(self, action: str) -> str | None:
        """Why a verb can't act now, for whatever reason: of several rows selected it would take one, or `why_not`."""
        if action in self.ONE_AT_A_TIME and (number := self._selected_number()) > 1:
            return f"One at a time: {number:,} are selected; escape releases them."
        return self.why_not(action)

    def go_to_selected(self, action: str) -> None:
        """Before a verb that acts on one row: the cursor goes to the row that is selected, where one is."""
        if action in self.ONE_AT_A_TIME:
            for table in self.query(RowTable):
                if len(table.selected) == 1:
                    table.move_to(*table.selected)

    def on_row_table_selection_changed(self) -> None:
        """Say how many are selected; the verbs act on them from now on."""
        self.draw_frame()

    def offered(self) -> Iterator[tuple[DOMNode, Binding]]:
        """This screen's verbs, whatever has the focus, then those that work everywhere; each with what it acts on."""
        bindings = self._bindings
        if self.desk.keymap:  # drawn at every key, and hardly ever is there one
            bindings = bindings.copy()
            bindings.apply_keymap(self.desk.keymap)
        for binding in chain.from_iterable(bindings.key_to_bindings.values()):
            yield self, binding
        for active in self.active_bindings.values():
            if active.node is self.app:
                yield self.app, active.binding

    def _verbs(self) -> list[tuple[str, str, str, bool]]:
        """This screen's verbs, whatever has the focus, then those that work everywhere."""
        shown = []
        seen = set()
        for _, binding in self.offered():
            if binding.show and binding.description and binding.action not in seen and not binding.system:
                seen.add(binding.action)
                key = binding.key_display or self.app.get_key_display(binding)
                dimmed = self._is_dim(binding.action.partition("(")[0])
                shown.append((key, binding.description, binding.key, dimmed))
        return shown

    def on_row_table_menu_asked(self) -> None:
        """The right button: this screen's verbs with their keys, those that can't act saying why; one is taken."""
        verbs: dict[str, VerbEntry] = {}
        for node, binding in self.offered():
            if node is self and binding.description and binding.action not in _NO_VERBS:
                verbs.setdefault(binding.action, self._entry_of(binding))

        def take(key: str | None) -> None:
            if key is not None:
                self.action_press(key)

        self.app.push_screen(on_demand.verb_menu.VerbMenu(list(verbs.values())), take)

    def _entry_of(self, binding: Binding) -> VerbEntry:
        shown = binding.key_display or self.app.get_key_display(binding)
        reason = self.reason_against(binding.action.partition("(")[0]) or ""
        return on_demand.verb_menu.VerbEntry(shown, binding.description, binding.key.partition(",")[0], reason)

    def _is_dim(self, action: str) -> bool:
        try:
            return self.reason_against(action) is not None
        except Refused:  # the file can't be read just now
            return True

    def action_press(self, key: str) -> None:
        """A verb of the footer was clicked: the same as its key."""
        self.app.call_later(self.app.simulate_key, key)
