"""Asks before what can't be undone and takes no key for an answer: a word has to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from screens.shell.dialog import Dialog
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class TypeToConfirm(Dialog[bool]):
    """Says what would happen, and does it once `word` was typed, as it is written."""

    def __init__(self, title: str, lines: Sequence[str], word: str, does: str) -> None:
        """`does` is what enter then does, as `erase`."""
        super().__init__(title, f"enter {does}, once {word} is typed   escape leave it as it is")
        self._lines = lines
        self._word = word
        self._does = does

    def compose_body(self) -> ComposeResult:
        """The lines, and below them the field."""
        with VerticalScroll(can_focus=False, id="consequences"):
            for line in self._lines:
                yield Static(Content(line))
        yield LineInput(placeholder=f"type {self._word} to {self._does}", id="word")
        yield Static("", classes="problem", id="problem")

    def on_mount(self) -> None:
        """Ready to be typed in."""
        self.query_one(Input).focus()

    def on_input_changed(self) -> None:
        """What was wrong is being mended."""
        self.query_one("#problem", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only the word itself will do."""
        if event.value.strip() == self._word:
            self.dismiss(result=True)
        else:
            said = f"That is not {self._word}: nothing is done until that is typed; escape leaves it as it is."
            self.query_one("#problem", Static).update(Content(said))
