"""What a leader's leaving, pausing or coming back would mean: read before it is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder, presence
from psw_tui.policy.terms import LeaderState, Stage
from psw_tui.policy.wording import count, spoken
from psw_tui.store.escalations import case
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psw_tui.policy.presence import Follows
    from psw_tui.policy.records import Leader, Record
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_OF_RULES = ("state", "withdrawn_on", "paused_from", "paused_to")


def with_these(record: Record, wanted: Mapping[str, Any]) -> Record:
    """The record of a leader who had these particulars."""
    own = {key: value for key, value in wanted.items() if key in _OF_RULES}
    return replace(record, leader=replace(record.leader, **own))


def follows(store: Store, record: Record, wanted: Mapping[str, Any]) -> Follows:
    """What would be left to call off of a leader who had these particulars, and what of it would be spent."""
    return presence.follows(with_these(record, wanted), store.today, clock.now())


def resumed(store: Store, leader: Leader, on: date) -> dict[str, Any]:
    """The particulars of a leader who is active again from a day on; a pause to a day to come only gets its end."""
    wanted: dict[str, Any] = {"state": LeaderState.ACTIVE}
    if leader.state is LeaderState.WITHDRAWN:
        return wanted | {"withdrawn_on": None, "withdrawn_how": None}
    if leader.state is LeaderState.PAUSED:
        first, last = presence.pause_after_return(leader, on)
        wanted |= {"paused_from": first, "paused_to": last}
        if on > store.today:
            wanted |= {"state": LeaderState.PAUSED, "paused_to": on - timedelta(days=1)}
    return wanted


def why_not_resolved(store: Store, leader: str) -> str | None:
    """Why the leader's open escalation can't be resolved with their leaving; None where it can, or none is open."""
    now = case.case_of(store, leader).escalation
    return None if now is None else ladder.refusal(now, Stage.RESOLVED)


def escalation_words(store: Store, verdict: Verdict) -> tuple[str, str | None]:
    """Where the leader's open escalation stands, in words, and why it can't be resolved; empty where none is open."""
    now = case.case_of(store, verdict.reference, verdict=verdict).escalation
    if now is None:
        return "", None
    return f"an escalation is open at {spoken(now.stage)}", ladder.refusal(now, Stage.RESOLVED)


def said_before(verdict: Verdict, left: Follows, escalation: str) -> list[str]:
    """What follows, before it is saved: what there is to call off, the escalation, the concerns that end."""
    said = [words for words in (left.words, left.spent_words) if words]
    if escalation:
        said.append(escalation)
    if number := len(verdict.concerns):
        verb = "ends" if number == 1 else "end"
        said.append(f"{count(number, 'concern')} {verb} unanswered")
    return said
