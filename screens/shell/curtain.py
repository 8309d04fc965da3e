"""A curtain over whatever is seen, while nobody sits before it. It hides; it locks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Curtain(Dialog[None]):
    """Covers the whole screen; enter or escape takes it away. What was typed before it is still there below."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "cancel", "uncover", show=False)]

    def __init__(self) -> None:
        super().__init__("psw is covered.", "enter uncovers it")

    def compose_body(self) -> ComposeResult:
        """What a curtain is not."""
        yield Static(
            Content("The screen is hidden and nothing else: whoever uses this computer can still open the file.")
        )
