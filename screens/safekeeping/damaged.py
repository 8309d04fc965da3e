"""What is shown in the app's place where the database is damaged: what is wrong, and the newest good backup of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from screens.shell.terminal_input import with_quick_escape
from screens.shell.themes import HIGH_CONTRAST, textual_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.driver import Driver


class DamagedApp(App[bool]):
    """Gives whether the backup is to be restored; None where it was left."""

    TITLE = "psw"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { align: center middle; background: $background; }
    #panel { width: 76; max-width: 100%; height: auto; padding: 1 2; background: $surface; }
    #panel Static { height: auto; margin-bottom: 1; }
    #panel #damage { color: $text-error; }
    #panel #keys { color: $text-muted; margin-bottom: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "restore", tooltip="put that backup in the database's place"),
        Binding("escape,q,ctrl+q", "leave", "leave", priority=True, tooltip="leave psw; nothing is touched"),
    ]

    def __init__(self, damage: str, offer: Sequence[str], *, theme: str) -> None:
        """`offer` says what there is to go back to, and what would be missing."""
        super().__init__()
        self.register_theme(HIGH_CONTRAST)
        self.theme = textual_theme(theme) or self.theme
        self._damage = damage
        self._offer = offer

    def get_driver_class(self) -> type[Driver]:
        """As the app's own."""
        return with_quick_escape(super().get_driver_class())

    def compose(self) -> ComposeResult:
        """The damage, the offer, and the two keys."""
        with Vertical(id="panel"):
            yield Static(Content(self._damage), id="damage")
            for line in self._offer:
                yield Static(Content(line))
            yield Static(Content("r restore it   escape leave, and touch nothing"), id="keys")

    def action_restore(self) -> None:
        """Have it restored."""
        self.exit(result=True)

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.exit(None)
