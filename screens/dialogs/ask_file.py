"""Asking for a file: its path typed, pasted or dropped, and whether it is there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from psw_tui.policy.frozen import frozen
from screens.dialogs.form import Field, Form
from screens.dialogs.paths import complete, read_path
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from screens.shell.frame import AreaScreen

_THERE = "there it is"


@frozen
class _Path:
    """The file that was typed."""

    path: Path


def ask_file(
    screen: AreaScreen,
    title: str,
    then: Callable[[Path], None],
    *,
    offered: str = "",
    hint: str,
    say: Callable[[Path], str] | None = None,
    look: Callable[[], str] | None = None,
) -> None:
    """Ask for a file that is there, and go on with it; `offered` stands in the field first.

    `look` finds what to offer, in a thread: keys wait for it, all but those that leave. `say` puts into words what is
    known of a file that is there, without reading it; else whether there is one is said.
    """

    def chosen(answer: _Path | None) -> None:
        if answer is not None:
            then(answer.path)

    field = Field("path", "File", offered, read=read_path, say=partial(_say, known=say), required=True, hint=hint)
    screen.app.push_screen(_Ask(title, field, look, _missing), chosen)


def ask_new_file(screen: AreaScreen, title: str, then: Callable[[Path], None], *, hint: str) -> None:
    """Ask for the place of a file that is not there yet, and go on with it."""

    def chosen(answer: _Path | None) -> None:
        if answer is not None:
            then(answer.path)

    field = Field("path", "File", read=read_path, say=_say_of_new, required=True, hint=hint)
    screen.app.push_screen(_Ask(title, field, None, _taken), chosen)


class _Ask(Form[_Path]):
    """The form that asks for a file; Tab completes its path."""

    HORIZONTAL_BREAKPOINTS = []  # what a path may go on with is a list, and stands below it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", show=False, tooltip="complete the path, or list what it may go on with")
    ]

    def __init__(
        self, title: str, field: Field, look: Callable[[], str] | None, check: Callable[[_Path], str | None]
    ) -> None:
        super().__init__(title, [field], _Path, check=check, done="go on   tab complete")
        self._look = look

    def _made_input(self, field: Field) -> Input:
        return _PathInput(field.value, placeholder=field.hint, id=f"field-{field.key}")

    def action_complete(self) -> None:
        """Add what is certain, and list under the line what it may go on with."""
        [field] = self._fields
        place = self._input(field)
        completed = complete(place.value)
        with place.prevent(Input.Changed):
            place.value = completed.text
        place.cursor_position = len(place.value)
        self._problem("")
        self._understand(field)
        if completed.words:
            self._echo_line(field, Content(completed.words))

    def _settle(self) -> None:
        if self._look is None:
            super()._settle()
        else:
            self.looking = True
            self._give_keys()
            self.run_worker(self._find, thread=True)

    def _find(self) -> None:
        assert self._look is not None
        found = ""
        try:
            found = self._look()
        finally:
            self.from_thread(self._offer, found)

    def _offer(self, found: str) -> None:
        """Put what was found where nobody typed yet, to be typed over like any offer."""
        [field] = self._fields
        place = self._input(field)
        if found and place.value == field.value:
            self._fields = [replace(field, value=found)]
            place.value = found
            place.select_all()
        self.looking = False
        super()._settle()


class _PathInput(LineInput):
    """A line for a path: what is dropped or pasted, and is there, takes the place of all that stands in it."""

    TAKES_LINES = True  # to say of several what is wrong with them

    def on_paste(self, event: events.Paste) -> None:
        """Take the path whole; of several lines all, so that none is left out unseen."""
        pasted = " ".join(event.text.split("\n")).strip()
        if _is_file(pasted) or "\n" in event.text.strip():
            event.prevent_default()
            event.stop()
            self.value = pasted
            self.cursor_position = len(pasted)


def _is_file(text: str) -> bool:
    try:
        return read_path(text).is_file()
    except (OSError, ValueError):
        return False


def _say(path: Path, known: Callable[[Path], str] | None) -> str:
    found = _found(path)
    return (known(path) if known is not None and found == _THERE else "") or found


def _found(path: Path) -> str:
    try:
        if path.is_file():
            return _THERE
        return "a folder: go on to a file in it" if path.is_dir() else ""
    except (OSError, ValueError):
        return ""


def _missing(answer: _Path) -> str | None:
    if _found(answer.path) == _THERE:
        return None
    return f"There is no file {answer.path}; check the name and the folder."


def _say_of_new(path: Path) -> str:
    found = _found(path)
    return "there is one already" if found == _THERE else found and "a folder: give the file in it a name"


def _taken(answer: _Path) -> str | None:
    found = _found(answer.path)
    if found == _THERE:
        return f"{answer.path} is there already; name a file that is not."
    return f"{answer.path} is a folder; add the name of a file." if found else None
