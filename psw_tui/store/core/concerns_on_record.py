"""The inbox of concerns: what is on record of each, kept true by every command that changes the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from models.tables import ConcernRow, LeaderRow
from psw_tui.policy import concerns
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import ConcernKind, InboxState
from psw_tui.store.core.bulk import write_rows
from psw_tui.store.core.keys import free_keys
from psw_tui.store.reads import chunks, facts, stored_values
from psw_tui.store.reads.statements import one_of
from psw_tui.store.system.refusal import unreadable
from psw_tui.store.system.turns import giving_way

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date

    from sqlmodel import Session

    from psw_tui.policy.records import Concern, Record
    from psw_tui.store.core.row_statements import Values
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.reader import Reader

_TABLE = str(ConcernRow.__tablename__)
#: When each leader's rows were last touched.
_LAST_TOUCHED = """
    SELECT l.reference, MAX(o.at) FROM "change" c
    JOIN operation o ON o.id = c.operation_id JOIN leader l ON l.id = c.leader_id
"""

#: Put together once: SQLAlchemy takes longer to do so than SQLite to answer, and every key asks.
_RECORDED = select(ConcernRow, LeaderRow.reference).where(col(ConcernRow.leader_id) == col(LeaderRow.id))
_RECORDED_OF = _RECORDED.where(col(LeaderRow.reference).in_(bindparam("leaders", expanding=True)))


def holding(store: Reader, leaders: Iterable[str] | None) -> dict[str, Concern]:
    """The concerns that hold today for these leaders (None: for all), by key."""
    return _holding(facts.records(store.connection, store.programmes, leaders=leaders), store.today)


def _holding(records: Iterable[Record], day: date) -> dict[str, Concern]:
    held: dict[str, Concern] = {}
    for record in giving_way(records):
        held |= {concern.key: concern for concern in concerns.concerns(record, day)}
    return held


def holding_and_lapsed(store: Reader, leaders: frozenset[str] | None) -> tuple[dict[str, Concern], dict[str, Concern]]:
    """What holds today for these leaders, and what has been ended by the days alone since it was last looked at.

    That is what held when their rows were last touched. Both are judged from one read: every key asks for them.
    """
    records = {
        record.leader.reference: record for record in facts.records(store.connection, store.programmes, leaders=leaders)
    }
    held_then: dict[str, Concern] = {}
    for reference, at in giving_way(_last_touched(store, leaders)):
        on = stored_values.to_instant(at)
        if reference in records and on is not None and london_day(on) < store.today:
            held_then |= _holding([records[reference]], london_day(on))
    now = _holding(records.values(), store.today)
    return now, {key: concern for key, concern in held_then.items() if key not in now}


def _last_touched(store: Reader, leaders: frozenset[str] | None) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    with unreadable():
        if leaders is None:
            return store.connection.execute(f"{_LAST_TOUCHED} GROUP BY l.reference").fetchall()
        for part in chunks.chunks(leaders):
            query = f"{_LAST_TOUCHED} {one_of('reference', part)} GROUP BY l.reference"
            rows += store.connection.execute(query, part).fetchall()
    return rows


def bring_up_to_date(
    store: Reader, session: Session, before: dict[str, Concern], leaders: frozenset[str] | None, writing: Writing
) -> None:
    """Section 6: what no longer holds is kept as cleared; what was cleared and holds again is new again.

    The command's words tell what cleared it, and what the command settled is left to it. What the days had cleared,
    and nobody had put on record as cleared, did not hold before the command.
    """
    what = writing.what
    after = holding(store, leaders)
    rows = {row_key(row, reference): row for row, reference in _rows(session, leaders)}
    for key, row in rows.items():
        if row.kind is ConcernKind.MANUAL or key in writing.settled:
            continue
        if key not in after and row.cleared_on is None:
            row.cleared_on, row.cleared_by = store.today, what if key in before else None
        elif key in after and (row.cleared_on is not None or key not in before):
            row.cleared_on, row.cleared_by, row.snoozed_until = None, None, None
            row.state, row.escalation_id = InboxState.NEW, None
    keep(store, writing, before.values(), but={*after, *rows}, what=what)


def keep(
    store: Reader, writing: Writing, gone: Iterable[Concern], *, but: Container[str], what: str | None = None
) -> None:
    """Put concerns that no longer hold on record as cleared; those `but` hold still or are on record already."""
    missing = [concern for concern in gone if concern.key not in but and concern.kind is not ConcernKind.MANUAL]
    ids = leader_ids(writing.session, {concern.leader for concern in missing}) if missing else {}
    cleared = {"cleared_on": store.today, "cleared_by": what}
    rows = [new_row(store, concern, ids[concern.leader]) | cleared for concern in missing if concern.leader in ids]
    for row, key in zip(rows, free_keys(store.connection, _TABLE, rows), strict=True):
        row["id"] = key
    write_rows(writing, {_TABLE: rows}, {})


def recorded_keys(session: Session, leaders: frozenset[str] | None) -> set[str]:
    """The keys of the concerns of these leaders that are on record."""
    return {row_key(row, reference) for row, reference in _rows(session, leaders)}


def new_row(store: Reader, concern: Concern, leader_id: UUID) -> Values:
    """A row, by column and without its key, for a concern that the inbox has not had on record until now."""
    return {
        "leader_id": leader_id,
        "kind": concern.kind,
        "about": concern.about,
        "why": concern.why,
        "clause": concern.clause,
        "raised_on": store.today,
        "measure": concern.measure,
    }


def row_key(row: ConcernRow, reference: str) -> str:
    """The stable key of a recorded concern."""
    return f"{row.kind}:{row.about}:{reference}"


def _rows(session: Session, leaders: frozenset[str] | None) -> list[tuple[ConcernRow, str]]:
    if leaders is None:
        return list(session.exec(_RECORDED).all())
    rows: list[tuple[ConcernRow, str]] = []
    for part in chunks.chunks(leaders):
        rows += session.exec(_RECORDED_OF, params={"leaders": part}).all()
    return rows


def leader_ids(session: Session, references: Iterable[str]) -> dict[str, UUID]:
    """The keys of leaders by reference."""
    wanted = set(references)
    rows = (
        session.exec(select(LeaderRow.reference, LeaderRow.id)).all()
        if len(wanted) > chunks.MOST
        else session.exec(select(LeaderRow.reference, LeaderRow.id).where(col(LeaderRow.reference).in_(wanted))).all()
    )
    return {reference: id_ for reference, id_ in rows if reference in wanted}
