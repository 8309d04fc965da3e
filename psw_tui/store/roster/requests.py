"""What leaders have asked about their own data, read: each request with its steps, and how it stands on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy import requests as rules
from psw_tui.policy.records import ClockStop, Request
from psw_tui.policy.terms import Channel, RequestKind, RequestOutcome, StopReason
from psw_tui.policy.wording import spoken
from psw_tui.store.escalations import case
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredRequest, StoredRequestStop
from psw_tui.store.reads.stored_values import to_date
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Collection

    from psw_tui.policy.requests import RequestClock
    from psw_tui.store.core.store import Store


def every(store: Store, leaders: Collection[str] | None = None) -> list[Request]:
    """The requests of some leaders (by reference) or of all, in the order in which they were received."""
    rows = facts.read(store.connection, StoredRequest)
    if not rows:
        return []
    people = facts.read_in(store.connection, StoredLeader, "id", {row.leader_id for row in rows})
    references = {row.id: row.reference for row in people if leaders is None or row.reference in leaders}
    stops: dict[str, list[ClockStop]] = defaultdict(list)
    for stop in facts.read(store.connection, StoredRequestStop, "ORDER BY asked_on, id"):
        asked_on, answered_on = date.fromisoformat(stop.asked_on), to_date(stop.answered_on)
        stops[stop.request_id].append(ClockStop(stop.id, StopReason(stop.why), asked_on, answered_on))
    found = [_request(row, references[row.leader_id], stops[row.id]) for row in rows if row.leader_id in references]
    return sorted(found, key=lambda request: (request.received_on, request.id))


def _request(row: StoredRequest, leader: str, stops: list[ClockStop]) -> Request:
    return Request(
        id=row.id,
        leader=leader,
        kind=RequestKind(row.kind),
        received_on=date.fromisoformat(row.received_on),
        channel=Channel(row.channel),
        identity_on=to_date(row.identity_on),
        stops=tuple(stops),
        extended_on=to_date(row.extended_on),
        told_on=to_date(row.told_on),
        extended_because=row.extended_because,
        acknowledged_on=to_date(row.acknowledged_on),
        answered_on=to_date(row.answered_on),
        outcome=None if row.outcome is None else RequestOutcome(row.outcome),
        line=row.line,
    )


def clocks(store: Store, day: date, leaders: Collection[str] | None = None) -> list[RequestClock]:
    """How the requests received by a day stand on it: the open ones first, by when they are due, then the answered.

    One whose clock stands still, or whose outcome has no day, comes after those that have one.
    """
    numbers, holidays = store.programmes.requests, bank_holidays.english()
    found = (rules.clock(request, day, numbers, holidays) for request in every(store, leaders))
    return sorted(
        (clock for clock in found if clock is not None),
        key=lambda clock: (not clock.is_open, clock.due_on or date.max, clock.request.received_on, clock.request.id),
    )


def held_by(store: Store, request: Request) -> str:
    """The ground on which an erasure waits: what is open on the ladder today (UK GDPR 17); empty where nothing is."""
    if request.kind is not RequestKind.ERASURE:
        return ""
    escalation = case.case_of(store, request.leader).escalation
    return "" if escalation is None else f"held while this is open: {spoken(escalation.stage)} (UK GDPR 17)"
