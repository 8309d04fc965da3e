"""The two days of a residential, each of which is a session of its own with its own register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.policy.terms import SessionKind
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLinkedDays
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from models.tables import SessionRow
    from psw_tui.store.core.store import Store


@dataclass(frozen=True, slots=True)
class LinkedDay:
    """Which day of a two-day residential a session is (1 or 2, by start), and the other one with its start."""

    number: int
    other: str
    other_starts_at: datetime


def linked_days(store: Store) -> dict[str, LinkedDay]:
    """Every session that is a day of a two-day residential, by reference."""
    pairs = facts.read(store.connection, StoredLinkedDays)
    if not pairs:
        return {}
    sessions = {id_: session for id_, (_, session) in facts.sessions(store.connection).items()}
    by_reference = {}
    for linked in pairs:
        days = [sessions[linked.first_id], sessions[linked.second_id]]
        first, second = sorted(days, key=lambda day: day.starts_at)
        by_reference[first.reference] = LinkedDay(1, second.reference, second.starts_at)
        by_reference[second.reference] = LinkedDay(2, first.reference, first.starts_at)
    return by_reference


def together(titles: list[str]) -> str:
    """Titles in one breath: `Residential 1, day 1 and 2`."""
    first, *rest = sorted(titles)
    if len(rest) == 1 and len(first) == len(rest[0]) and first[:-1] == rest[0][:-1]:
        return f"{first} and {rest[0][-1]}"
    return " and ".join([first, *rest])


def pair(session: Session, first: SessionRow, second: SessionRow) -> None:
    """Link two sessions; `Refused` for what can't be the two days of one residential, or is a day of another."""
    from models.tables import LinkedDaysRow

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
    from sqlmodel import col, or_, select

    from models.tables import LinkedDaysRow

    held = or_(col(LinkedDaysRow.first_id) == row.id, col(LinkedDaysRow.second_id) == row.id)
    return list(session.exec(select(LinkedDaysRow).where(held)).all())
