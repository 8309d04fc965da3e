"""Section 2: from a leader's record and a day to their standing against each requirement, and the 80% watch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from psw_tui.policy import coaching
from psw_tui.policy.frozen import frozen
from psw_tui.policy.records import Leader, Mark, Record, Session, Standing
from psw_tui.policy.shared import Shared
from psw_tui.policy.terms import (
    MISSED,
    ON_PROGRAMME,
    WORST_FIRST,
    LeaderState,
    MarkValue,
    RequirementId,
    SessionKind,
    StandingWord,
)
from psw_tui.policy.wording import LOCAL_SETTING, REQUIREMENT_NAMES, count, local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

    from psw_tui.policy.programme import Programme, Rule
    from psw_tui.policy.records import Cohort

#: 1.1.1, said wherever a standing is asked for that there is none of.
NOT_COVERED_WHY = "The policy doesn't cover this leader on this day: no Offer Acceptance Form signed by then (1.1.1)."
_WITHOUT_MARK = Mark(session="")
#: By names of their own, for the one loop that goes over every mark of every leader: half of its time went into these.
_PRESENT, _NOT_EXPECTED = MarkValue.PRESENT, MarkValue.NOT_EXPECTED


class Tally(NamedTuple):
    """What has been counted of one requirement on one day, before it is judged."""

    expected: int
    credit: int
    missed: int
    unrecorded: int
    remaining: int
    catchable: int
    undated: int = 0
    caught_up: int = 0
    no_shows: int = 0


@frozen
class _Demand:
    """What one requirement comes to for a cohort on a day, whoever the leader is.

    `sessions` are those that count for it, each with whether it has ended; `offered` is T before what is not expected
    of the leader. `judged` holds the standings, `watched` the sentences on the 80% watch, that counts came to: the
    same ones come to the same.
    """

    rule: Rule
    programme: Programme
    sessions: tuple[tuple[Session, bool], ...]
    offered: int
    over: bool
    judged: dict[Tally, Standing]
    watched: dict[Tally, str]


def _demanded(day: date, rule: Rule, sessions: tuple[Session, ...], cohort: Cohort, programme: Programme) -> _Demand:
    counting = [session for session in sessions if session.kind in rule.kinds]
    dated = tuple((session, ended(session, day)) for session in counting if not session.cancelled)
    offered = max(rule.planned - (len(counting) - len(dated)), len(dated))
    return _Demand(rule, programme, dated, offered, day > cohort.ends, {}, {})


_demand = Shared(_demanded)


def _demand_of(rule: Rule, record: Record, day: date) -> _Demand:
    return _demand(day, rule, record.sessions, record.cohort, record.programme)


def is_covered(record: Record, day: date) -> bool:
    """1.1.1: only a leader who has signed the Offer Acceptance Form by that day is covered by the policy."""
    return has_signed(record.leader, day)


def has_signed(leader: Leader, day: date) -> bool:
    """1.1.1: whether the Offer Acceptance Form was signed on or before the day."""
    return leader.offer_accepted_on is not None and leader.offer_accepted_on <= day


def is_offer_open(leader: Leader, day: date) -> bool:
    """Section 1: the form is not signed by the day, and the leader has not left: it is asked for."""
    return not has_signed(leader, day) and leader.state in (LeaderState.OFFERED, *ON_PROGRAMME)


def counts_as_covered(leader: Leader, day: date) -> bool:
    """Section 1: "leaders covered" are those whom the policy covers who are active or paused."""
    return has_signed(leader, day) and leader.state in ON_PROGRAMME


def mark_of(record: Record, session: Session) -> Mark:
    """The leader's mark at a session; an empty one if nothing is recorded."""
    return record.marks.get(session.reference, _WITHOUT_MARK)


def in_pause(record: Record, day: date) -> bool:
    """Whether a day lies in the leader's pause, both ends included; an open end never comes."""
    first, last = record.leader.paused_from, record.leader.paused_to
    return first is not None and first <= day and (last is None or day <= last)


def is_expected(record: Record, session: Session) -> bool:
    """Whether the leader is expected: not exempted, and not paused on its first day with nothing recorded."""
    value = mark_of(record, session).value
    if value is MarkValue.NOT_EXPECTED:
        return False
    return value is not None or not in_pause(record, session.starts_on)


def ended(session: Session, day: date) -> bool:
    """Section 2: a session has ended when the London date of its end is that day or earlier, whatever the hour."""
    return session.ends_on <= day


def attended(session: Session, mark: Mark, day: date) -> bool:
    """Present at a session that ended, or a module completed, on or before the day."""
    if mark.value is not MarkValue.PRESENT:
        return False
    if session.kind is SessionKind.MODULE and mark.completed_on is not None and mark.completed_on <= day:
        return True
    return ended(session, day)


def caught_up(session: Session, mark: Mark, day: date) -> bool:
    """2.3.1: a missed session is caught up from the day its catch-up is accepted, but not before it has ended."""
    return mark.value in MISSED and mark.accepted_on is not None and mark.accepted_on <= day and ended(session, day)


def counts_caught_up(session: Session, programme: Programme) -> bool:
    """2.3.1 (local): whether catching a session up earns credit towards any minimum that its kind counts for."""
    return any(rule.catch_up_counts for rule in programme.rules_for(session.kind))


def sessions_of(rule: Rule, record: Record) -> list[Session]:
    """The sessions of the leader's cohort that count for a requirement, cancelled ones left out."""
    return [session for session in record.sessions if session.kind in rule.kinds and not session.cancelled]


def missed_sessions(rule: Rule, record: Record, day: date) -> list[Session]:
    """Sessions that ended, were expected of the leader, recorded as not attended and not credited as caught up."""
    return [
        session
        for session in sessions_of(rule, record)
        if ended(session, day)
        and (mark := mark_of(record, session)).value in MISSED
        and not (rule.catch_up_counts and caught_up(session, mark, day))
    ]


def tally(rule: Rule, record: Record, day: date) -> Tally:
    """Count one requirement for one leader on one day (section 2)."""
    return _count(_demand_of(rule, record, day), record, day)


def _count(demand: _Demand, record: Record, day: date) -> Tally:
    rule = demand.rule
    if rule.is_coaching:
        used = coaching.usage(record, rule.planned, day)
        return Tally(
            rule.planned, used.attended, used.spent, used.unrecorded, used.remaining, 0, no_shows=used.no_shows
        )
    marks, catch_up_counts = record.marks, rule.catch_up_counts
    has_pause = record.leader.paused_from is not None
    not_expected = credit = missed = unrecorded = made_up = 0
    for session, has_ended in demand.sessions:
        mark = marks.get(session.reference, _WITHOUT_MARK)
        value = mark.value
        if value is _PRESENT:
            credit += has_ended or attended(session, mark, day)
        elif value is None:
            if has_pause and in_pause(record, session.starts_on):
                not_expected += 1
            elif has_ended:
                unrecorded += 1
        elif value is _NOT_EXPECTED:
            not_expected += 1
        elif catch_up_counts and caught_up(session, mark, day):
            made_up += 1
        elif has_ended:
            missed += 1
    credit += made_up
    expected = max(0, demand.offered - not_expected)
    remaining = unrecorded if demand.over else max(0, expected - credit - missed)
    catchable = missed if catch_up_counts and not demand.over else 0
    undated = demand.offered - len(demand.sessions)
    return Tally(expected, credit, missed, unrecorded, remaining, catchable, undated, made_up)


def minimum_of(rule: Rule, expected: int) -> int:
    """A count as it stands, never reduced; of a share, the whole number that reaches it, computed exactly."""
    if rule.share is not None:
        return math.ceil(rule.share * expected)
    return rule.minimum or 0


def judge(rule: Rule, record: Record, day: date) -> Standing:
    """One requirement's standing on a day, of a leader whom the policy covers: it follows from what is counted."""
    demand = _demand_of(rule, record, day)
    counted = _count(demand, record, day)
    found = demand.judged.get(counted)
    if found is None:
        found = demand.judged[counted] = _judge(demand, counted)
    return found


def _judge(demand: _Demand, counted: Tally) -> Standing:
    rule = demand.rule
    minimum = minimum_of(rule, counted.expected)
    headroom = counted.credit + counted.remaining - minimum
    if counted.credit >= minimum:
        word = StandingWord.MET
    elif counted.credit + counted.remaining + counted.catchable < minimum:
        word = StandingWord.UNREACHABLE
    elif headroom < 0:
        word = StandingWord.BELOW
    elif headroom == 0 and counted.missed >= 1:
        word = StandingWord.AT_RISK
    else:
        word = StandingWord.ON_TRACK
    due = not rule.is_coaching and is_catch_up_due(counted, demand.programme)
    return Standing(
        requirement=rule.id,
        word=word,
        clause=rule.clause,
        expected=counted.expected,
        minimum=minimum,
        credit=counted.credit,
        missed=counted.missed,
        unrecorded=counted.unrecorded,
        remaining=counted.remaining,
        catchable=counted.catchable,
        headroom=headroom,
        catch_up_due=due,
        why=_why(demand, counted, minimum, word, due=due),
    )


def is_catch_up_due(counted: Tally, programme: Programme) -> bool:
    """2.3.1, the 80% watch: something can be caught up, and nothing more may be missed before 80% is lost."""
    watched = math.ceil(programme.watch_share * counted.expected)
    return counted.catchable >= 1 and counted.credit + counted.remaining - watched <= 0


def watch_why(rule: Rule, record: Record, day: date) -> str:
    """2.3.1: the numbers of the 80% watch of one requirement, in one sentence."""
    demand = _demand_of(rule, record, day)
    counted = _count(demand, record, day)
    found = demand.watched.get(counted)
    if found is None:
        found = demand.watched[counted] = _watch_why(demand, counted)
    return found


def _watch_why(demand: _Demand, counted: Tally) -> str:
    rule, watch_share = demand.rule, demand.programme.watch_share
    watched = math.ceil(watch_share * counted.expected)
    reach = counted.credit + counted.remaining
    of = expected_in_words(rule, counted.expected)
    share = f"{percent(watch_share)} of {of} is {watched}"
    caught = f", {local(f'{counted.caught_up} of them caught up')}" if counted.caught_up else ""
    numbers = f"{counted.credit} credited{caught} and {counted.remaining} still open make {reach}"
    if is_catch_up_due(counted, demand.programme):
        end = f"{count(counted.catchable, 'missed session')} can be caught up, and none more may be missed"
    elif counted.catchable:
        end = f"{count(reach - watched, 'session')} to spare, so no catch-up is due"
    else:
        end = "there is nothing to catch up"
    return f"{REQUIREMENT_NAMES[rule.id].capitalize()}: {share}; {numbers}; {end} ({_source_of_watch(rule)})."


def _source_of_watch(rule: Rule) -> str:
    """2.3.1 names the elements of 1.1.4 and 80%; that residentials are watched too, and the sum, are local."""
    watched = "that residentials are watched, and the sum" if rule.id is RequirementId.RESIDENTIALS else "the sum"
    return f"2.3.1; {LOCAL_SETTING}: {watched}"


def standings(record: Record, day: date) -> dict[RequirementId, Standing]:
    """Every requirement's standing of one leader on a day; none when the policy doesn't cover them (1.1.1)."""
    if not is_covered(record, day):
        return {}
    return {rule.id: judge(rule, record, day) for rule in record.programme.rules}


def overall(verdicts: Iterable[Standing]) -> StandingWord:
    """The worst of a leader's standings; `not_covered` when there are none."""
    words = {verdict.word for verdict in verdicts}
    for word in WORST_FIRST:
        if word in words:
            return word
    return StandingWord.NOT_COVERED


def _why(demand: _Demand, counted: Tally, minimum: int, word: StandingWord, *, due: bool) -> str:
    """One sentence with the numbers: what is there, what is needed, what is left, and what that comes to."""
    rule = demand.rule
    apart = f", {local(f'{counted.caught_up} of them caught up')}" if counted.caught_up else ""
    of = expected_in_words(rule, counted.expected)
    parts = [f"{counted.credit} of {of} so far{apart}, {minimum} needed"]
    if rule.share is not None:
        parts[0] += f" ({percent(rule.share)} of {counted.expected})"
    if counted.missed:
        spent = f"{counted.missed} spent{coaching.not_come_to(counted.no_shows)}"
        parts.append(spent if rule.is_coaching else f"{counted.missed} missed")
    if counted.unrecorded:
        parts.append(f"{counted.unrecorded} unrecorded")
    parts.append(f"{counted.remaining} still open")
    if counted.undated:
        undated = "never dated" if demand.over else "not dated yet"
        parts.append(f"{counted.undated} {undated}")
    sentence = f"{REQUIREMENT_NAMES[rule.id].capitalize()}: {', '.join(parts)}; {_verdict(counted, minimum, word)}"
    if due:
        watch = f"the {percent(demand.programme.watch_share)} watch ({_source_of_watch(rule)})"
        sentence += f"; a catch-up is due under {watch}"
    return f"{sentence} ({rule.clause})."


def expected_in_words(rule: Rule, expected: int) -> str:
    """`6 (local setting)`; where it isn't the number planned, that too: `7 (6 planned: local setting)`."""
    if expected == rule.planned:
        return local(str(expected))
    return f"{expected} ({rule.planned} planned: {LOCAL_SETTING})"


def percent(share: Fraction) -> str:
    """`80%`, `12.5%`."""
    return f"{float(share * 100):g}%"


def _verdict(counted: Tally, minimum: int, word: StandingWord) -> str:
    headroom = counted.credit + counted.remaining - minimum
    reach = counted.credit + counted.remaining + counted.catchable
    match word:
        case StandingWord.MET:
            return "the minimum is met"
        case StandingWord.UNREACHABLE:
            included = f", {local('what can be caught up included')}," if counted.catchable else ""
            return f"at most {reach}{included} can be reached, so the minimum is out of reach by {minimum - reach}"
        case StandingWord.BELOW:
            caught = local(f"{count(-headroom, 'session')} must be caught up")
            return f"{caught} to reach the minimum"
        case StandingWord.AT_RISK:
            return "one more absence falls below the minimum"
        case _:
            return f"{headroom} to spare" if headroom else "none to spare, none missed"
