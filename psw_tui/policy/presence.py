"""Section 1: who is on the programme, who left or is paused, and what that asks of the BDO; cohorts that are over."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from psw_tui.policy import catching_up, coaching, standing
from psw_tui.policy.calendar import academic_year, from_london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MISSED, BookingStatus, LeaderState, Letter, Stage
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Cohort, Draft, Leader, Record, Session

#: Leaders who are off the programme: nothing more is awaited of them.
LEFT = (LeaderState.WITHDRAWN, LeaderState.COMPLETED)
NOT_COVERED = "not covered"
#: The stages at which the ladder withdrew the leader.
_AFTER_LEAVING = (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT)
#: What may be written to a leader, or about one, who is off the programme already.
_STILL_FITTING = (Letter.DECISION, Letter.APPEAL_MEETING, Letter.COMPLAINT_RECEIVED)


def short_day(value: date, today: date) -> str:
    """`3 Nov`; with its year outside today's academic year."""
    words = f"{value.day} {value:%b}"
    return words if academic_year(value) == academic_year(today) else f"{words} {value.year}"


def away_words(leader: Leader, day: date) -> str:
    """`withdrawn 3 Nov`, `paused since 3 Nov`, `completed`, `not covered`: the same in every area.

    Empty of an active leader whom the policy covers on the day. The state is as now recorded (section 1).
    """
    if leader.state is LeaderState.WITHDRAWN:
        return f"withdrawn {short_day(leader.withdrawn_on, day)}" if leader.withdrawn_on else "withdrawn"
    if leader.state is LeaderState.COMPLETED:
        return "completed"
    if not standing.has_signed(leader, day):
        return NOT_COVERED
    if leader.state is LeaderState.PAUSED:
        if leader.paused_from is None:
            return "paused"
        preposition = "since" if leader.paused_from <= day else "from"
        return f"paused {preposition} {short_day(leader.paused_from, day)}"
    return ""


def to_close_words(leader: Leader, stage: Stage, day: date) -> str:
    """`withdrawn 1 Feb: to close`, of an escalation still open of a leader who has left otherwise than by the ladder.

    Empty of one who is on the programme, and of one at a stage that comes after leaving.
    """
    if leader.state not in LEFT or stage in _AFTER_LEAVING:
        return ""
    return f"{away_words(leader, day)}: to close"


def is_over(cohort: Cohort, programme: Programme, day: date) -> bool:
    """Whether a cohort was closed by the day, or both its days and its last coaching window are past."""
    if cohort.closed_on is not None and cohort.closed_on <= day:
        return True
    return day > cohort.ends and all(window.has_closed(day) for window in coaching.windows(programme, cohort.year))


def over_words(cohort: Cohort, day: date) -> str:
    """`closed 3 Sep`, `ended 31 Aug`: how a cohort that is over came to be so."""
    if cohort.closed_on is not None and cohort.closed_on <= day:
        return f"closed {short_day(cohort.closed_on, day)}"
    return f"ended {short_day(cohort.ends, day)}"


def has_stopped(record: Record, day: date) -> bool:
    """Whether nothing can change a leader's standings any more but a correction: they left, or the cohort is over."""
    return record.leader.state in LEFT or is_over(record.cohort, record.programme, day)


def notice_of_leaving(leader: Leader, now: datetime) -> datetime:
    """The instant that counts as notice of the coaching called off: the end of the day they left or paused from.

    At the latest it is now, and now too of who has completed, which has no day.
    """
    days = {LeaderState.WITHDRAWN: leader.withdrawn_on, LeaderState.PAUSED: leader.paused_from}
    day = days.get(leader.state)
    return now if day is None else min(now, from_london(datetime.combine(day, time(23, 59))))


def why_not_back(leader: Leader, on: date, today: date) -> str | None:
    """Why a leader can't be active again from a day, as one sentence; None where they can.

    A pause that has begun ends after it began; one that is still to begin can be taken back whole, from today.
    """
    first, left_on = leader.paused_from, leader.withdrawn_on
    if leader.state is not LeaderState.PAUSED:
        if on > today:
            return f"{day_words(on)} has not come yet; who is {spoken(leader.state)} is active again once it has."
        if leader.state is LeaderState.WITHDRAWN and left_on is not None and on < left_on:
            return f"{day_words(on)} is before they left, {day_words(left_on)}."
        return None
    if first is not None and on <= first and (first < today or on > today):
        return f"{day_words(on)} is not after the pause began, {day_words(first)}; e edits its days."
    return None


def pause_after_return(leader: Leader, on: date) -> tuple[date | None, date | None]:
    """The first and last day of a pause whose leader is active again from a day: it ends the day before.

    One that ended before that day stays as it was; of one that had not begun nothing is left.
    """
    first, last, eve = leader.paused_from, leader.paused_to, on - timedelta(days=1)
    if first is None or (last is not None and last <= eve):
        return first, last
    return (first, eve) if first <= eve else (None, None)


def gone_by(leader: Leader, day: date, today: date) -> str:
    """How a leader had left the programme by a day, in words; empty where they were on it still."""
    if leader.state not in LEFT:
        return ""
    if leader.state is LeaderState.WITHDRAWN and leader.withdrawn_on is not None and day <= leader.withdrawn_on:
        return ""
    return away_words(leader, today)


def bookings_to_call_off(record: Record, day: date) -> list[Booking]:
    """Coaching still booked of a leader who is off the programme, or inside the pause of one who is paused.

    That is from the day on; of a withdrawn one all that would begin after they left.
    """
    leader = record.leader
    if leader.state not in (*LEFT, LeaderState.PAUSED):
        return []
    left_on = leader.withdrawn_on if leader.state is LeaderState.WITHDRAWN else None
    return [
        booking
        for booking in record.bookings
        if coaching.status(booking, record.programme.notice) is BookingStatus.BOOKED
        and (booking.starts_on >= day or (left_on is not None and booking.starts_on > left_on))
        and (leader.state in LEFT or standing.in_pause(record, booking.starts_on))
    ]


def catch_ups_to_call_off(record: Record, day: date) -> list[Session]:
    """Sessions whose catch-up was sent to a leader who is off the programme, with nothing submitted or accepted."""
    if record.leader.state not in LEFT:
        return []
    return [
        session
        for session in record.sessions
        if not session.cancelled
        and (mark := catching_up.as_of(standing.mark_of(record, session), day)).value in MISSED
        and mark.sent_on is not None
        and mark.submitted_on is None
        and mark.accepted_on is None
    ]


def drafts_to_drop(record: Record) -> list[Draft]:
    """Messages drafted and not sent that no longer fit a leader who is off the programme."""
    if record.leader.state not in LEFT:
        return []
    return [draft for draft in record.drafts if draft.letter not in _STILL_FITTING]


@frozen
class Follows:
    """What a leader's leaving or pausing leaves to be done."""

    bookings: tuple[Booking, ...] = ()
    catch_ups: tuple[Session, ...] = ()
    drafts: tuple[Draft, ...] = ()
    #: How many of the bookings would be spent, called off with the notice there was, and how much would be needed.
    spent: int = 0
    needed: timedelta = timedelta()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.bookings or self.catch_ups or self.drafts)

    @property
    def off_words(self) -> str:
        """`2 coaching bookings and 1 catch-up`: what is to be called off, or was; empty where it is nothing."""
        held = ((self.bookings, "coaching booking"), (self.catch_ups, "catch-up"))
        return " and ".join(count(len(found), thing) for found, thing in held if found)

    @property
    def words(self) -> str:
        """`2 coaching bookings and 1 catch-up to call off, 1 draft to drop`."""
        parts = [f"{self.off_words} to call off"] if self.off_words else []
        if self.drafts:
            parts.append(f"{count(len(self.drafts), 'draft')} to drop")
        return ", ".join(parts)

    @property
    def spent_words(self) -> str:
        """`1 of the bookings under 24 h before: spent (2.1.2)`; empty where none would be."""
        if not self.spent:
            return ""
        which = f"{self.spent} of the bookings" if len(self.bookings) > 1 else "the booking"
        hours = int(self.needed.total_seconds() // 3600)
        return f"{which} under {hours} h before: spent (2.1.2)"


def follows(record: Record, day: date, now: datetime | None = None) -> Follows:
    """What is to be done, on a day, of a leader who has left or is paused as their record says.

    With the instant that it is `now` it tells too which bookings would be spent if they were called off.
    """
    bookings = tuple(bookings_to_call_off(record, day))
    needed, spent = record.programme.notice, 0
    if now is not None:
        notice = notice_of_leaving(record.leader, now)
        spent = sum(booking.starts_at - notice < needed for booking in bookings)
    return Follows(
        bookings, tuple(catch_ups_to_call_off(record, day)), tuple(drafts_to_drop(record)), spent=spent, needed=needed
    )


@frozen
class Numbers:
    """How many leaders are listed, and how many of them are what: each of them is counted once."""

    listed: int
    covered: int
    withdrawn: int
    completed: int
    not_covered: int
    paused: int

    @property
    def words(self) -> str:
        """`36 leaders covered, 2 of them paused; 40 listed: 2 withdrawn, 1 completed, 1 not covered`."""
        said = f"{count(self.covered, 'leader')} covered"
        if self.paused:
            said += f", {self.paused} paused"
        if self.listed == self.covered:
            return said
        rest = ((self.withdrawn, "withdrawn"), (self.completed, "completed"), (self.not_covered, "not covered"))
        return f"{said}; {self.listed:,} listed: {', '.join(f'{number} {word}' for number, word in rest if number)}"


def numbers(leaders: Iterable[Leader], day: date) -> Numbers:
    """The numbers of these leaders on a day: covered are the covered who are active or paused (section 1)."""
    listed: Sequence[Leader] = list(leaders)
    covered = [leader for leader in listed if standing.counts_as_covered(leader, day)]
    withdrawn = sum(leader.state is LeaderState.WITHDRAWN for leader in listed)
    completed = sum(leader.state is LeaderState.COMPLETED for leader in listed)
    return Numbers(
        listed=len(listed),
        covered=len(covered),
        withdrawn=withdrawn,
        completed=completed,
        not_covered=len(listed) - len(covered) - withdrawn - completed,
        paused=sum(leader.state is LeaderState.PAUSED for leader in covered),
    )
