"""The parts of a case file that tell of what was said and done: communications, plans, sign-offs, access, appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.escalations.case_file.considered import considered
from psw_tui.exchange.escalations.case_file.document import (
    AccessLine,
    CommunicationLine,
    DraftLine,
    EscalationPart,
    NoticeLine,
    PlanLine,
    RecordedFact,
    SignOffLine,
)
from psw_tui.exchange.escalations.case_file.words import history_lines
from psw_tui.policy import ladder
from psw_tui.policy.sign_offs import agreed_by
from psw_tui.policy.terms import Channel, Direction, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, moment, quoted, spoken
from psw_tui.store.roster.row_words import NOTHING

if TYPE_CHECKING:
    from psw_tui.exchange.escalations.case_file.sources import Sources
    from psw_tui.store.escalations.records import (
        ActionRecord,
        CommunicationRecord,
        DraftRecord,
        EscalationRecord,
        SignOffRecord,
    )

DIRECTIONS = {
    Direction.TO_LEADER: "to the leader",
    Direction.FROM_LEADER: "from the leader",
    Direction.REFERRAL: "of referral, to the Partnerships Team",
    Direction.ORGANISATION: "with the leader's organisation",
}
_APPEAL_STAGES = (Stage.APPEAL, Stage.COMPLAINT)


def communications(sources: Sources) -> tuple[CommunicationLine, ...]:
    """Section (h): everything logged with or about the leader, oldest first."""
    lines = []
    for sent in sources.record.communications:
        recorded_at, who = sources.made("communication", sent.id)
        lines.append(
            CommunicationLine(
                on=sent.on,
                words=communication_words(sent.channel, sent.direction),
                reached="reached" if sent.reached else "nobody reached: an attempt",
                reply=_reply(sent),
                summary=sent.summary,
                escalation=sources.escalation_name(sent.escalation),
                who=who,
                recorded_at=recorded_at,
                drafts=tuple(_draft(sources, draft) for draft in sources.record.drafts if draft.sent == sent.id),
            )
        )
    return tuple(lines)


def communication_words(channel: Channel, direction: Direction) -> str:
    """How and with whom: `Letter to the leader`."""
    return f"{spoken(channel).capitalize()} {DIRECTIONS[direction]}"


def _reply(sent: CommunicationRecord) -> str:
    asked = f"reply asked for by {day_words(sent.reply_by)}" if sent.reply_by else "no reply asked for"
    if sent.replied_on is not None:
        return f"{asked}; replied on {day_words(sent.replied_on)}"
    return f"{asked}; no reply recorded" if sent.reply_by else asked


def unsent(sources: Sources) -> tuple[DraftLine, ...]:
    """Messages that were drafted and not logged as sent."""
    return tuple(_draft(sources, draft) for draft in sources.record.drafts if draft.sent is None)


def _draft(sources: Sources, draft: DraftRecord) -> DraftLine:
    return DraftLine(
        spoken(draft.letter),
        draft.at,
        draft.recipient,
        draft.subject,
        draft.body,
        tuple(_cited(sources, key) for key in draft.cites),
        draft.reply_by,
    )


def _cited(sources: Sources, key: str) -> RecordedFact:
    """What a message names, in words: a session by its title and day, a booking by its start."""
    record = sources.now.verdict.record
    for session in record.sessions:
        if key == f"session:{session.reference}":
            return RecordedFact(session.title, day_words(session.starts_on))
    for booking in record.bookings:
        if key == f"booking:{booking.id}":
            return RecordedFact("Coaching", moment(booking.starts_at))
    return RecordedFact("What it names", "not on record any more")


def escalations(sources: Sources) -> tuple[EscalationPart, ...]:
    """Section (i): every escalation of the leader, past ones too, the first opened first."""
    return tuple(_escalation(sources, escalation) for escalation in sources.record.escalations)


def _escalation(sources: Sources, escalation: EscalationRecord) -> EscalationPart:
    record, own = sources.record, escalation.id
    signed = tuple(sign_off(sources, row) for row in record.sign_offs if row.escalation == own)
    appealed = _appeal(sources, escalation)
    return EscalationPart(
        name=sources.escalation_name(own),
        state=_state(escalation),
        opened_on=escalation.opened_on,
        ended_on=escalation.ended_on,
        outcome=escalation.outcome,
        facts=_facts(sources, escalation),
        plan=tuple(_action(sources, row) for row in record.plan if row.escalation == own),
        notices=tuple(
            NoticeLine(sources.names.of(row.session), row.outcome, row.agreed_on)
            for row in record.notices
            if row.escalation == own
        ),
        sign_offs=signed,
        considered=considered(sources, own),
        access=tuple(
            AccessLine(ladder.ELEMENT_NAMES[row.element], row.ended_on, row.restored_on)
            for row in record.access
            if row.escalation == own
        ),
        appeal=appealed,
        appeal_note=_appeal_note(sources, escalation) if appealed else "",
        complaint=_complaint(sources, own),
        history=history_lines("escalation", sources.steps.get(("escalation", own), ()), sources.names),
    )


def _state(escalation: EscalationRecord) -> str:
    if escalation.ended_on is not None:
        return f"ended {spoken(escalation.stage)} on {day_words(escalation.ended_on)}"
    return f"open, at {spoken(escalation.stage)} since {day_words(escalation.entered_on)}"


def _facts(sources: Sources, escalation: EscalationRecord) -> tuple[RecordedFact, ...]:
    collected = [
        sources.concern_title(decision.concern_key)
        for decision in sources.record.decisions
        if decision.escalation == escalation.id
        and decision.concern_key
        and decision.struck_out_at is None
        and decision.choice == "accept"
    ]
    facts = [
        RecordedFact("stage", f"{spoken(escalation.stage)} ({ladder.CLAUSE_OF_STAGE[escalation.stage]})"),
        RecordedFact("stage entered", day_words(escalation.entered_on)),
        RecordedFact(local("due"), day_words(escalation.due_on) if escalation.due_on else NOTHING),
        RecordedFact("concerns accepted into it", "; ".join(dict.fromkeys(collected)) or NOTHING),
    ]
    if escalation.snoozed_until is not None:
        facts.append(
            RecordedFact("snoozed until", f"{day_words(escalation.snoozed_until)}: {escalation.snoozed_reason}")
        )
    return tuple(facts)


def _action(sources: Sources, row: ActionRecord) -> PlanLine:
    agreed_at, who = sources.made("plan_action", row.id)
    if row.done_on is None:
        came_to = "open"
    elif row.dropped_because:
        came_to = f"dropped on {day_words(row.done_on)}: {row.dropped_because}"
    else:
        came_to = f"done on {day_words(row.done_on)}"
    return PlanLine(
        what=row.what,
        owner=row.owner,
        agreed=f"{moment(agreed_at)} by {who}" if agreed_at else NOTHING,
        due_on=row.due_on,
        came_to=came_to,
        about=sources.names.of(row.session) if row.session else "",
    )


def sign_off(sources: Sources, row: SignOffRecord) -> SignOffLine:
    """One sign-off with who recorded it."""
    _, who = sources.made("sign_off", row.id)
    return SignOffLine(
        ladder.ROLE_NAMES[row.role],
        row.name,
        spoken(row.answer),
        row.on,
        row.view,
        row.at,
        who,
        row.counts,
        row.struck_out_at,
        sources.undone_by("sign_off", row.id) if row.struck_out_at else "",
    )


def _appealed(sources: Sources, escalation: EscalationRecord) -> bool:
    moved = any(
        decision.escalation == escalation.id and decision.to_stage in _APPEAL_STAGES and not decision.struck_out_at
        for decision in sources.record.decisions
    )
    return moved or escalation.meeting_on is not None or escalation.appeal_outcome is not None


def _appeal(sources: Sources, escalation: EscalationRecord) -> tuple[RecordedFact, ...]:
    """The appeal (2.4.7): the meeting, who heard it, and what it decided."""
    if not _appealed(sources, escalation):
        return ()
    recorded_at, who = sources.set_by("escalation", escalation.id, "appeal_outcome")
    outcome = "not recorded yet"
    if escalation.appeal_outcome is not None:
        by = f", recorded {moment(recorded_at)} by {who}" if recorded_at else ""
        outcome = f"{spoken(escalation.appeal_outcome)}{by}"
    return (
        RecordedFact("meeting", day_words(escalation.meeting_on) if escalation.meeting_on else "not recorded yet"),
        RecordedFact("heard by", escalation.heard_by or "not recorded"),
        RecordedFact("outcome", outcome),
    )


def _appeal_note(sources: Sources, escalation: EscalationRecord) -> str:
    """2.4.6 and 2.4.7 name the same role: who agreed the withdrawal also hears the appeal against it."""
    agreed = agreed_by(row for row in sources.record.sign_offs if row.escalation == escalation.id)
    note = (
        "The policy has the Principal Business Development Lead (PBDL) agree the withdrawal (2.4.6) and hear the "
        "appeal against it (2.4.7)."
    )
    if not agreed or not escalation.heard_by:
        return note
    if agreed.casefold() == escalation.heard_by.casefold():
        return f"{note} In this case both were {agreed}."
    return f"{note} In this case {agreed} agreed the withdrawal and {escalation.heard_by} heard the appeal."


def _complaint(sources: Sources, own: str) -> str:
    passed = [
        decision
        for decision in sources.record.decisions
        if decision.escalation == own and decision.to_stage is Stage.COMPLAINT and not decision.struck_out_at
    ]
    if not passed:
        return ""
    last = passed[-1]
    reason = f"; reason given for the move: {quoted(last.reason)}" if last.reason else ""
    return f"Passed to the complaints policy {moment(last.at)} by {last.who} (2.4.7){reason}"
