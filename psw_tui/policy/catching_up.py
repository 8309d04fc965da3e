"""2.3.1: who is due a catch-up and how far each has come; never for coaching."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import absences, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MISSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from psw_tui.policy.programme import Rule
    from psw_tui.policy.records import Mark, Record, Session, Standing
    from psw_tui.policy.terms import RequirementId


class CatchUpStep(StrEnum):
    """How far a catch-up has come, in the order in which the BDO takes them up."""

    OVERDUE = "overdue"
    TO_ACCEPT = "to accept"
    TO_SEND = "to send"
    SENT = "sent"
    ACCEPTED = "accepted"


@frozen
class CatchUp:
    """One missed session of one leader that is to be caught up, or was.

    `mark` is as recorded, `then` as it stood on the day judged.
    """

    leader: str
    name: str
    session: Session
    mark: Mark
    then: Mark
    step: CatchUpStep
    due_on: date | None
    why: str
    #: Whether it earns credit once it is accepted (local).
    counts: bool


def catch_ups(record: Record, standings: Mapping[RequirementId, Standing], day: date) -> list[CatchUp]:
    """Every catch-up of a leader on a day, by step and session; `standings` are the leader's on that day.

    One is due when the 80% watch says so; one under way stays listed though the watch asks no more. A session that
    counts for several requirements is caught up once, and listed for the first that asks.
    """
    missed = {reference for reference, mark in record.marks.items() if mark.value in MISSED}
    if not missed:
        return []
    listed: dict[str, CatchUp] = {}
    for rule in record.programme.rules:
        if not rule.is_coaching and rule.id in standings:
            of_rule = [session for session in standing.sessions_of(rule, record) if session.reference in missed]
            for found in _of_rule(rule, record, of_rule, day, due=standings[rule.id].catch_up_due):
                listed.setdefault(found.session.reference, found)
    order = list(CatchUpStep)
    return sorted(listed.values(), key=lambda catch_up: (order.index(catch_up.step), catch_up.session.starts_at))


def _of_rule(rule: Rule, record: Record, missed: list[Session], day: date, *, due: bool) -> Iterator[CatchUp]:
    """The catch-ups of the sessions that a leader has missed, of those that count for one requirement."""
    leader = record.leader
    watched = {session.reference for session in standing.missed_sessions(rule, record, day)} if due else set()
    why = standing.watch_why(rule, record, day) if missed else ""
    for session in missed:
        if not standing.ended(session, day):
            continue
        mark = record.marks[session.reference]
        then = as_of(mark, day)
        step = _step(record, then, day, due=session.reference in watched)
        if step is not None:
            due_on = absences.catch_up_due_on(then, record.programme)
            counts = standing.counts_caught_up(session, record.programme)
            yield CatchUp(leader.reference, leader.name, session, mark, then, step, due_on, why, counts)


def as_of(mark: Mark, day: date) -> Mark:
    """Section 3: a mark with its catch-up as far as it had come on a day; a step dated later has not happened."""
    unsent = mark.sent_on is not None and mark.sent_on > day
    unsubmitted = mark.submitted_on is not None and mark.submitted_on > day
    unaccepted = mark.accepted_on is not None and mark.accepted_on > day
    if not (unsent or unsubmitted or unaccepted):
        return mark
    return replace(
        mark,
        sent_on=None if unsent else mark.sent_on,
        due_on=None if unsent else mark.due_on,
        submitted_on=None if unsubmitted else mark.submitted_on,
        log_received=mark.log_received and not unsubmitted,
        accepted_on=None if unaccepted else mark.accepted_on,
    )


def _step(record: Record, mark: Mark, day: date, *, due: bool) -> CatchUpStep | None:
    if mark.accepted_on is not None:
        return CatchUpStep.ACCEPTED
    if mark.submitted_on is not None:
        return CatchUpStep.TO_ACCEPT
    if absences.is_catch_up_overdue(mark, record.programme, day):
        return CatchUpStep.OVERDUE
    if mark.sent_on is not None:
        return CatchUpStep.SENT
    return CatchUpStep.TO_SEND if due else None


def lacks_log(*, accepted: bool, log_received: bool) -> bool:
    """2.3.1: whether a catch-up would stand as accepted without the reflective log, which it never may."""
    return accepted and not log_received


def why_not_accepted(mark: Mark) -> str | None:
    """What is missing before a catch-up can be accepted (2.3.1); None when nothing is."""
    if mark.value not in MISSED:
        return "only a missed session is caught up"
    without = lacks_log(accepted=True, log_received=mark.log_received)
    return "the reflective log has not been received (2.3.1)" if without else None
