"""The dialogs of every screen: one that says something, one that asks which of a few, one that asks whether."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

#: What nobody has read yet nobody has answered.
_READING_SECONDS = 0.25


class Message(Dialog[None]):
    """Says something at length: a why, the keys of a screen, what an import would do. Escape or enter closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,w,question_mark", "cancel", "close", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(12)", show=False),
        Binding("pageup", "scroll(-12)", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str | Content]) -> None:
        super().__init__(title, "escape close   ↑↓ scroll")
        self._lines = lines

    def compose_body(self) -> ComposeResult:
        """The lines, one under the other."""
        with VerticalScroll(can_focus=False):
            for line in self._lines:
                content = line if isinstance(line, Content) else Content(line)
                yield Static(content)

    def action_scroll(self, lines: int) -> None:
        """Move through a text longer than the panel."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


class Choose(Dialog[str]):
    """Choose one of a few: by its letter, or with the arrows and enter. Gives the key chosen, or None.

    With `letters` they are these and not the labels' own, as where a place is the same every time.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        *,
        current: str = "",
        hint: str = "",
        letters: Sequence[str] = (),
    ) -> None:
        key = "a digit" if letters else "a letter"
        super().__init__(title, f"{key} or enter choose   ↑↓ move   escape cancel")
        self._choices = list(choices)
        self._letters = list(letters) or letters_for([label for _, label in choices])
        self._current = current
        self._hint = hint

    def compose_body(self) -> ComposeResult:
        """The choices, each with its letter."""
        if self._hint:
            yield Static(Content(self._hint), classes="hint")
        options = [
            Option(Content.assemble((f" {letter} ", "bold"), " ", label))
            for letter, (_, label) in zip(self._letters, self._choices, strict=True)
        ]
        yield OptionList(*options, compact=True)

    def on_mount(self) -> None:
        """Start on the current choice."""
        keys = [key for key, _ in self._choices]
        self.query_one(OptionList).highlighted = keys.index(self._current) if self._current in keys else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click takes the choice."""
        self.dismiss(self._choices[event.option_index][0])

    def on_key(self, event: events.Key) -> None:
        """A choice's letter takes it, however early it comes."""
        character = event.character
        if character and character in self._letters:
            event.stop()
            event.prevent_default()
            self.dismiss(self._choices[self._letters.index(character)][0])


def letters_for(labels: Sequence[str]) -> list[str]:
    """One letter for each label: the first of its letters that no label before it has taken, else a digit."""
    taken: list[str] = []
    spare = iter("1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for label in labels:
        own = (letter for letter in label.casefold() if letter.isascii() and letter.isalpha() and letter not in taken)
        taken.append(next(own, "") or next(letter for letter in spare if letter not in taken))
    return taken


class Confirm(Dialog[bool]):
    """Asks before what can't be undone (or is much at once); `y` or enter says yes.

    With `careful` enter says no, as where a key may have been pressed by a slip of the hand, and `y` is no answer
    before the question can have been read: it may be one of a burst that was meant for something else.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", show=False),
        Binding("n", "cancel", show=False),
        Binding("enter", "default", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str] = (), yes: str = "yes", *, careful: bool = False) -> None:
        keys = f"y {yes}   enter or escape no" if careful else f"enter {yes}   escape no"
        super().__init__(title, keys)
        self._lines = lines
        self._careful = careful
        self._readable_at = inf
        self._pressed_at = -inf

    def compose_body(self) -> ComposeResult:
        """What is about to happen."""
        for line in self._lines:
            yield Static(Content(line))

    def _settle(self) -> None:
        self._readable_at = monotonic() + _READING_SECONDS
        super()._settle()

    def on_key(self, event: events.Key) -> None:
        """Note when the key was pressed that may be the answer."""
        self._pressed_at = event.time

    def action_yes(self) -> None:
        """Say yes; a careful question is not answered by a key that came before it could be read."""
        if not self._careful or self._pressed_at >= self._readable_at:
            self.dismiss(result=True)

    def action_default(self) -> None:
        """Enter: what is meant most likely."""
        self.dismiss(result=not self._careful)
