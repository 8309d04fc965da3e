"""The verbs of a screen as a menu, for the mouse: each with its key and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from psw_tui.policy.frozen import frozen
from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

_KEY_ROOM = 7


@frozen
class VerbEntry:
    """One verb: its key as it is written, its name, the key to press, and why it can't act now, where it can't."""

    shown: str
    name: str
    key: str
    reason: str = ""


class VerbMenu(Dialog[str]):
    """Choose a verb by a click, with the arrows and enter, or by its own key; gives the key to press."""

    def __init__(self, verbs: Sequence[VerbEntry]) -> None:
        super().__init__("What to do", "a click, a verb's key or enter do it   ↑↓ move   escape cancel")
        self._verbs = list(verbs)

    def compose_body(self) -> ComposeResult:
        """The verbs, those that can't act now dim; why one can't is said below."""
        yield OptionList(*(Option(self._drawn(entry)) for entry in self._verbs), compact=True)
        yield Static("", classes="problem", id="problem")

    @staticmethod
    def _drawn(entry: VerbEntry) -> Content:
        style = "dim" if entry.reason else ""
        return Content.assemble((f" {entry.shown:<{_KEY_ROOM}}", "bold"), (entry.name, style))

    def on_mount(self) -> None:
        """Start on the first."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click takes the verb."""
        self._take(self._verbs[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """A verb's own key takes it; those that move about in the menu go on doing that."""
        for entry in self._verbs:
            if event.key == entry.key and event.key not in ("enter", "escape", "up", "down"):
                event.stop()
                event.prevent_default()
                self._take(entry)
                return

    def _take(self, entry: VerbEntry) -> None:
        if entry.reason:
            self.query_one("#problem", Static).update(Content(entry.reason))
        else:
            self.dismiss(entry.key)
