"""What is on record of a leader, in plain words to the leader: numbers and dates, and nobody's judgement of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, presence
from psw_tui.policy.came_to import CameTo, came_to
from psw_tui.policy.catching_up import CatchUpStep
from psw_tui.policy.standing import expected_in_words, mark_of, percent
from psw_tui.policy.terms import Reason, RequirementId, SessionKind, StandingWord
from psw_tui.policy.wording import count, local
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.catching_up import CatchUp
    from psw_tui.policy.records import Booking, Record, Session, Standing

_THINGS = {
    RequirementId.COACHING: "coaching sessions",
    RequirementId.STUDY: "study sessions",
    RequirementId.PEER_PRACTICE: "peer practice sessions",
    RequirementId.RESIDENTIALS: "residential days",
}
_SESSIONS = {
    CameTo.PRESENT: "attended",
    CameTo.CAUGHT_UP: "missed, and caught up",
    CameTo.PART: "attended in part, which counts as missed",
    CameTo.ABSENT: "missed",
    CameTo.UNRECORDED: "we have yet to record whether you came",
    CameTo.NOT_EXPECTED: "you were not expected",
    CameTo.TO_COME: "to come",
}
_REASONS = {
    Reason.SICKNESS: "sickness",
    Reason.BEREAVEMENT: "bereavement",
    Reason.CARING: "caring responsibilities",
    Reason.OFSTED: "an Ofsted visit",
    Reason.OTHER: "another reason",
    Reason.JOINED_LATER: "you joined later",
    Reason.EXCEPTIONAL: "exceptional circumstances",
}


def standing_to_leader(record: Record, reached: Standing, day: date) -> str:
    """Its numbers, then what they come to: `You have 3 of 6 (local setting) study sessions so far; …`."""
    return f"{_numbers(record, reached, day)} {_verdict(record, reached, day)}"


def _numbers(record: Record, reached: Standing, day: date) -> str:
    rule = record.programme.rule(reached.requirement)
    of = expected_in_words(rule, reached.expected)
    share = f", {percent(rule.share)} of {reached.expected}" if rule.share is not None else ""
    needed = f"{reached.minimum} {_is(reached.minimum)} needed{share} ({reached.clause})"
    said = f"You have {reached.credit} of {of} {_THINGS[reached.requirement]} so far; {needed}."
    rest = []
    if reached.missed:
        what = "spent without being attended" if rule.is_coaching else "missed"
        rest.append(f"{reached.missed} {_was(reached.missed)} {what}")
    if reached.unrecorded and record.leader.state not in presence.LEFT:
        rest.append(f"{reached.unrecorded} we have yet to record")
    to_come = max(0, reached.remaining - reached.unrecorded)
    if to_come and not presence.has_stopped(record, day):
        rest.append(f"{to_come} {_is(to_come)} still to come")
    return f"{said} {_listed(rest)}." if rest else said


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _verdict(record: Record, reached: Standing, day: date) -> str:
    stopped = presence.has_stopped(record, day)
    waits = reached.unrecorded and record.leader.state not in presence.LEFT
    match reached.word:
        case StandingWord.MET:
            return "You met this minimum." if stopped else "You have met this minimum."
        case StandingWord.UNREACHABLE if stopped:
            return "This minimum was not reached."
        case StandingWord.UNREACHABLE:
            return "This minimum can't be reached any more; please talk to us about what that means."
        case _ if stopped and waits:
            return "What we have yet to record decides what it comes to."
        case _ if stopped:
            return "Nothing more is asked of you here."
        case StandingWord.BELOW:
            caught = local(f"{count(-reached.headroom, 'session')} to catch up")
            return f"You are below this minimum for now, with {caught}; catching up brings you back."
        case StandingWord.AT_RISK:
            return "One more absence would take you below this minimum."
        case _:
            return "You are on track."


def session_to_leader(record: Record, session: Session, day: date, *, reason: bool) -> str:
    """What a session came to; with the reason on record where it is asked for, and there is one."""
    word, mark = came_to(record, session, day), mark_of(record, session)
    said = _SESSIONS[word]
    if word in (CameTo.UNRECORDED, CameTo.TO_COME) and record.leader.state in presence.LEFT:
        return "nothing recorded"
    if word is CameTo.PRESENT and session.kind is SessionKind.MODULE:
        said = "completed"
    if word is CameTo.CAUGHT_UP and mark.accepted_on is not None:
        said += f" (accepted {day_words(mark.accepted_on)})"
    is_of_an_absence = word in (CameTo.CAUGHT_UP, CameTo.PART, CameTo.ABSENT, CameTo.NOT_EXPECTED)
    if reason and is_of_an_absence and mark.reason is not None:
        said += f"; the reason on record: {_REASONS[mark.reason]}"
    return said


def booking_to_leader(booking: Booking, record: Record, day: date, *, reason: bool) -> str:
    """What a coaching session came to by a day; why one was set aside only where it is asked for."""
    if coaching.is_to_come(booking, day):
        return "booked"
    if booking.outcome is None:
        return "we have yet to record whether it took place"
    told = booking if reason else replace(booking, waived_reason=None)
    return coaching.outcome_words(told, record.programme, record.bookings, who="you", day=day)


def catch_up_to_leader(catch_up: CatchUp) -> str:
    """What is next with one catch-up: whose turn it is, and by when."""
    session, then = catch_up.session, catch_up.then
    what = f"{session.title} ({day_words(session.starts_on)})"
    due = local(day_words(catch_up.due_on)) if catch_up.due_on else "the day we gave you"
    match catch_up.step:
        case CatchUpStep.TO_SEND:
            return f"{what}: we will send you the resources and the form"
        case CatchUpStep.SENT:
            return f"{what}: please send us the form with your reflective log by {due}"
        case CatchUpStep.OVERDUE:
            return f"{what}: the form was due on {due}; please send it, or tell us what stands in the way"
        case _ if not then.log_received:
            return f"{what}: we have your form, and still need your reflective log"
        case _:
            return f"{what}: we have your form and your reflective log, and will tell you when it counts"
