"""A screen that says things: what a command did, why it was refused, and over a dialog that hides the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.core.store import Refused
from screens.shell.dialog import Dialog
from screens.shell.drawn_at_rest import DrawnAtRest
from screens.shell.refusals import SaysRefusals
from screens.widgets.line_compositor import LineCompositor
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.reads.change import Change
    from screens.shell.desk import Desk

#: How long a refusal lies over a dialog, which may hide the status line: as long as it takes to read.
_LEAST_SECONDS = 6.0
_READ_A_SECOND = 15


class TellingScreen(SaysRefusals, DrawnAtRest[None]):
    """A screen of the desk that says sentences and runs commands."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._compositor = LineCompositor()
        self.desk = desk
        self._over = ""  # the refusal that is still to be laid over the screen

    @property
    def is_current(self) -> bool:
        """Whether it is seen: on top, or behind a dialog.

        Textual takes the screen under a page to shine through it, and draws both anew at every key.
        """
        stack = self.app.screen_stack
        return bool(stack) and (stack[-1] is self or (stack[-1].is_modal and super().is_current))

    def draw_frame(self) -> None:
        """Draw the three lines of the frame."""

    def _selected_number(self) -> int:
        return sum(len(table.selected) for table in self.query(RowTable))

    def tell(self, sentence: str, *, bad: bool = True) -> None:
        """Say a sentence on the status line; a refusal also over a dialog that may hide it."""
        self.desk.said, self.desk.said_tone = sentence, "bad" if bad else "normal"
        self.desk.said_at = None if bad else (self, self._selected_number())
        self.desk.can_undo = self.desk.can_redo = False
        self.app.clear_notifications()
        self._over = sentence if bad else ""
        if bad:
            self.call_after_refresh(self._lay_over)
        self.draw_frame()

    def _lay_over(self) -> None:
        """Once a frame, however often it was told: Textual leaves one lying that goes before it was drawn."""
        sentence, self._over = self._over, ""
        if sentence and self.app.screen_stack[-1] is not self:
            seconds = max(_LEAST_SECONDS, len(sentence) / _READ_A_SECOND)
            self.app.clear_notifications()
            self.app.notify(sentence, severity="warning", markup=False, timeout=seconds)

    def forget_refusal(self) -> None:
        """A refusal stands until the next verb that can act: then it is old news."""
        if self.desk.said_tone == "bad":
            self.desk.said, self.desk.said_tone = "", "normal"
            self._over = ""
            self.app.clear_notifications()
            self.draw_frame()

    def do(self, command: Callable[[], Change | None]) -> Change | None:
        """Run a store command; a refusal is said (in the form that is still open), a change is told to every screen."""
        try:
            change = command()
        except Refused as refusal:
            top = self.app.screen
            if not (isinstance(top, Dialog) and top.takes_refusal(str(refusal))):
                self.tell(str(refusal))
            return None
        if change is not None:
            self.forget_refusal()
            self.desk.publish(change)
        return change
