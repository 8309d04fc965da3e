"""What is shown in the app's place where the database is damaged: what is wrong, and the newest good backup of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from screens.shell.panel_app import PanelApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class DamagedApp(PanelApp):
    """Gives whether the backup is to be restored; None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "restore", tooltip="put that backup in the database's place"),
        Binding("escape,q,ctrl+q", "leave", "leave", priority=True, tooltip="leave psw; nothing is touched"),
    ]

    def __init__(self, damage: str, offer: Sequence[str], *, theme: str) -> None:
        """`offer` says what there is to go back to, and what would be missing."""
        super().__init__(theme)
        self._damage = damage
        self._offer = offer

    def compose(self) -> ComposeResult:
        """The damage, the offer, and the two keys."""
        with Vertical(id="panel"):
            yield Static(Content(self._damage), classes="wrong")
            for line in self._offer:
                yield Static(Content(line))
            yield Static(Content("r restore it   escape leave, and touch nothing"), id="keys")

    def action_restore(self) -> None:
        """Have it restored."""
        self.exit(result=True)
