"""One leader as a store shows them on a day: what a case file compares between now and then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, ladder, standing
from psw_tui.policy.absences import catch_up_due_on, compulsory_in_words, is_notified
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import LOCAL_SETTING, local, moment, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.coaching import bookings
from psw_tui.store.escalations import inbox, ladder_days
from psw_tui.store.escalations.records import CaseRecord, case_record, instant
from psw_tui.store.reads.verdicts import Verdict, judge_all
from psw_tui.store.roster.leaders import Particulars, particulars
from psw_tui.store.roster.row_words import NOTHING
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Mark, Record, Session
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.records import EscalationRecord

#: What is recorded of one thing, by its name, in order.
LabelledWords = tuple[tuple[str, str], ...]


@frozen
class View:
    """What is recorded of a leader and what it comes to on a day; marks by session, bookings by their key."""

    verdict: Verdict
    particulars: Particulars
    concerns: dict[str, InboxRow]
    marks: dict[str, str]
    mark_facts: dict[str, LabelledWords]
    came_to: dict[str, str]
    booking_facts: dict[str, LabelledWords]
    stage: str
    #: The escalation that was open on the day, as it stood then.
    stood: EscalationRecord | None
    record: CaseRecord


def look(store: Store, leader: str, day: date) -> View | None:
    """The leader on a day as this store has them; None when there is no such leader in it."""
    verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
    own = particulars(store, leader)
    if verdict is None or own is None:
        return None
    record = verdict.record
    on_record = case_record(store, leader)
    stood = next(iter(ladder_days.open_on(store, day, [on_record.leader_id])), None)
    learned = bookings.learned_at(store, on_record.leader_id)
    return View(
        verdict=verdict,
        particulars=own,
        concerns={row.key: row for row in inbox.inbox(store, [verdict], day)},
        marks={session.reference: _mark_words(record, session, day) for session in record.sessions},
        mark_facts={
            session.reference: _mark_facts(session, standing.mark_of(record, session), record.programme)
            for session in record.sessions
        },
        came_to={
            booking.id: coaching.outcome_words(booking, record.programme, record.bookings)
            for booking in record.bookings
        },
        booking_facts={booking.id: _booking_facts(record, booking, learned[booking.id]) for booking in record.bookings},
        stage=_stage(on_record, stood, day),
        stood=stood,
        record=on_record,
    )


def _mark_words(record: Record, session: Session, day: date) -> str:
    if session.cancelled:
        return "session cancelled"
    mark = standing.mark_of(record, session)
    if mark.value is not None:
        return spoken(mark.value)
    if not standing.is_expected(record, session):
        return "paused, not expected"
    if is_notified(session, mark):
        return "said not coming, nothing recorded yet"
    return "nothing recorded" if standing.ended(session, day) else "still to come"


def _mark_facts(session: Session, mark: Mark, programme: Programme) -> LabelledWords:
    told = NOTHING
    if mark.reported_at is not None:
        when = "before the session (2.1.1)" if is_notified(session, mark) else "after it had begun"
        told = f"{moment(mark.reported_at)}, {when}"
    return (
        ("told us", told),
        ("category of reason", _word(mark.reason)),
        ("explanation", _word(mark.explanation)),
        ("engagement", _word(mark.engagement)),
        ("minutes there", NOTHING if mark.minutes is None else str(mark.minutes)),
        ("completed", _day(mark.completed_on)),
        ("catch-up sent", _day(mark.sent_on)),
        (local("catch-up due"), _day(mark.due_on or catch_up_due_on(mark, programme))),
        ("catch-up submitted", _day(mark.submitted_on)),
        ("log received", "yes" if mark.log_received else NOTHING),
        ("catch-up accepted", _day(mark.accepted_on)),
    )


def _booking_facts(record: Record, booking: Booking, learned: str | None) -> LabelledWords:
    """Only keys, times and words of closed lists: there is no field for what is said in coaching."""
    window = coaching.placement(record)[booking.id]
    return (
        ("window", "outside the windows" if window is None else str(window)),
        ("outcome", _word(booking.outcome)),
        ("called off by", _word(booking.cancelled_by)),
        ("notice given", NOTHING if booking.cancelled_at is None else moment(booking.cancelled_at)),
        ("notice reached us", NOTHING if learned is None else moment(instant(learned))),
        ("set aside (1.1.3)", _word(booking.waived_reason or "yes") if booking.waived else NOTHING),
        ("recording", _word(booking.recording)),
    )


def _stage(record: CaseRecord, stood: EscalationRecord | None, day: date) -> str:
    """Where the ladder stood on the day, in a sentence."""
    recorded = record.escalations
    opened = [escalation for escalation in recorded if escalation.opened_on <= day]
    if not opened:
        return f"No escalation had been opened by {day_words(day)}." if recorded else "No escalation was ever opened."
    if stood is None:
        last = max(opened, key=lambda escalation: (escalation.ended_on or date.min, escalation.opened_on))
        return f"No escalation is open; the last one ended {spoken(last.stage)} on {_day(last.ended_on)}."
    stage, due, until = stood.stage, stood.due_on, stood.snoozed_until
    words = f"At {spoken(stage)} ({ladder.CLAUSE_OF_STAGE[stage]}) since {_day(stood.entered_on)}"
    if due is not None:
        late = ladder.due_in_words(due, day, bank_holidays.english())
        named = local(late) if day_words(due) in late else f"{late} ({day_words(due)}, {LOCAL_SETTING})"
        words += f", {named}"
    if ladder.is_snoozed(until, day):
        words += f", snoozed until {_day(until)}"
    return f"{words}."


def session_notes(session: Session, programme: Programme) -> str:
    """What a session counts for and whether it is compulsory (2.4.2)."""
    counts = [spoken(rule.id) for rule in programme.rules_for(session.kind)]
    notes = [compulsory_in_words(session, programme)]
    notes.append(f"counts for {' and '.join(counts)}" if counts else "counts for no minimum")
    if session.kind is SessionKind.MODULE:
        notes.append("to be completed by its end")
    return ", ".join(notes)


def _word(word: str | None) -> str:
    return NOTHING if word is None else spoken(word)


def _day(value: date | None) -> str:
    return NOTHING if value is None else day_words(value)
