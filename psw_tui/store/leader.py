"""One leader's page: what is kept of them beside the record that is judged, and what is still missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy.terms import RoundKind, Stage
from psw_tui.store import escalations, facts, history
from psw_tui.store.roster import Particulars, particulars
from psw_tui.store.settings import framework

if TYPE_CHECKING:
    from psw_tui.store.base import Store
    from psw_tui.store.escalations import InboxRow
    from psw_tui.store.history import Entry
    from psw_tui.store.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """One self-assessment: how many of the sub-capabilities are rated, and how many are a focus."""

    id: str
    round_on: date
    kind: RoundKind
    rated: int
    of: int
    focus: int


@dataclass(frozen=True, slots=True)
class EscalationSummary:
    """One escalation, open or ended."""

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
    rounds: tuple[RoundSummary, ...]
    escalations: tuple[EscalationSummary, ...]
    concerns: tuple[InboxRow, ...]
    history: tuple[Entry, ...]


def leader_file(store: Store, verdict: Verdict, day: date) -> LeaderFile | None:
    """What is kept of one leader: rounds by date, escalations the latest first, concerns, the journal newest first."""
    found = particulars(store, verdict.reference)
    if found is None:
        return None
    id_ = facts.read(store.connection, "leader", "WHERE reference = ?", (verdict.reference,))[0][0]
    return LeaderFile(
        found,
        _rounds(store, id_),
        _escalations(store, id_),
        escalations.inbox(store, [verdict], day),
        tuple(history.entries(store, verdict.reference)),
    )


def _rounds(store: Store, leader: str) -> tuple[RoundSummary, ...]:
    rows = facts.read_in(store.connection, "round", "leader_id", [leader])
    ratings = facts.read_in(store.connection, "rating", "round_id", [row[0] for row in rows])
    rated = Counter(row[0] for row in ratings if row[2] is not None)
    focus = Counter(row[0] for row in ratings if row[3])
    of = len(framework().subs)
    return tuple(
        RoundSummary(id_, date.fromisoformat(on), RoundKind(kind), rated[id_], of, focus[id_])
        for id_, _, on, kind in sorted(rows, key=lambda row: row[2])
    )


def _escalations(store: Store, leader: str) -> tuple[EscalationSummary, ...]:
    rows = facts.read_in(store.connection, "escalation", "leader_id", [leader])
    found = [
        EscalationSummary(
            row[0], Stage(row[2]), date.fromisoformat(row[3]), date.fromisoformat(row[4]), facts.to_date(row[5]),
            facts.to_date(row[6]), facts.to_date(row[11]), row[8],
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.ended_on is None, each.opened_on), reverse=True))
