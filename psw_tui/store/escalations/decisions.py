"""What the BDO decides: of a concern, to accept, dismiss or snooze it; of a leader, the moves on the ladder.

Every decision keeps the day, who took it, the clause, the verdicts it saw and the hash of the programme's
numbers; those numbers are saved once. Undoing a decision strikes it out and leaves it in the record. All of them
are taken on today's facts, whatever other day is looked at.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from models.tables import AccessRow, ConcernRow, EscalationRow, LeaderRow
from psw_tui.policy import ladder, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.inbox_state import InboxRecord, inbox_state
from psw_tui.policy.records import Concern
from psw_tui.policy.terms import (
    AppealOutcome,
    ConcernKind,
    Element,
    InboxChoice,
    InboxState,
    LeaderState,
    Stage,
    WithdrawnHow,
)
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.concerns_on_record import leader_ids, new_row, row_key
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case
from psw_tui.store.escalations.concern_words import title_of
from psw_tui.store.escalations.decision import Decision, decide
from psw_tui.store.escalations.open_escalation import numbered, open_rows, required_words, trimmed
from psw_tui.store.reads.verdicts import judge_all, judged
from psw_tui.store.system import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = ("concerns", "escalations")
#: Why what an upheld appeal was about stands as dismissed (section 6).
_UPHELD = "appeal upheld"


@frozen
class _Held:
    """A concern that holds today, with the verdict it is part of."""

    concern: Concern
    verdict: Verdict

    @property
    def title(self) -> str:
        return title_of(self.verdict, self.concern.kind, self.concern.about)


# -- of concerns -------------------------------------------------------------------------------------


def accept(store: Store, keys: Sequence[str]) -> Change | None:
    """Section 7: make concerns part of their leaders' escalations, opening one where none is open.

    One is opened at the furthest stage that these concerns suggest, partnerships at the highest; an open one is
    joined and stays where it is. Whatever is accepted already is passed over.
    """
    held = _holding(store, keys)
    with store.command("", _KINDS, leaders={holding.verdict.reference for holding in held}) as writing:
        record = _InboxOnRecord(store, writing.session, held)
        fresh = [holding for holding in held if record.state(holding) is not InboxState.ACCEPTED]
        if not fresh:
            raise Refused(f"{_named(held)}: accepted already.")
        opened = {
            reference: _open_or_join(record, [holding for holding in fresh if holding.verdict.reference == reference])
            for reference in dict.fromkeys(holding.verdict.reference for holding in fresh)
        }
        writing.session.flush()
        for holding in fresh:
            row = record.row(holding)
            row.state, row.escalation_id = InboxState.ACCEPTED, opened[holding.verdict.reference][0].id
            row.snoozed_until = None
        writing.session.flush()
        for holding in fresh:
            escalation, is_new = opened[holding.verdict.reference]
            stage = escalation.stage if is_new else None
            _decide(record, holding, InboxChoice.ACCEPT, escalation_id=escalation.id, to_stage=stage)
        writing.what = f"Accepted {_named(fresh)}{_where(fresh, opened)}"
    return writing.change


def _decide(record: _InboxOnRecord, holding: _Held, choice: InboxChoice, **more: Any) -> None:
    """Write down what was decided of a concern, and `more` of what that comes to."""
    row, concern = record.row(holding), holding.concern
    decision = Decision(
        leader_id=row.leader_id,
        concern_id=row.id,
        concern_key=concern.key,
        choice=choice,
        clause=concern.clause,
        **more,
    )
    decide(record.store, record.session, holding.verdict, decision)


def _open_or_join(record: _InboxOnRecord, own: list[_Held]) -> tuple[EscalationRow, bool]:
    store, verdict = record.store, own[0].verdict
    found = record.open.get(record.ids[verdict.reference])
    if found is not None:
        return found, False
    stage = max(
        (ladder.opening_stage(holding.concern.suggested_stage) for holding in own), key=ladder.HEIGHT.__getitem__
    )
    opened = EscalationRow(
        leader_id=record.ids[verdict.reference],
        stage=stage,
        opened_on=store.today,
        entered_on=store.today,
        due_on=_due(store, verdict, stage),
    )
    record.session.add(opened)
    return opened, True


def _where(fresh: list[_Held], opened: dict[str, tuple[EscalationRow, bool]]) -> str:
    if len(opened) > 1:
        return ""
    escalation, is_new = opened[fresh[0].verdict.reference]
    if not is_new:
        return f": joined the escalation at {spoken(escalation.stage)}"
    due = f", due {local(day_words(escalation.due_on))}" if escalation.due_on else ""
    return f": opened at {spoken(escalation.stage)}{due}"


def dismiss(store: Store, keys: Sequence[str], reason: str) -> Change | None:
    """Section 6: set concerns aside, with a reason, until their facts have cleared or grown worse."""
    reason = required_words(reason, "Dismissing a concern needs a reason")
    return _set_aside(store, keys, InboxState.DISMISSED, InboxChoice.DISMISS, reason, None)


def snooze(store: Store, keys: Sequence[str], until: date, reason: str = "") -> Change | None:
    """Section 6: fold concerns away until a later day."""
    _refuse_past(store, until)
    return _set_aside(store, keys, InboxState.SNOOZED, InboxChoice.SNOOZE, trimmed(reason), until)


def _set_aside(
    store: Store, keys: Sequence[str], state: InboxState, choice: InboxChoice, reason: str, until: date | None
) -> Change | None:
    held = _holding(store, keys)
    done = "Dismissed" if until is None else "Snoozed"
    tail = f": {reason}" if until is None else f" until {day_words(until)}"
    with store.command("", ("concerns",), leaders={holding.verdict.reference for holding in held}) as writing:
        record = _InboxOnRecord(store, writing.session, held)
        for holding in held:
            if record.state(holding) is InboxState.ACCEPTED:
                raise Refused(
                    f"{holding.verdict.name}: {holding.title} is part of the escalation; resolve that, or take the "
                    "accepting back with undo."
                )
            row = record.row(holding)
            row.state, row.snoozed_until, row.escalation_id = state, until, None
        writing.session.flush()
        for holding in held:
            _decide(record, holding, choice, reason=reason, until=until)
        writing.what = f"{done} {_named(held)}{tail}"
    return writing.change


def raise_manual(store: Store, leader: str, words: str) -> Change | None:
    """2.4.3: put a concern in the inbox in the BDO's own words; `Refused` where policy raises none (section 1)."""
    words = required_words(words, "A concern raised by hand needs its words")
    verdict = judged(store, leader)
    if not standing.is_covered(verdict.record, store.today):
        raise Refused(f"{verdict.name} has not signed the offer, so the policy doesn't cover them yet (1.1.1).")
    state = verdict.record.leader.state
    if state is not LeaderState.ACTIVE:
        raise Refused(f"{verdict.name} is {spoken(state)}; concerns are raised of active leaders only (1.1.1).")
    with store.command(f"Raised a concern of {verdict.name}: {words}", ("concerns",), leaders=[leader]) as writing:
        session = writing.session
        row = store.only_row(session, LeaderRow, "leader", reference=leader)
        taken = [raised.about for raised in verdict.record.manual]
        session.add(
            ConcernRow(
                leader_id=row.id,
                kind=ConcernKind.MANUAL,
                about=numbered(store.today, taken),
                words=words,
                clause="2.4.3",
                raised_on=store.today,
            )
        )
    return writing.change


# -- of the ladder -----------------------------------------------------------------------------------


def move(store: Store, leader: str, to: Stage, reason: str, outcome: str = "") -> Change | None:
    """Section 7: move a leader's escalation; `Refused` with the sentence that says what is missing.

    Into `withdrawn` (2.4.6) the leader is withdrawn and the access list begins; from an appeal that was upheld
    (2.4.7) the leader is active again, and what it was about stands as dismissed (section 6). `outcome` is what it
    came to, in words, needed where the ladder ends.
    """
    reason = required_words(reason, "A move needs a reason")
    verdict = judged(store, leader)
    now = _movable(store, verdict, to)
    if to in ladder.ENDED:
        outcome = required_words(outcome, "Ending an escalation needs its outcome")
    upheld = to is Stage.RESOLVED and now.appeal_outcome is AppealOutcome.UPHELD
    with store.command("", _kinds_of_move(to, upheld=upheld), leaders=[leader]) as writing:
        session = writing.session
        row, leader_row = open_rows(store, session, leader)
        was = row.stage
        if to is Stage.WITHDRAWN:
            _withdraw(store, session, row, leader_row)
        if upheld:
            _reinstate(leader_row)
        take_to(store, session, verdict, to, reason, outcome)
        due = f", due {local(day_words(row.due_on))}" if row.due_on else ""
        writing.what = f"Moved {verdict.name} from {spoken(was)} to {spoken(to)}{due}"
        if upheld and (dismissed := _dismiss_upheld(store, session, row, leader_row)):
            writing.settled = dismissed
            writing.what += f"; {count(len(dismissed), 'concern')} dismissed: {_UPHELD}"
    return writing.change


def take_to(store: Store, session: Session, verdict: Verdict, to: Stage, reason: str, outcome: str = "") -> None:
    """Take a leader's open escalation to a stage, within a command, and put the decision on record.

    That it may be moved there has been asked already (`ladder.refusal`).
    """
    row, leader_row = open_rows(store, session, verdict.reference)
    was = row.stage
    row.stage, row.entered_on, row.due_on = to, store.today, _due(store, verdict, to)
    row.snoozed_until, row.snoozed_reason = None, ""
    if to in ladder.ENDED:
        row.ended_on, row.outcome = store.today, outcome
    session.flush()
    decide(
        store,
        session,
        verdict,
        Decision(
            leader_id=leader_row.id,
            escalation_id=row.id,
            clause=ladder.CLAUSE_OF_STAGE[to],
            from_stage=was,
            to_stage=to,
            reason=reason,
        ),
    )


def _kinds_of_move(to: Stage, *, upheld: bool) -> set[str]:
    kinds = {"escalations"}
    if upheld or to is Stage.WITHDRAWN:
        kinds.add("leaders")
    if upheld:
        kinds.add("concerns")
    return kinds


def _movable(store: Store, verdict: Verdict, to: Stage) -> ladder.Escalation:
    """The leader's open escalation; `Refused` with the sentence that says what its move to a stage still needs."""
    now = case.case_of(store, verdict.reference, verdict=verdict).escalation
    if now is None:
        raise Refused(f"{verdict.name} has no open escalation; accept one of their concerns first.")
    if (missing := ladder.refusal(now, to)) is not None:
        raise Refused(f"{verdict.name}: {missing}")
    if to is Stage.WITHDRAWN and verdict.record.leader.state is LeaderState.WITHDRAWN:
        raise Refused(f"{verdict.name} has left the programme already; resolve the escalation instead (2.4.6).")
    return now


def _dismiss_upheld(store: Store, session: Session, row: EscalationRow, leader: LeaderRow) -> set[str]:
    """Section 6: what was part of the escalation and holds still stands as dismissed; the keys of those."""
    verdict = judged(store, leader.reference)
    held = {concern.key: concern for concern in verdict.concerns}
    part = session.exec(select(ConcernRow).where(ConcernRow.escalation_id == row.id)).all()
    dismissed = set()
    for concern_row in part:
        key = row_key(concern_row, leader.reference)
        if key not in held:
            continue
        dismissed.add(key)
        concern = held[key]
        concern_row.state, concern_row.cleared_on, concern_row.cleared_by = InboxState.DISMISSED, None, None
        concern_row.why, concern_row.clause, concern_row.measure = concern.why, concern.clause, concern.measure
        decide(
            store,
            session,
            verdict,
            Decision(
                leader_id=leader.id,
                concern_id=concern_row.id,
                concern_key=key,
                choice=InboxChoice.DISMISS,
                clause=ladder.CLAUSE_OF_STAGE[Stage.APPEAL],
                reason=_UPHELD,
            ),
        )
    return dismissed


def _withdraw(store: Store, session: Session, row: EscalationRow, leader: LeaderRow) -> None:
    leader.state = LeaderState.WITHDRAWN
    leader.withdrawn_on, leader.withdrawn_how = store.today, WithdrawnHow.DEEMED
    session.add_all(AccessRow(escalation_id=row.id, element=element) for element in Element)


def _reinstate(leader: LeaderRow) -> None:
    leader.state = LeaderState.ACTIVE
    leader.withdrawn_on, leader.withdrawn_how = None, None


def snooze_escalations(store: Store, leaders: Sequence[str], until: date | None, reason: str = "") -> Change | None:
    """Section 7: fold escalations away to a day, with a reason (None: no longer); their due dates stand."""
    if until is not None:
        _refuse_past(store, until)
        reason = required_words(reason, "Snoozing an escalation needs a reason")
    verdicts = [judged(store, leader) for leader in dict.fromkeys(leaders)]
    if not verdicts:
        raise Refused("Choose an escalation first.")
    with store.command("", ("escalations",), leaders=[verdict.reference for verdict in verdicts]) as writing:
        for verdict in verdicts:
            row, leader_row = open_rows(store, writing.session, verdict.reference)
            if until is None and row.snoozed_until is None:
                raise Refused(f"The escalation of {verdict.name} is not snoozed.")
            row.snoozed_until, row.snoozed_reason = until, "" if until is None else reason
            decide(
                store,
                writing.session,
                verdict,
                Decision(
                    leader_id=leader_row.id,
                    escalation_id=row.id,
                    clause=ladder.CLAUSE_OF_STAGE[row.stage],
                    choice=InboxChoice.SNOOZE,
                    reason=reason,
                    until=until,
                ),
            )
        whose = f"the escalation of {verdicts[0].name}" if len(verdicts) == 1 else count(len(verdicts), "escalation")
        writing.what = f"Ended the snooze of {whose}" if until is None else f"Snoozed {whose} until {day_words(until)}"
    return writing.change


# -- what they share ---------------------------------------------------------------------------------


def _holding(store: Store, keys: Sequence[str]) -> list[_Held]:
    """The concerns of these keys, in their order; `Refused` if one of them doesn't hold today."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise Refused("Choose a concern first.")
    held: dict[str, _Held] = {}
    for verdict in judge_all(store, store.today, leaders=set(chain.from_iterable(map(_leaders_in, wanted)))):
        held |= {concern.key: _Held(concern, verdict) for concern in verdict.concerns}
    for key in wanted:
        if key not in held:
            kind, _, about = key.partition(":")
            raise Refused(
                f"The concern {spoken(kind)}, {about}, does not hold on {day_words(store.today)}, "
                "the day on which decisions are taken; nothing was changed."
            )
    return [held[key] for key in wanted]


def _leaders_in(key: str) -> Iterable[str]:
    """Every reference that a key can end in: what a concern is about, and a reference, may hold a colon."""
    parts = key.split(":")
    return (":".join(parts[place:]) for place in range(1, len(parts)))


def _named(held: Sequence[_Held]) -> str:
    if len(held) == 1:
        return f"{held[0].title}, of {held[0].verdict.name}"
    leaders = {holding.verdict.reference for holding in held}
    whose = held[0].verdict.name if len(leaders) == 1 else count(len(leaders), "leader")
    return f"{count(len(held), 'concern')} of {whose}"


class _InboxOnRecord:
    """What is on record of these leaders' concerns and open escalations, read once for however many there are."""

    def __init__(self, store: Store, session: Session, held: Iterable[_Held]) -> None:
        self.store, self.session = store, session
        self.ids = leader_ids(session, {holding.verdict.reference for holding in held})
        references = {id_: reference for reference, id_ in self.ids.items()}
        concerns = select(ConcernRow).where(col(ConcernRow.leader_id).in_(references))
        self._rows = {row_key(row, references[row.leader_id]): row for row in session.exec(concerns).all()}
        escalations = select(EscalationRow).where(
            col(EscalationRow.leader_id).in_(references), col(EscalationRow.ended_on).is_(None)
        )
        self.open = {row.leader_id: row for row in session.exec(escalations).all()}

    def state(self, holding: _Held) -> InboxState:
        """What the inbox knows of a concern today."""
        row = self._rows.get(holding.concern.key)
        if row is None:
            return InboxState.NEW
        now = self.open.get(row.leader_id)
        ended = row.escalation_id is not None and (now is None or now.id != row.escalation_id)
        known = InboxRecord(row.state, row.snoozed_until, row.measure, row.cleared_on is not None, ended)
        return inbox_state(known, holding.concern, self.store.today)

    def row(self, holding: _Held) -> ConcernRow:
        """The concern's row, made if it has none, with the facts as they are now."""
        row = self._rows.get(holding.concern.key)
        if row is None:
            row = ConcernRow(**new_row(self.store, holding.concern, self.ids[holding.verdict.reference]))
            self._rows[holding.concern.key] = row
            self.session.add(row)
        row.why, row.clause, row.measure = holding.concern.why, holding.concern.clause, holding.concern.measure
        row.cleared_on = None
        return row


def _due(store: Store, verdict: Verdict, stage: Stage) -> date | None:
    return ladder.due_on(stage, store.today, verdict.record.programme, bank_holidays.english())


def _refuse_past(store: Store, until: date) -> None:
    if until <= store.today:
        raise Refused(f"{day_words(until)} is not after today; snooze to a later day.")
