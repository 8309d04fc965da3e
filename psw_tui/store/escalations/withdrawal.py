"""Withdrawal: who signs it off, what access ends, and the appeal against it.

A sign-off is never overwritten: a change of mind is a new one, and the latest counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from models.tables import AccessRow, SignOffRow
from psw_tui.policy import ladder, sign_offs
from psw_tui.policy.terms import Answer, AppealOutcome, Role, Stage
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations.open_escalation import name_of, open_rows, refuse_ahead, required_words, trimmed
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.policy.terms import Element
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change


def sign_off(
    store: Store, leader: str, *, role: Role, name: str, answer: Answer, view: str = "", on: date | None = None
) -> Change | None:
    """2.4.6: record an agreement or a consultation for a withdrawal; it stands beside any earlier one."""
    on = on or store.today
    refuse_ahead(store, on, "A sign-off is recorded once it was given")
    name = required_words(name, "A sign-off needs a name: who gave it")
    if answer not in sign_offs.ANSWERS[role]:
        allowed = " or ".join(spoken(allowed_answer) for allowed_answer in sign_offs.ANSWERS[role])
        raise Refused(f"{_role(role)} answers {allowed}, not {spoken(answer)} (2.4.6).")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        _refuse_elsewhere(row.stage, (Stage.WITHDRAWAL_REVIEW,), "Sign-offs", "2.4.6")
        writing.session.add(
            SignOffRow(
                leader_id=leader_row.id,
                escalation_id=row.id,
                role=role,
                name=clean(name),
                on=on,
                at=clock.now(),
                answer=answer,
                view=trimmed(view),
            )
        )
        writing.what = f"{_role(role)}: {spoken(answer)}, {clean(name)}, for {name_of(leader_row)}"
    return writing.change


def tick_access(
    store: Store, leader: str, elements: Sequence[Element], *, restored: bool = False, on: date | None = None
) -> Change | None:
    """2.4.6, 2.4.7: access to these elements ended on a day, or was `restored` after an appeal was upheld."""
    on = on or store.today
    word = "restored" if restored else "ended"
    refuse_ahead(store, on, f"Access is ticked once it is {word}")
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        if restored and row.appeal_outcome is not AppealOutcome.UPHELD:
            raise Refused("Access is restored after an appeal was upheld; record the meeting's outcome first (2.4.7).")
        _refuse_elsewhere(row.stage, (Stage.WITHDRAWN, Stage.APPEAL, Stage.COMPLAINT), "Access ticks", "2.4.6")
        wanted = select(AccessRow).where(AccessRow.escalation_id == row.id, col(AccessRow.element).in_(elements))
        listed = writing.session.exec(wanted).all()
        if restored:
            open_ones = [item for item in listed if item.restored_on is None]
        else:
            open_ones = [item for item in listed if item.ended_on is None]
        if not open_ones:
            raise Refused(f"That access is ticked as {word} already.")
        for item in open_ones:
            if restored:
                item.restored_on = on
            else:
                item.ended_on = on
        names = ladder.ELEMENT_NAMES[open_ones[0].element] if len(open_ones) == 1 else count(len(open_ones), "element")
        writing.what = f"Access of {name_of(leader_row)} to {names} {word}, {day_words(on)}"
    return writing.change


def appeal(
    store: Store, leader: str, meeting_on: date, outcome: AppealOutcome | None = None, heard_by: str | None = None
) -> Change | None:
    """2.4.7: the day of the meeting with the PBDL, and once it has been held, what it decided.

    `heard_by` is the name of who hears it; None leaves the one on record.
    """
    with store.command("", ("escalations",), leaders=[leader]) as writing:
        row, leader_row = open_rows(store, writing.session, leader)
        _refuse_elsewhere(row.stage, (Stage.APPEAL,), "The meeting and its outcome", "2.4.7")
        if outcome is not None:
            refuse_ahead(store, meeting_on, "The meeting's outcome is recorded once it was held")
        row.meeting_on, row.appeal_outcome = meeting_on, outcome
        if heard_by is not None:
            row.heard_by = clean(heard_by) or None
        decided = f": {spoken(outcome)}" if outcome else ""
        writing.what = f"Appeal of {name_of(leader_row)}, meeting {day_words(meeting_on)}{decided}"
    return writing.change


def _role(role: Role) -> str:
    name = ladder.ROLE_NAMES[role]
    return name[0].upper() + name[1:]


def _refuse_elsewhere(stage: Any, stages: Sequence[Stage], what: str, clause: str) -> None:
    if stage not in stages:
        where = " or ".join(spoken(wanted) for wanted in stages)
        raise Refused(f"{what} belong to {where}; this escalation is at {spoken(stage)} ({clause}).")
