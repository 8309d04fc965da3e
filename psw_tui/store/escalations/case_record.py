"""Everything on record of one leader's case, whatever its escalation: the rows with their keys, oldest first.

Unlike `cases`, which tells of the open escalation for the screen, this keeps what the journal needs to be
asked about each row: its key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy.terms import Answer, AppealOutcome, Channel, Direction, Element, InboxChoice, Letter, Role, Stage
from psw_tui.store.reads import facts
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3

    from psw_tui.store.core.store import Store


@dataclass(frozen=True, slots=True)
class EscalationOnRecord:
    """One escalation, open (`ended_on` None) or ended."""

    id: str
    stage: Stage
    opened_on: date
    entered_on: date
    due_on: date | None
    snoozed_until: date | None
    snoozed_reason: str
    outcome: str
    meeting_on: date | None
    appeal_outcome: AppealOutcome | None
    heard_by: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionOnRecord:
    """One decision with what it saw (`seen`, as it was kept) and the fingerprint of the numbers in force."""

    id: str
    escalation: str | None
    concern_key: str
    choice: InboxChoice | None
    from_stage: Stage | None
    to_stage: Stage | None
    day: date
    at: datetime
    who: str
    clause: str
    reason: str
    until: date | None
    seen: dict[str, Any]
    numbers: str
    struck_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommunicationOnRecord:
    """One logged communication."""

    id: str
    escalation: str | None
    on: date
    direction: Direction
    channel: Channel
    reached: bool
    reply_by: date | None
    replied_on: date | None
    about: str
    summary: str
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class DraftOnRecord:
    """A message as it was drafted; `cites` are the keys of what it names.

    `communication` is the key of what it was logged as, once it was sent.
    """

    id: str
    communication: str | None
    letter: Letter
    at: datetime
    recipient: str
    subject: str
    body: str
    cites: tuple[str, ...]
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class ActionOnRecord:
    """One action of a plan; `dropped_because` says why it was dropped on `done_on` instead of done."""

    id: str
    escalation: str
    what: str
    owner: str
    due_on: date | None
    done_on: date | None
    session: str | None
    dropped_because: str


@dataclass(frozen=True, slots=True)
class NoticeOnRecord:
    """What was agreed after a notice without reasonable cause (2.1.3); `session` is the key of its session."""

    id: str
    escalation: str
    session: str
    outcome: str
    agreed_on: date


@dataclass(frozen=True, slots=True)
class SignOffOnRecord:
    """One agreement or consultation; `counts` marks the latest of its role that stands in its escalation."""

    id: str
    escalation: str | None
    role: Role
    name: str
    on: date
    at: datetime
    answer: Answer
    view: str
    struck_out_at: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True)
class AccessOnRecord:
    """One element of the access list."""

    id: str
    escalation: str
    element: Element
    ended_on: date | None
    restored_on: date | None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All of one leader's case; `numbers` are the programmes' numbers by their fingerprint, as JSON text."""

    leader_id: str
    escalations: tuple[EscalationOnRecord, ...]
    decisions: tuple[DecisionOnRecord, ...]
    communications: tuple[CommunicationOnRecord, ...]
    drafts: tuple[DraftOnRecord, ...]
    plan: tuple[ActionOnRecord, ...]
    notices: tuple[NoticeOnRecord, ...]
    sign_offs: tuple[SignOffOnRecord, ...]
    access: tuple[AccessOnRecord, ...]
    numbers: dict[str, str]


def rows(connection: sqlite3.Connection, table: str, where: str, values: tuple[Any, ...]) -> list[Any]:
    """The rows of a table as mappings from column to value as stored; `where` is SQL after the table's name."""
    with unreadable():
        found = connection.execute(f'SELECT * FROM "{table}" {where}', values)  # noqa: S608 - constants
        columns = [each[0] for each in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def case_record(store: Store, leader: str) -> CaseRecord:
    """Everything on record of one leader's case; `Refused` when there is no such leader."""
    connection = store.connection
    found = facts.read(connection, "leader", "WHERE reference = ?", (leader,))
    if not found:
        raise no_leader(store.damage, leader)
    own = (found[0][0],)
    of_escalation = 'WHERE escalation_id IN (SELECT id FROM escalation WHERE leader_id = ?) ORDER BY "{}", id'
    decisions = tuple(map(_decision, rows(connection, "decision", "WHERE leader_id = ? ORDER BY at, id", own)))
    texts = rows(
        connection, "programme_text", "WHERE hash IN (SELECT programme_hash FROM decision WHERE leader_id = ?)", own
    )
    return CaseRecord(
        own[0],
        tuple(map(_escalation, rows(connection, "escalation", "WHERE leader_id = ? ORDER BY opened_on, id", own))),
        decisions,
        _communications(connection, own),
        tuple(map(_draft, rows(connection, "draft", "WHERE leader_id = ? ORDER BY at, id", own))),
        tuple(map(_action, rows(connection, "plan_action", of_escalation.format("what"), own))),
        tuple(map(_notice, rows(connection, "notice_outcome", of_escalation.format("agreed_on"), own))),
        _sign_offs(rows(connection, "sign_off", 'WHERE leader_id = ? ORDER BY "on", at, id', own)),
        _access(rows(connection, "access_item", of_escalation.format("element"), own)),
        {row["hash"]: row["numbers"] for row in texts},
    )


def _escalation(row: Any) -> EscalationOnRecord:
    outcome = row["appeal_outcome"]
    return EscalationOnRecord(
        id=row["id"],
        stage=Stage(row["stage"]),
        opened_on=date.fromisoformat(row["opened_on"]),
        entered_on=date.fromisoformat(row["entered_on"]),
        due_on=facts.to_date(row["due_on"]),
        snoozed_until=facts.to_date(row["snoozed_until"]),
        snoozed_reason=row["snoozed_reason"],
        outcome=row["outcome"],
        meeting_on=facts.to_date(row["meeting_on"]),
        appeal_outcome=None if outcome is None else AppealOutcome(outcome),
        heard_by=row["heard_by"] or "",
        ended_on=facts.to_date(row["ended_on"]),
    )


def _decision(row: Any) -> DecisionOnRecord:
    choice, from_stage, to_stage = row["choice"], row["from_stage"], row["to_stage"]
    return DecisionOnRecord(
        id=row["id"],
        escalation=row["escalation_id"],
        concern_key=row["concern_key"],
        choice=None if choice is None else InboxChoice(choice),
        from_stage=None if from_stage is None else Stage(from_stage),
        to_stage=None if to_stage is None else Stage(to_stage),
        day=date.fromisoformat(row["day"]),
        at=instant(row["at"]),
        who=row["who"],
        clause=row["clause"],
        reason=row["reason"],
        until=facts.to_date(row["until"]),
        seen=json.loads(row["verdicts"]) if row["verdicts"] else {},
        numbers=row["programme_hash"],
        struck_out_at=facts.to_instant(row["struck_out_at"]),
    )


def _communications(connection: sqlite3.Connection, own: tuple[Any, ...]) -> tuple[CommunicationOnRecord, ...]:
    """Oldest first, those of one day by the number at the end of `about`."""
    found = [
        CommunicationOnRecord(
            id=row["id"],
            escalation=row["escalation_id"],
            on=date.fromisoformat(row["on"]),
            direction=Direction(row["direction"]),
            channel=Channel(row["channel"]),
            reached=bool(row["reached"]),
            reply_by=facts.to_date(row["reply_by"]),
            replied_on=facts.to_date(row["replied_on"]),
            about=row["about"],
            summary=row["summary"],
            stage=None if row["stage"] is None else Stage(row["stage"]),
        )
        for row in rows(connection, "communication", "WHERE leader_id = ?", own)
    ]
    return tuple(sorted(found, key=lambda each: (each.on, len(each.about), each.about, each.id)))


def _draft(row: Any) -> DraftOnRecord:
    return DraftOnRecord(
        id=row["id"],
        communication=row["communication_id"],
        letter=Letter(row["letter"]),
        at=instant(row["at"]),
        recipient=row["recipient"],
        subject=row["subject"],
        body=row["body"],
        cites=tuple(json.loads(row["cites"] or "{}")),
        reply_by=facts.to_date(row["reply_by"]),
    )


def _action(row: Any) -> ActionOnRecord:
    return ActionOnRecord(
        id=row["id"],
        escalation=row["escalation_id"],
        what=row["what"],
        owner=row["owner"],
        due_on=facts.to_date(row["due_on"]),
        done_on=facts.to_date(row["done_on"]),
        session=row["session_id"],
        dropped_because=row["dropped_because"] or "",
    )


def _notice(row: Any) -> NoticeOnRecord:
    return NoticeOnRecord(
        row["id"], row["escalation_id"], row["session_id"], row["outcome"], date.fromisoformat(row["agreed_on"])
    )


def _sign_offs(ordered: list[Any]) -> tuple[SignOffOnRecord, ...]:
    last = {(row["escalation_id"], row["role"]): row["id"] for row in ordered if row["struck_out_at"] is None}
    return tuple(
        SignOffOnRecord(
            id=row["id"],
            escalation=row["escalation_id"],
            role=Role(row["role"]),
            name=row["name"],
            on=date.fromisoformat(row["on"]),
            at=instant(row["at"]),
            answer=Answer(row["answer"]),
            view=row["view"],
            struck_out_at=facts.to_instant(row["struck_out_at"]),
            counts=last.get((row["escalation_id"], row["role"])) == row["id"],
        )
        for row in ordered
    )


def _access(found: list[Any]) -> tuple[AccessOnRecord, ...]:
    """In the order in which the policy names the elements."""
    order = list(Element)
    items = [
        AccessOnRecord(
            row["id"],
            row["escalation_id"],
            Element(row["element"]),
            facts.to_date(row["ended_on"]),
            facts.to_date(row["restored_on"]),
        )
        for row in found
    ]
    return tuple(sorted(items, key=lambda each: order.index(each.element)))


def instant(text: str) -> datetime:
    """An instant as stored that is always there."""
    found = facts.to_instant(text)
    assert found is not None
    return found
