"""A screen that shows what is in the file, and reads it again: after a change, when next seen, when it can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.core.store import Refused
from psw_tui.store.system.refusal import DamagedPages, Gone, without_waiting
from screens.shell import on_demand
from screens.shell.telling import TellingScreen
from screens.widgets.row_table import RowTable
from screens.widgets.timers import once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar

    from textual.timer import Timer

    from psw_tui.store.reads.change import Change, TurnedRow
    from screens.shell.desk import Desk

#: How long until a screen that could not be read is tried again by itself.
RETRY_SECONDS = 1.0
_UNREAD = "This can't be read just now. The line below says why; it is tried again by itself."


class ReadingScreen(TellingScreen):
    """A screen that is drawn anew after changes of its `KINDS`."""

    #: The kinds of changes after which this screen must be drawn anew.
    KINDS: ClassVar[frozenset[str]] = frozenset({"cohorts", "leaders", "sessions", "marks", "bookings", "escalations"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stale = False
        self._news = ""  # the change that is not shown yet: it is done, even where it can't be shown
        self._retry: Timer | None = None

    def reload(self) -> None:
        """Read what the screen shows from the store and draw it, the cursor staying on its row."""

    def _hear(self, change: Change) -> None:
        self._news = change.what
        try:
            self._on_change(change)
        except Refused as refusal:
            self._unreadable(refusal)
        if not self._stale:
            self._news = ""
            if change.turned and self.is_current:
                self.stand_on_turned(change.turned)

    def stand_on_turned(self, rows: Sequence[TurnedRow]) -> None:
        """After an undo or a redo: the cursor on the row concerned, where it is listed; else the sentence names it."""
        for table in self.query(RowTable):
            any(table.move_among(keys) for keys in on_demand.undoing.keys_of(rows))

    def _on_change(self, change: Change) -> None:
        if change.kinds & self.KINDS:
            if self.is_current:
                self.read_again()
            else:
                self._stale = True
        if self.is_current:
            self.draw_frame()

    @property
    def is_out_of_date(self) -> bool:
        """Whether it shows what could not be read anew."""
        return self._stale

    def read_again(self) -> bool:
        """Reload; what can't be read just now is said, and tried again by itself, by a verb, or when next seen.

        Whether it could be read. A page whose subject is gone closes, and says so if no change has told it.
        """
        try:
            self._reload()
        except Gone as refusal:
            if not self._news:
                self.tell(str(refusal))
            self._leave()
            return False
        except DamagedPages as damage:
            self.desk.damage_found(str(damage))
            return False
        except Refused as refusal:
            self._unreadable(refusal)
            return False
        self._stale, self._news = False, ""
        return True

    def _reload(self) -> None:
        self.desk.has_begun = True
        with self.desk.store.reading(), self.desk.looking_once():
            self.desk.read_cohorts()
            self.reload()

    def _unreadable(self, refusal: Refused) -> None:
        self._stale = True
        done = f"{self._news}. What is shown here is from before: " if self._news else ""
        for table in self.query(RowTable):
            table.say_unread(_UNREAD)
        self.tell(f"{done}{refusal}")
        self._try_later()

    def _try_later(self) -> None:
        if self._retry is not None:
            self._retry.stop()
        self._retry = once(self, RETRY_SECONDS, self._try_again)

    def _try_again(self) -> None:
        """Quietly, and without waiting for the other program: the refusal stands until it is old news."""
        if not self._stale or not self.is_current:
            return  # next seen, it is read
        try:
            with without_waiting(self.desk.store.connection):
                self._reload()
        except Gone:
            self.read_again()
        except Refused:
            self._try_later()
        else:
            self._stale, self._news = False, ""
            self.forget_refusal()
            self.draw_frame()

    def _leave(self) -> None:
        """Close this page now, or when whatever lies over it has closed."""
        self._stale = True
        if self.app.screen_stack[-1] is self:
            self.dismiss()

    def look_again(self) -> None:
        """Another day or cohort is looked at: draw now, or when next seen."""
        if self.is_current:
            self.read_again()
            self.draw_frame()
        else:
            self._stale = True
