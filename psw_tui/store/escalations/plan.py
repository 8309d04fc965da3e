"""What is agreed with a leader: the actions of a plan, and what follows a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, select

from models.tables import ConcernRow, EscalationRow, NoticeOutcomeRow, PlanActionRow, SessionRow
from psw_tui.policy.terms import ConcernKind
from psw_tui.policy.text import clean
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.open_escalation import id_of, name_of, open_rows, refuse_ahead, required_words, trimmed

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change


def add_action(
    store: Store, leader: str, what: str, owner: str = "", due_on: date | None = None, *, notice: str = ""
) -> Change | None:
    """2.4.4: agree one action of the plan; until it is closed the escalation can't be resolved.

    `notice` is the session (its reference) of the notice after which the action is to support the leader (2.1.3).
    """
    what = required_words(what, "An action needs its words")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        about = store.only_row(writing.session, SessionRow, "session", reference=notice) if notice else None
        if about is not None:
            _refuse_no_notice(writing.session, row, about)
        writing.session.add(
            PlanActionRow(
                escalation_id=row.id,
                what=what,
                owner=clean(owner),
                due_on=due_on,
                session_id=None if about is None else about.id,
            )
        )
        support = "" if about is None else f", in support after the notice for {about.title}"
        writing.what = f"Agreed with {name_of(leader_row)}: {what}{support}"
    return writing.change


def close_action(
    store: Store, leader: str, action: str, on: date | None = None, *, dropped_because: str = ""
) -> Change | None:
    """2.4.4: an action of the plan (its id) was done on a day; or dropped on it, with the reason."""
    on = on or store.today
    refuse_ahead(store, on, "An action is closed once it is done")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, _ = open_rows(store, writing.session, leader)
        action_row = store.only_row(writing.session, PlanActionRow, "action", id=id_of(action), escalation_id=row.id)
        if action_row.done_on is not None:
            raise Refused(f"“{action_row.what}” is closed already, on {day_words(action_row.done_on)}.")
        action_row.done_on, action_row.dropped_because = on, trimmed(dropped_because) or None
        how = f"Dropped the action, {action_row.dropped_because}" if action_row.dropped_because else "Closed the action"
        writing.what = f"{how}: {action_row.what}"
    return writing.change


def agree_outcome(store: Store, leader: str, notice: str, outcome: str, on: date | None = None) -> Change | None:
    """2.1.3: what was agreed with a leader whose notice for a session (its reference) had no reasonable cause.

    There is one agreed outcome for each notice of an escalation; recording it again rewords it.
    """
    on = on or store.today
    outcome = required_words(outcome, "An agreed outcome needs its words")
    refuse_ahead(store, on, "An outcome is recorded once it is agreed")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        about = store.only_row(writing.session, SessionRow, "session", reference=notice)
        _refuse_no_notice(writing.session, row, about)
        agreed = select(NoticeOutcomeRow).filter_by(escalation_id=row.id, session_id=about.id)
        found = writing.session.exec(agreed).one_or_none()
        if found is None:
            found = NoticeOutcomeRow(escalation_id=row.id, session_id=about.id, agreed_on=on)
        found.outcome, found.agreed_on = outcome, on
        writing.session.add(found)
        writing.what = f"Agreed with {name_of(leader_row)} on the notice for {about.title}: {outcome}"
    return writing.change


def _refuse_no_notice(session: Session, escalation: EscalationRow, about: SessionRow) -> None:
    """2.1.3 is about a notice without reasonable cause that this escalation took in."""
    taken_in = select(ConcernRow).filter_by(
        escalation_id=escalation.id, kind=ConcernKind.NO_REASONABLE_CAUSE, about=about.reference
    )
    if session.exec(taken_in).first() is None:
        raise Refused(
            f"{about.title}: no notice without reasonable cause is part of this escalation (2.1.3); accept it first."
        )
