"""One leader's page: what is kept of them beside the record that is judged, and what is still missing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.completion import completion
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RoundKind
from psw_tui.store.core import history
from psw_tui.store.escalations import inbox, ladder_days, records
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredRating, StoredRound
from psw_tui.store.roster import certificates, requests, told_changes
from psw_tui.store.roster.leaders import Particulars, particulars
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from psw_tui.policy.requests import RequestClock
    from psw_tui.store.core.history import JournalEntry
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.records import EscalationRecord
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class LeaderRound:
    """One self-assessment: how many of the sub-capabilities are rated, and how many are a focus."""

    id: str
    round_on: date
    kind: RoundKind
    rated: int
    of: int
    focus: int


@frozen
class LeaderFile:
    """All that a leader's page shows beside the verdict; `escalations` are as they stood, the open one first.

    `changed` is what entries of the history changed from what to what, by their ids; `certificate` is the number of
    the valid one, and whether the record still bears it out.
    """

    particulars: Particulars
    rounds: tuple[LeaderRound, ...]
    escalations: tuple[EscalationRecord, ...]
    concerns: tuple[InboxRow, ...]
    requests: tuple[RequestClock, ...]
    history: tuple[JournalEntry, ...]
    changed: dict[str, tuple[str, ...]]
    certificate: str = ""


def leader_file(store: Store, verdict: Verdict, day: date) -> LeaderFile | None:
    """What is kept of one leader: rounds by date, escalations the latest first, concerns, the journal newest first.

    The escalations are those opened by the day, as the decisions dated on or before it left them (section 9).
    """
    found = particulars(store, verdict.reference)
    if found is None:
        return None
    id_ = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (verdict.reference,))[0].id
    return LeaderFile(
        found,
        _rounds(store, id_),
        _escalations(store, id_, day),
        inbox.inbox(store, [verdict], day),
        tuple(requests.clocks(store, day, [verdict.reference])),
        tuple(history.entries(store, verdict.reference)),
        told_changes.told(store, verdict.reference, most=None),
        _certificate(store, verdict),
    )


def _certificate(store: Store, verdict: Verdict) -> str:
    found = certificates.valid(store, [verdict.reference]).get(verdict.reference)
    if found is None:
        return ""
    stands = completion(verdict.record, verdict.standings, verdict.day).completed
    return found.number if stands else f"{found.number}, which no longer rests on the record"


def _rounds(store: Store, leader: str) -> tuple[LeaderRound, ...]:
    rows = facts.read_in(store.connection, StoredRound, "leader_id", [leader])
    ratings = facts.read_in(store.connection, StoredRating, "round_id", [row.id for row in rows])
    rated = Counter(row.round_id for row in ratings if row.rating is not None)
    focus = Counter(row.round_id for row in ratings if row.focus)
    of = len(framework().subs)
    return tuple(
        LeaderRound(row.id, date.fromisoformat(row.round_on), RoundKind(row.kind), rated[row.id], of, focus[row.id])
        for row in sorted(rows, key=lambda row: row.round_on)
    )


def _escalations(store: Store, leader: str, day: date) -> tuple[EscalationRecord, ...]:
    recorded = ladder_days.open_on(store, day, [leader])
    recorded += [
        escalation
        for escalation in records.escalations(store.connection, [leader])
        if escalation.ended_on is not None and escalation.ended_on <= day
    ]
    return tuple(
        sorted(recorded, key=lambda escalation: (escalation.ended_on is None, escalation.opened_on), reverse=True)
    )
