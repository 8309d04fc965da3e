"""Asking for a file: its path typed, pasted or dropped, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from screens.dialogs.form import Field, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from screens.shell.frame import AreaScreen

_THERE = "there it is"


@dataclass(frozen=True, slots=True)
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

    field = Field(
        "path", "File", offered, read=read_path, say=partial(_say, known=say), required=True, hint=hint, typed_over=True
    )
    screen.app.push_screen(_Ask(title, field, look), chosen)


class _Ask(Form[_Path]):
    """The form that asks for a file."""

    def __init__(self, title: str, field: Field, look: Callable[[], str] | None) -> None:
        super().__init__(title, [field], _Path, check=_missing, done="go on")
        self._look = look

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
        """Put what was found where nothing stands yet, to be typed over like any offer."""
        [field] = self._fields
        place = self._input(field)
        if found and not place.value:
            self._fields = [replace(field, value=found)]
            place.value = found
            place.select_all()
        self.looking = False
        super()._settle()


def read_path(text: str) -> Path:
    """The path meant by what was typed, pasted or dropped: quotes, a tilde, a file:// address, escaped blanks."""
    typed = text.strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "\"'":
        typed = typed[1:-1]
    if typed.startswith("file://"):
        typed = unquote(urlparse(typed).path)
    if "\\ " in typed and not Path(typed).expanduser().exists():
        typed = typed.replace("\\ ", " ")
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


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
