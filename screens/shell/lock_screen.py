"""The lock's own screen, which covers all others; it is made when psw is locked for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from screens.shell.dialog import Dialog
from screens.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.widgets import Input

_OPEN = (
    "Whoever uses this computer can do that: the file is not encrypted, and any program can read it. "
    "`psw encrypt` gives it a passphrase, which is asked for here as well."
)
_WRONG = "That is not the passphrase; nothing was unlocked."


class LockScreen(Dialog[None]):
    """Asks for the passphrase of an encrypted file; without one it only covers the screen, and says so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "unlock", "unlock", show=False),
        Binding("q", "app.quit", "leave", show=False),
    ]

    def __init__(self, opens: Callable[[str], bool] | None, unlock: Callable[[], object]) -> None:
        """`opens` says whether a passphrase is the one; None where there is none."""
        keys = "enter unlock   q leave psw" if opens is None else "enter unlock   ctrl+q leave psw"
        super().__init__("psw is locked.", keys)
        self._opens, self._unlock = opens, unlock

    def compose_body(self) -> ComposeResult:
        """The line for the passphrase, or what a lock without one is worth."""
        if self._opens is None:
            yield Static(Content("Enter unlocks it."))
            yield Static(Content(_OPEN), classes="hint")
            return
        yield Static(Content("The passphrase of the file, or its recovery key:"), classes="hint")
        yield LineInput(password=True, id="passphrase")
        yield Static("", classes="problem", id="problem")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Unlock with the passphrase; another one is said, and gone."""
        typed, event.input.value = event.value, ""
        if self._opens is not None and self._opens(typed):
            self._unlock()
        else:
            self.query_one("#problem", Static).update(Content(_WRONG))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was said of the one before is no longer of this one."""
        if event.value:
            self.query_one("#problem", Static).update("")

    def action_unlock(self) -> None:
        """Without a passphrase a key will do."""
        if self._opens is None:
            self._unlock()

    def action_cancel(self) -> None:
        """A lock is not left by escape; a passphrase begun is cleared."""
        for line in self.query(LineInput):
            line.value = ""
