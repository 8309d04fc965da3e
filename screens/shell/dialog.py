"""Dialogs: a panel over the screen that asks one thing and gives one answer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual._path import CSSPathType  # the type of CSS_PATH has no public name
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import get_current_worker

from screens.shell.drawn_at_rest import DrawnAtRest
from screens.shell.refusals import SaysRefusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

T = TypeVar("T")


class Dialog(SaysRefusals, DrawnAtRest[T], ModalScreen[T]):
    """The common look of a dialog; `escape` gives None."""

    # Whole, for one that is relative is looked for beside the class that inherits it.
    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("dialog.tcss")
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
