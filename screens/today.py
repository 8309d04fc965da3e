"""Today: what needs the BDO now, grouped and counted, and the cohort's health beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from psw_tui.store.verdicts import leaders_covered
from screens.frame import AreaScreen

if TYPE_CHECKING:
    from textual.app import ComposeResult


class TodayScreen(AreaScreen):
    """The first screen."""

    CSS_PATH = "frame.tcss"
    AREA: ClassVar[str] = "today"

    def compose_body(self) -> ComposeResult:
        """The day and the number of leaders."""
        yield Static("", classes="title", id="today-title")
        yield Static("", id="today-list")

    def reload(self) -> None:
        """Count the leaders covered."""
        day = self.desk.day
        number = leaders_covered(self.desk.store, day, self.desk.cohort)
        words = f"{day:%A} {day.day} {day:%B %Y} · {number} leader{'' if number == 1 else 's'}"
        self.query_one("#today-title", Static).update(Content(words))
