"""One leader's case at length: the place on the ladder, what was said and done, what may happen next.

Read for the side panel, for a leader's page and by the commands that must know what a move still needs; no
SQLModel here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import WITH_LEADER, ConcernKind, Explanation, InboxState
from psw_tui.store.escalations import ladder_days
from psw_tui.store.escalations.drafts import held_against
from psw_tui.store.escalations.inbox import InboxRow, inbox, inbox_by_leader, inbox_in_order
from psw_tui.store.escalations.records import case_record, case_records
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredConcern, StoredLeaderLinks
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import (
        AccessRecord,
        ActionRecord,
        CaseRecord,
        CommunicationRecord,
        DecisionRecord,
        DraftRecord,
        EscalationRecord,
        SignOffRecord,
    )
    from psw_tui.store.reads.verdicts import Verdict


@frozen
class Notice:
    """2.1.3: a notice without reasonable cause that the escalation took in, and what has come of it.

    `session` is the reference; `missing` names what is still to be recorded.
    """

    session: str
    title: str
    contact_on: date | None
    outcome: str
    agreed_on: date | None
    support: tuple[ActionRecord, ...]
    missing: tuple[str, ...]


@frozen
class Case:
    """All there is to tell of one leader; `escalation` is None while none is open.

    `concerns` are those the open escalation collected, cleared ones too; `others` the rest that hold. While none is
    open, the plan, the sign-offs, the access and the concerns are those of the last that ended.
    `suggestions` are the triggers of a withdrawal review that fit (local settings).
    """

    leader: str
    name: str
    escalation: ladder.Escalation | None
    opened_on: date | None
    snoozed_reason: str
    concerns: tuple[InboxRow, ...]
    others: tuple[InboxRow, ...]
    communications: tuple[CommunicationRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    plan: tuple[ActionRecord, ...]
    sign_offs: tuple[SignOffRecord, ...]
    access: tuple[AccessRecord, ...]
    suggestions: tuple[str, ...]
    past: tuple[EscalationRecord, ...]
    notices: tuple[Notice, ...]
    drafts: tuple[DraftRecord, ...]
    heard_by: str
    unanswered: tuple[tuple[str, str], ...]

    @property
    def moves(self) -> list[ladder.Move]:
        """What may happen next, each with what it still needs."""
        return [] if self.escalation is None else ladder.moves(self.escalation)

    @property
    def agreed_by(self) -> str:
        """2.4.6: the name on the PBDL's agreement that counts; empty while there is none."""
        return sign_offs.agreed_by(self.sign_offs)


def case_of(store: Store, leader: str, *, verdict: Verdict | None = None, day: date | None = None) -> Case:
    """One leader's case, as it stands; on a `day`, the ladder is as the decisions dated on or before it left it.

    `verdict`, if it is at hand already, is that day's.
    """
    as_of, day = day, day or store.today
    if verdict is None:
        verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
    if verdict is None:
        raise no_leader(store.damage, leader)
    record = case_record(store, leader)
    stood = _stood(store, record, as_of)
    joined = stood.members if stood is not None and as_of is not None else None
    if joined is None:
        joined = _joined(store, record.leader_id, leader, _shown_id(record, stood, day))
    return _assembled(verdict, record, stood, inbox(store, [verdict], day), joined, store.today)


def cases_on(store: Store, verdicts: Iterable[Verdict], day: date) -> list[Case]:
    """The cases of those of these leaders (judged on the day) who were on the ladder on it, in no order.

    As `case_of` has each, by as many queries for many of them as for one.
    """
    judged = {verdict.reference: verdict for verdict in verdicts}
    stood = {escalation.leader: escalation for escalation in ladder_days.open_on(store, day)}
    if not stood:
        return []
    people = facts.read_in(store.connection, StoredLeaderLinks, "id", stood)
    own = {row.id: judged[row.reference] for row in people if row.reference in judged}
    recorded = case_records(store.connection, own)
    inboxes = inbox_by_leader(store, own.values(), day)
    return [
        _assembled(
            verdict,
            recorded[key],
            stood[key],
            inbox_in_order([inboxes[verdict.reference]], day),
            stood[key].members,
            store.today,
        )
        for key, verdict in own.items()
    ]


def _past(record: CaseRecord, day: date) -> tuple[EscalationRecord, ...]:
    """The escalations that had ended by a day."""
    return tuple(
        escalation
        for escalation in record.escalations
        if escalation.ended_on is not None and escalation.ended_on <= day
    )


def _shown(record: CaseRecord, stood: EscalationRecord | None, day: date) -> EscalationRecord | None:
    """The escalation that is told of: the one that stands, else the last that ended."""
    return stood or max(_past(record, day), key=lambda escalation: escalation.ended_on or date.min, default=None)


def _shown_id(record: CaseRecord, stood: EscalationRecord | None, day: date) -> str:
    shown = _shown(record, stood, day)
    return "" if shown is None else shown.id


def _assembled(
    verdict: Verdict,
    record: CaseRecord,
    stood: EscalationRecord | None,
    all_rows: tuple[InboxRow, ...],
    joined: frozenset[str],
    today: date,
) -> Case:
    day = verdict.day
    shown = _shown(record, stood, day)
    own = "" if shown is None else shown.id
    concerns = tuple(row for row in all_rows if row.key in joined)
    case = Case(
        leader=verdict.reference,
        name=verdict.name,
        escalation=None,
        opened_on=None if stood is None else stood.opened_on,
        snoozed_reason="" if stood is None else stood.snoozed_reason,
        concerns=concerns,
        others=tuple(row for row in all_rows if row.key not in joined and row.state is not InboxState.CLEARED),
        communications=record.communications,
        decisions=record.decisions,
        plan=_plan(record, own),
        sign_offs=tuple(sign_off for sign_off in record.sign_offs if sign_off.escalation == own),
        access=tuple(item for item in record.access if item.escalation == own),
        suggestions=tuple(ladder.withdrawal_suggestions(verdict.record, day)),
        past=_past(record, day),
        notices=_notices(record, own, verdict, concerns),
        drafts=held_against(record.drafts, verdict.record, today),
        unanswered=_unanswered(verdict, concerns),
        heard_by="" if shown is None else shown.heard_by,
    )
    return case if stood is None else replace(case, escalation=_as_ladder(case, stood))


def _stood(store: Store, record: CaseRecord, day: date | None) -> EscalationRecord | None:
    """The escalation that stands open now, or that was open on a day."""
    if day is not None:
        return next(iter(ladder_days.open_on(store, day, [record.leader_id])), None)
    return next((escalation for escalation in record.escalations if escalation.ended_on is None), None)


def _joined(store: Store, leader_id: str, leader: str, escalation: str) -> frozenset[str]:
    """The concerns by key that are part of an escalation as it stands."""
    rows = facts.read_in(store.connection, StoredConcern, "leader_id", [leader_id])
    return frozenset(f"{row.kind}:{row.about}:{leader}" for row in rows if row.escalation_id == escalation)


def _as_ladder(case: Case, stood: EscalationRecord) -> ladder.Escalation:
    return ladder.Escalation(
        leader=case.leader,
        stage=stood.stage,
        entered_on=stood.entered_on,
        due_on=stood.due_on,
        snoozed_until=stood.snoozed_until,
        logged=tuple(
            ladder.Logged(sent.on, sent.direction, sent.reached, sent.stage)
            for sent in case.communications
            if sent.escalation == stood.id
        ),
        unanswered_explanations=tuple(title for _, title in case.unanswered),
        open_actions=sum(action.done_on is None for action in case.plan),
        sign_offs={role: last.answer for role, last in sign_offs.counting(case.sign_offs).items()},
        access_ended=frozenset(item.element for item in case.access if item.ended_on),
        access_restored=frozenset(item.element for item in case.access if item.restored_on),
        meeting_on=stood.meeting_on,
        appeal_outcome=stood.appeal_outcome,
    )


def _unanswered(verdict: Verdict, concerns: Iterable[InboxRow]) -> tuple[tuple[str, str], ...]:
    """The sessions (reference and title) whose explanation is neither satisfactory nor unsatisfactory yet."""
    accepted = {row.key for row in concerns if row.state is InboxState.ACCEPTED}
    titles = {session.reference: session.title for session in verdict.record.sessions}
    return tuple(
        (concern.about, titles[concern.about])
        for concern in verdict.concerns
        if concern.kind is ConcernKind.UNEXPLAINED_ABSENCE
        and concern.key in accepted
        and verdict.record.marks[concern.about].explanation in (None, Explanation.NONE, Explanation.AWAITED)
    )


def _plan(record: CaseRecord, escalation: str) -> tuple[ActionRecord, ...]:
    """The actions of an escalation: the open ones first, by the day that they are due."""
    own = (action for action in record.plan if action.escalation == escalation)
    return tuple(
        sorted(own, key=lambda action: (action.done_on is not None, action.due_on or date.max, action.what, action.id))
    )


def _notices(record: CaseRecord, escalation: str, verdict: Verdict, concerns: Iterable[InboxRow]) -> tuple[Notice, ...]:
    """2.1.3: the notices without reasonable cause that this escalation took in, with what came of each."""
    agreed = {
        notice.notice: (notice.outcome, notice.agreed_on)
        for notice in record.notices
        if notice.escalation == escalation
    }
    plan = _plan(record, escalation)
    collected = {row.key: row.since for row in concerns}
    contacts = [sent.on for sent in record.communications if sent.reached and sent.direction in WITH_LEADER]
    notices = []
    for session in verdict.record.sessions:
        key = f"{ConcernKind.NO_REASONABLE_CAUSE}:{session.reference}:{verdict.reference}"
        if key not in collected:
            continue
        contact = next((on for on in contacts if on >= collected[key]), None)
        outcome, on = agreed.get(session.reference, ("", None))
        support = tuple(action for action in plan if action.notice == session.reference)
        missing = ladder.notice_needs(contacted=contact is not None, agreed=bool(outcome), support=len(support))
        notices.append(Notice(session.reference, session.title, contact, outcome, on, support, tuple(missing)))
    return tuple(notices)
