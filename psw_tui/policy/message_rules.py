"""Messages that the policy asks for: when each may be written, and the sessions and bookings that it cites.

A cited fact carries a fingerprint of everything recorded of it. A draft keeps the fingerprints it was written on, so
that one whose facts have changed since can be told, and is stopped.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, standing
from psw_tui.policy.calendar import add_working_days, london
from psw_tui.policy.evidence import mark_in_words, when_told
from psw_tui.policy.frozen import frozen
from psw_tui.policy.ladder import HEIGHT
from psw_tui.policy.terms import (
    MISSED,
    AppealOutcome,
    BookingStatus,
    ConcernKind,
    Direction,
    Engagement,
    Explanation,
    Letter,
    MarkValue,
    Stage,
    StandingWord,
)
from psw_tui.policy.wording import REQUIREMENT_NAMES, local, long_day, spoken

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import date

    from psw_tui.policy.ladder import Escalation
    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Concern, Mark, Record, Session

NAMES = {
    Letter.OFFER_REMINDER: "reminder of the offer",
    Letter.EXPLANATION_REQUEST: "explanation request",
    Letter.EXPECTATIONS: "expectations and offer of support",
    Letter.CATCH_UP_SENT: "catch-up sent",
    Letter.REFERRAL: "referral to the Partnerships Team",
    Letter.WITHDRAWAL_REVIEW: "notice of withdrawal review",
    Letter.DECISION: "decision",
    Letter.APPEAL_MEETING: "appeal meeting",
    Letter.COMPLAINT_RECEIVED: "acknowledgement of a complaint",
}
CLAUSE_OF_LETTER = {
    Letter.OFFER_REMINDER: "appendix 1.1",
    Letter.EXPLANATION_REQUEST: "2.4.2",
    Letter.EXPECTATIONS: "2.4.3",
    Letter.CATCH_UP_SENT: "2.3.1",
    Letter.REFERRAL: "2.4.4",
    Letter.WITHDRAWAL_REVIEW: "2.4.5",
    Letter.DECISION: "2.4.6",
    Letter.APPEAL_MEETING: "2.4.7",
    Letter.COMPLAINT_RECEIVED: "2.4.7",
}
#: Messages that name no sessions, and are offered only where they fit.
WITHOUT_SESSIONS = (Letter.OFFER_REMINDER, Letter.COMPLAINT_RECEIVED)
#: Whose term a reply is asked for in: the stage that the message belongs to.
_STAGE_OF_REPLY = {
    Letter.EXPLANATION_REQUEST: Stage.EXPLANATION,
    Letter.EXPECTATIONS: Stage.BDO_CONTACT,
    Letter.REFERRAL: Stage.PARTNERSHIPS,
    Letter.WITHDRAWAL_REVIEW: Stage.WITHDRAWAL_REVIEW,
}
#: The message that belongs to a stage: the menu offers it first.
_OF_STAGE = {
    Stage.EXPLANATION: Letter.EXPLANATION_REQUEST,
    Stage.BDO_CONTACT: Letter.EXPECTATIONS,
    Stage.PARTNERSHIPS: Letter.REFERRAL,
    Stage.WITHDRAWAL_REVIEW: Letter.WITHDRAWAL_REVIEW,
    Stage.WITHDRAWN: Letter.DECISION,
    Stage.APPEAL: Letter.APPEAL_MEETING,
    Stage.COMPLAINT: Letter.COMPLAINT_RECEIVED,
}


#: What stands between the facts of a fingerprint: a character that no text on record can hold.
_BETWEEN = "\x1f"
_CATCH_UP = "its catch-up"
#: The key of the form that a reminder of the offer is about.
_OFFER = "offer"
_SESSION_FIELDS = (
    "its title",
    "its kind",
    "its time",
    "its time",
    "whether it stands",
    "whether it is compulsory",
    "the mark",
    "the minutes",
    "the engagement",
    "the day of completion",
    "when it was reported",
    "the reason",
    "the explanation",
    _CATCH_UP,
    _CATCH_UP,
    _CATCH_UP,
    _CATCH_UP,
    _CATCH_UP,
)
_BOOKING_FIELDS = ("its time", "the outcome", "who cancelled", "the time of notice", "whether it is set aside")


@frozen
class Cited:
    """One fact that a message names; `key` names what it is about, `fingerprint` all that was recorded of it."""

    key: str
    title: str
    day: date
    what: str
    fingerprint: str


def direction(letter: Letter) -> Direction:
    """To whom it goes: the referral to the Partnerships Team, everything else to the leader."""
    return Direction.REFERRAL if letter is Letter.REFERRAL else Direction.TO_LEADER


def in_order(stage: Stage | None) -> list[Letter]:
    """Every message in the order in which they are offered: first the one that belongs to the stage, if one is open."""
    return sorted(Letter, key=lambda letter: not is_of_stage(letter, stage))


def is_of_stage(letter: Letter, stage: Stage | None) -> bool:
    """Whether a message is the one that belongs to a stage."""
    return stage is not None and _OF_STAGE.get(stage) is letter


def reply_by(letter: Letter, programme: Programme, day: date, bank_holidays: Container[date]) -> date | None:
    """By when a reply is asked for: the working days (local) of the message's stage; None where none is."""
    stage = _STAGE_OF_REPLY.get(letter)
    return None if stage is None else add_working_days(day, programme.stage_days[stage], bank_holidays)


def why_not(letter: Letter, now: Escalation | None, cited: Iterable[Cited]) -> str | None:
    """The sentence that says why a message can't be written yet, or None when it can."""
    clause = CLAUSE_OF_LETTER[letter]
    if letter is Letter.OFFER_REMINDER:
        return None if any(cited) else f"No offer to this leader waits to be signed ({clause})."
    if letter is Letter.CATCH_UP_SENT:
        return None if any(cited) else "No catch-up has been sent and is still open (2.3.1)."
    if now is None:
        return f"No escalation is open, and a message of the ladder belongs to one ({clause})."
    if letter is Letter.EXPLANATION_REQUEST and not any(cited):
        return f"No absence of this escalation waits for an explanation ({clause})."
    if letter is Letter.WITHDRAWAL_REVIEW and now.stage is not Stage.WITHDRAWAL_REVIEW:
        return f"Withdrawal is not under review: move the escalation there first ({clause})."
    if letter is Letter.DECISION and HEIGHT[now.stage] < HEIGHT[Stage.WITHDRAWN]:
        return f"Nothing has been decided yet: the ladder has not withdrawn the leader ({clause})."
    if letter is Letter.DECISION and now.appeal_outcome is AppealOutcome.UPHELD:
        return "The appeal was upheld, so the leader stays: resolve the escalation (2.4.7)."
    if letter is Letter.APPEAL_MEETING and (now.stage is not Stage.APPEAL or now.meeting_on is None):
        return f"There is no appeal with a day for its meeting ({clause})."
    if letter is Letter.COMPLAINT_RECEIVED and now.stage is not Stage.COMPLAINT:
        return f"No complaint was passed on: move the escalation there first ({clause})."
    return None


def cited(letter: Letter, record: Record, collected: Iterable[Concern], day: date) -> tuple[Cited, ...]:
    """The sessions and bookings that a message names on a day, by date; `collected` are the escalation's concerns.

    A request for an explanation names the absences that wait for one; a catch-up those that were sent and are open;
    every other message all that was missed, in whole or part, taken part in a little, or spent; one that asks for an
    explanation leaves out what was explained to satisfaction, and a decision what was caught up by its day. A
    reminder of the offer is about the form alone; the acknowledgement of a complaint names nothing.
    """
    if letter is Letter.COMPLAINT_RECEIVED:
        return ()
    if letter is Letter.OFFER_REMINDER:
        return (_offer(record),) if standing.is_offer_open(record.leader, day) else ()
    if letter is Letter.EXPLANATION_REQUEST:
        asked = {concern.about for concern in collected if concern.kind is ConcernKind.UNEXPLAINED_ABSENCE}
        facts = [_session(session, mark) for session, mark in _marked(record) if session.reference in asked]
    elif letter is Letter.CATCH_UP_SENT:
        facts = [_session(session, mark) for session, mark in _marked(record) if _is_open_catch_up(mark)]
    else:
        who = "you" if direction(letter) is Direction.TO_LEADER else "the leader"
        mended = letter is Letter.DECISION
        missed = _missed(record, day, but_explained=letter is Letter.EXPECTATIONS, but_caught_up=mended)
        facts = [*missed, *_spent(record, day, who)]
    return tuple(sorted(facts, key=lambda fact: (fact.day, fact.key)))


def overtaken(record: Record, fingerprints: Mapping[str, str], day: date) -> list[str]:
    """What a message cites that is no longer recorded as it was then, in words; empty when it still stands on a day.

    `fingerprints` are those of its cited facts, by their keys.
    """
    said = []
    sessions = {f"session:{session.reference}": session for session in record.sessions}
    bookings = {f"booking:{booking.id}": booking for booking in record.bookings}
    for key, then in fingerprints.items():
        if key == _OFFER:
            if not standing.is_offer_open(record.leader, day):
                said.append("no offer to this leader waits to be signed any more")
            continue
        if (session := sessions.get(key)) is not None:
            mark = standing.mark_of(record, session)
            changed = _changed(_SESSION_FIELDS, then, _fingerprint_of_session(session, mark))
            words = f"{session.title} is now {_recorded(session, mark)}"
        elif (booking := bookings.get(key)) is not None:
            changed = _changed(_BOOKING_FIELDS, then, _fingerprint_of_booking(booking))
            words = f"coaching on {long_day(booking.starts_on)} is recorded otherwise now"
        else:
            said.append("a session that it names is not on record any more")
            continue
        if changed:
            said.append(f"{words} (changed: {changed})")
    return said


def _changed(names: tuple[str, ...], then: str, now: str) -> str:
    """The fields that are not as they were, in words: `the mark, the reason`; empty when all are."""
    pairs = zip(names, then.split(_BETWEEN), now.split(_BETWEEN), strict=True)
    return ", ".join(dict.fromkeys(name for name, old, new in pairs if old != new))


def standing_lines(record: Record, day: date, *, but_met: bool = False) -> list[str]:
    """Where the leader is against each minimum, in words for a message: `study: 2 of the 4 needed, at risk`.

    `but_met` leaves out what is met or on track: a decision stands on none of it.

    What of the numbers is local is said: of how many a share is taken, and that what was caught up counts.
    """
    lines = []
    for reached in standing.standings(record, day).values():
        if but_met and reached.word in (StandingWord.MET, StandingWord.ON_TRACK):
            continue
        rule = record.programme.rule(reached.requirement)
        needed = f"{reached.credit} of the {reached.minimum} needed"
        if rule.share is not None:
            needed += f", {standing.percent(rule.share)} of {standing.expected_in_words(rule, reached.expected)}"
        if caught_up := standing.tally(rule, record, day).caught_up:
            needed += f", {local(f'{caught_up} of them caught up')}"
        lines.append(f"{REQUIREMENT_NAMES[reached.requirement]}: {needed}, {spoken(reached.word)} ({reached.clause})")
    return lines


def _marked(record: Record) -> Iterator[tuple[Session, Mark]]:
    for session in record.sessions:
        if not session.cancelled and session.reference in record.marks:
            yield session, record.marks[session.reference]


def _is_open_catch_up(mark: Mark) -> bool:
    waiting = mark.sent_on is not None and mark.submitted_on is None and mark.accepted_on is None
    return waiting and mark.value in MISSED


def _missed(record: Record, day: date, *, but_explained: bool, but_caught_up: bool) -> Iterator[Cited]:
    for session, mark in _marked(record):
        if but_explained and mark.explanation is Explanation.SATISFACTORY:
            continue
        if but_caught_up and standing.caught_up(session, mark, day):
            continue
        limited = mark.engagement is Engagement.LIMITED and mark.value is not MarkValue.NOT_EXPECTED
        if standing.ended(session, day) and (mark.value in MISSED or limited):
            yield _session(session, mark)


def _spent(record: Record, day: date, who: str) -> Iterator[Cited]:
    for booking in record.bookings:
        spent = coaching.status(booking, record.programme.notice) is BookingStatus.SPENT
        if spent and coaching.ended(booking, day):
            yield Cited(
                f"booking:{booking.id}",
                f"Coaching at {london(booking.starts_at):%H:%M}",
                booking.starts_on,
                coaching.outcome_words(booking, record.programme, record.bookings, who=who),
                _fingerprint_of_booking(booking),
            )


def _offer(record: Record) -> Cited:
    """1.1.1: the form that is not signed; nothing else of the leader stops the message."""
    return Cited(_OFFER, "Offer Acceptance Form", record.cohort.starts, "not signed", "")


def _session(session: Session, mark: Mark) -> Cited:
    return Cited(
        f"session:{session.reference}",
        session.title,
        session.starts_on,
        _recorded(session, mark),
        _fingerprint_of_session(session, mark),
    )


def _recorded(session: Session, mark: Mark) -> str:
    """`absent, no word`, with what was made of an explanation where there is one to speak of."""
    said = mark_in_words(mark)
    if mark.value in MISSED:
        told = when_told(session, mark)
        if mark.reported_at is not None:
            told = f"told us {told}"
        said += f", {told}"
    if mark.explanation not in (None, Explanation.NONE):
        said += f", explanation {spoken(mark.explanation)}"
    return said


def _fingerprint_of_session(session: Session, mark: Mark) -> str:
    return _joined(
        session.title,
        session.kind,
        session.starts_at,
        session.ends_at,
        session.cancelled,
        session.compulsory,
        mark.value,
        mark.minutes,
        mark.engagement,
        mark.completed_on,
        mark.reported_at,
        mark.reason,
        mark.explanation,
        mark.sent_on,
        mark.due_on,
        mark.submitted_on,
        mark.log_received,
        mark.accepted_on,
    )


def _fingerprint_of_booking(booking: Booking) -> str:
    return _joined(booking.starts_at, booking.outcome, booking.cancelled_by, booking.cancelled_at, booking.waived)


def _joined(*facts: object) -> str:
    """Facts as one text; an instant in UTC whatever zone it was read in."""
    return _BETWEEN.join(map(_fact, facts))


def _fact(fact: object) -> str:
    if fact is None:
        return ""
    return f"{fact.astimezone(UTC):%Y%m%d%H%M%S}" if isinstance(fact, datetime) else str(fact)
