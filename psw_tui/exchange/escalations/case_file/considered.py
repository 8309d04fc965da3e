"""Who considered a withdrawal, and what they and the record had before them: psw suggests, people decide (2.4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import ladder
from psw_tui.policy.terms import Role, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, moment, spoken, upper_first

if TYPE_CHECKING:
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.escalations.records import DecisionRecord, SignOffRecord


def considered(sources: Sources, escalation: str) -> tuple[str, ...]:
    """For each withdrawal of an escalation that stands: who moved it there, on whose word, and what psw suggested."""
    lines: list[str] = []
    for number, decision in enumerate(sources.record.decisions, 1):
        is_its = decision.escalation == escalation and decision.to_stage is Stage.WITHDRAWN
        if is_its and not decision.struck_out_at:
            lines += _of(sources, decision, number)
    return tuple(lines)


def _of(sources: Sources, decision: DecisionRecord, number: int) -> tuple[str, ...]:
    signed = [
        row
        for row in sources.record.sign_offs
        if row.escalation == decision.escalation
        and row.at <= decision.at
        and (row.struck_out_at is None or row.struck_out_at > decision.at)
    ]
    by_role: dict[Role, list[SignOffRecord]] = {role: [] for role in Role}
    for row in sorted(signed, key=lambda row: (row.on, row.at)):
        by_role[row.role].append(row)
    people = tuple(
        f"{upper_first(ladder.ROLE_NAMES[role])}: {_answers(rows)}." for role, rows in by_role.items() if rows
    )
    moved = f"Decided {moment(decision.at)} by {decision.who}, in decision {number}, which has what stood then."
    return (moved, *people, _suggested(decision))


def _answers(rows: list[SignOffRecord]) -> str:
    return "; ".join(f"{row.name} {spoken(row.answer)} on {day_words(row.on)}" for row in rows)


def _suggested(decision: DecisionRecord) -> str:
    kept = decision.seen.get("triggers")
    if kept is None:
        return "What psw suggested on that day was not kept; it moves nobody by itself."
    if not kept:
        return local("No trigger fitted on that day, so psw suggested no withdrawal review; people decided") + "."
    return local(f"psw suggested a withdrawal review ({', '.join(map(str, kept))}); people decided") + "."
