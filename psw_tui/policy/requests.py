"""What leaders ask about their own data, as clocks: by when an answer is due, and when the clock stood still.

Months and days are counted as the ICO counts them: from the day of receipt to the same day of the next month (the
last one, where it has no such day), or that many days after it; a due day that is no working day moves to the next.
Every day on which the leader had been asked something and had not answered is given back (UK GDPR 12A), the day of the
answer left out; after they were asked to identify themselves never more than the month that begins as they do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import add_months, next_working_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RequestKind, RequestOutcome, StopReason
from psw_tui.policy.wording import count, day_near, quoted, spoken, upper_first

if TYPE_CHECKING:
    from collections.abc import Container

    from psw_tui.policy.programme import RequestNumbers
    from psw_tui.policy.records import ClockStop, Request

KIND_NAMES = {
    RequestKind.SUBJECT_ACCESS: "subject access",
    RequestKind.DATA_PROTECTION_COMPLAINT: "data-protection complaint",
    RequestKind.ERASURE: "erasure",
}
CLAUSE_OF_KIND = {
    RequestKind.SUBJECT_ACCESS: "UK GDPR 15",
    RequestKind.DATA_PROTECTION_COMPLAINT: "DPA 2018 164A",
    RequestKind.ERASURE: "UK GDPR 17",
}
#: What stops which clock: only subject access may be clarified, and a complaint is acknowledged whoever made it.
STOPS = {
    RequestKind.SUBJECT_ACCESS: (StopReason.CLARIFY, StopReason.IDENTIFY),
    RequestKind.DATA_PROTECTION_COMPLAINT: (),
    RequestKind.ERASURE: (StopReason.IDENTIFY,),
}
ASKED_WORDS = {StopReason.CLARIFY: "asked to clarify", StopReason.IDENTIFY: "asked to identify themselves"}
_REPLIED = {StopReason.CLARIFY: "clarified", StopReason.IDENTIFY: "identified themselves"}
#: What a request can come to.
OUTCOMES = {
    RequestKind.SUBJECT_ACCESS: (
        RequestOutcome.GIVEN,
        RequestOutcome.GIVEN_IN_PART,
        RequestOutcome.NOTHING_HELD,
        RequestOutcome.REFUSED,
        RequestOutcome.NO_REPLY,
        RequestOutcome.DROPPED,
    ),
    RequestKind.DATA_PROTECTION_COMPLAINT: (
        RequestOutcome.UPHELD,
        RequestOutcome.UPHELD_IN_PART,
        RequestOutcome.NOT_UPHELD,
        RequestOutcome.DROPPED,
    ),
    RequestKind.ERASURE: (
        RequestOutcome.ERASED,
        RequestOutcome.ERASED_IN_PART,
        RequestOutcome.REFUSED,
        RequestOutcome.NO_REPLY,
        RequestOutcome.DROPPED,
    ),
}
OUTCOME_WORDS = {
    RequestOutcome.GIVEN: "copy given",
    RequestOutcome.GIVEN_IN_PART: "copy given in part",
    RequestOutcome.NOTHING_HELD: "nothing held",
    RequestOutcome.ERASED: "erased",
    RequestOutcome.ERASED_IN_PART: "erased in part",
    RequestOutcome.UPHELD: "upheld",
    RequestOutcome.UPHELD_IN_PART: "upheld in part",
    RequestOutcome.NOT_UPHELD: "not upheld",
    RequestOutcome.REFUSED: "refused",
    RequestOutcome.NO_REPLY: "no reply to what was asked",
    RequestOutcome.DROPPED: "dropped by the leader",
}
#: What has to say why: on which ground, or what was left out.
NEEDS_WORDS = frozenset(
    {RequestOutcome.REFUSED, RequestOutcome.GIVEN_IN_PART, RequestOutcome.ERASED_IN_PART, RequestOutcome.NOT_UPHELD}
)


class ClockState(StrEnum):
    """How a request's clock stands on a day."""

    RUNNING = "running"
    STOPPED = "stopped"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"


@frozen
class RequestClock:
    """A request as it stands on a day: when its answer is due, what is left until then, and in words.

    `due_on` is None while the clock stands still, and of a complaint that waits for its outcome, which has no day.
    Of one that stands still `days_left` are those left once the leader answers. `why` has the numbers and the clauses.
    """

    request: Request
    state: ClockState
    due_on: date | None
    days_left: int | None
    stopped_days: int
    extended: bool
    words: str
    why: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for anything yet."""
        return self.state is not ClockState.DONE

    @property
    def overdue(self) -> bool:
        """Whether its day is past with nothing done."""
        return self.is_open and self.due_on is not None and self.days_left is not None and self.days_left < 0


def name_of(request: Request) -> str:
    """`Subject access`."""
    return upper_first(KIND_NAMES[request.kind])


def clock(request: Request, day: date, numbers: RequestNumbers, holidays: Container[date]) -> RequestClock | None:
    """How a request stands on a day, whatever was recorded later; None before it was received."""
    if request.received_on > day:
        return None
    if request.kind is RequestKind.DATA_PROTECTION_COMPLAINT:
        return _complaint(request, day, numbers, holidays)
    answered_on = _by(request.answered_on, day)
    until = answered_on or day
    extended = _is_extended(request, until, numbers, holidays)
    months = numbers.answer_months + (numbers.extension_months if extended else 0)
    first = add_months(request.received_on, months)
    counted_on, stopped_days, since = _with_stops(first, request.stops, until, holidays)
    due_on = min(counted_on, _from_identification(request, months, until, holidays))
    left = (due_on - until).days
    why = _why(request, months, first, counted_on, stopped_days, until, extended=extended)
    if due_on < counted_on:
        why = f"{why[:-1]}; counted from when they identified themselves it is {day_near(due_on, until)} (UK GDPR 12A)."
    if answered_on is not None:
        words = f"answered {day_near(answered_on, day)}: {_outcome(request)}{_late(left)}"
        return RequestClock(request, ClockState.DONE, due_on, None, stopped_days, extended, words, why)
    if since is not None:
        left = (first + timedelta(stopped_days) - until).days  # the same on every day that it stands still
        words = f"stopped since {day_near(since.asked_on, day)}: {ASKED_WORDS[since.why]}, {count(left, 'day')} left"
        return RequestClock(request, ClockState.STOPPED, None, left, stopped_days, extended, words, why)
    words = _due_words("answer", due_on, left, day)
    return RequestClock(request, ClockState.RUNNING, due_on, left, stopped_days, extended, words, why)


def steps_in_words(request: Request, day: date) -> list[str]:
    """Every step that was taken by a day, in the order of their days: `asked to clarify Fri 12 Feb`."""
    steps = [(request.received_on, f"received by {spoken(request.channel)}")]
    told = [
        (request.identity_on, "identity confirmed"),
        (request.told_on, f"told of two more months: {request.extended_because}"),
        (request.acknowledged_on, "acknowledged"),
        (request.answered_on, f"answered: {_outcome(request)}"),
    ]
    for stop in request.stops:
        told += [(stop.asked_on, ASKED_WORDS[stop.why]), (stop.answered_on, _REPLIED[stop.why])]
    steps += [(on, words) for on, words in told if on is not None and on <= day]
    said = [f"{words} {day_near(on, day)}" for on, words in sorted(steps, key=lambda step: step[0])]
    if request.line and _by(request.answered_on, day):
        said.append(quoted(request.line))
    return said


def last_day_to_tell(request: Request, on: date, numbers: RequestNumbers, holidays: Container[date]) -> date:
    """The end of the first month: an extension that the leader is told of later gives no more time (UK GDPR 12)."""
    months = numbers.answer_months
    counted_on, *_ = _with_stops(add_months(request.received_on, months), request.stops, on, holidays)
    return min(counted_on, _from_identification(request, months, on, holidays))


def _by(step: date | None, day: date) -> date | None:
    """A step that was taken by a day; what is dated after it has not happened."""
    return step if step is not None and step <= day else None


def _is_extended(request: Request, day: date, numbers: RequestNumbers, holidays: Container[date]) -> bool:
    told_on = _by(request.told_on, day)
    return told_on is not None and told_on <= last_day_to_tell(request, told_on, numbers, holidays)


def _from_identification(request: Request, months: int, day: date, holidays: Container[date]) -> date:
    """By when an answer is due at the latest, where the leader was asked who they are: the time begins as they say so.

    Without such a question there is no such day, and it is the last of the calendar.
    """
    said = [_by(stop.answered_on, day) for stop in request.stops if stop.why is StopReason.IDENTIFY]
    begins = max((on for on in said if on is not None), default=None)
    if begins is None:
        return date.max
    later = tuple(
        replace(stop, asked_on=max(stop.asked_on, begins))
        for stop in request.stops
        if stop.answered_on is None or stop.answered_on > begins
    )
    return _with_stops(add_months(begins, months), later, day, holidays)[0]


def _with_stops(
    first: date, stops: tuple[ClockStop, ...], day: date, holidays: Container[date]
) -> tuple[date, int, ClockStop | None]:
    """The due day with all that the clock stood still until a day, how many days that is, and what stops it now.

    Days that two questions share count once; what is asked when the day is past already stops nothing any more.
    """
    stopped, covered, standing = 0, None, None
    for stop in sorted(stops, key=lambda stop: (stop.asked_on, stop.answered_on or day)):
        due_on = next_working_day(first + timedelta(stopped), holidays)
        if stop.asked_on > min(day, due_on):
            break
        answered_on = _by(stop.answered_on, day)
        begins = stop.asked_on if covered is None else max(stop.asked_on, covered)
        ends = answered_on or day
        if ends > begins:
            stopped += (ends - begins).days
        covered = ends if covered is None else max(ends, covered)
        if answered_on is None and standing is None:
            standing = stop
    return next_working_day(first + timedelta(stopped), holidays), stopped, standing


def _complaint(request: Request, day: date, numbers: RequestNumbers, holidays: Container[date]) -> RequestClock:
    """To be acknowledged by a day, then answered without undue delay; an answer in that time acknowledges it too."""
    last = request.received_on + timedelta(numbers.acknowledge_days)
    due_on = next_working_day(last, holidays)
    acknowledged_on, answered_on = _by(request.acknowledged_on, day), _by(request.answered_on, day)
    received = f"received {day_near(request.received_on, day)}"
    why = (
        f"{name_of(request)}, {received}: to be acknowledged within {count(numbers.acknowledge_days, 'day')}, by "
        f"{day_near(due_on, day)}{_moved(last, due_on)}, and its outcome told without undue delay "
        f"({CLAUSE_OF_KIND[request.kind]})."
    )
    if answered_on is not None:
        late = _late((due_on - min(answered_on, acknowledged_on or answered_on)).days, "acknowledged ")
        words = f"answered {day_near(answered_on, day)}: {_outcome(request)}{late}"
        return RequestClock(request, ClockState.DONE, None, None, 0, extended=False, words=words, why=why)
    if acknowledged_on is not None:
        late = _late((due_on - acknowledged_on).days)
        words = f"acknowledged {day_near(acknowledged_on, day)}{late}: outcome to tell without undue delay"
        return RequestClock(request, ClockState.ACKNOWLEDGED, None, None, 0, extended=False, words=words, why=why)
    left = (due_on - day).days
    words = _due_words("acknowledgement", due_on, left, day)
    return RequestClock(request, ClockState.RUNNING, due_on, left, 0, extended=False, words=words, why=why)


def _due_words(what: str, due_on: date, left: int, day: date) -> str:
    when = day_near(due_on, day)
    if left < 0:
        return f"{what} was due {when}, {count(-left, 'day')} over"
    soon = count(left, "day") if left else "today"
    return f"{what} due {when}, {soon}"


def _late(left: int, what: str = "") -> str:
    return f" ({what}{count(-left, 'day')} late)" if left < 0 else ""


def _outcome(request: Request) -> str:
    return "" if request.outcome is None else OUTCOME_WORDS[request.outcome]


def _moved(counted: date, due_on: date) -> str:
    return "" if due_on == counted else ", the next working day"


def _why(request: Request, months: int, first: date, due_on: date, stopped: int, day: date, *, extended: bool) -> str:
    """The numbers behind a due day, each with its clause."""
    received = day_near(request.received_on, day)
    told = ", extended: the leader was told within the first month" if extended else ""
    named = f"{name_of(request)} ({CLAUSE_OF_KIND[request.kind]}), received {received}"
    parts = [f"{named}: {count(months, 'calendar month')} to {day_near(first, day)}{told} (UK GDPR 12)"]
    if stopped:
        parts.append(f"the clock stood still for {count(stopped, 'day')} (UK GDPR 12A)")
    counted = first + timedelta(stopped)
    if stopped or counted != due_on:
        parts.append(f"that makes {day_near(due_on, day)}{_moved(counted, due_on)}")
    return f"{'; '.join(parts)}."
