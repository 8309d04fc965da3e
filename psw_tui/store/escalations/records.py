"""What is on record of a leader's case: one class a table, and one function that reads each.

The case page (`case.py`), the case file, and both as they were known at a moment are made from these. No SQLModel
here: a case is shown without it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from psw_tui.policy import message_rules, sign_offs
from psw_tui.policy.calendar import london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import Answer, AppealOutcome, Channel, Direction, Element, InboxChoice, Letter, Role, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import (
    StoredAccess,
    StoredCommunication,
    StoredDecision,
    StoredDraft,
    StoredEscalation,
    StoredLeader,
    StoredNoticeOutcome,
    StoredPlanAction,
    StoredSession,
    StoredSignOff,
)
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from psw_tui.store.core.store import Store


class _LeadersRow(Protocol):
    """A row that is a leader's."""

    @property
    def leader_id(self) -> str:
        """Whose it is, by key."""
        ...


OwnedT = TypeVar("OwnedT", bound=_LeadersRow)


@frozen
class EscalationRecord:
    """One escalation, open (`ended_on` None) or ended; `leader` is the key of whose it is.

    `members` are the keys of its concerns, where it is told as it stood on a day (`ladder_days.open_on`).
    """

    id: str
    leader: str
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
    members: frozenset[str] = frozenset()


@frozen
class DecisionRecord:
    """One decision with what it saw (`seen`, as it was kept) and the fingerprint of the numbers in force.

    One that was undone stays, struck out.
    """

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

    @property
    def struck_out(self) -> bool:
        """Whether it was undone."""
        return self.struck_out_at is not None


@frozen
class CommunicationRecord:
    """A logged communication; `about` is the date and number that name it in a concern.

    `stage` is where the escalation stood and `at` the moment when it was logged (None: by an earlier version).
    """

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
    stage: Stage | None
    at: datetime | None

    @property
    def waiting(self) -> bool:
        """Whether a reply is still to come."""
        return self.reply_by is not None and self.replied_on is None


@frozen
class DraftRecord:
    """A message as it was drafted; `cites` are the fingerprints of the facts that it names, by their keys.

    `sent` is the key of what it was logged as, once it was sent. `overtaken` says what no longer holds of it, where
    it was held against what is recorded now (`drafts.held_against`).
    """

    id: str
    escalation: str | None
    sent: str | None
    letter: Letter
    at: datetime
    recipient: str
    subject: str
    body: str
    cites: dict[str, str]
    reply_by: date | None
    overtaken: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """`explanation request of Tue 26 Jan 2027`."""
        return f"{message_rules.NAMES[self.letter]} of {day_words(london_day(self.at))}"


@frozen
class ActionRecord:
    """One agreed action of a plan; closed on `done_on`, done or, with its reason, dropped.

    `session` and `notice` are the key and the reference of the session of the notice after which it supports the
    leader (2.1.3); None and empty for any other.
    """

    id: str
    escalation: str
    what: str
    owner: str
    due_on: date | None
    done_on: date | None
    session: str | None
    notice: str
    dropped_because: str


@frozen
class NoticeRecord:
    """What was agreed after a notice without reasonable cause (2.1.3).

    `session` and `notice` are the key and the reference of its session.
    """

    id: str
    escalation: str
    session: str
    notice: str
    outcome: str
    agreed_on: date


@frozen
class SignOffRecord:
    """One agreement or consultation (2.4.6); `counts` marks the one of its role that counts in its escalation.

    One that was undone stays, struck out; `escalation` is None once the escalation itself was undone.
    """

    id: str
    escalation: str | None
    role: Role
    name: str
    on: date
    at: datetime
    answer: Answer
    view: str
    struck_out_at: datetime | None
    counts: bool = False

    @property
    def struck_out(self) -> bool:
        """Whether it was undone."""
        return self.struck_out_at is not None


@frozen
class AccessRecord:
    """One element of the access list."""

    id: str
    escalation: str
    element: Element
    ended_on: date | None
    restored_on: date | None


@frozen
class CaseRecord:
    """Everything on record of one leader's case, whatever its escalation; `leader_id` is the leader's key."""

    leader_id: str
    escalations: tuple[EscalationRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    communications: tuple[CommunicationRecord, ...]
    drafts: tuple[DraftRecord, ...]
    plan: tuple[ActionRecord, ...]
    notices: tuple[NoticeRecord, ...]
    sign_offs: tuple[SignOffRecord, ...]
    access: tuple[AccessRecord, ...]


def number_of(about: str) -> int:
    """The number at the end of `2027-01-12-1`; 0 where there is none."""
    last = about.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def case_record(store: Store, leader: str) -> CaseRecord:
    """Everything on record of one leader's case; `Refused` when there is no such leader."""
    found = facts.read_in(store.connection, StoredLeader, "reference", [leader])
    if not found:
        raise no_leader(store.damage, leader)
    own = found[0].id
    return case_records(store.connection, [own])[own]


def case_records(connection: sqlite3.Connection, leaders: Iterable[str]) -> dict[str, CaseRecord]:
    """Everything on record of the cases of some leaders (by key): as many queries for many of them as for one."""
    wanted = list(leaders)
    of_leader: dict[str, list[EscalationRecord]] = {own: [] for own in wanted}
    whose: dict[str, str] = {}
    for escalation in escalations(connection, wanted):
        of_leader[escalation.leader].append(escalation)
        whose[escalation.id] = escalation.leader
    decided = _apart(facts.read_in(connection, StoredDecision, "leader_id", wanted))
    said = _apart(facts.read_in(connection, StoredCommunication, "leader_id", wanted))
    drafted = _apart(facts.read_in(connection, StoredDraft, "leader_id", wanted))
    signed = _apart(facts.read_in(connection, StoredSignOff, "leader_id", wanted))
    plan, notices, access = _plan(connection, whose), _notices(connection, whose), _access(connection, whose)
    return {
        own: CaseRecord(
            leader_id=own,
            escalations=tuple(sorted(listed, key=lambda escalation: (escalation.opened_on, escalation.id))),
            decisions=_decisions(decided[own]),
            communications=_communications(said[own]),
            drafts=_drafts(drafted[own]),
            plan=tuple(action for action in plan if whose[action.escalation] == own),
            notices=tuple(notice for notice in notices if whose[notice.escalation] == own),
            sign_offs=_sign_offs(signed[own]),
            access=tuple(item for item in access if whose[item.escalation] == own),
        )
        for own, listed in of_leader.items()
    }


def _apart(rows: Iterable[OwnedT]) -> defaultdict[str, list[OwnedT]]:
    """Rows by whose they are."""
    apart: defaultdict[str, list[OwnedT]] = defaultdict(list)
    for row in rows:
        apart[row.leader_id].append(row)
    return apart


def escalations(connection: sqlite3.Connection, leaders: Iterable[str] | None = None) -> list[EscalationRecord]:
    """The escalations of some leaders (by their keys) or of all, as they lie in the file."""
    return [
        EscalationRecord(
            id=row.id,
            leader=row.leader_id,
            stage=Stage(row.stage),
            opened_on=date.fromisoformat(row.opened_on),
            entered_on=date.fromisoformat(row.entered_on),
            due_on=stored_values.to_date(row.due_on),
            snoozed_until=stored_values.to_date(row.snoozed_until),
            snoozed_reason=row.snoozed_reason,
            outcome=row.outcome,
            meeting_on=stored_values.to_date(row.meeting_on),
            appeal_outcome=_word(AppealOutcome, row.appeal_outcome),
            heard_by=row.heard_by or "",
            ended_on=stored_values.to_date(row.ended_on),
        )
        for row in facts.read_in(connection, StoredEscalation, "leader_id", leaders)
    ]


def _decisions(rows: Iterable[StoredDecision]) -> tuple[DecisionRecord, ...]:
    """The leader's decisions, oldest first."""
    records = [
        DecisionRecord(
            id=row.id,
            escalation=row.escalation_id,
            concern_key=row.concern_key,
            choice=_word(InboxChoice, row.choice),
            from_stage=_word(Stage, row.from_stage),
            to_stage=_word(Stage, row.to_stage),
            day=date.fromisoformat(row.day),
            at=instant(row.at),
            who=row.who,
            clause=row.clause,
            reason=row.reason,
            until=stored_values.to_date(row.until),
            seen=json.loads(row.verdicts or "{}"),
            numbers=row.programme_hash,
            struck_out_at=stored_values.to_instant(row.struck_out_at),
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda decision: (decision.at, decision.id)))


def communications(connection: sqlite3.Connection, leader: str) -> tuple[CommunicationRecord, ...]:
    """Everything logged with or about one leader (by key)."""
    return _communications(facts.read_in(connection, StoredCommunication, "leader_id", [leader]))


def _communications(rows: Iterable[StoredCommunication]) -> tuple[CommunicationRecord, ...]:
    """Everything logged with or about a leader, oldest first, what is of one day by its number."""
    records = [
        CommunicationRecord(
            id=row.id,
            escalation=row.escalation_id,
            on=date.fromisoformat(row.on),
            direction=Direction(row.direction),
            channel=Channel(row.channel),
            reached=bool(row.reached),
            reply_by=stored_values.to_date(row.reply_by),
            replied_on=stored_values.to_date(row.replied_on),
            about=row.about,
            summary=row.summary,
            stage=_word(Stage, row.stage),
            at=stored_values.to_instant(row.at),
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda sent: (sent.on, number_of(sent.about), sent.id)))


def _drafts(rows: Iterable[StoredDraft]) -> tuple[DraftRecord, ...]:
    """The messages drafted for a leader, oldest first."""
    records = [
        DraftRecord(
            id=row.id,
            escalation=row.escalation_id,
            sent=row.communication_id,
            letter=Letter(row.letter),
            at=instant(row.at),
            recipient=row.recipient,
            subject=row.subject,
            body=row.body,
            cites=json.loads(row.cites or "{}"),
            reply_by=stored_values.to_date(row.reply_by),
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda draft: (draft.at, draft.id)))


def _plan(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[ActionRecord, ...]:
    """The actions of some escalations by what they are."""
    rows = facts.read_in(connection, StoredPlanAction, "escalation_id", keys)
    references = _references(connection, rows)
    records = [
        ActionRecord(
            id=row.id,
            escalation=row.escalation_id,
            what=row.what,
            owner=row.owner,
            due_on=stored_values.to_date(row.due_on),
            done_on=stored_values.to_date(row.done_on),
            session=row.session_id,
            notice=references.get(row.session_id or "", ""),
            dropped_because=row.dropped_because or "",
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda action: (action.what, action.id)))


def _notices(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[NoticeRecord, ...]:
    """What was agreed in some escalations after notices, the earliest agreed first."""
    rows = facts.read_in(connection, StoredNoticeOutcome, "escalation_id", keys)
    references = _references(connection, rows)
    records = [
        NoticeRecord(
            id=row.id,
            escalation=row.escalation_id,
            session=row.session_id,
            notice=references.get(row.session_id or "", ""),
            outcome=row.outcome,
            agreed_on=date.fromisoformat(row.agreed_on),
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda notice: (notice.agreed_on, notice.id)))


def _references(
    connection: sqlite3.Connection, rows: Sequence[StoredPlanAction | StoredNoticeOutcome]
) -> dict[str, str]:
    """The references of the sessions that rows name, by their keys."""
    keys = {row.session_id for row in rows if row.session_id}
    return {row.id: row.reference for row in facts.read_in(connection, StoredSession, "id", keys)}


def _sign_offs(rows: Iterable[StoredSignOff]) -> tuple[SignOffRecord, ...]:
    """The leader's sign-offs in the order in which they were given, those that count in their escalation marked."""
    records = [
        SignOffRecord(
            id=row.id,
            escalation=row.escalation_id,
            role=Role(row.role),
            name=row.name,
            on=date.fromisoformat(row.on),
            at=instant(row.at),
            answer=Answer(row.answer),
            view=row.view,
            struck_out_at=stored_values.to_instant(row.struck_out_at),
        )
        for row in rows
    ]
    records.sort(key=lambda sign_off: (sign_off.on, sign_off.at, sign_off.id))
    by_escalation: dict[str | None, list[SignOffRecord]] = defaultdict(list)
    for sign_off in records:
        by_escalation[sign_off.escalation].append(sign_off)
    count: set[str] = set()
    for given in by_escalation.values():
        count |= {last.id for last in sign_offs.counting(given).values()}
    return tuple(replace(sign_off, counts=sign_off.id in count) for sign_off in records)


def _access(connection: sqlite3.Connection, keys: Iterable[str]) -> tuple[AccessRecord, ...]:
    """The access lists of some escalations, in the order in which the policy names the elements."""
    order = list(Element)
    records = [
        AccessRecord(
            id=row.id,
            escalation=row.escalation_id,
            element=Element(row.element),
            ended_on=stored_values.to_date(row.ended_on),
            restored_on=stored_values.to_date(row.restored_on),
        )
        for row in facts.read_in(connection, StoredAccess, "escalation_id", keys)
    ]
    return tuple(sorted(records, key=lambda item: (order.index(item.element), item.id)))


def numbers_at_decisions(store: Store, leader: str) -> dict[str, str]:
    """The numbers in force at the decisions on a leader (by key): by fingerprint, each set as JSON text."""
    query = (
        "SELECT hash, numbers FROM programme_text WHERE hash IN "
        "(SELECT programme_hash FROM decision WHERE leader_id = ?)"
    )
    with unreadable():
        return dict(store.connection.execute(query, (leader,)).fetchall())


def instant(text: str) -> datetime:
    """An instant as stored that is always there."""
    moment = stored_values.to_instant(text)
    assert moment is not None
    return moment


def _word(words: type[Any], value: str | None) -> Any:
    """A word of a closed list as stored; None where there is none."""
    return None if value is None else words(value)
