"""Attendance and coaching in the chronology: every value beside whoever recorded it, and when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.escalations.case_file import events
from psw_tui.exchange.escalations.case_file.sources import last_step
from psw_tui.policy import coaching, standing
from psw_tui.policy.absences import is_compulsory
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import BookingStatus, MarkValue
from psw_tui.policy.wording import local, moment
from psw_tui.store.escalations.records import instant
from psw_tui.store.roster.row_words import in_words, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.exchange.escalations.case_file.document import Event
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.policy.records import Mark, Session
    from psw_tui.store.core.row_history import RowChange, Values

_MISSED = (str(MarkValue.ABSENT), str(MarkValue.PART))
#: What of a mark makes its session part of the story though the leader may have been there in the end.
_TELLING = ("reported_at", "explanation", "catch_up_sent_on")
#: What the line of a session tells of, and what the line of each of these days tells beside the day itself.
_OF_VALUE = {"value", "minutes", "engagement", "completed_on"}
_BESIDE = {
    "reported_at": "reason",
    "catch_up_sent_on": "catch_up_due_on",
    "catch_up_submitted_on": "catch_up_log",
    "catch_up_accepted_on": "catch_up_log",
}
#: What a booking came to follows from these.
_OUTCOME = ("outcome", "cancelled_by", "cancelled_at", "learned_at", "waived", "waived_reason")
_SAID = {
    MarkValue.ABSENT: "Absent from",
    MarkValue.PART: "In part at",
    MarkValue.PRESENT: "Present at",
    MarkValue.NOT_EXPECTED: "Not expected at",
}


def sessions(sources: Sources) -> Iterator[Event]:
    """Every session that the leader missed, was once said to have missed, or told us something about."""
    record = sources.now.verdict.record
    for session in record.sessions:
        steps = sources.of_mark(session.reference)
        both = chain.from_iterable((step.before, step.after) for step in steps)
        images = [image for image in both if image is not None]
        missed = any(image.get("value") in _MISSED for image in images)
        if not missed and not any(_tells(image) for image in images):
            continue
        first = next((step for step in steps if _sets(step, "value")), None)
        yield from _session(sources, session, standing.mark_of(record, session), steps, first)
        yield from _days(sources, session, steps)
        yield from _entries(sources, session, steps, first)


def _tells(image: Values) -> bool:
    return any(image.get(column) for column in _TELLING)


def _sets(step: RowChange, column: str) -> bool:
    return column in step.changed and bool((step.after or {}).get(column))


def _session(
    sources: Sources, session: Session, mark: Mark, steps: tuple[RowChange, ...], first: RowChange | None
) -> Iterator[Event]:
    """The session with the value that was recorded of it first; what changed that stands where it was changed."""
    value, note = mark.value, ""
    recorded: tuple[datetime | None, str] = (None, "")
    if first is not None and first.after is not None:
        value, recorded = MarkValue(first.after["value"]), (first.at, first.who)
        later = (step for step in steps if step is not first and not step.undone and not step.undoes)
        if any("value" in step.changed for step in later):
            note = "as first recorded; changed later"
    if value is None and not standing.ended(session, sources.day):
        return
    absent = value is MarkValue.ABSENT
    clause = "2.4.2" if absent and is_compulsory(session, sources.now.verdict.record.programme) else ""
    if value is not None:
        words = f"{_SAID[value]} {session.title}"
    elif session.cancelled:
        words = f"{session.title} was cancelled"
    else:
        words = f"{session.title} took place; no mark stands"
    undone = first is not None and first.undone
    yield events.on(
        session.starts_on, "session", words, clause, recorded, at=session.starts_at, undone=undone, note=note
    )


def _days(sources: Sources, session: Session, steps: tuple[RowChange, ...]) -> Iterator[Event]:
    """The notice and the catch-up, each as whoever recorded its day said it."""
    for column, beside in _BESIDE.items():
        step = last_step(steps, column)
        if step is None or step.after is None or not step.after.get(column):
            continue
        with_it = step.after.get(beside) if beside in step.changed else None
        yield _day(sources, session, step, column, with_it)


def _day(sources: Sources, session: Session, step: RowChange, column: str, with_it: Any) -> Event:
    assert step.after is not None
    recorded, beside = (step.at, step.who), value_words("mark", _BESIDE[column], with_it, sources.names)
    if column == "reported_at":
        told = instant(step.after[column])
        before = "before" if told < session.starts_at else "after the beginning of"
        reason = f"; category of reason: {beside}" if with_it else ""
        words = f"Told us {before} {session.title}{reason}"
        return events.on(london_day(told), "notice", words, "2.1.1", recorded, at=told)
    word = column.removeprefix("catch_up_").removesuffix("_on")
    if not with_it:
        more = ""
    else:
        more = f", due {local(beside)}" if word == "sent" else " with its log"
    words = f"Catch-up for {session.title} {word}{more}"
    return events.on(date.fromisoformat(step.after[column]), "catch-up", words, "2.3.1", recorded)


def _entries(
    sources: Sources, session: Session, steps: tuple[RowChange, ...], first: RowChange | None
) -> Iterator[Event]:
    """Every other entry of the journal on a mark, without what has a line already."""
    told: dict[int, set[str]] = defaultdict(set)
    if first is not None:
        told[id(first)] |= _OF_VALUE
    for column, beside in _BESIDE.items():
        step = last_step(steps, column)
        if step is not None and _sets(step, column) and not step.undone and not step.undoes:
            told[id(step)] |= {column, beside}
    for step in steps:
        words = in_words("mark", step, sources.names, leave_out=told[id(step)])
        if words:
            explained = _sets(step, "explanation")
            clause = "2.1.3" if explained else ""
            yield events.at(step, _kind(step, "explanation", first=explained), f"{session.title}: {words}", clause)


def _kind(step: RowChange, kind: str, *, first: bool) -> str:
    """The kind of an entry: what it is when it says something for the first time, else a correction."""
    if step.undoes:
        return "undone"
    return kind if first else "correction"


def coaching_events(sources: Sources) -> Iterator[Event]:
    """What each booking came to; where several entries made it so, each of them stands by itself."""
    record = sources.now.verdict.record
    several: set[str] = set()
    for booking in record.bookings:
        steps = sources.steps.get(("booking", booking.id), ())
        setting = [step for step in steps if _came_to(step.before) != _came_to(step.after)]
        recorded: tuple[datetime | None, str] = (None, "")
        words = f"Coaching {moment(booking.starts_at)}: {sources.now.came_to[booking.id]}"
        note = ""
        if len(setting) == 1:
            recorded = setting[0].at, setting[0].who
        elif setting:
            several.add(booking.id)
            note = "worked out from several entries, each told below"
        came_to = coaching.status(booking, record.programme.notice)
        if came_to is not BookingStatus.BOOKED:
            clause = "2.1.2" if came_to is not BookingStatus.ATTENDED else "1.1.4"
            yield events.on(booking.starts_on, "coaching", words, clause, recorded, at=booking.starts_at, note=note)
    for (table, key), steps in sources.steps.items():
        if table == "booking":
            yield from _of_booking(sources, steps, whole=key in several)


def _of_booking(sources: Sources, steps: tuple[RowChange, ...], *, whole: bool) -> Iterator[Event]:
    for step in steps[1:]:
        words = in_words("booking", step, sources.names)
        sets = whole and _came_to(step.before) != _came_to(step.after)
        if words and (sets or step.undone or step.undoes or (step.before or {}).get("outcome")):
            first = sets and not step.undoes and not (step.before or {}).get("outcome")
            start = value_words("booking", "starts_at", (step.before or {}).get("starts_at"), sources.names)
            yield events.at(step, _kind(step, "coaching", first=first), f"Coaching {start}: {words}", "")


def _came_to(image: Values | None) -> tuple[Any, ...]:
    return tuple((image or {}).get(column) or None for column in _OUTCOME)
