"""What the BDO decides of a leader on the ladder: to move their escalation, to end it, or to snooze it.

Each is put on record as a `decision`. All of them are taken on today's facts, whatever other day is looked at; what is
decided of a concern, and opens an escalation, stands in `decisions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, select

from models.tables import AccessRow, ConcernRow, EscalationRow, LeaderRow
from psw_tui.policy import ladder
from psw_tui.policy.terms import AppealOutcome, Element, InboxChoice, InboxState, LeaderState, Stage, WithdrawnHow
from psw_tui.policy.wording import count, local, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.concerns_on_record import row_key
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import case
from psw_tui.store.escalations.decision import Decision, decide
from psw_tui.store.escalations.open_escalation import due_of_stage, open_rows, refuse_past, required_words
from psw_tui.store.reads.verdicts import judged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

#: Why what an upheld appeal was about stands as dismissed (section 6).
_UPHELD = "appeal upheld"


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
    row.stage, row.entered_on, row.due_on = to, store.today, due_of_stage(store, verdict, to)
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
        refuse_past(store, until)
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
