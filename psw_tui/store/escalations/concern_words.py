"""A concern in words: what it is called, and what stands now where its facts stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy import concerns as flagged
from psw_tui.policy.calendar import london
from psw_tui.policy.terms import ConcernKind, Explanation, LeaderState
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.reads.verdicts import Verdict


def title_of(verdict: Verdict, kind: ConcernKind, about: str) -> str:
    """A short name of a concern: `unexplained absence, Workshop 3`, `manual, call from the organisation`."""
    cohort = verdict.record.cohort

    def short(day: date) -> str:
        return f"{day:%a} {day.day} {day:%b}" if cohort.starts <= day <= cohort.ends else day_words(day)

    if kind is ConcernKind.MANUAL:
        titles = {raised.about: raised.words for raised in verdict.record.manual}
    elif kind is ConcernKind.NO_RESPONSE:
        titles = {sent.about: f"wrote on {short(sent.on)}" for sent in verdict.record.communications}
    elif kind is ConcernKind.COACHING_SPENT:
        starts = (london(booking.starts_at) for booking in verdict.record.bookings)
        titles = {f"{start:%Y-%m-%dT%H:%M}": f"{short(start.date())} {start:%H:%M}" for start in starts}
    else:
        titles = verdict.session_titles
    return flagged.title(kind, about, titles)


def cleared_because(verdict: Verdict, kind: ConcernKind, about: str) -> str:
    """What now stands where the facts of a concern stood, in words."""
    record = verdict.record
    if record.leader.state is not LeaderState.ACTIVE:
        return f"the leader is {spoken(record.leader.state)}"
    if kind in (ConcernKind.BELOW_MINIMUM, ConcernKind.MINIMUM_UNREACHABLE):
        now = next((reached for reached in verdict.standings.values() if reached.requirement == about), None)
        return f"now {spoken(now.word)}" if now else "not covered on this day"
    if kind is ConcernKind.NO_RESPONSE:
        replied = next((sent.replied_on for sent in record.communications if sent.about == about), None)
        return f"replied on {day_words(replied)}" if replied else "the escalation has ended"
    if kind is ConcernKind.MANUAL:
        return "the escalation has ended"
    mark = record.marks.get(about)
    if mark is None:
        return "the facts no longer hold"
    said = [spoken(mark.value) if mark.value else "nothing recorded"]
    if mark.explanation not in (None, Explanation.NONE):
        said.append(f"explanation {spoken(mark.explanation)}")
    if mark.accepted_on is not None:
        said.append("caught up")
    return f"now {', '.join(said)}"
