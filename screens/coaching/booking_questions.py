"""What is asked before a key records an outcome: where it reaches further, or another booking, than it seems to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import coaching as rules
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import BookingStatus
from psw_tui.policy.wording import count, spoken
from psw_tui.store.coaching import bookings
from screens.shell.questions import Question, of_several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.policy.records import Booking, Record

_WORDS = {
    "attended": "Attended",
    "no_show": "Missed",
    "coach_cancelled": "Cancelled by the coach",
    "clear": "Clear the outcome of",
}


@frozen
class Target:
    """A booking that a verb acts on, and whose it is."""

    record: Record
    booking: Booking

    @property
    def words(self) -> str:
        """Whose it is and when."""
        start = bookings.start_in_words(self.booking.starts_at, self.record.cohort)
        return f"{self.record.leader.name}, {start}"


def outcome(action: str, targets: Sequence[Target], *, lit: bool) -> Question | None:
    """What is asked before an outcome is recorded or cleared; None where it may act unasked.

    `lit`: whether the one booking meant is the one marked on the screen.
    """
    word = _WORDS[action]
    statuses = [rules.status(target.booking, target.record.programme.notice) for target in targets]
    if len(targets) == 1 and not lit:
        lines = (f"Recorded: {spoken(statuses[0])}.", "It is not the booking that is marked below.")
        return Question(f"{word}: {targets[0].words}?", lines, "do it")
    lost = [spoken(status) for status in statuses if status is not BookingStatus.BOOKED]
    number = len(targets)
    return of_several(f"{word}: {count(number, 'session')}?", number, lost, f"all {number}")
