"""Linking two sessions as the days of one residential, and taking them apart, within a command."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from models.tables import LinkedDaysRow, SessionRow
from psw_tui.policy.terms import SessionKind
from psw_tui.store.system.refusal import Refused


def pair(session: Session, first: SessionRow, second: SessionRow) -> None:
    """Link two sessions; `Refused` for what can't be the two days of one residential, or is a day of another."""
    kinds = {first.kind, second.kind}
    if first.id == second.id or kinds != {SessionKind.RESIDENTIAL} or first.cohort_id != second.cohort_id:
        raise Refused(
            f"{first.reference} and {second.reference} are not two residential days of one cohort; "
            "the other day is another residential session of the same cohort, or left empty."
        )
    for row in (first, second):
        if _pairs_of(session, row):
            raise Refused(f"{row.reference} is a day of another residential already; take it off that one first.")
    session.add(LinkedDaysRow(first_id=first.id, second_id=second.id))


def unpair(session: Session, row: SessionRow) -> None:
    """Take a session off its other day, if it has one; both sessions stay."""
    for linked in _pairs_of(session, row):
        session.delete(linked)
    session.flush()


def _pairs_of(session: Session, row: SessionRow) -> list[object]:
    held = or_(col(LinkedDaysRow.first_id) == row.id, col(LinkedDaysRow.second_id) == row.id)
    return list(session.exec(select(LinkedDaysRow).where(held)).all())
