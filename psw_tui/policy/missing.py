"""What is still missing to the minimums, in words: what to attend, what to catch up, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import coaching, presence, standing
from psw_tui.policy.terms import RequirementId, StandingWord
from psw_tui.policy.wording import LOCAL_SETTING, REQUIREMENT_NAMES, count, local
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psw_tui.policy.records import Record, Standing

_THING = {
    RequirementId.COACHING: "coaching session",
    RequirementId.STUDY: "study session",
    RequirementId.PEER_PRACTICE: "peer practice session",
    RequirementId.RESIDENTIALS: "residential day",
}


def to_complete(
    record: Record, standings: Mapping[RequirementId, Standing], day: date, *, to_leader: bool = False
) -> list[str]:
    """What still has to happen before every minimum is met, and the catch-ups that are due; empty when nothing is.

    A phrase names its last day where that isn't the cohort's. Of a leader who has left nothing has to happen. Said
    `to_leader`, recording is ours to do.
    """
    if record.leader.state in presence.LEFT:
        return []
    phrases = []
    for reached in standings.values():
        if reached.word is not StandingWord.MET:
            phrases.append(_missing(record, reached, day, to_leader=to_leader))
        if reached.catch_up_due and reached.word is not StandingWord.BELOW:
            phrases.append(f"{REQUIREMENT_NAMES[reached.requirement]}: a catch-up is due (2.3.1; {LOCAL_SETTING})")
    return phrases


def _missing(record: Record, reached: Standing, day: date, *, to_leader: bool) -> str:
    """Attend what is open first; only what that leaves short has to be caught up."""
    name = REQUIREMENT_NAMES[reached.requirement]
    if reached.word is StandingWord.UNREACHABLE:
        return f"{name}: the minimum is out of reach"
    if day > _last_day(record, reached.requirement):
        ours = "we have yet to record whether you came" if to_leader else "record what is still unrecorded"
        return f"{name}: {ours}"
    short = reached.minimum - reached.credit
    to_catch_up = max(0, -reached.headroom)
    parts = []
    if to_catch_up:
        rule = record.programme.rule(reached.requirement)
        missed = [session.title for session in standing.missed_sessions(rule, record, day)]
        which = missed[0] if len(missed) == 1 else f"{to_catch_up} of {', '.join(missed)}"
        parts.append(local(f"catch up {which}"))
    if short > to_catch_up:
        parts.append(f"attend {count(short - to_catch_up, 'more ' + _THING[reached.requirement])}")
    last = _last_day(record, reached.requirement)
    by = "" if last == record.cohort.ends else f" by {day_words(last)}"
    return f"{' and '.join(parts)}{by}"


def _last_day(record: Record, requirement: RequirementId) -> date:
    """The last day that can still bring a credit: of the cohort, or of the last coaching window."""
    if requirement is RequirementId.COACHING:
        return coaching.windows(record.programme, record.cohort.year)[-1].closes
    return record.cohort.ends
