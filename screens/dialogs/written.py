"""What was written and where it lies: `o` opens it by the system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange.files import opening
from psw_tui.store.system.refusal import Refused
from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import ComposeResult

    from screens.shell.frame import AreaScreen


def say_written(
    screen: AreaScreen, what: str, path: Path, note: str = "", *, then: Callable[[], object] | None = None
) -> None:
    """Say that `what` was written and its full path, on the status line and in a panel from which `o` opens it.

    `then` is done once the panel is closed.
    """
    whole = path.absolute()
    screen.tell(f"Wrote {whole}.", bad=False)

    def closed(_: None) -> None:
        if then is not None:
            then()

    screen.app.push_screen(Written(what, whole, note), closed)


class Written(Dialog[None]):
    """The full path of a file, or of a folder with several; enter or escape closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", show=False, tooltip="open it by the system"),
        Binding("enter", "cancel", show=False),
    ]

    def __init__(self, what: str, path: Path, note: str = "") -> None:
        self._cannot = opening.why_not()
        super().__init__(f"{what}: written", "enter close" if self._cannot else "o open   enter close")
        self._path, self._note = path, note

    def compose_body(self) -> ComposeResult:
        """Where it lies, what to do with it, and why it can't be opened from here."""
        yield Static(Content(str(self._path)))
        if self._note:
            yield Static(Content(self._note), classes="hint")
        if self._cannot:
            yield Static(Content(f"It is written all the same: {self._cannot}."), classes="hint")
        yield Static("", classes="problem", id="problem")

    def action_open(self) -> None:
        """Open it, and close the panel; where it can't be opened, say why."""
        try:
            opening.open_by_system(self._path)
        except Refused as refusal:
            self.query_one("#problem", Static).update(Content(str(refusal)))
            return
        self.dismiss(None)
