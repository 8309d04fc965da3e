"""`E`: what is here to a file, the same on every screen. What it is, its name, and whether absence reasons go too.

ask_export(screen, offers)     # the frame calls it with what `AreaScreen.exports()` gives

What is asked for is made in a thread, from a copy of the records as they are at that moment; escape stops it, and then
nothing is written. Files go whole or not at all to the one folder that the settings name.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from psw_tui import signs
from psw_tui.exchange.files.names import name_typed
from psw_tui.exchange.files.writing import folder_of_exports, write_all
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused
from psw_tui.store.system.collecting import collected_afterwards
from screens.dialogs.written import say_written
from screens.shell.dialog import Dialog
from screens.shell.offers import Making, Offer, Stopped
from screens.shell.plain_dialogs import letters_for
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from psw_tui.store.core.store import Store
    from screens.shell.frame import AreaScreen

__all__ = ["Export", "Making", "Offer", "Stopped", "ask_export"]

#: The cells that the folder has, and how long the bar is.
_ROOM = 58
_BAR = 40
_KEYS = "enter write it   escape cancel"
_KEYS_OF_SEVERAL = "a letter or enter choose   enter again write it   escape cancel"


def ask_export(screen: AreaScreen, offers: Sequence[Offer]) -> None:
    """Ask which of the offers to write and under what name, write it, and say where it lies."""

    def done(written: tuple[Offer, list[Path]] | Offer | str | None) -> None:
        if isinstance(written, str):
            screen.tell(written, bad=False)
        elif isinstance(written, Offer):
            if written.asks is not None:
                written.asks()
        elif written is not None:
            offer, paths = written
            what, path = offer.what, paths[0]
            if len(paths) > 1:
                what, path = f"{what}, {count(len(paths), 'file')}", path.parent
            say_written(screen, what, path, offer.note, then=offer.then)

    screen.app.push_screen(Export(screen.desk.store, offers), done)


class Tick(Static, can_focus=True):
    """A box to tick: space or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False)]

    def __init__(self, words: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._words = words
        self.ticked = False

    def render(self) -> Content:
        """The box and what it is for."""
        box = "[x]" if self.ticked else "[ ]"
        return Content(f"{box} {self._words}")

    def action_tick(self) -> None:
        """Tick it, or no longer."""
        self.ticked = not self.ticked
        self.refresh()

    def on_click(self) -> None:
        """As space does."""
        self.action_tick()


class Export(Dialog["tuple[Offer, list[Path]] | Offer | str"]):
    """What can be written, the likeliest first; gives what was written and where, or that it was stopped.

    An offer that asks in a dialog of its own is given as it is.
    """

    CSS_PATH = ["../shell/dialog.tcss", "export.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(self, store: Store, offers: Sequence[Offer]) -> None:
        super().__init__("Export", _KEYS if len(offers) == 1 else _KEYS_OF_SEVERAL)
        self._store = store
        self._offers = list(offers)
        self._letters = letters_for([offer.label for offer in offers])
        self._making: Making | None = None

    def compose_body(self) -> ComposeResult:
        """The offers, each with its letter; the name, the folder, and whether reasons go too."""
        options = [
            Option(Content.assemble((f" {letter} ", "bold"), " ", offer.label))
            for letter, offer in zip(self._letters, self._offers, strict=True)
        ]
        yield OptionList(*options, compact=True)
        with Container(classes="field"):
            yield Static("Name", classes="label")
            yield LineInput(id="name")
            yield Static("In", classes="label")
            yield Static(Content(_ending(str(folder_of_exports(self._store.path)))), id="folder", classes="hint")
        yield Tick("absence reasons too (space)", id="reasons")
        yield Static("", id="progress")
        yield Static("", classes="problem", id="problem")

    def on_mount(self) -> None:
        """Start on the likeliest; where there is but one, in its name."""
        self._show_progress(0, 0)
        self.query_one(OptionList).highlighted = 0
        if len(self._offers) == 1:
            self.query_one(OptionList).can_focus = False
            self.query_one("#name").focus()

    @property
    def _offer(self) -> Offer:
        return self._offers[self.query_one(OptionList).highlighted or 0]

    def on_option_list_option_highlighted(self) -> None:
        """Show the name under which this one is written, and whether reasons can go with it."""
        offer, line = self._offer, self.query_one("#name", Input)
        line.value = offer.name
        line.placeholder = "" if offer.name else "several files, each by its own name"
        line.can_focus = bool(offer.name)
        self.query_one(Tick).display = offer.reasons
        self._problem("")

    def on_option_list_option_selected(self) -> None:
        """Enter or a click takes an offer: its name is next, and where it has none it is written."""
        if self._offer.name:
            self.query_one("#name").focus()
        else:
            self.action_write()

    def on_key(self, event: events.Key) -> None:
        """A letter takes its offer, while nothing is typed."""
        choosing = isinstance(self.focused, OptionList)
        if choosing and event.character and event.character in self._letters:
            event.stop()
            event.prevent_default()
            self.query_one(OptionList).highlighted = self._letters.index(event.character)
            self.call_after_refresh(self.on_option_list_option_selected)

    @on(Input.Submitted)
    def action_write(self) -> None:
        """Make it, in a thread."""
        offer = self._offer
        if offer.asks is not None:
            self.dismiss(offer)
            return
        try:
            name = name_typed(self.query_one("#name", Input).value, Path(offer.name).suffix) if offer.name else ""
        except ValueError as error:
            self._problem(str(error))
            return
        self._problem("")
        reasons = offer.reasons and self.query_one(Tick).ticked
        self._making = making = Making(reasons=reasons, told=self._tell_progress)
        self.looking = True
        self.say_keys("writing …   escape stop it")
        self.run_worker(lambda: self._make(offer, name, making), thread=True)

    def _make(self, offer: Offer, name: str, making: Making) -> None:
        try:
            own = self._store.rehearsal() if offer.reads else nullcontext(self._store)
            with collected_afterwards(), own as store:
                made = offer.make(store, making)
            files = [(name, made)] if isinstance(made, bytes) else list(made)
            making.begin_to_write()
            paths = write_all(self._store.path, files, offer.what)
        except Stopped:
            return
        except Refused as refusal:
            self.from_thread(self._fail, str(refusal))
        else:
            self.from_thread(self.dismiss, (offer, paths))

    def _tell_progress(self, done: int, of: int) -> None:
        self.from_thread(self._show_progress, done, of)

    def _show_progress(self, done: int, of: int) -> None:
        """How much of it is made; nothing before it tells."""
        line = self.query_one("#progress", Static)
        line.display = of > 0
        if of > 0:
            full, empty = ("█", "░") if signs.unicode_shown() else ("#", "-")
            filled = done * _BAR // of
            line.update(Content(f"{full * filled}{empty * (_BAR - filled)} {done * 100 // of}%"))

    def _fail(self, sentence: str) -> None:
        """Say why it was not written; another can be chosen."""
        self._making = None
        self._show_progress(0, 0)
        self._problem(sentence)
        self.say_keys(self._keys)
        self.found()

    def _problem(self, sentence: str) -> None:
        self.query_one("#problem", Static).update(Content(sentence))

    def action_cancel(self) -> None:
        """Leave; what is being made is stopped, and nothing of it is written. What is being written is in a moment."""
        if self._making is None:
            self.dismiss(None)
        elif self._making.stop():
            self.dismiss("Stopped; nothing was written.")


def _ending(place: str) -> str:
    """The end of a path that is longer than its line, for that tells it from others."""
    return place if len(place) <= _ROOM else f"…{place[1 - _ROOM :]}"
