"""Attendance and replies in the weeks before and after each step of an escalation: facts, and no claim of a cause."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.tasks import is_awaited
from psw_tui.policy.terms import BookingStatus, Direction, MarkValue, Stage
from psw_tui.policy.wording import count, day_near, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from psw_tui.policy.records import Record
    from psw_tui.store.escalations.steps import StepMade

#: So many weeks on either side of a step.
WEEKS = 6
#: Of fewer escalations no figures are given over the cohort: they would be somebody's.
FEWEST = 5
TOO_FEW = "too few to say"


@frozen
class WeeksCounted:
    """What happened in some weeks: sessions and coaching that ended, and what was written to the leader."""

    attended: int = 0
    expected: int = 0
    coached: int = 0
    booked: int = 0
    replies: int = 0
    written: int = 0

    def __add__(self, other: WeeksCounted) -> WeeksCounted:
        """The same of both together."""
        return WeeksCounted(
            self.attended + other.attended,
            self.expected + other.expected,
            self.coached + other.coached,
            self.booked + other.booked,
            self.replies + other.replies,
            self.written + other.written,
        )

    @property
    def words(self) -> str:
        """`came to 3 of 5 sessions, to 1 of 1 coaching session, answered 0 of 1 message`, of what there was."""
        said = []
        if self.expected:
            said.append(f"came to {self.attended} of {count(self.expected, 'session')}")
        if self.booked:
            said.append(f"to {self.coached} of {count(self.booked, 'coaching session')}")
        if self.written:
            said.append(f"answered {self.replies} of {count(self.written, 'message')}")
        return ", ".join(said) or "no session, coaching or message"


@frozen
class Around:
    """The weeks before and after one step; `so_far` where those after are not over yet."""

    step: StepMade
    before: WeeksCounted
    after: WeeksCounted
    so_far: bool

    def words(self, day: date) -> str:
        """`BDO contact, Mon 25 Jan: 6 weeks before, …; 6 weeks after, …`; `so far, …` where those are not over."""
        after = "so far" if self.so_far else f"{WEEKS} weeks after"
        begun = f"{spoken(self.step.to)}, {day_near(self.step.on, day)}"
        return f"{begun}: {WEEKS} weeks before, {self.before.words}; {after}, {self.after.words}"


def around(record: Record, steps: Iterable[StepMade], day: date) -> Iterator[Around]:
    """Each of a leader's steps with the weeks on either side of it, by a day."""
    term = timedelta(weeks=WEEKS)
    for step in steps:
        eve, end = step.on - timedelta(days=1), step.on + term - timedelta(days=1)
        before = counted(record, step.on - term, eve, day)
        yield Around(step, before, counted(record, step.on, min(end, day), day), so_far=end > day)


def counted(record: Record, first: date, last: date, day: date) -> WeeksCounted:
    """Sessions and coaching that ended in these days, and messages to the leader, with what came of them by a day.

    A session counts where the leader was expected (section 2), whatever is recorded; a message where a reply was asked.
    """
    ended = [
        session
        for session in record.sessions
        if not session.cancelled and first <= session.ends_on <= last and is_awaited(record, session)
    ]
    came = sum(standing.mark_of(record, session).value is MarkValue.PRESENT for session in ended)
    held = [
        coaching.status(booking, record.programme.notice)
        for booking in record.bookings
        if first <= booking.ends_on <= last
    ]
    used = [status for status in held if status in (BookingStatus.ATTENDED, BookingStatus.SPENT)]
    written = [
        sent
        for sent in record.communications
        if sent.direction is Direction.TO_LEADER and sent.reply_by is not None and first <= sent.on <= last
    ]
    replied = sum(sent.replied_on is not None and sent.replied_on <= day for sent in written)
    return WeeksCounted(came, len(ended), used.count(BookingStatus.ATTENDED), len(used), replied, len(written))


def together(found: Iterable[Around]) -> list[tuple[str, str, str, str]]:
    """Over the cohort, by stage, of five escalations or more: sessions, coaching and replies, before and after."""
    of_stage: dict[Stage, list[Around]] = defaultdict(list)
    for one in found:
        of_stage[one.step.to].append(one)
    rows = []
    for stage in (stage for stage in Stage if stage in of_stage):
        listed = of_stage[stage]
        number = len({one.step.escalation for one in listed})
        if number < FEWEST:
            rows.append((spoken(stage), TOO_FEW, "", ""))
            continue
        before, after = WeeksCounted(), WeeksCounted()
        for one in listed:
            before, after = before + one.before, after + one.after
        rows.append(
            (
                f"{spoken(stage)} ({number})",
                f"{before.attended:,} of {before.expected:,} → {after.attended:,} of {after.expected:,}",
                f"{before.coached:,} of {before.booked:,} → {after.coached:,} of {after.booked:,}",
                f"{before.replies:,} of {before.written:,} → {after.replies:,} of {after.written:,}",
            )
        )
    return rows
