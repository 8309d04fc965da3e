"""One leader's page: what is kept of them beside the record that is judged, and what is still missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy import coaching, standing
from psw_tui.policy.terms import RequirementId, RoundKind, Stage, StandingWord
from psw_tui.policy.wording import REQUIREMENT_NAMES, count
from psw_tui.policy.wording import day as day_words
from psw_tui.store import escalations, facts, history
from psw_tui.store.roster import Particulars, particulars
from psw_tui.store.settings import framework

if TYPE_CHECKING:
    from psw_tui.policy.terms import Standing
    from psw_tui.store.base import Store
    from psw_tui.store.escalations import InboxRow
    from psw_tui.store.history import Entry
    from psw_tui.store.verdicts import Verdict

_THING = {
    RequirementId.COACHING: "coaching session",
    RequirementId.STUDY: "study session",
    RequirementId.PEER_PRACTICE: "peer practice session",
    RequirementId.RESIDENTIALS: "residential day",
}


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


def to_complete(verdict: Verdict, day: date) -> list[str]:
    """What still has to happen before every minimum is met, and the catch-ups that are due; empty when nothing is.

    A phrase names its last day where that isn't the cohort's.
    """
    phrases = []
    for found in verdict.standings.values():
        if found.word is not StandingWord.MET:
            phrases.append(_missing(verdict, found, day))
        if found.catch_up_due and found.word is not StandingWord.BELOW:
            phrases.append(f"{REQUIREMENT_NAMES[found.requirement]}: a catch-up is due (2.3.1)")
    return phrases


def _missing(verdict: Verdict, found: Standing, day: date) -> str:
    """Attend what is open first; only what that leaves short has to be caught up."""
    name = REQUIREMENT_NAMES[found.requirement]
    if found.word is StandingWord.UNREACHABLE:
        return f"{name}: the minimum is out of reach"
    if day > _last_day(verdict, found.requirement):
        return f"{name}: record what is still unrecorded"
    short = found.minimum - found.credit
    to_catch_up = max(0, -found.headroom)
    parts = []
    if to_catch_up:
        rule = verdict.record.programme.rule(found.requirement)
        missed = [session.title for session in standing.missed_sessions(rule, verdict.record, day)]
        which = missed[0] if len(missed) == 1 else f"{to_catch_up} of {', '.join(missed)}"
        parts.append(f"catch up {which}")
    if short > to_catch_up:
        parts.append(f"attend {count(short - to_catch_up, 'more ' + _THING[found.requirement])}")
    last = _last_day(verdict, found.requirement)
    by = "" if last == verdict.record.cohort.ends else f" by {day_words(last)}"
    return f"{' and '.join(parts)}{by}"


def _last_day(verdict: Verdict, requirement: RequirementId) -> date:
    """The last day that can still bring a credit: of the cohort, or of the last coaching window."""
    record = verdict.record
    if requirement is RequirementId.COACHING:
        return coaching.windows(record.programme, record.cohort.year)[-1].closes
    return record.cohort.ends
