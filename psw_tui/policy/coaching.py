"""Section 4: the six windows, the 24-hour rule, what was used, and who is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.calendar import is_working_day, london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.records import Booking, Record
from psw_tui.policy.shared import Shared
from psw_tui.policy.terms import BookingStatus, CancelledBy, Outcome
from psw_tui.policy.wording import LOCAL_SETTING, count, duration, local, moment
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import date, datetime, timedelta

    from psw_tui.policy.programme import Programme, WindowRule

_USED = (BookingStatus.ATTENDED, BookingStatus.SPENT)
#: What holds a window on the board: a session used, or one still to come.
HOLDS_A_WINDOW = (*_USED, BookingStatus.BOOKED)


@frozen
class Window:
    """A recommended window of one academic year, both days included (H:windows)."""

    number: int
    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        """Whether a London day lies in the window."""
        return self.opens <= day <= self.closes

    def has_closed(self, day: date) -> bool:
        """Whether the window is over on a London day: from the day after its last."""
        return day > self.closes


@frozen
class Usage:
    """What a leader's bookings came to by a day."""

    attended: int
    spent: int
    unrecorded: int
    remaining: int
    #: How many of the spent were not come to.
    no_shows: int


@frozen
class Behind:
    """More windows have closed than sessions were used or are on their way."""

    closed: int
    accounted: int
    since: date
    #: How many of the accounted were not come to.
    no_shows: int

    @property
    def missing(self) -> int:
        """How many windows behind."""
        return self.closed - self.accounted


def _of_year(year: int, rules: tuple[WindowRule, ...]) -> tuple[Window, ...]:
    return tuple(Window(rule.number, rule.opens_on(year), rule.closes_on(year)) for rule in rules)


_windows = Shared(_of_year)


def windows(programme: Programme, year: int) -> tuple[Window, ...]:
    """The six windows of the academic year that starts in September of `year` (H:windows)."""
    return _windows(year, programme.windows)


def status(booking: Booking, notice: timedelta) -> BookingStatus:
    """What a booking comes to (2.1.2, H:spent): the 24 hours are elapsed time between two instants."""
    if booking.outcome is None:
        return BookingStatus.BOOKED
    if booking.outcome is Outcome.ATTENDED:
        return BookingStatus.ATTENDED
    if booking.cancelled_by is CancelledBy.COACH:
        return BookingStatus.COACH_CANCELLED
    if booking.outcome is Outcome.CANCELLED and is_in_time(booking, notice):
        return BookingStatus.CANCELLED_IN_TIME
    return BookingStatus.WAIVED if booking.waived else BookingStatus.SPENT


def is_in_time(booking: Booking, notice: timedelta) -> bool:
    """Whether notice was given at least 24 elapsed hours before the start: exactly 24 h is in time."""
    return booking.cancelled_at is not None and booking.starts_at - booking.cancelled_at >= notice


def notice_in_words(starts_at: datetime, cancelled_at: datetime, notice: timedelta) -> str:
    """The sentence the app says before a cancellation is taken: `3 h before: spent, one session used (2.1.2)`."""
    span = starts_at - cancelled_at
    hours = int(notice.total_seconds() // 3600)
    if span >= notice:
        return f"{duration(span)} before: in time ({hours} h needed), nothing used (2.1.2)"
    if not span:
        lead = "at the start"
    elif span.total_seconds() > 0:
        lead = f"{duration(span)} before"
    else:
        lead = f"{duration(span)} after the start"
    return f"{lead}: spent ({hours} h needed), one session used (2.1.2, H:spent)"


def status_why(booking: Booking, programme: Programme, among: Sequence[Booking], *, day: date | None = None) -> str:
    """One sentence on what a booking came to, with the times and the clause; `among` all of the leader's."""
    return f"Coaching on {moment(booking.starts_at)}: {outcome_words(booking, programme, among, day=day)}."


def outcome_words(
    booking: Booking,
    programme: Programme,
    among: Sequence[Booking],
    *,
    who: str = "the leader",
    day: date | None = None,
) -> str:
    """What a booking came to, in words and with the clause, for where its start stands beside them.

    `among` are all the bookings of the leader (section 4): with a later one, one that the coach called off is rebooked.
    A letter to the leader calls them `you`. Beside counts of a `day` that the booking has not ended on, it says from
    when it is counted.
    """
    words = _outcome_words(booking, programme, among, who)
    if day is None or ended(booking, day):
        return words
    return words.replace("one session used", f"one session used from {day_words(booking.ends_on)}", 1)


def _outcome_words(booking: Booking, programme: Programme, among: Sequence[Booking], who: str) -> str:
    match status(booking, programme.notice):
        case BookingStatus.BOOKED:
            return "booked, no outcome yet"
        case BookingStatus.ATTENDED:
            return "attended, one session used and counted (1.1.4)"
        case BookingStatus.COACH_CANCELLED:
            later = any(other.starts_at > booking.starts_at for other in among)
            follows = "a later one is booked" if later else "it is to be rebooked"
            return f"the coach called it off, nothing used; {follows} (2.1.2)"
        case BookingStatus.CANCELLED_IN_TIME:
            return f"cancelled {_notice(booking, programme)}"
        case BookingStatus.WAIVED:
            reason = f" ({booking.waived_reason})" if booking.waived_reason else ""
            return f"{_spent(booking, who)} but set aside{reason}, nothing used (1.1.3)"
        case BookingStatus.SPENT if booking.outcome is Outcome.NO_SHOW:
            return f"{_spent(booking, who)}, one session used, no credit (2.1.2, H:spent)"
        case _:
            return f"cancelled {_notice(booking, programme)}"


def _spent(booking: Booking, who: str) -> str:
    """That not coming is spent too is our reading: the sources name late cancellation."""
    no_show = booking.outcome is Outcome.NO_SHOW
    return f"{who} did not come; {local('spent')}" if no_show else "spent"


def _notice(booking: Booking, programme: Programme) -> str:
    if booking.cancelled_at is None:
        return "at a time not recorded: spent (2.1.2)"
    return notice_in_words(booking.starts_at, booking.cancelled_at, programme.notice)


def ended(booking: Booking, day: date) -> bool:
    """A booking ends an hour after its start; it has ended when the London date of that is the day or earlier."""
    return booking.ends_on <= day


def was_attended(booking: Booking, day: date) -> bool:
    """Whether a booking that ended by the day was attended."""
    return booking.outcome is Outcome.ATTENDED and ended(booking, day)


def usage(record: Record, planned: int, day: date) -> Usage:
    """Attended, spent, unrecorded and what is left, counting outcomes of bookings that ended by the day."""
    programme = record.programme
    came = spent = unrecorded = no_shows = 0
    for booking in record.bookings:
        if not ended(booking, day):
            continue
        became = status(booking, programme.notice)
        if became is BookingStatus.ATTENDED:
            came += 1
        elif became is BookingStatus.BOOKED:
            unrecorded += 1
        elif became is BookingStatus.SPENT:
            spent += 1
            no_shows += booking.outcome is Outcome.NO_SHOW
    closed = windows(programme, record.cohort.year)[-1].has_closed(day)
    remaining = unrecorded if closed else max(0, planned - came - spent)
    return Usage(came, spent, unrecorded, remaining, no_shows)


def not_come_to(no_shows: int) -> str:
    """What stands beside a number of sessions spent or used: `, 1 of them missed (local setting)`, or nothing."""
    return f", {local(f'{no_shows} of them missed')}" if no_shows else ""


def is_to_come(booking: Booking, day: date) -> bool:
    """Not ended on the day, whatever outcome is now recorded, unless it was cancelled on or before the day."""
    if ended(booking, day):
        return False
    cancelled = booking.outcome is Outcome.CANCELLED and booking.cancelled_on is not None
    return not (cancelled and booking.cancelled_on is not None and booking.cancelled_on <= day)


def to_rebook(bookings: Sequence[Booking], notice: timedelta, day: date) -> list[Booking]:
    """Coach-cancelled bookings still to be rebooked: over or called off, and no booking starts later."""
    return [
        booking
        for booking in bookings
        if booking.cancelled_by is CancelledBy.COACH
        and status(booking, notice) is BookingStatus.COACH_CANCELLED
        and not is_to_come(booking, day)
        and not any(other.starts_at > booking.starts_at for other in bookings)
    ]


def counted_windows(record: Record, day: date) -> list[Window]:
    """Windows closed before the day, but not those before the offer was signed or wholly inside a pause."""
    leader = record.leader
    signed, first, last = leader.offer_accepted_on, leader.paused_from, leader.paused_to
    return [
        window
        for window in windows(record.programme, record.cohort.year)
        if window.closes < day  # `has_closed`, without a call for each window of everybody
        and not (signed is not None and window.closes < signed)
        and not (first is not None and first <= window.opens and (last is None or window.closes <= last))
    ]


def behind(record: Record, day: date) -> Behind | None:
    """H:windows: whether more windows have closed than sessions are used, unrecorded, to come or to be rebooked."""
    closed = counted_windows(record, day)
    if not closed:
        return None
    used = usage(record, 0, day)
    accounted = used.attended + used.spent + used.unrecorded
    if len(closed) <= accounted:
        return None
    accounted += sum(is_to_come(booking, day) for booking in record.bookings)
    accounted += len(to_rebook(record.bookings, record.programme.notice, day))
    if len(closed) <= accounted:
        return None
    return Behind(len(closed), accounted, max(window.closes for window in closed), used.no_shows)


def behind_why(short: Behind) -> str:
    """The sentence on being behind, with its numbers."""
    return (
        f"{count(short.closed, 'coaching window')} closed by {day_words(short.since)}, "
        f"{count(short.accounted, 'session')} used, unrecorded, to come or to be rebooked"
        f"{not_come_to(short.no_shows)}: {short.missing} behind "
        f"(H:windows; {LOCAL_SETTING}: the windows are recommended)."
    )


def placement(record: Record) -> dict[str, int | None]:
    """The window that each booking stands in on the board, by booking id; None is *outside*.

    By the hand, or the earliest window that contains its London date and holds no other booking that used a
    session or is still to come; taken in order of start.
    """
    all_windows = windows(record.programme, record.cohort.year)
    notice = record.programme.notice
    placed: dict[str, int | None] = {}
    held: set[int] = set()
    for booking in record.bookings:
        if booking.window is not None:
            placed[booking.id] = booking.window
            if status(booking, notice) in HOLDS_A_WINDOW:
                held.add(booking.window)
    for booking in sorted(record.bookings, key=lambda booking: booking.starts_at):
        if booking.window is not None:
            continue
        fitting = (w.number for w in all_windows if w.holds(booking.starts_on) and w.number not in held)
        number = next(fitting, None)
        placed[booking.id] = number
        if number is not None and status(booking, notice) in HOLDS_A_WINDOW:
            held.add(number)
    return placed


def outside_working_day(starts_at: datetime, programme: Programme, bank_holidays: Container[date]) -> str | None:
    """The warning for a booking outside the working day (local), or None."""
    local = london(starts_at)
    opens, closes = programme.working_hours
    if not is_working_day(local.date(), bank_holidays):
        what = "an English bank holiday" if local.date() in bank_holidays else f"a {local:%A}"
        return f"{moment(starts_at)} is {what}, outside the working day (local setting)."
    end = london(starts_at + programme.session_length)
    if local.time() < opens or end.date() != local.date() or end.time() > closes:
        return f"{moment(starts_at)} lies outside the working day, {opens:%H:%M} to {closes:%H:%M} (local setting)."
    return None
