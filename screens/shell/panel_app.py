"""A panel in the app's place, while no database is open: what it says or asks, and the keys it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from screens.shell.terminal_input import with_quick_escape
from screens.shell.themes import HIGH_CONTRAST, textual_theme, without_colour

if TYPE_CHECKING:
    from textual.driver import Driver


class PanelApp(App[bool]):
    """An app of its own that shows one `#panel`; gives what was answered, None where it was left."""

    TITLE = "psw"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { align: center middle; background: $background; }
    #panel { width: 76; max-width: 100%; height: auto; padding: 1 2; background: $surface; }
    #panel Static { height: auto; margin-bottom: 1; }
    #panel Input { margin-bottom: 1; }
    #panel .wrong { color: $text-error; text-style: bold; }
    #panel #keys { color: $text-muted; margin-bottom: 0; }
    """

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.register_theme(HIGH_CONTRAST)
        self.theme = textual_theme(theme) or self.theme

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, as they are told apart where no colour is drawn."""
        variables = super().get_css_variables()
        return without_colour(variables) if self.no_color else variables

    def get_driver_class(self) -> type[Driver]:
        """As the app's own."""
        return with_quick_escape(super().get_driver_class())

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.exit(None)
