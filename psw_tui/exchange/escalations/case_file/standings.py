"""The parts of a case file that tell of facts: what the policy asks, standings, attendance, coaching, concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.decisions import reason_words
from psw_tui.exchange.escalations.case_file.document import (
    AttendanceLine,
    ClauseLine,
    CoachingLine,
    ConcernLine,
    LostLine,
    Policy,
    RecordedFact,
    StandingLine,
)
from psw_tui.exchange.escalations.case_file.numbers_in_words import STANDING_NUMBERS, in_words, meaning
from psw_tui.exchange.escalations.case_file.snapshot import session_notes
from psw_tui.exchange.escalations.case_file.words import compared, history_lines
from psw_tui.policy.clauses import CLAUSES, LOST, cited_in
from psw_tui.policy.programme import LOCAL
from psw_tui.policy.terms import InboxChoice, InboxState
from psw_tui.policy.wording import REQUIREMENT_NAMES, local, moment, spoken
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.exchange.escalations.case_file.document import CaseFile
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.policy.programme import Programmes
    from psw_tui.policy.records import Standing
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.records import DecisionRecord

#: Clauses that every case stands on, whatever it cites beside them.
_ALWAYS = ("1.1.1", "1.1.4", "1.1.5", "2.4", "2.4.2", "2.4.3", "2.4.4", "2.4.5", "2.4.6", "2.4.7")
_NUMBERS = ("expected", "minimum", "credit", "missed", "unrecorded", "remaining", "catchable", "headroom")
_DECIDED = {InboxChoice.ACCEPT: "accepted", InboxChoice.DISMISS: "dismissed", InboxChoice.SNOOZE: "snoozed"}
NOT_THERE = "not on record"


def policy(cited: Iterable[str], programmes: Programmes, programme: str) -> Policy:
    """The clauses cited, in the policy's order, what our copy of them lacks, and the local settings.

    What Salesforce is told decides nothing about anybody, and is none of them.
    """
    wanted = {clause.strip() for clause in "/".join(cited).split("/")} | set(_ALWAYS)
    start = f"programme.{programme}."
    elsewhere = f"{start}salesforce."
    return Policy(
        tuple(ClauseLine(clause.id, clause.title, clause.restated) for clause in CLAUSES if clause.id in wanted),
        tuple(LostLine(line.clause, line.lacks, line.instead) for line in LOST if line.clause in wanted),
        tuple(
            _in_words(setting.key.removeprefix(start), setting.value)
            for setting in programmes.settings
            if setting.key.startswith(start) and not setting.key.startswith(elsewhere) and setting.source == LOCAL
        ),
    )


def _in_words(key: str, value: str) -> RecordedFact:
    return RecordedFact(meaning(key), in_words(key, value))


def numbers(reached: Standing, planned: int) -> tuple[RecordedFact, ...]:
    """The numbers behind a standing, by name; how many are `planned` is local."""
    told = [RecordedFact(STANDING_NUMBERS[name], str(getattr(reached, name))) for name in _NUMBERS]
    return (
        RecordedFact(local("planned"), str(planned)),
        *told,
        RecordedFact("catch-up due", "yes" if reached.catch_up_due else "no"),
    )


def standings(sources: Sources) -> tuple[StandingLine, ...]:
    """Section (c): every requirement on the day, beside what it came to from what was known then."""
    then = sources.then.verdict.standings if sources.then else {}
    lines = []
    for requirement, reached in sources.now.verdict.standings.items():
        earlier = then.get(requirement)
        before = NOT_THERE if earlier is None else f"{spoken(earlier.word)}. {earlier.why}"
        planned = sources.now.verdict.record.programme.rule(requirement).planned
        differs = sources.compares and before != f"{spoken(reached.word)}. {reached.why}"
        lines.append(
            StandingLine(
                REQUIREMENT_NAMES[requirement],
                spoken(reached.word),
                reached.clause,
                numbers(reached, planned),
                reached.why,
                before if differs else None,
            )
        )
    return tuple(lines)


def attendance(sources: Sources) -> tuple[AttendanceLine, ...]:
    """Section (d): every session of the cohort in order, with the mark, what belongs to it, and its history."""
    now, then = sources.now, sources.then
    lines = []
    for session in now.verdict.record.sessions:
        key = session.reference
        mark, told = now.marks[key], now.mark_facts[key]
        mark_then = then.marks.get(key, NOT_THERE) if then else NOT_THERE
        earlier = dict(then.mark_facts.get(key, ())) if then else {}
        lines.append(
            AttendanceLine(
                reference=key,
                title=session.title,
                kind=spoken(session.kind),
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                notes=session_notes(session, now.verdict.record.programme),
                mark=mark,
                mark_then=mark_then if sources.compares and mark_then != mark else None,
                facts=compared(told, earlier if sources.compares else None),
                history=history_lines("mark", sources.of_mark(key), sources.names),
            )
        )
    return tuple(lines)


def coaching(sources: Sources) -> tuple[CoachingLine, ...]:
    """Section (d): every booking with notice and outcome, exactly as the 24-hour rule takes it (2.1.2)."""
    now, then = sources.now, sources.then
    lines = []
    for booking in now.verdict.record.bookings:
        came_to, told = now.came_to[booking.id], now.booking_facts[booking.id]
        before = then.came_to.get(booking.id, NOT_THERE) if then else NOT_THERE
        earlier = dict(then.booking_facts.get(booking.id, ())) if then else {}
        lines.append(
            CoachingLine(
                starts_at=booking.starts_at,
                window=dict(told)["window"],
                coach=booking.coach,
                came_to=came_to,
                came_to_then=before if sources.compares and before != came_to else None,
                facts=compared(told[1:], earlier if sources.compares else None),
                history=history_lines("booking", sources.steps.get(("booking", booking.id), ()), sources.names),
            )
        )
    return tuple(lines)


def concerns(sources: Sources) -> tuple[ConcernLine, ...]:
    """Section (e): every concern that was ever raised, by the day it began, with what became of it."""
    now, then = sources.now.concerns, sources.then.concerns if sources.then else {}
    decided: dict[str, list[DecisionRecord]] = {}
    for decision in sources.record.decisions:
        if decision.concern_key:
            decided.setdefault(decision.concern_key, []).append(decision)
    lines = []
    for key in dict.fromkeys([*now, *then, *decided]):
        row, became = now.get(key), tuple(_became(sources, decision) for decision in decided.get(key, ()))
        state, changed = _state(sources, row)
        before = _state(sources, then.get(key))[0]
        known, holding = row or then.get(key), _holding(row) or _holding(then.get(key))
        lines.append(
            ConcernLine(
                key=key,
                title=sources.concern_title(key),
                clause=known.clause if known else decided[key][-1].clause,
                since=holding.since if holding else sources.held_since.get(key),
                first_decided=decided[key][0].day if key in decided else None,
                why=known.why if known else "",
                state=state,
                state_then=before if sources.compares and before != state else None,
                cleared_on=row.cleared_on if row else None,
                changed=changed,
                became=became,
                seen_by=tuple(
                    number
                    for number, decision in enumerate(sources.record.decisions, 1)
                    if key in decision.seen.get("concerns", ())
                ),
            )
        )
    last = sources.day + timedelta(days=1)
    return tuple(
        sorted(lines, key=lambda line: (line.since or line.first_decided or line.cleared_on or last, line.key))
    )


def _holding(row: InboxRow | None) -> InboxRow | None:
    """The row of a concern that holds; a cleared one has no `since` of its own."""
    return None if row is None or row.state is InboxState.CLEARED else row


def _state(sources: Sources, row: InboxRow | None) -> tuple[str, str]:
    """Where a concern stands, and what ended it: the journal's own sentence, else what stands now of its facts.

    Of a leader who has left the active ones no concern is raised, so theirs end without having been answered.
    """
    if row is None:
        return NOT_THERE, ""
    if row.state is not InboxState.CLEARED:
        return spoken(row.state), ""
    step = sources.cleared(row)
    if step is None:
        return spoken(row.state), row.changed
    left = sources.left_with(step)
    because = f"because the leader was {left}, " if left else ""
    state = "ended unanswered" if left else spoken(row.state)
    return state, f"{because}with “{step.what}”, {moment(step.at)} by {step.who}"


def _became(sources: Sources, decision: DecisionRecord) -> str:
    said = _DECIDED[decision.choice] if decision.choice else "decided"
    until = f" until {day_words(decision.until)}" if decision.until else ""
    reason = f"; {reason_words(decision)}" if decision.reason else ""
    undone = ""
    if decision.struck_out_at is not None:
        undone = f" (undone {moment(decision.struck_out_at)} by {sources.undone_by('decision', decision.id)})"
    where = f", part of {name}" if (name := sources.escalation_name(decision.escalation)) else ""
    number = sources.number_of(decision.id)
    return f"{said}{until} {moment(decision.at)} by {decision.who}{where}{reason}{undone} (decision {number})"


def cited_clauses(file: CaseFile) -> set[str]:
    """Every clause that the lines of a file cite."""
    clauses = {line.clause for line in file.standings} | {line.clause for line in file.concerns}
    clauses |= {line.clause for line in file.decisions} | {line.clause for line in file.chronology}
    texts = [line.came_to for line in file.coaching]
    texts += [line.why for line in file.standings] + [line.why for line in file.concerns]
    return clauses | cited_in(texts)
