"""The JSON documents about leaders, as scripts rely on them: plain values in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.policy import coaching, standing
from psw_tui.policy.absences import catch_up_due_on
from psw_tui.policy.calendar import london

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from psw_tui.policy.records import Booking, Concern, Record, Session, Standing
    from psw_tui.policy.requests import RequestClock
    from psw_tui.policy.terms import InboxState
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.roster.leaders import Particulars

Document = dict[str, Any]


def status(verdicts: Iterable[Verdict], day: date) -> Document:
    """`psw status --json`: every leader's standings, by reference."""
    return {"as_of": day.isoformat(), "leaders": [_leader(verdict) for verdict in verdicts]}


def _leader(verdict: Verdict) -> Document:
    return {**_who(verdict), "requirements": _requirements(verdict)}


def _who(verdict: Verdict) -> Document:
    return {
        "reference": verdict.reference,
        "name": verdict.name,
        "cohort": verdict.record.cohort.name,
        "state": str(verdict.record.leader.state),
        "overall": str(verdict.overall),
    }


def _requirements(verdict: Verdict) -> Document:
    return {str(requirement): _standing(reached) for requirement, reached in verdict.standings.items()}


def _standing(reached: Standing) -> Document:
    return {"standing": str(reached.word), "clause": reached.clause, **reached.figures, "why": reached.why}


def concerns(
    verdicts: Iterable[Verdict],
    states: Mapping[str, InboxState],
    day: date,
    *,
    in_order: Iterable[Concern] | None = None,
) -> Document:
    """`psw concerns --json`: what holds on the day, by leader, kind and what it is about; or as given in order."""
    if in_order is not None:
        return {"as_of": day.isoformat(), "concerns": [_concern(concern, states) for concern in in_order]}
    held: list[Document] = []
    for verdict in verdicts:
        held += [_concern(concern, states) for concern in verdict.concerns]
    held.sort(key=lambda concern: (concern["leader"], concern["kind"], concern["about"]))
    return {"as_of": day.isoformat(), "concerns": held}


def _concern(concern: Concern, states: Mapping[str, InboxState]) -> Document:
    return {
        "key": concern.key,
        "leader": concern.leader,
        "kind": str(concern.kind),
        "clause": concern.clause,
        "suggested_stage": str(concern.suggested_stage),
        "about": concern.about,
        "since": concern.since.isoformat(),
        "state": str(states[concern.key]),
        "why": concern.why,
    }


def queue(rows: Iterable[QueueRow], day: date) -> Document:
    """`psw queue --json`: open escalations in the order in which they are to be taken up."""
    return {
        "as_of": day.isoformat(),
        "escalations": [
            {
                "leader": row.leader,
                "name": row.name,
                "stage": str(row.stage),
                "due_on": _iso(row.due_on),
                "overdue": row.overdue,
                "snoozed_until": _iso(row.snoozed_until),
                "overall": str(row.overall),
                "concerns": list(row.concerns),
                "why": row.why,
            }
            for row in rows
        ],
    }


def explain(
    verdict: Verdict,
    particulars: Particulars,
    states: Mapping[str, InboxState],
    asked: Iterable[RequestClock],
    day: date,
) -> Document:
    """`psw explain --json`: one leader's standings and concerns, with the facts that they were judged from."""
    record = verdict.record
    leader = record.leader
    placed = coaching.placement(record)
    return {
        "as_of": day.isoformat(),
        "leader": {
            **_who(verdict),
            "organisation": particulars.organisation,
            "coach": particulars.coach,
            "offer_accepted_on": _iso(leader.offer_accepted_on),
            "paused_from": _iso(leader.paused_from),
            "paused_to": _iso(leader.paused_to),
            "withdrawn_on": _iso(particulars.withdrawn_on),
            "withdrawn_how": _word(particulars.withdrawn_how),
        },
        "requirements": _requirements(verdict),
        "concerns": [_concern(concern, states) for concern in verdict.concerns],
        "requests": [_request(clock) for clock in asked],
        "sessions": [_session(record, session, day) for session in record.sessions],
        "bookings": [_booking(record, booking, placed[booking.id]) for booking in record.bookings],
    }


def _request(clock: RequestClock) -> Document:
    """One request about a leader's own data as it stands on the day."""
    return {
        "kind": str(clock.request.kind),
        "received_on": clock.request.received_on.isoformat(),
        "state": str(clock.state),
        "due_on": _iso(clock.due_on),
        "overdue": clock.overdue,
        "stopped_days": clock.stopped_days,
        "words": clock.words,
        "why": clock.why,
    }


def _session(record: Record, session: Session, day: date) -> Document:
    """One session with what is recorded of the leader; a reason's category is nobody's business here."""
    mark = standing.mark_of(record, session)
    counts = [str(rule.id) for rule in record.programme.rules_for(session.kind)]
    return {
        "reference": session.reference,
        "kind": str(session.kind),
        "title": session.title,
        "starts_at": _local(session.starts_at),
        "ends_at": _local(session.ends_at),
        "cancelled": session.cancelled,
        "ended": standing.ended(session, day),
        "expected": not session.cancelled and standing.is_expected(record, session),
        "requirement": counts[0] if counts else None,
        "mark": _word(mark.value),
        "minutes": mark.minutes,
        "engagement": _word(mark.engagement),
        "completed_on": _iso(mark.completed_on),
        "reported_at": _local(mark.reported_at),
        "explanation": _word(mark.explanation),
        "catch_up_sent_on": _iso(mark.sent_on),
        "catch_up_due_on": _iso(mark.due_on or catch_up_due_on(mark, record.programme)),
        "catch_up_submitted_on": _iso(mark.submitted_on),
        "catch_up_log": mark.log_received,
        "catch_up_accepted_on": _iso(mark.accepted_on),
        "caught_up": standing.caught_up(session, mark, day),
    }


def _booking(record: Record, booking: Booking, window: int | None) -> Document:
    return {
        "starts_at": _local(booking.starts_at),
        "coach": booking.coach,
        "window": window,
        "status": str(coaching.status(booking, record.programme.notice)),
        "cancelled_at": _local(booking.cancelled_at),
        "why": coaching.status_why(booking, record.programme, record.bookings),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _word(word: Any) -> str | None:
    return None if word is None else str(word)


def _local(instant: datetime | None) -> str | None:
    """An instant as London's clocks show it, with the offset, so that nothing is ambiguous."""
    if instant is None:
        return None
    return london(instant).isoformat(timespec="seconds" if instant.second else "minutes")
