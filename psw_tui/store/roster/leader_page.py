"""One leader's page: what is kept of them beside the record that is judged, and what is still missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.terms import RoundKind, Stage
from psw_tui.store.core import undo
from psw_tui.store.escalations import ladder_days, queue, records
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredRating, StoredRound
from psw_tui.store.roster.leaders import Particulars, particulars
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.undo import JournalEntry
    from psw_tui.store.escalations.ladder_days import Stood
    from psw_tui.store.escalations.queue import InboxRow
    from psw_tui.store.reads.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class LeaderRound:
    """One self-assessment: how many of the sub-capabilities are rated, and how many are a focus."""

    id: str
    round_on: date
    kind: RoundKind
    rated: int
    of: int
    focus: int


@dataclass(frozen=True, slots=True)
class EscalationSummary:
    """One escalation as it stood on a day; `ended_on` and `outcome` are those of one that had ended by then."""

    id: str
    stage: Stage
    opened_on: date
    entered_on: date
    due_on: date | None
    snoozed_until: date | None
    ended_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class LeaderFile:
    """All that a leader's page shows beside the verdict."""

    particulars: Particulars
    rounds: tuple[LeaderRound, ...]
    escalations: tuple[EscalationSummary, ...]
    concerns: tuple[InboxRow, ...]
    history: tuple[JournalEntry, ...]


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
        queue.inbox(store, [verdict], day),
        tuple(undo.entries(store, verdict.reference)),
    )


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


def _escalations(store: Store, leader: str, day: date) -> tuple[EscalationSummary, ...]:
    rows = records.escalations(store.connection, [leader])
    ended = [row for row in rows if row.ended_on is not None and row.ended_on <= day]
    found = [
        *(_summary(each, None, "") for each in ladder_days.open_on(store, day, [leader])),
        *(_summary(ladder_days.stands(row), row.ended_on, row.outcome) for row in ended),
    ]
    return tuple(sorted(found, key=lambda each: (each.ended_on is None, each.opened_on), reverse=True))


def _summary(stood: Stood, ended_on: date | None, outcome: str) -> EscalationSummary:
    return EscalationSummary(
        stood.id, stood.stage, stood.opened_on, stood.entered_on, stood.due_on, stood.snoozed_until, ended_on, outcome
    )
