"""What marking a missed session *not expected* costs a leader: its catch-up goes with it (1.1.3, 2.3.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy import standing
from psw_tui.policy.terms import MISSED, WORST_FIRST, MarkValue, RequirementId, StandingWord

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Record, Session


class Cost(NamedTuple):
    """A requirement whose standing would become worse, from what and to what."""

    requirement: RequirementId
    now: StandingWord
    then: StandingWord


def costs(record: Record, session: Session, day: date) -> list[Cost]:
    """The requirements that setting a missed session aside would make worse on a day; none of any other session.

    It lowers what is expected, and with it goes what catching up could still give or has given.
    """
    mark = standing.mark_of(record, session)
    if mark.value not in MISSED or not standing.is_covered(record, day):
        return []
    aside = replace(mark, value=MarkValue.NOT_EXPECTED)
    without = replace(record, marks={**record.marks, session.reference: aside})
    changes = []
    for rule in record.programme.rules_for(session.kind):
        now, then = standing.judge(rule, record, day).word, standing.judge(rule, without, day).word
        if WORST_FIRST.index(then) < WORST_FIRST.index(now):
            changes.append(Cost(rule.id, now, then))
    return changes


def takes_catch_up(record: Record, session: Session) -> bool:
    """Whether a catch-up that was begun goes with a missed session that is set aside, whatever that costs (2.3.1)."""
    mark = standing.mark_of(record, session)
    begun = any(on is not None for on in (mark.sent_on, mark.submitted_on, mark.accepted_on))
    return begun and mark.value in MISSED
