"""What the rules ask of the BDO for one leader on a day: not verdicts, but work that is waiting."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import (
    absences,
    capability,
    catching_up,
    coaching,
    concerns,
    evaluation,
    message_rules,
    presence,
    standing,
)
from psw_tui.policy.calendar import london, london_day
from psw_tui.policy.catching_up import CatchUpStep
from psw_tui.policy.frozen import frozen
from psw_tui.policy.shared import Shared
from psw_tui.policy.terms import ON_PROGRAMME, BookingStatus, Direction, Explanation, LeaderState, MarkValue
from psw_tui.policy.wording import day_near

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import date

    from psw_tui.policy.coaching import Window
    from psw_tui.policy.records import Booking, Leader, Mark, Record, Session, Standing
    from psw_tui.policy.terms import RequirementId

_UNJUDGED = (None, Explanation.NONE, Explanation.AWAITED)
_HELD = (BookingStatus.ATTENDED, BookingStatus.SPENT, BookingStatus.BOOKED)

#: Whose silence is a task and no concern.
_REPLY_OF = {
    Direction.REFERRAL: "no reply to the referral",
    Direction.ORGANISATION: "no reply from the organisation to the message",
}


class TaskKind(StrEnum):
    """What kind of work is waiting."""

    CATCH_UP_OVERDUE = "catch_up_overdue"
    CATCH_UP_TO_SEND = "catch_up_to_send"
    CATCH_UP_TO_ACCEPT = "catch_up_to_accept"
    NOTICE_TO_JUDGE = "notice_to_judge"
    OUTCOME_TO_RECORD = "outcome_to_record"
    TO_REBOOK = "to_rebook"
    RECORDING_TO_ASK = "recording_to_ask"
    FORM_OWED = "form_owed"
    ROUND_DUE = "round_due"
    OFFER_TO_SIGN = "offer_to_sign"
    REPLY_OVERDUE = "reply_overdue"
    TO_CALL_OFF = "to_call_off"
    DRAFT_TO_DROP = "draft_to_drop"


#: What is left of somebody who has left or is paused: `L` on the leader's page does all of it.
AFTER_LEAVING = (TaskKind.TO_CALL_OFF, TaskKind.DRAFT_TO_DROP)


@frozen
class Task:
    """One piece of work: about whom, about what (a session's reference or a booking's start), by when, in words."""

    kind: TaskKind
    leader: str
    name: str
    about: str
    on: date
    words: str


def tasks(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> list[Task]:
    """Everything that waits for one leader on a day, in order of kind and date; `found` are their standings."""
    leader = record.leader
    waiting: list[Task] = []
    if standing.is_offer_open(leader, day):
        waiting.append(_task(record, TaskKind.OFFER_TO_SIGN, "", record.cohort.starts, "offer not signed"))
    if leader.state in ON_PROGRAMME:
        waiting += [*_catch_ups(record, standings, day), *_notices(record, day), *_coaching(record, day)]
        waiting += [*_around_coaching(record, day), *_rounds(record, day)]
    waiting += [*_replies(record, day), *_after_leaving(record, day)]
    return sorted(waiting, key=lambda task: (task.kind, task.on, task.about))


def _task(record: Record, kind: TaskKind, about: str, on: date, words: str) -> Task:
    return Task(kind, record.leader.reference, record.leader.name, about, on, words)


def _recorded(record: Record) -> Iterator[tuple[Session, Mark]]:
    for session in record.sessions:
        mark = record.marks.get(session.reference)
        if mark is not None and not session.cancelled:
            yield session, mark


def _catch_ups(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> Iterator[Task]:
    """2.3.1: to send when the 80% watch says so, to accept when submitted, overdue when neither in time."""
    for catch_up in catching_up.catch_ups(record, standings, day):
        session, mark = catch_up.session, catch_up.then
        if catch_up.step is CatchUpStep.TO_ACCEPT and mark.submitted_on is not None:
            words = f"catch-up to accept: {session.title}, submitted {day_near(mark.submitted_on, day)}"
            yield _task(record, TaskKind.CATCH_UP_TO_ACCEPT, session.reference, mark.submitted_on, words)
        elif catch_up.step is CatchUpStep.TO_SEND:
            words = f"catch-up to send: {session.title}, missed {day_near(session.starts_on, day)}"
            yield _task(record, TaskKind.CATCH_UP_TO_SEND, session.reference, session.ends_on, words)
        elif catch_up.step is CatchUpStep.OVERDUE and catch_up.due_on is not None:
            words = f"catch-up due {day_near(catch_up.due_on, day)}: {session.title}"
            yield _task(record, TaskKind.CATCH_UP_OVERDUE, session.reference, catch_up.due_on, words)


def _notices(record: Record, day: date) -> Iterator[Task]:
    """2.1.1, 2.1.3: notices of absence given by the day that nobody has judged."""
    if not any(mark.reported_at for mark in record.marks.values()):
        return
    for session, mark in _recorded(record):
        unjudged = mark.value in (MarkValue.ABSENT, None) and mark.explanation in _UNJUDGED
        if mark.reported_at is None or not unjudged or not absences.is_notified(session, mark):
            continue
        if london_day(mark.reported_at) <= day:
            words = f"notice not judged yet: {session.title}, {day_near(session.starts_on, day)}"
            yield _task(record, TaskKind.NOTICE_TO_JUDGE, session.reference, session.starts_on, words)


def _coaching(record: Record, day: date) -> Iterator[Task]:
    """Section 4: bookings that ended without an outcome, and coach-cancelled ones still to be rebooked."""
    for booking in record.bookings:
        if booking.outcome is None and coaching.ended(booking, day):
            words = f"coaching on {_when(booking, day)}: no outcome recorded"
            yield _task(record, TaskKind.OUTCOME_TO_RECORD, booking.id, booking.starts_on, words)
    for booking in coaching.to_rebook(record.bookings, record.programme.notice, day):
        words = f"the coach called off {_when(booking, day)}: to be rebooked"
        yield _task(record, TaskKind.TO_REBOOK, booking.id, booking.starts_on, words)


def _around_coaching(record: Record, day: date) -> Iterator[Task]:
    """H:recording, H:evaluation: permission to ask for before a third session, and evaluation forms not come yet."""
    third = evaluation.recording_to_ask(record, day)
    if third is not None:
        words = f"{_when(third, day)}, third session: ask whether it may be recorded"
        yield _task(record, TaskKind.RECORDING_TO_ASK, third.id, third.starts_on, words)
    for form in evaluation.leader_forms(record, day):
        if not form.has_come(day):
            words = evaluation.owed_in_words(form, day)
            yield _task(record, TaskKind.FORM_OWED, form.point, form.due_on, words)


def _rounds(record: Record, day: date) -> Iterator[Task]:
    """H:framework: a self-assessment that is due or suggested, of a leader whom the policy covers."""
    due = capability.round_due(record, day)
    if due is not None and standing.is_covered(record, day):
        yield _task(record, TaskKind.ROUND_DUE, due.kind, due.since, due.words)


def _replies(record: Record, day: date) -> Iterator[Task]:
    """Section 6: who but the leader owes a reply on an open escalation, whatever the leader's state."""
    for sent in record.communications:
        words = _REPLY_OF.get(sent.direction)
        if words is not None and sent.reply_by is not None and concerns.is_unanswered(sent, day):
            said = f"{words} of {day_near(sent.on, day)}, due {day_near(sent.reply_by, day)}"
            if record.leader.state in presence.LEFT:
                said += f"; {presence.away_words(record.leader, day)}"
            yield _task(record, TaskKind.REPLY_OVERDUE, sent.about, sent.reply_by, said)


def _after_leaving(record: Record, day: date) -> Iterator[Task]:
    """What is still booked or drafted for a leader who has left, or booked inside a pause."""
    if record.leader.state is LeaderState.ACTIVE:
        return
    left = presence.follows(record, day)
    why = presence.away_words(record.leader, day)
    for booking in left.bookings:
        words = f"coaching on {_when(booking, day)} to call off: {why}"
        yield _task(record, TaskKind.TO_CALL_OFF, booking.id, booking.starts_on, words)
    for draft in left.drafts:
        words = f"draft to drop: {message_rules.NAMES[draft.letter]} of {day_near(draft.on, day)}, {why}"
        yield _task(record, TaskKind.DRAFT_TO_DROP, draft.id, draft.on, words)


def _when(booking: Booking, day: date) -> str:
    return f"{day_near(booking.starts_on, day)} {london(booking.starts_at):%H:%M}"


def closing_windows(records: Iterable[Record], day: date) -> list[tuple[Window, list[Leader]]]:
    """The windows that close soon (local), each with the leaders on the programme who have nothing in it."""
    empty_windows: dict[Window, list[Leader]] = {}
    for record in records:
        if record.leader.state is not LeaderState.ACTIVE or not standing.is_covered(record, day):
            continue
        for window in coaching.windows(record.programme, record.cohort.year):
            left = (window.closes - day).days
            if window.opens <= day and 0 <= left <= record.programme.window_closing_days:
                empty = empty_windows.setdefault(window, [])
                if not _holds_something(record, window):
                    empty.append(record.leader)
    return sorted(
        ((window, leaders) for window, leaders in empty_windows.items() if leaders), key=lambda entry: entry[0].closes
    )


def _holds_something(record: Record, window: Window) -> bool:
    placed = coaching.placement(record)
    return any(
        placed[booking.id] == window.number and coaching.status(booking, record.programme.notice) in _HELD
        for booking in record.bookings
    )


@frozen
class OpenRegister:
    """A register with work left in it."""

    session: Session
    waits_for: tuple[Leader, ...]
    expected: int

    @property
    def unrecorded(self) -> int:
        """How many nothing is recorded of."""
        return len(self.waits_for)


def is_awaited(record: Record, session: Session) -> bool:
    """Whether a leader belongs to a register's total: expected, and still on the programme or marked there."""
    value = standing.mark_of(record, session).value
    if value is not None:
        return value is not MarkValue.NOT_EXPECTED
    return record.leader.state not in presence.LEFT and not standing.in_pause(record, session.starts_on)


def _by_end(day: date, sessions: tuple[Session, ...]) -> tuple[list[Session], list[Session]]:
    """The sessions that stand: those that have ended, and those that have not."""
    stand = [session for session in sessions if not session.cancelled]
    over = [session for session in stand if standing.ended(session, day)]
    return over, [session for session in stand if not standing.ended(session, day)]


_ended_and_coming = Shared(_by_end)


def registers_to_complete(records: Iterable[Record], day: date) -> list[OpenRegister]:
    """Sessions that ended with leaders unrecorded, oldest first; those who have left are not waited for.

    Who said they were not coming is still to be recorded; who is paused or exempted is not expected.
    """
    waits_for: dict[str, list[Leader]] = defaultdict(list)
    by_reference: dict[str, Session] = {}
    records = list(records)
    for record in records:
        for session in _ended_and_coming(day, record.sessions)[0]:
            if standing.mark_of(record, session).value is None and is_awaited(record, session):
                by_reference[session.reference] = session
                waits_for[session.reference].append(record.leader)
    expected = _expected(records, by_reference)
    listed = [OpenRegister(by_reference[key], tuple(leaders), expected[key]) for key, leaders in waits_for.items()]
    return sorted(listed, key=lambda register: (register.session.ends_at, register.session.reference))


def _expected(records: Iterable[Record], sessions: Container[str]) -> dict[str, int]:
    """How many leaders belong to the totals of these sessions, by their references."""
    expected: dict[str, int] = defaultdict(int)
    of_cohort: dict[int, list[Session]] = {}  # a cohort's records have the same sessions
    for record in records:
        asked = of_cohort.get(id(record.sessions))
        if asked is None:
            asked = [session for session in record.sessions if session.reference in sessions]
            of_cohort[id(record.sessions)] = asked
        for session in asked:
            if is_awaited(record, session):
                expected[session.reference] += 1
    return expected


def coming_sessions(records: Iterable[Record], day: date, most: int | None = None) -> list[tuple[Session, int]]:
    """Sessions that have not ended yet, next first, each with how many leaders are expected; `most` of them or all."""
    by_reference: dict[str, Session] = {}
    records = list(records)
    for sessions in {id(record.sessions): record.sessions for record in records}.values():  # a cohort's are the same
        by_reference |= {session.reference: session for session in _ended_and_coming(day, sessions)[1]}
    listed = sorted(by_reference.values(), key=lambda session: (session.starts_at, session.reference))[:most]
    expected = _expected(records, {session.reference for session in listed})
    return [(session, expected[session.reference]) for session in listed]
