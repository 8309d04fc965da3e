"""What every decision shares: the record of it, the open escalation it is about, and the words it needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder
from psw_tui.policy.text import clean
from psw_tui.store.core.store import Refused, user
from psw_tui.store.escalations import case
from psw_tui.store.reads import facts
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlmodel import Session

    from models.tables import EscalationRow, LeaderRow
    from psw_tui.policy.records import Standing
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_WORDS_LONGEST = 500
_NUMBERS = (
    "expected", "minimum", "credit", "missed", "unrecorded", "remaining", "catchable", "headroom", "catch_up_due",
)  # fmt: skip


def decide(store: Store, session: Session, verdict: Verdict, **said: Any) -> None:
    """Put one decision on record with what it saw; `said` are columns of the decision table.

    What it is about has been flushed already: a decision refers to rows that exist.
    """
    from models.tables import DecisionRow

    programme = verdict.record.programme
    _keep_numbers(session, programme.hash, programme.numbers)
    session.add(
        DecisionRow(
            day=store.today,
            at=clock.now(),
            who=user(),
            verdicts=_seen(verdict, store.today),
            programme_hash=programme.hash,
            **said,
        )
    )


def _keep_numbers(session: Session, fingerprint: str, numbers: str) -> None:
    """Save a programme's numbers once, whatever the number of decisions."""
    from sqlmodel import select

    from models.tables import ProgrammeTextRow

    kept = session.info.setdefault("programmes", set())
    if fingerprint in kept:
        return
    kept.add(fingerprint)
    if session.exec(select(ProgrammeTextRow).where(ProgrammeTextRow.hash == fingerprint)).first() is None:
        session.add(ProgrammeTextRow(hash=fingerprint, numbers=numbers))


def _seen(verdict: Verdict, day: date) -> str:
    """What a decision saw: standings with their numbers, concerns, the sentences on both, triggers that fit."""
    why: dict[str, str] = {found.requirement: found.why for found in verdict.standings.values()}
    why |= {each.key: each.why for each in verdict.concerns}
    seen = {
        "overall": verdict.overall,
        "standings": {found.requirement: _numbers(found) for found in verdict.standings.values()},
        "concerns": [each.key for each in verdict.concerns],
        "why": why,
        "triggers": ladder.withdrawal_suggestions(verdict.record, day),
    }
    return json.dumps(seen, ensure_ascii=False, separators=(",", ":"))


def _numbers(found: Standing) -> dict[str, Any]:
    return {"standing": found.word, **{name: getattr(found, name) for name in _NUMBERS}}


def judged(store: Store, leader: str) -> Verdict:
    """Today's verdict on one leader, or `Refused`."""
    found = next(iter(judge_all(store, store.today, leaders=[leader])), None)
    if found is None:
        raise no_leader(store.damage, leader)
    return found


def open_row(session: Session, leader: LeaderRow) -> EscalationRow | None:
    """The leader's open escalation, if there is one."""
    from sqlmodel import col, select

    from models.tables import EscalationRow

    query = select(EscalationRow).where(
        EscalationRow.leader_id == leader.id, col(EscalationRow.ended_on).is_(None)
    )
    return session.exec(query).one_or_none()


def open_rows(store: Store, session: Session, leader: str) -> tuple[EscalationRow, LeaderRow]:
    """The open escalation and its leader, or `Refused`."""
    from models.tables import LeaderRow

    leader_row = store.only_row(session, LeaderRow, "leader", reference=leader)
    found = open_row(session, leader_row)
    if found is None:
        name = facts.display_name(leader_row.first_name, leader_row.last_name, leader_row.preferred_name)
        raise Refused(f"{name} has no open escalation; accept one of their concerns first.")
    return found, leader_row


def cut(words: str) -> str:
    """Words as they may be stored."""
    return clean(words, _WORDS_LONGEST)


def needed(words: str, sentence: str) -> str:
    """Words that must be there, or `Refused`."""
    kept = cut(words)
    if not kept:
        raise Refused(f"{sentence}: say it in a few words.")
    return kept


def numbered(day: date, taken: Iterable[str]) -> str:
    """The next `2027-01-12-1` of a day."""
    numbers = [case.number_of(about) for about in taken if about.startswith(f"{day.isoformat()}-")]
    return f"{day.isoformat()}-{max(numbers, default=0) + 1}"
