"""What is asked before an encrypted database is read: its passphrase. An app of its own, for nothing is open yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from psw_tui.store.system import passphrases
from psw_tui.store.system.refusal import Damaged, Refused
from screens.shell.panel_app import PanelApp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult


class PassphraseApp(PanelApp):
    """Asks until the database can be opened; gives whether its key goes into the keyring, None if it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", priority=True, tooltip="leave psw"),
        Binding("tab", "keep", "keyring", priority=True, tooltip="keep the key in this computer's keyring, or don't"),
        Binding("ctrl+q", "leave", "leave", priority=True, show=False, tooltip="leave psw"),
    ]

    def __init__(self, path: Path, *, theme: str, said: str = "", can_keep: bool = True) -> None:
        """`said` stands there from the beginning: what was tried already, and why it was of no use.

        The key of a copy goes into no keyring: then not `can_keep`.
        """
        super().__init__(theme)
        self._path = path
        self._said = said
        self.damage = ""  # why the database can't be opened by its own passphrase
        self._can_keep = can_keep
        self._keep = False

    def compose(self) -> ComposeResult:
        """The question, its field, and what was said to the answer before."""
        with Vertical(id="panel"):
            yield Static(Content(f"{self._path} is encrypted. Its passphrase, or its recovery key:"))
            yield Input(password=True, id="words")
            yield Static(Content(self._said), id="said", classes="wrong")
            if self._can_keep:
                yield Static(id="keep")
            keep = "tab keyring yes or no   " if self._can_keep else ""
            yield Static(Content(f"enter open   {keep}escape leave"), id="keys")

    def on_mount(self) -> None:
        """What is typed is the passphrase."""
        self.query_one(Input).focus()
        if self._can_keep:
            self._say_keep()

    def action_keep(self) -> None:
        """Keep the key in the keyring, or don't."""
        if self._can_keep:
            self._keep = not self._keep
            self._say_keep()

    def _say_keep(self) -> None:
        words = "yes" if self._keep else "no"
        self.query_one("#keep", Static).update(Content(f"Keep its key in this computer's keyring: {words}"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open it, or say in a line why not and ask again."""
        field = event.input
        try:
            passphrases.unlock(self._path, field.value)
        except Damaged as damage:
            self.damage = str(damage)
            self.exit(None)
            return
        except Refused as refusal:
            field.clear()
            self.query_one("#said", Static).update(Content(str(refusal)))
            return
        self.exit(self._keep)
