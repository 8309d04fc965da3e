"""One leader's case at length: the place on the ladder, what was said and done, what may happen next.

Read for the side panel, for a leader's page and by the commands that must know what a move still needs; no
SQLModel here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy import ladder
from psw_tui.policy.terms import (
    WITH_LEADER,
    Answer,
    AppealOutcome,
    ConcernKind,
    Element,
    Explanation,
    InboxChoice,
    InboxState,
    Role,
    Stage,
)
from psw_tui.store.escalations import ladder_days
from psw_tui.store.escalations.communications import communications
from psw_tui.store.escalations.drafts import Draft, drafts_of
from psw_tui.store.escalations.queue import InboxRow, inbox
from psw_tui.store.reads import facts
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.communications import Sent
    from psw_tui.store.escalations.ladder_days import Stood
    from psw_tui.store.reads.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on record; one that was undone stays, struck out."""

    day: date
    at: datetime
    who: str
    clause: str
    reason: str
    choice: InboxChoice | None
    from_stage: Stage | None
    to_stage: Stage | None
    until: date | None
    concern_key: str
    escalation: str | None
    struck_out: bool


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One agreed action of the plan; closed on `done_on`, done or, with its reason, dropped.

    `notice` is the session of the notice after which it supports the leader (2.1.3), empty for any other.
    """

    id: str
    what: str
    owner: str
    due_on: date | None
    done_on: date | None
    notice: str = ""
    dropped_because: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """2.1.3: a notice without reasonable cause that the escalation took in, and what has come of it.

    `session` is the reference; `missing` names what is still to be recorded.
    """

    session: str
    title: str
    contact_on: date | None
    outcome: str
    agreed_on: date | None
    support: tuple[PlanAction, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedOff:
    """One agreement or consultation; `counts` marks the latest of its role that was not struck out."""

    role: Role
    name: str
    on: date
    at: datetime
    answer: Answer
    view: str
    struck_out: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class AccessTick:
    """One element of the access list."""

    element: Element
    ended_on: date | None
    restored_on: date | None


@dataclass(frozen=True, slots=True)
class Ended:
    """An escalation that has ended."""

    stage: Stage
    opened_on: date
    ended_on: date
    outcome: str


@dataclass(frozen=True, slots=True)
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
    communications: tuple[Sent, ...]
    decisions: tuple[Decided, ...]
    plan: tuple[PlanAction, ...]
    sign_offs: tuple[SignedOff, ...]
    access: tuple[AccessTick, ...]
    suggestions: tuple[str, ...]
    past: tuple[Ended, ...]
    notices: tuple[Notice, ...]
    drafts: tuple[Draft, ...]
    heard_by: str
    unanswered: tuple[tuple[str, str], ...]

    @property
    def moves(self) -> list[ladder.Move]:
        """What may happen next, each with what it still needs."""
        return [] if self.escalation is None else ladder.moves(self.escalation)

    @property
    def agreed_by(self) -> str:
        """2.4.6: the name on the PBDL's agreement that counts; empty while there is none."""
        agreed = (each.name for each in self.sign_offs if each.counts and each.answer is Answer.AGREED)
        return next(agreed, "")


def case_of(store: Store, leader: str, *, verdict: Verdict | None = None, day: date | None = None) -> Case:
    """One leader's case, as it stands; on a `day`, the ladder is as the decisions dated on or before it left it.

    `verdict`, if it is at hand already, is that day's.
    """
    as_of, day = day, day or store.today
    if verdict is None:
        verdict = next(iter(judge_all(store, day, leaders=[leader])), None)
    if verdict is None:
        raise no_leader(store.damage, leader)
    connection = store.connection
    leader_id = facts.read(connection, "leader", "WHERE reference = ?", (leader,))[0][0]
    rows = facts.read(connection, "escalation", "WHERE leader_id = ? ORDER BY opened_on, id", (leader_id,))
    stood = _stood(store, rows, leader_id, as_of)
    ended = [row for row in rows if row[11] is not None and row[11] <= day.isoformat()]
    opened = next((row for row in rows if stood is not None and row[0] == stood.id), None)
    shown = opened or max(ended, key=lambda row: row[11], default=None)
    own = shown[0] if shown is not None else ""
    joined = (
        stood.members
        if stood is not None and as_of is not None
        else frozenset(
            f"{row[3]}:{row[4]}:{leader}"
            for row in facts.read(connection, "concern", "WHERE leader_id = ?", (leader_id,))
            if row[2] is not None and row[2] == own
        )
    )
    all_rows = inbox(store, [verdict], day)
    sent = communications(store, leader_id)
    plan = _plan(connection, own)
    signed = _sign_offs(facts.read(connection, "sign_off", "WHERE escalation_id = ?", (own,)))
    access = _access(facts.read(connection, "access_item", "WHERE escalation_id = ?", (own,)))
    concerns = tuple(row for row in all_rows if row.key in joined)
    unanswered = _unanswered(verdict, concerns)
    return Case(
        leader=leader,
        name=verdict.name,
        escalation=None if stood is None else _as_ladder(leader, stood, opened, unanswered, sent, plan, signed, access),
        opened_on=None if stood is None else stood.opened_on,
        snoozed_reason="" if stood is None else stood.snoozed_reason,
        concerns=concerns,
        others=tuple(row for row in all_rows if row.key not in joined and row.state is not InboxState.CLEARED),
        communications=sent,
        decisions=_decisions(store, leader_id),
        plan=plan,
        sign_offs=signed,
        access=access,
        suggestions=tuple(ladder.withdrawal_suggestions(verdict.record, day)),
        past=tuple(
            Ended(Stage(row[2]), date.fromisoformat(row[3]), date.fromisoformat(row[11]), row[8]) for row in ended
        ),
        notices=_notices(connection, own, verdict, concerns, sent, plan),
        drafts=drafts_of(store, leader_id, verdict.record),
        unanswered=unanswered,
        heard_by="" if shown is None else shown[12] or "",
    )


def _stood(store: Store, rows: Iterable[Any], leader_id: str, day: date | None) -> Stood | None:
    """The escalation that stands open now, or that was open on a day."""
    if day is not None:
        return next(iter(ladder_days.open_on(store, day, [leader_id])), None)
    return next((ladder_days.stands(row) for row in rows if row[11] is None), None)


def _as_ladder(
    leader: str,
    stood: Stood,
    row: Any,
    unanswered: tuple[tuple[str, str], ...],
    sent: Iterable[Sent],
    plan: Iterable[PlanAction],
    signed: Iterable[SignedOff],
    access: Iterable[AccessTick],
) -> ladder.Escalation:
    meeting, outcome = row[9], row[10]
    ticked = list(access)
    return ladder.Escalation(
        leader=leader,
        stage=stood.stage,
        entered_on=stood.entered_on,
        due_on=stood.due_on,
        snoozed_until=stood.snoozed_until,
        logged=tuple(
            ladder.Logged(each.on, each.direction, each.reached, each.stage)
            for each in sent
            if each.escalation == stood.id
        ),
        unanswered_explanations=tuple(title for _, title in unanswered),
        open_actions=sum(action.done_on is None for action in plan),
        sign_offs={each.role: each.answer for each in signed if each.counts},
        access_ended=frozenset(each.element for each in ticked if each.ended_on),
        access_restored=frozenset(each.element for each in ticked if each.restored_on),
        meeting_on=facts.to_date(meeting),
        appeal_outcome=None if outcome is None else AppealOutcome(outcome),
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


def _plan(connection: sqlite3.Connection, escalation: str) -> tuple[PlanAction, ...]:
    rows = facts.read(connection, "plan_action", "WHERE escalation_id = ?", (escalation,))
    titles = _references(connection, [row[6] for row in rows if row[6]])
    found = [
        PlanAction(id_, what, owner, facts.to_date(due), facts.to_date(done), titles.get(session, ""), dropped or "")
        for id_, _, what, owner, due, done, session, dropped in rows
    ]
    return tuple(
        sorted(found, key=lambda each: (each.done_on is not None, each.due_on or date.max, each.what, each.id))
    )


def _references(connection: sqlite3.Connection, ids: list[str]) -> dict[str, str]:
    """The references of sessions by their ids."""
    return {row[0]: row[1] for row in facts.read_in(connection, "session", "id", ids)}


def _notices(
    connection: sqlite3.Connection,
    escalation: str,
    verdict: Verdict,
    concerns: Iterable[InboxRow],
    sent: Iterable[Sent],
    plan: Iterable[PlanAction],
) -> tuple[Notice, ...]:
    """2.1.3: the notices without reasonable cause that this escalation took in, with what came of each."""
    rows = facts.read(connection, "notice_outcome", "WHERE escalation_id = ?", (escalation,))
    references = _references(connection, [row[1] for row in rows])
    agreed = {references[row[1]]: (row[2], date.fromisoformat(row[3])) for row in rows}
    collected = {row.key: row.since for row in concerns}
    contacts = [each.on for each in sent if each.reached and each.direction in WITH_LEADER]
    found = []
    for session in verdict.record.sessions:
        key = f"{ConcernKind.NO_REASONABLE_CAUSE}:{session.reference}:{verdict.reference}"
        if key not in collected:
            continue
        contact = next((on for on in contacts if on >= collected[key]), None)
        outcome, on = agreed.get(session.reference, ("", None))
        support = tuple(action for action in plan if action.notice == session.reference)
        missing = ladder.notice_needs(contacted=contact is not None, agreed=bool(outcome), support=len(support))
        found.append(Notice(session.reference, session.title, contact, outcome, on, support, tuple(missing)))
    return tuple(found)


def _sign_offs(rows: Iterable[Any]) -> tuple[SignedOff, ...]:
    """In the order in which they were given; the latest of each role that stands is the one that counts."""
    ordered = sorted(rows, key=lambda row: (row[4], row[5]))
    last = {row[2]: place for place, row in enumerate(ordered) if row[8] is None}
    return tuple(
        SignedOff(
            Role(role),
            name,
            date.fromisoformat(on),
            _instant(at),
            Answer(answer),
            view,
            struck is not None,
            last.get(role) == place,
        )
        for place, (_, _, role, name, on, at, answer, view, struck) in enumerate(ordered)
    )


def _access(rows: Iterable[Any]) -> tuple[AccessTick, ...]:
    ticks = {row[1]: AccessTick(Element(row[1]), facts.to_date(row[2]), facts.to_date(row[3])) for row in rows}
    return tuple(ticks[element] for element in Element if element in ticks)


def _decisions(store: Store, leader_id: str) -> tuple[Decided, ...]:
    rows = facts.read(store.connection, "decision", "WHERE leader_id = ? ORDER BY at, id", (leader_id,))
    return tuple(
        Decided(
            day=date.fromisoformat(day),
            at=_instant(at),
            who=who,
            clause=clause,
            reason=reason,
            choice=None if choice is None else InboxChoice(choice),
            from_stage=None if from_stage is None else Stage(from_stage),
            to_stage=None if to_stage is None else Stage(to_stage),
            until=facts.to_date(until),
            concern_key=key,
            escalation=escalation,
            struck_out=struck is not None,
        )
        for _, _, _, escalation, key, choice, from_stage, to_stage, day, at, who, clause, reason, until, struck in rows
    )


def _instant(text: str) -> datetime:
    found = facts.to_instant(text)
    assert found is not None
    return found
