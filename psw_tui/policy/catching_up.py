"""2.3.1: who is due a catch-up and how far each has come; never for coaching."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import concerns, standing
from psw_tui.policy.terms import MISSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psw_tui.policy.terms import Mark, Record, RequirementId, Session, Standing


class Step(StrEnum):
    """How far a catch-up has come, in the order in which the BDO takes them up."""

    OVERDUE = "overdue"
    TO_ACCEPT = "to accept"
    TO_SEND = "to send"
    SENT = "sent"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class CatchUp:
    """One missed session of one leader that is to be caught up, or was."""

    leader: str
    name: str
    session: Session
    mark: Mark
    step: Step
    due_on: date | None
    why: str


def catch_ups(record: Record, found: Mapping[RequirementId, Standing], day: date) -> list[CatchUp]:
    """Every catch-up of a leader on a day, by step and session; `found` are the leader's standings.

    One is due when the 80% watch says so; one under way stays listed though the watch asks no more.
    """
    listed = []
    for rule in record.programme.rules:
        if rule.is_coaching or rule.id not in found:
            continue
        watched = {each.reference for each in standing.missed_sessions(rule, record, day)}
        for session in standing.sessions_of(rule, record):
            mark = standing.mark_of(record, session)
            if mark.value not in MISSED or not standing.ended(session, day):
                continue
            due_watch = found[rule.id].catch_up_due and session.reference in watched
            step = _step(record, mark, day, due=due_watch)
            if step is not None:
                why = standing.watch_why(rule, record, day)
                due = concerns.catch_up_due_on(mark, record.programme)
                listed.append(
                    CatchUp(record.leader.reference, record.leader.name, session, mark, step, due, why)
                )
    order = list(Step)
    return sorted(listed, key=lambda each: (order.index(each.step), each.session.starts_at))


def _step(record: Record, mark: Mark, day: date, *, due: bool) -> Step | None:
    if mark.accepted_on is not None:
        return Step.ACCEPTED
    if mark.submitted_on is not None:
        return Step.TO_ACCEPT
    if concerns.is_catch_up_overdue(mark, record.programme, day):
        return Step.OVERDUE
    if mark.sent_on is not None:
        return Step.SENT
    return Step.TO_SEND if due else None


def why_not_accepted(mark: Mark) -> str | None:
    """What is missing before a catch-up can be accepted (2.3.1); None when nothing is."""
    if mark.value not in MISSED:
        return "only a missed session is caught up"
    return None if mark.log_received else "the reflective log has not been received (2.3.1)"
