"""Dialogs: a panel over the screen that asks one thing and gives one answer."""

from __future__ import annotations

from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual._path import CSSPathType  # the type of CSS_PATH has no public name
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from screens.shell.drawn_at_rest import DrawnAtRest
from screens.shell.refusals import SaysRefusals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

T = TypeVar("T")
#: What nobody has read yet nobody has answered.
_READING_SECONDS = 0.25


class Dialog(SaysRefusals, DrawnAtRest[T], ModalScreen[T]):
    """The common look of a dialog; `escape` gives None."""

    # Whole, for one that is relative is looked for beside the class that inherits it.
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("frame.tcss")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancel", show=False)]

    def __init__(self, title: str, keys: str = "") -> None:
        super().__init__()
        self._title = title
        self._keys = keys
        self.settled = False  # drawn, and its field has the focus: keys can be given to it
        self.looking = False  # in a thread it looks for what it offers, or writes it: keys wait, but it can be left
        self.can_be_left = True
        self._kept: list[Callable[[], object]] = []

    def compose(self) -> ComposeResult:
        """Title, body, and the keys that work here."""
        self._fit_classes()
        with Vertical(id="panel"):
            yield Static(Content(self._title), id="dialog-title")
            yield from self.compose_body()
            if self._keys:
                yield Static(Content(self._keys), id="dialog-keys")

    def _fit_classes(self) -> None:
        """Take the classes of the window's size before anything is in it: after that all of it would be styled anew."""
        width, height = self.app.size
        for size, breakpoints in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            self.add_class(*self._get_breakpoint_classes(size, breakpoints or []))

    def compose_body(self) -> ComposeResult:
        """What the dialog asks."""
        yield from ()

    def _settle(self) -> None:
        self.settled = True
        self._give_keys()

    def say_keys(self, words: str) -> None:
        """Say what keys work now."""
        self.query_one("#dialog-keys", Static).update(Content(words))

    def found(self) -> None:
        """It looks for nothing any more: what was typed meanwhile is for what it shows now."""
        self.looking = False
        self.call_after_refresh(self._settle)

    def _give_keys(self) -> None:
        self.app.call_later(self.app.give_waiting_keys)  # type: ignore[attr-defined]  # KeysInOrder

    def from_thread(self, act: Callable[..., object], *arguments: object) -> None:
        """From a thread of this dialog: do this on the screen, unless the dialog was left meanwhile.

        While another area lies over it, it waits until the dialog is seen again: Textual closes what is on top.
        """

        def unless_left() -> None:
            if self in self.app.screen_stack:
                act(*arguments)
            else:  # left for good, it is never seen again
                self._kept.append(partial(act, *arguments))

        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(unless_left)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Seen for the first time: once the field that is typed in has the focus, ask for what was typed meanwhile.

        Seen again: do what came while something lay over it.
        """
        event.refresh_styles = False  # they have been worked out as it was made
        if not (self.settled or self.looking):
            self.call_after_refresh(self._settle)
        else:
            self._give_keys()
        kept, self._kept = self._kept, []
        for act in kept:
            act()

    def takes_refusal(self, sentence: str) -> bool:
        """Whether it says this refusal of a command itself, for it is still open."""
        del sentence
        return False

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


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
