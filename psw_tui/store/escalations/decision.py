"""One decision put on record: what was decided, by whom and on which clause, and what it saw.

Every decision keeps the day, who took it, the clause, the verdicts it saw and the hash of the programme's numbers;
those numbers are saved once. Undoing a decision strikes it out and leaves it in the record.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from models.tables import DecisionRow, ProgrammeTextRow
from psw_tui.policy import ladder
from psw_tui.policy.frozen import frozen
from psw_tui.store.core.store import user
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from psw_tui.policy.records import Standing
    from psw_tui.policy.terms import InboxChoice, Stage
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_NUMBERS = (
    "expected",
    "minimum",
    "credit",
    "missed",
    "unrecorded",
    "remaining",
    "catchable",
    "headroom",
    "catch_up_due",
)


@frozen
class Decision:
    """What the BDO decided of a leader, and on which clause; of which concern or escalation, and as what."""

    leader_id: UUID
    clause: str
    concern_id: UUID | None = None
    concern_key: str = ""
    escalation_id: UUID | None = None
    choice: InboxChoice | None = None
    from_stage: Stage | None = None
    to_stage: Stage | None = None
    reason: str = ""
    until: date | None = None


def decide(store: Store, session: Session, verdict: Verdict, decision: Decision) -> None:
    """Put one decision on record with what it saw.

    What it is about has been flushed already: a decision refers to rows that exist.
    """
    programme = verdict.record.programme
    _keep_numbers(session, programme.hash, programme.numbers)
    session.add(
        DecisionRow(
            day=store.today,
            at=clock.now(),
            who=user(),
            verdicts=_seen(verdict, store.today),
            programme_hash=programme.hash,
            leader_id=decision.leader_id,
            clause=decision.clause,
            concern_id=decision.concern_id,
            concern_key=decision.concern_key,
            escalation_id=decision.escalation_id,
            choice=decision.choice,
            from_stage=decision.from_stage,
            to_stage=decision.to_stage,
            reason=decision.reason,
            until=decision.until,
        )
    )


def _keep_numbers(session: Session, fingerprint: str, numbers: str) -> None:
    """Save a programme's numbers once, whatever the number of decisions."""
    kept = session.info.setdefault("programmes", set())
    if fingerprint in kept:
        return
    kept.add(fingerprint)
    if session.exec(select(ProgrammeTextRow).where(ProgrammeTextRow.hash == fingerprint)).first() is None:
        session.add(ProgrammeTextRow(hash=fingerprint, numbers=numbers))


def _seen(verdict: Verdict, day: date) -> str:
    """What a decision saw: standings with their numbers, concerns, the sentences on both, triggers that fit."""
    why: dict[str, str] = {reached.requirement: reached.why for reached in verdict.standings.values()}
    why |= {concern.key: concern.why for concern in verdict.concerns}
    seen = {
        "overall": verdict.overall,
        "standings": {reached.requirement: _numbers(reached) for reached in verdict.standings.values()},
        "concerns": [concern.key for concern in verdict.concerns],
        "why": why,
        "triggers": ladder.withdrawal_suggestions(verdict.record, day),
    }
    return json.dumps(seen, ensure_ascii=False, separators=(",", ":"))


def _numbers(reached: Standing) -> dict[str, Any]:
    return {"standing": reached.word, **{name: getattr(reached, name) for name in _NUMBERS}}
