"""What is recorded otherwise now than it was then, from every part of a case file, in one list."""

from __future__ import annotations

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
_Told = tuple[str, str, str]


def differences(sources: Sources, file: CaseFile) -> tuple[Difference, ...]:
    """What is recorded otherwise now than it was then, gathered from the parts; nothing unless it was asked for."""
    if not sources.compares:
        return ()
    if sources.then is None:
        return (Difference("leader", file.head.name, "on record", NOT_THERE),)
    found = []
    if file.head.stage_then is not None:
        found.append(Difference("stage", "the ladder", file.head.stage, file.head.stage_then))
    before, after = sources.then.particulars, sources.now.particulars
    if before.state != after.state:
        found.append(Difference("leader", "state", spoken(after.state), spoken(before.state)))
    found += [
        Difference("standings", each.requirement, f"{each.standing}. {each.why}", each.then)
        for each in file.standings
        if each.then is not None
    ]
    found += _of_sessions(sources, file)
    for booking in file.coaching:
        what = f"coaching {moment(booking.starts_at)}"
        if booking.came_to_then is not None:
            found.append(Difference("coaching", what, booking.came_to, booking.came_to_then))
        found += _of_facts("coaching", what, booking.facts)
    found += _of_casework(sources)
    there = {each.id for each in sources.now.verdict.record.bookings}
    found += [
        Difference("coaching", f"coaching {moment(each.starts_at)}", NOT_THERE, sources.then.came_to[each.id])
        for each in sources.then.verdict.record.bookings
        if each.id not in there
    ]
    found += [
        Difference("concerns", each.title, each.state, each.state_then)
        for each in file.concerns
        if each.state_then is not None
    ]
    return tuple(found)


def _of_sessions(sources: Sources, file: CaseFile) -> list[Difference]:
    assert sources.then is not None
    found = []
    for line in file.attendance:
        if line.mark_then is not None:
            found.append(Difference("attendance", line.title, line.mark, line.mark_then))
        found += _of_facts("attendance", line.title, line.facts)
    now = {each.reference: each for each in sources.now.verdict.record.sessions}
    for session in sources.then.verdict.record.sessions:
        other = now.get(session.reference)
        if other is None:
            found.append(Difference("attendance", session.title, NOT_THERE, _when(session.starts_on)))
        elif other.starts_at != session.starts_at:
            found.append(
                Difference("attendance", f"{session.title}, start", moment(other.starts_at), moment(session.starts_at))
            )
    return found


def _when(day: date) -> str:
    return f"on {day_words(day)}"


def _of_facts(part: str, what: str, facts: Iterable[RecordedFact]) -> list[Difference]:
    return [Difference(part, f"{what}, {each.label}", each.value, each.then) for each in facts if each.then is not None]


def _of_casework(sources: Sources) -> list[Difference]:
    """Communications, decisions, plans, sign-offs, access and appeals that were recorded or changed since."""
    assert sources.then is not None
    now, then = _casework(sources.record), _casework(sources.then.record)
    found = []
    for key in dict.fromkeys([*now, *then]):
        part, what, told = now.get(key) or then[key]
        after = told if key in now else NOT_THERE
        before = then[key][2] if key in then else NOT_THERE
        if after != before:
            found.append(Difference(part, what, after, before))
    return found


def _casework(record: CaseRecord) -> dict[str, _Told]:
    return {
        key: told
        for rows in (_communications(record), _decisions(record), _plans(record), _signed(record), _ends(record))
        for key, told in rows
    }


def _communications(record: CaseRecord) -> Iterator[tuple[str, _Told]]:
    for each in record.communications:
        replied = f", replied on {day_words(each.replied_on)}" if each.replied_on else ""
        asked = f", reply by {day_words(each.reply_by)}" if each.reply_by else ""
        reached = "reached" if each.reached else "nobody reached"
        what = f"{spoken(each.channel)}, {day_words(each.on)}"
        yield each.id, ("communications", what, f"{reached}{asked}{replied}: {each.summary or 'no summary'}")


def _decisions(record: CaseRecord) -> Iterator[tuple[str, _Told]]:
    for number, each in enumerate(record.decisions, 1):
        told = f"undone {moment(each.struck_out_at)}" if each.struck_out_at else "on record"
        yield each.id, ("decisions", f"decision {number}, {moment(each.at)}", told)


def _plans(record: CaseRecord) -> Iterator[tuple[str, _Told]]:
    for each in record.plan:
        told = "open" if each.done_on is None else f"closed on {day_words(each.done_on)}"
        told += f", dropped: {each.dropped_because}" if each.dropped_because else ""
        yield each.id, ("plan", each.what, told)
    for notice in record.notices:
        told = f"{notice.outcome}, {day_words(notice.agreed_on)}"
        yield notice.id, ("plan", "agreed after a notice (2.1.3)", told)


def _signed(record: CaseRecord) -> Iterator[tuple[str, _Told]]:
    for each in record.sign_offs:
        told = f"{spoken(each.answer)} on {day_words(each.on)}"
        if each.struck_out_at is not None:
            told += f", undone {moment(each.struck_out_at)}"
        yield each.id, ("sign-offs", f"{ladder.ROLE_NAMES[each.role]}, {each.name}", told)


def _ends(record: CaseRecord) -> Iterator[tuple[str, _Told]]:
    for each in record.access:
        ended = day_words(each.ended_on) if each.ended_on else "not ticked"
        restored = f", restored {day_words(each.restored_on)}" if each.restored_on else ""
        yield each.id, ("access", ladder.ELEMENT_NAMES[each.element], f"ended: {ended}{restored}")
    for number, escalation in enumerate(record.escalations, 1):
        meeting = day_words(escalation.meeting_on) if escalation.meeting_on else "not recorded"
        outcome = spoken(escalation.appeal_outcome) if escalation.appeal_outcome else "not recorded"
        told = f"meeting: {meeting}, heard by: {escalation.heard_by or 'not recorded'}, outcome: {outcome}"
        yield f"{escalation.id} appeal", ("appeal", f"escalation {number}", told)
        if escalation.outcome:
            yield f"{escalation.id} outcome", ("outcome", f"escalation {number}", escalation.outcome)
