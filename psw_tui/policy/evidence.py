"""The facts beside a concern: what it is about, what was told when and why, and the standing before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy import absences, catching_up, coaching, concerns, standing
from psw_tui.policy.calendar import ONE_DAY, london
from psw_tui.policy.terms import BookingStatus, ConcernKind, Explanation, MarkValue, RequirementId
from psw_tui.policy.wording import REQUIREMENT_NAMES, local, moment, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psw_tui.policy.programme import Rule
    from psw_tui.policy.records import Concern, Mark, Record, Session


class EvidenceFact(NamedTuple):
    """One fact of a record: what it is, and what it says."""

    label: str
    words: str


def evidence(record: Record, concern: Concern, day: date) -> list[EvidenceFact]:
    """The facts that a concern stands on, with the standing they touch on the day before and the day after."""
    match concern.kind:
        case ConcernKind.COACHING_SPENT:
            return list(_of_booking(record, concern.about, day))
        case ConcernKind.EMERGING_PATTERN:
            return list(_of_pattern(record, day))
        case ConcernKind.BELOW_MINIMUM | ConcernKind.MINIMUM_UNREACHABLE:
            return list(_of_minimum(record, concern, day))
        case ConcernKind.COACHING_BEHIND:
            rule = next(rule for rule in record.programme.rules if rule.is_coaching)
            return [_now(rule, record, day)]
        case ConcernKind.NO_RESPONSE | ConcernKind.MANUAL:
            return []
        case _:
            session = next(session for session in record.sessions if session.reference == concern.about)
            return list(_of_mark(record, session, day))


def when_told(session: Session, mark: Mark) -> str:
    """2.1.1: when the leader told the programme team, and whether that was before the session."""
    if mark.reported_at is None:
        return "no word"
    order = "before it" if absences.is_notified(session, mark) else "only once it had started"
    return f"{moment(mark.reported_at)}, {order}"


def mark_in_words(mark: Mark) -> str:
    """`absent`, `part, 62 min`, `present, limited engagement`, `nothing recorded`."""
    said = [spoken(mark.value) if mark.value else "nothing recorded"]
    if mark.minutes is not None:
        said.append(f"{mark.minutes} min")
    if mark.engagement is not None:
        said.append(f"{mark.engagement} engagement")
    return ", ".join(said)


def explanation_in_words(mark: Mark) -> str:
    """What was made of the explanation: `awaited`, `satisfactory`, `none`."""
    return spoken(mark.explanation or Explanation.NONE)


def session_in_words(session: Session) -> str:
    """`Workshop 3, Tue 12 Jan 2027 10:00–12:00`; what runs over several days names the first and the last."""
    if session.starts_on != session.ends_on:
        return f"{session.title}, {day_words(session.starts_on)} – {day_words(session.ends_on)}"
    hours = f"{london(session.starts_at):%H:%M}–{london(session.ends_at):%H:%M}"
    return f"{session.title}, {day_words(session.starts_on)} {hours}"


def _of_mark(record: Record, session: Session, day: date) -> Iterator[EvidenceFact]:
    mark = standing.mark_of(record, session)
    word = absences.compulsory_in_words(session, record.programme)
    yield EvidenceFact("session", f"{session_in_words(session)}, {word}")
    yield EvidenceFact("recorded", mark_in_words(mark))
    yield EvidenceFact("told us", when_told(session, mark))
    if mark.reason is not None:
        yield EvidenceFact("reason", spoken(mark.reason))
    yield EvidenceFact("explanation", explanation_in_words(mark))
    then = catching_up.as_of(mark, day)
    if then.sent_on is not None:
        yield EvidenceFact("catch-up", catch_up_in_words(record, then))
    for rule in record.programme.rules_for(session.kind):
        yield _around_session(rule, record, session, mark, day)


def catch_up_in_words(record: Record, mark: Mark) -> str:
    """`sent Tue 12 Jan 2027, due … (local setting), submitted …, log received, accepted …`, as far as it has come."""
    due = absences.catch_up_due_on(mark, record.programme)
    said = [] if mark.sent_on is None else [f"sent {day_words(mark.sent_on)}"]
    if due is not None:
        said.append(local(f"due {day_words(due)}"))
    if mark.submitted_on is not None:
        said.append(f"submitted {day_words(mark.submitted_on)}")
    if mark.log_received:
        said.append("log received")
    if mark.accepted_on is not None:
        said.append(f"accepted {day_words(mark.accepted_on)}")
    return ", ".join(said)


def _around_session(rule: Rule, record: Record, session: Session, mark: Mark, day: date) -> EvidenceFact:
    """The standing before the session and after it; of one still to come, what missing it would make of it."""
    if standing.ended(session, day):
        return _turn(rule, record, session.ends_on, day)
    missed = replace(record, marks={**record.marks, session.reference: replace(mark, value=MarkValue.ABSENT)})
    now = _word(rule, record, day)
    then = _word(rule, missed, session.ends_on)
    return EvidenceFact(_name(rule), f"{now} now, {then} if it is missed")


def _of_booking(record: Record, about: str, day: date) -> Iterator[EvidenceFact]:
    """The spent booking: the coach's, who may have called off another at the same hour, is none."""
    for booking in record.bookings:
        spent = coaching.status(booking, record.programme.notice) is BookingStatus.SPENT
        if not spent or f"{london(booking.starts_at):%Y-%m-%dT%H:%M}" != about:
            continue
        coach = f"with {booking.coach}, " if booking.coach else ""
        yield EvidenceFact("booking", f"{coach}{moment(booking.starts_at)}")
        rule = next(rule for rule in record.programme.rules if rule.is_coaching)
        yield _turn(rule, record, booking.ends_on, day)


def _of_pattern(record: Record, day: date) -> Iterator[EvidenceFact]:
    touched: dict[str, Rule] = {}
    for session in record.sessions:
        mark = standing.mark_of(record, session)
        if session.cancelled or not concerns.counts_in_pattern(record, session, mark, day):
            continue
        said = f"{session_in_words(session)}: {mark_in_words(mark)}, explanation {explanation_in_words(mark)}"
        yield EvidenceFact("session", said)
        touched |= {rule.id: rule for rule in record.programme.rules_for(session.kind)}
    for rule in touched.values():
        yield _now(rule, record, day)


def _of_minimum(record: Record, concern: Concern, day: date) -> Iterator[EvidenceFact]:
    rule = next(rule for rule in record.programme.rules if rule.id == concern.about)
    if rule.is_coaching:
        for booking in record.bookings:
            spent = coaching.status(booking, record.programme.notice) is BookingStatus.SPENT
            if spent and coaching.ended(booking, day):
                said = (
                    f"{moment(booking.starts_at)}: {coaching.outcome_words(booking, record.programme, record.bookings)}"
                )
                yield EvidenceFact("spent", said)
    for session in standing.missed_sessions(rule, record, day):
        mark = standing.mark_of(record, session)
        said = f"{session_in_words(session)}: {mark_in_words(mark)}, explanation {explanation_in_words(mark)}"
        yield EvidenceFact("missed", said)
    yield _turn(rule, record, concern.since, day)


def _turn(rule: Rule, record: Record, turn: date, day: date) -> EvidenceFact:
    """A standing the day before something happened and on that day, and on the day judged where it is another."""
    before, after = _word(rule, record, turn - ONE_DAY), _word(rule, record, turn)
    now = _word(rule, record, day)
    later = f", now {now}" if now != after else ""
    return EvidenceFact(_name(rule), f"{before} before, {after} after{later}")


def _now(rule: Rule, record: Record, day: date) -> EvidenceFact:
    return EvidenceFact(_name(rule), f"{_word(rule, record, day)} now")


def _word(rule: Rule, record: Record, day: date) -> str:
    if not standing.is_covered(record, day):
        return "not covered"
    return spoken(standing.judge(rule, record, day).word)


def _name(rule: Rule) -> str:
    return REQUIREMENT_NAMES[RequirementId(rule.id)]
