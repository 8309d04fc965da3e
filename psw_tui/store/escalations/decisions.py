"""What the BDO decides of a concern: to accept, dismiss or snooze it, or to raise one by hand.

Each is put on record as a `decision`. All of them are taken on today's facts, whatever other day is looked at; what
takes a leader's escalation from stage to stage stands in `ladder_moves`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from models.tables import ConcernRow, EscalationRow, LeaderRow
from psw_tui.policy import ladder, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.inbox_state import InboxRecord, inbox_state
from psw_tui.policy.records import Concern
from psw_tui.policy.terms import ConcernKind, InboxChoice, InboxState, LeaderState
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.concerns_on_record import leader_ids, new_row, row_key
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.concern_words import title_of
from psw_tui.store.escalations.decision import Decision, decide
from psw_tui.store.escalations.open_escalation import due_of_stage, numbered, refuse_past, required_words, trimmed
from psw_tui.store.reads.verdicts import judge_all, judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = ("concerns", "escalations")


@frozen
class _Held:
    """A concern that holds today, with the verdict it is part of."""

    concern: Concern
    verdict: Verdict

    @property
    def title(self) -> str:
        return title_of(self.verdict, self.concern.kind, self.concern.about)


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
        due_on=due_of_stage(store, verdict, stage),
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
    refuse_past(store, until)
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
