"""The inbox of concerns: what is on record of each, kept true by every command that changes the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import col, select

from models.tables import ConcernRow, LeaderRow
from psw_tui.policy import concerns
from psw_tui.policy.terms import Concern, ConcernKind, InboxState
from psw_tui.store import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

    from psw_tui.store.base import Store

_CHUNK = 500


def holding(store: Store, leaders: Iterable[str] | None) -> dict[str, Concern]:
    """The concerns that hold today for these leaders (None: for all), by key."""
    records = facts.records(store.connection, store.programmes, leaders=leaders)
    return {found.key: found for record in records for found in concerns.concerns(record, store.today)}


def bring_up_to_date(
    store: Store, session: Session, before: dict[str, Concern], leaders: frozenset[str] | None
) -> None:
    """Section 6: what no longer holds is kept as cleared; what was cleared and holds again is new again."""
    after = holding(store, leaders)
    rows = {row_key(row, reference): row for row, reference in _rows(session, leaders)}
    for key, row in rows.items():
        if row.kind is ConcernKind.MANUAL:
            continue
        if key not in after and row.cleared_on is None:
            row.cleared_on = store.today
        elif key in after and row.cleared_on is not None:
            row.cleared_on, row.state, row.escalation_id, row.snoozed_until = None, InboxState.NEW, None, None
    gone = [found for key, found in before.items() if key not in after and key not in rows]
    if not gone:
        return
    ids = leader_ids(session, {found.leader for found in gone})
    for found in gone:
        if found.kind is not ConcernKind.MANUAL and found.leader in ids:
            session.add(new_row(store, found, ids[found.leader], cleared=True))


def new_row(store: Store, found: Concern, leader_id: UUID, *, cleared: bool = False) -> ConcernRow:
    """A row for a concern that the inbox has not had on record until now."""
    return ConcernRow(
        leader_id=leader_id,
        kind=found.kind,
        about=found.about,
        why=found.why,
        clause=found.clause,
        raised_on=store.today,
        measure=found.measure,
        cleared_on=store.today if cleared else None,
    )


def row_key(row: ConcernRow, reference: str) -> str:
    """The stable key of a recorded concern."""
    return f"{row.kind}:{row.about}:{reference}"


def _rows(session: Session, leaders: frozenset[str] | None) -> list[tuple[ConcernRow, str]]:
    query = select(ConcernRow, LeaderRow.reference).where(col(ConcernRow.leader_id) == col(LeaderRow.id))
    if leaders is None or len(leaders) > _CHUNK:
        return list(session.exec(query).all())
    return list(session.exec(query.where(col(LeaderRow.reference).in_(leaders))).all())


def leader_ids(session: Session, references: Iterable[str]) -> dict[str, UUID]:
    """The keys of leaders by reference."""
    wanted = set(references)
    found = (
        session.exec(select(LeaderRow.reference, LeaderRow.id)).all()
        if len(wanted) > _CHUNK
        else session.exec(
            select(LeaderRow.reference, LeaderRow.id).where(col(LeaderRow.reference).in_(wanted))
        ).all()
    )
    return {reference: id_ for reference, id_ in found if reference in wanted}
