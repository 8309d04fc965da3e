"""The chronology of a case file: everything that happened, in the order of time, what was undone struck out."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file import attendance_events, events
from psw_tui.exchange.escalations.case_file.decisions import reason_words, words_of
from psw_tui.exchange.escalations.case_file.escalations import communication_words
from psw_tui.exchange.escalations.case_file.sources import last_step
from psw_tui.policy import ladder
from psw_tui.policy.calendar import from_london, london_day
from psw_tui.policy.terms import Channel, ConcernKind, Direction, LeaderState
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, quoted, spoken, upper_first
from psw_tui.store.roster.row_words import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psw_tui.exchange.escalations.case_file.document import Event
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.core.row_history import RowChange
    from psw_tui.store.escalations.records import DecisionRecord, EscalationRecord, SignOffRecord

#: What the course of the casework sets in its rows; each has a line of its own.
_OWN_COURSE = {"replied_on", "done_on", "dropped_because", "ended_on", "restored_on"}
_APPEAL_COLUMNS = ("meeting_on", "appeal_outcome")


def chronology(sources: Sources) -> tuple[Event, ...]:
    """Section (f): one list in the order of time; what has only a day stands where it was recorded that day."""
    lines = [
        *attendance_events.sessions(sources),
        *attendance_events.coaching_events(sources),
        *_communications(sources),
        *_decisions(sources),
        *_plans(sources),
        *_sign_offs(sources),
        *_access(sources),
        *_appeals(sources),
        *_concerns(sources),
        *_own_row(sources),
        *_corrections(sources),
    ]
    return tuple(sorted(lines, key=_place))


def _place(event: Event) -> datetime:
    if event.at is not None:
        return event.at
    if event.recorded_at is not None and london_day(event.recorded_at) == event.day:
        return event.recorded_at
    return from_london(datetime(event.day.year, event.day.month, event.day.day))  # noqa: DTZ001 - London's midnight


# -- what was said, decided and done -----------------------------------------------------------------


def _communications(sources: Sources) -> Iterator[Event]:
    for sent in sources.record.communications:
        reached = "" if sent.reached else "; nobody reached"
        asked = f"; reply asked for by {day_words(sent.reply_by)}" if sent.reply_by else ""
        said = f": {sent.summary}" if sent.summary else ""
        words = f"{communication_words(sent.channel, sent.direction)}{reached}{asked}{said}"
        clause = (
            ladder.CLAUSE_OF_STAGE[sent.stage]
            if sent.stage is not None
            else _clause_of(sources, sent.escalation, sent.on)
        )
        yield events.on(sent.on, "communication", words, clause, sources.made("communication", sent.id))
        if sent.replied_on is not None:
            recorded = sources.set_by("communication", sent.id, "replied_on")
            words = f"Reply to the {spoken(sent.channel)} of {day_words(sent.on)}"
            yield events.on(sent.replied_on, "reply", words, "2.4.4", recorded)
    for first, last in sources.gone("communication"):
        row = first.after or {}
        how = communication_words(Channel(row["channel"]), Direction(row["direction"]))
        yield events.on(
            date.fromisoformat(row["on"]),
            "communication",
            f"{how}: {row['summary']}",
            "",
            (first.at, first.who),
            undone=True,
            note=events.undone(last),
        )


def _clause_of(sources: Sources, escalation: str | None, day: date) -> str:
    """The clause of the stage that an escalation stood at by the end of a day."""
    if escalation is None:
        return ""
    stages = [
        decision.to_stage
        for decision in sources.record.decisions
        if decision.escalation == escalation
        and decision.to_stage
        and not decision.struck_out_at
        and decision.day <= day
    ]
    return ladder.CLAUSE_OF_STAGE[stages[-1]] if stages else ""


def _struck_out(sources: Sources, table: str, record: DecisionRecord | SignOffRecord) -> str:
    if record.struck_out_at is None:
        return ""
    return f"undone {moment(record.struck_out_at)} by {sources.undone_by(table, record.id)}"


def _decisions(sources: Sources) -> Iterator[Event]:
    for number, decision in enumerate(sources.record.decisions, 1):
        reason = f"; {reason_words(decision)}" if decision.reason else ""
        note = _struck_out(sources, "decision", decision)
        words = f"{words_of(sources, decision)} (decision {number}){reason}"
        yield events.on(
            london_day(decision.at),
            "decision",
            words,
            decision.clause,
            (decision.at, decision.who),
            at=decision.at,
            undone=decision.struck_out_at is not None,
            note=note,
        )
    for ended in sources.record.escalations:
        if ended.ended_on is not None and ended.outcome:
            recorded = sources.set_by("escalation", ended.id, "ended_on")
            words = f"{sources.escalation_name(ended.id)} ended {spoken(ended.stage)}: {quoted(ended.outcome)}"
            yield events.on(ended.ended_on, "outcome", words, "2.4", recorded)


def _plans(sources: Sources) -> Iterator[Event]:
    for action in sources.record.plan:
        agreed_at, who = sources.made("plan_action", action.id)
        owner = f" ({action.owner})" if action.owner else ""
        due = f", due {day_words(action.due_on)}" if action.due_on else ""
        if agreed_at is not None:
            day = london_day(agreed_at)
            yield events.on(day, "plan", f"Agreed: {action.what}{owner}{due}", "2.4.4", (agreed_at, who))
        if action.done_on is not None:
            dropped = f"Dropped: {action.what}: {action.dropped_because}"
            words = dropped if action.dropped_because else f"Done: {action.what}"
            recorded = sources.set_by("plan_action", action.id, "done_on")
            yield events.on(action.done_on, "plan", words, "2.4.4", recorded)
    for first, last in sources.gone("plan_action"):
        what = (first.after or {}).get("what", "")
        yield events.on(
            london_day(first.at),
            "plan",
            f"Agreed: {what}",
            "2.4.4",
            (first.at, first.who),
            undone=True,
            note=events.undone(last),
        )
    for notice in sources.record.notices:
        made = sources.steps.get(("notice_outcome", notice.id), ())[:1]
        row = (made[0].after if made else None) or {}
        outcome, agreed_on = row.get("outcome", notice.outcome), row.get("agreed_on")
        words = f"Agreed after the notice for {sources.names.of(notice.session)}: {outcome}"
        day = date.fromisoformat(agreed_on) if agreed_on else notice.agreed_on
        yield events.on(day, "plan", words, "2.1.3", sources.made("notice_outcome", notice.id))
    for first, last in sources.gone("notice_outcome"):
        row = first.after or {}
        words = f"Agreed after the notice for {sources.names.of(row['session_id'])}: {row['outcome']}"
        day = date.fromisoformat(row["agreed_on"])
        yield events.on(day, "plan", words, "2.1.3", (first.at, first.who), undone=True, note=events.undone(last))


def _sign_offs(sources: Sources) -> Iterator[Event]:
    for sign_off in sources.record.sign_offs:
        role = ladder.ROLE_NAMES[sign_off.role]
        view = f": {quoted(sign_off.view)}" if sign_off.view else ""
        _, who = sources.made("sign_off", sign_off.id)
        note = _struck_out(sources, "sign_off", sign_off)
        if not note and not sign_off.counts:
            note = "a later answer of the same role counts"
        words = f"{role[0].upper()}{role[1:]}, {sign_off.name}: {spoken(sign_off.answer)}{view}"
        yield events.on(
            sign_off.on,
            "sign-off",
            words,
            "2.4.6",
            (sign_off.at, who),
            undone=sign_off.struck_out_at is not None,
            note=note,
        )


def _access(sources: Sources) -> Iterator[Event]:
    for item in sources.record.access:
        name = ladder.ELEMENT_NAMES[item.element]
        for word, day, column, clause in (
            ("ended", item.ended_on, "ended_on", "2.4.6"),
            ("restored", item.restored_on, "restored_on", "2.4.7"),
        ):
            if day is not None:
                recorded = sources.set_by("access_item", item.id, column)
                yield events.on(day, "access", f"Access to {name} {word}", clause, recorded)


def _appeals(sources: Sources) -> Iterator[Event]:
    for escalation in sources.record.escalations:
        if escalation.meeting_on is not None:
            yield _appeal_meeting(sources, escalation, escalation.meeting_on)
    for (table, _), steps in sources.steps.items():
        if table == "escalation":
            yield from _appeal_changes(sources, steps)


def _appeal_meeting(sources: Sources, escalation: EscalationRecord, on: date) -> Event:
    words = "Appeal meeting"
    if escalation.heard_by:
        words += f", heard by {escalation.heard_by}"
    if escalation.appeal_outcome:
        words += f": {spoken(escalation.appeal_outcome)}"
    step = last_step(sources.steps.get(("escalation", escalation.id), ()), *_APPEAL_COLUMNS)
    recorded = (step.at, step.who) if step else (None, "")
    return events.on(on, "appeal", words, "2.4.7", recorded)


def _appeal_changes(sources: Sources, steps: Sequence[RowChange]) -> Iterator[Event]:
    """What was said of an appeal's meeting before, and what was taken back: how it stands, the meeting itself tells."""
    standing = last_step(steps, *_APPEAL_COLUMNS)
    for step in steps:
        told = step is standing and not step.undone and not step.undoes
        if step.before and not told and not set(_APPEAL_COLUMNS).isdisjoint(step.changed):
            yield events.at(step, "appeal", f"Appeal: {in_words('escalation', step, sources.names)}", "2.4.7")


# -- concerns and the leader's own row ---------------------------------------------------------------


def _concerns(sources: Sources) -> Iterator[Event]:
    for key, row in sources.now.concerns.items():
        if row.cleared_on is not None and row.cleared_on <= sources.day:
            step = sources.cleared(row)
            if step is None:
                words = f"The concern {sources.concern_title(key)} cleared: {row.changed}"
                yield events.on(row.cleared_on, "concern", words, row.clause, (None, ""))
            else:
                left = sources.left_with(step)
                how = f"ended unanswered: the leader was {left}" if left else f"cleared, with “{step.what}”"
                yield events.at(step, "concern", f"The concern {sources.concern_title(key)} {how}", row.clause)
        if key.startswith(f"{ConcernKind.MANUAL}:"):
            yield events.on(row.since, "concern", upper_first(row.title), row.clause, _raised(sources, key))
    for first, last in sources.gone("concern"):
        values = first.after or {}
        if values.get("kind") == ConcernKind.MANUAL:
            day = date.fromisoformat(values["raised_on"])
            words = f"Raised by hand: {values['words']}"
            yield events.on(
                day, "concern", words, "2.4.3", (first.at, first.who), undone=True, note=events.undone(last)
            )


def _raised(sources: Sources, key: str) -> tuple[datetime | None, str]:
    about = key.partition(":")[2].removesuffix(f":{sources.leader}")
    for (table, _), steps in sources.steps.items():
        image = steps[0].after or {}
        if table == "concern" and image.get("about") == about and image.get("kind") == ConcernKind.MANUAL:
            return steps[0].at, steps[0].who
    return None, ""


def _own_row(sources: Sources) -> Iterator[Event]:
    """The leader's state: joined, paused, withdrawn, active again."""
    offer = sources.now.particulars.offer_accepted_on
    own = ("leader", sources.record.leader_id)
    if offer is not None:
        recorded = sources.set_by(*own, "offer_accepted_on")
        yield events.on(offer, "leader", "Signed the Offer Acceptance Form", "1.1.1", recorded)
    for step in sources.steps.get(own, ()):
        if step.before is not None and step.after is not None and "state" in step.changed:
            was, now = spoken(step.before["state"]), spoken(step.after["state"])
            clause = "2.4.6" if step.after["state"] == LeaderState.WITHDRAWN else ""
            yield events.at(step, "leader", f"State of the leader: {was} → {now}", clause)


def _corrections(sources: Sources) -> Iterator[Event]:
    """What was changed or taken back in the casework, beyond its own course (a reply, a closing, a tick)."""
    kinds = {
        "communication": "Communication",
        "plan_action": "Plan",
        "notice_outcome": "Notice",
        "access_item": "Access",
    }
    for (table, _), steps in sources.steps.items():
        for step in steps if table in kinds else ():
            if step.before is None or step.after is None:
                continue
            plain = set(step.changed) <= _OWN_COURSE and not step.undone and not step.undoes
            if not plain and (words := in_words(table, step, sources.names)):
                kind = "undone" if step.undoes else "correction"
                yield events.at(step, kind, f"{kinds[table]}: {words}", "")
