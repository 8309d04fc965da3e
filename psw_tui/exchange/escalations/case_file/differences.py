"""What is recorded otherwise now than it was then, from every part of a case file, in one list."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.document import Difference
from psw_tui.exchange.escalations.case_file.standings import NOT_THERE
from psw_tui.policy import ladder
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from psw_tui.exchange.escalations.case_file.document import CaseFile, RecordedFact
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.escalations.records import CaseRecord

#: Of one row of the casework: the part it belongs to, what it is, and what is recorded of it.
_CaseworkLine = tuple[str, str, str]


def differences(sources: Sources, file: CaseFile) -> tuple[Difference, ...]:
    """What is recorded otherwise now than it was then, gathered from the parts; nothing unless it was asked for."""
    if not sources.compares:
        return ()
    if sources.then is None:
        return (Difference("leader", file.head.name, "on record", NOT_THERE),)
    lines = []
    if file.head.stage_then is not None:
        lines.append(Difference("stage", "the ladder", file.head.stage, file.head.stage_then))
    before, after = sources.then.particulars, sources.now.particulars
    if before.state != after.state:
        lines.append(Difference("leader", "state", spoken(after.state), spoken(before.state)))
    lines += [
        Difference("standings", standing.requirement, f"{standing.standing}. {standing.why}", standing.then)
        for standing in file.standings
        if standing.then is not None
    ]
    lines += _of_sessions(sources, file)
    for booking in file.coaching:
        what = f"coaching {moment(booking.starts_at)}"
        if booking.came_to_then is not None:
            lines.append(Difference("coaching", what, booking.came_to, booking.came_to_then))
        lines += _of_facts("coaching", what, booking.facts)
    lines += _of_casework(sources)
    there = {booking.id for booking in sources.now.verdict.record.bookings}
    lines += [
        Difference("coaching", f"coaching {moment(booking.starts_at)}", NOT_THERE, sources.then.came_to[booking.id])
        for booking in sources.then.verdict.record.bookings
        if booking.id not in there
    ]
    lines += [
        Difference("concerns", concern.title, concern.state, concern.state_then)
        for concern in file.concerns
        if concern.state_then is not None
    ]
    return tuple(lines)


def _of_sessions(sources: Sources, file: CaseFile) -> list[Difference]:
    assert sources.then is not None
    lines = []
    for line in file.attendance:
        if line.mark_then is not None:
            lines.append(Difference("attendance", line.title, line.mark, line.mark_then))
        lines += _of_facts("attendance", line.title, line.facts)
    now = {session.reference: session for session in sources.now.verdict.record.sessions}
    for session in sources.then.verdict.record.sessions:
        other = now.get(session.reference)
        if other is None:
            lines.append(Difference("attendance", session.title, NOT_THERE, _when(session.starts_on)))
        elif other.starts_at != session.starts_at:
            lines.append(
                Difference("attendance", f"{session.title}, start", moment(other.starts_at), moment(session.starts_at))
            )
    return lines


def _when(day: date) -> str:
    return f"on {day_words(day)}"


def _of_facts(part: str, what: str, facts: Iterable[RecordedFact]) -> list[Difference]:
    return [Difference(part, f"{what}, {fact.label}", fact.value, fact.then) for fact in facts if fact.then is not None]


def _of_casework(sources: Sources) -> list[Difference]:
    """Communications, decisions, plans, sign-offs, access and appeals that were recorded or changed since."""
    assert sources.then is not None
    now, then = _casework(sources.record), _casework(sources.then.record)
    lines = []
    for key in dict.fromkeys([*now, *then]):
        part, what, told = now.get(key) or then[key]
        after = told if key in now else NOT_THERE
        before = then[key][2] if key in then else NOT_THERE
        if after != before:
            lines.append(Difference(part, what, after, before))
    return lines


def _casework(record: CaseRecord) -> dict[str, _CaseworkLine]:
    return dict(chain(_communications(record), _decisions(record), _plans(record), _signed(record), _ends(record)))


def _communications(record: CaseRecord) -> Iterator[tuple[str, _CaseworkLine]]:
    for sent in record.communications:
        replied = f", replied on {day_words(sent.replied_on)}" if sent.replied_on else ""
        asked = f", reply by {day_words(sent.reply_by)}" if sent.reply_by else ""
        reached = "reached" if sent.reached else "nobody reached"
        what = f"{spoken(sent.channel)}, {day_words(sent.on)}"
        yield sent.id, ("communications", what, f"{reached}{asked}{replied}: {sent.summary or 'no summary'}")


def _decisions(record: CaseRecord) -> Iterator[tuple[str, _CaseworkLine]]:
    for number, decision in enumerate(record.decisions, 1):
        told = f"undone {moment(decision.struck_out_at)}" if decision.struck_out_at else "on record"
        yield decision.id, ("decisions", f"decision {number}, {moment(decision.at)}", told)


def _plans(record: CaseRecord) -> Iterator[tuple[str, _CaseworkLine]]:
    for action in record.plan:
        told = "open" if action.done_on is None else f"closed on {day_words(action.done_on)}"
        told += f", dropped: {action.dropped_because}" if action.dropped_because else ""
        yield action.id, ("plan", action.what, told)
    for notice in record.notices:
        told = f"{notice.outcome}, {day_words(notice.agreed_on)}"
        yield notice.id, ("plan", "agreed after a notice (2.1.3)", told)


def _signed(record: CaseRecord) -> Iterator[tuple[str, _CaseworkLine]]:
    for sign_off in record.sign_offs:
        told = f"{spoken(sign_off.answer)} on {day_words(sign_off.on)}"
        if sign_off.struck_out_at is not None:
            told += f", undone {moment(sign_off.struck_out_at)}"
        yield sign_off.id, ("sign-offs", f"{ladder.ROLE_NAMES[sign_off.role]}, {sign_off.name}", told)


def _ends(record: CaseRecord) -> Iterator[tuple[str, _CaseworkLine]]:
    for item in record.access:
        ended = day_words(item.ended_on) if item.ended_on else "not ticked"
        restored = f", restored {day_words(item.restored_on)}" if item.restored_on else ""
        yield item.id, ("access", ladder.ELEMENT_NAMES[item.element], f"ended: {ended}{restored}")
    for number, escalation in enumerate(record.escalations, 1):
        meeting = day_words(escalation.meeting_on) if escalation.meeting_on else "not recorded"
        outcome = spoken(escalation.appeal_outcome) if escalation.appeal_outcome else "not recorded"
        told = f"meeting: {meeting}, heard by: {escalation.heard_by or 'not recorded'}, outcome: {outcome}"
        yield f"{escalation.id} appeal", ("appeal", f"escalation {number}", told)
        if escalation.outcome:
            yield f"{escalation.id} outcome", ("outcome", f"escalation {number}", escalation.outcome)
