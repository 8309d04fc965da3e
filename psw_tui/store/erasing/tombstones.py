"""The erasing itself, in a file or in a copy of it, with the tombstone and the journal's entry that stay of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from models import erasing
from models.tables import ErasureRow
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import ErasureGround, ErasureKind
from psw_tui.policy.wording import count
from psw_tui.store.core import erased, journal
from psw_tui.store.core.store import OF_ERASURES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from sqlmodel import Session

    from models.erasing import Erased

_GROUND_WORDS = {
    ErasureGround.ASKED: "it was asked for",
    ErasureGround.RETENTION: "the date for it had come",
    ErasureGround.MISTAKE: "it should not have been recorded",
}
_PART_WORDS = {
    ErasureKind.REASONS: "reasons of absence",
    ErasureKind.MESSAGES: "messages",
    ErasureKind.REPORT_LINES: "lines of attendance reports",
}


@frozen
class Job:
    """One erasing: of whom (`known_by`, as `erasing.known_by` gives it), or of which part of whose records (by key)."""

    kind: ErasureKind
    ground: ErasureGround
    known_by: str = ""
    leaders: tuple[str, ...] = ()


@dataclass
class CarriedOut:
    """The tombstones laid for each job, if the file held anything of it; and names that were left in others' texts."""

    laid: dict[Job, list[UUID]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def carry_out(
    session: Session, connection: sqlite3.Connection, jobs: Iterable[Job], at: datetime, who: str
) -> CarriedOut:
    """Erase in the session's transaction what the file holds of these."""
    session.connection()  # begins the transaction, in which everything below is done past it
    carried = CarriedOut()
    for job in jobs:
        laid = carried.laid[job] = []
        for keys in _whom(connection, job):
            cohort = _cohort(connection, keys[0])
            done = _erase(connection, job.kind, keys)
            tombstone = ErasureRow(
                kind=job.kind,
                ground=job.ground,
                cohort_id=cohort,
                at=at,
                who=who,
                leaders=len(keys),
                known_by=job.known_by,
                covers=erased.covering(connection, done),
            )
            _write(session, tombstone)
            laid.append(tombstone.id)
            carried.left |= done.left
    return carried


def _whom(connection: sqlite3.Connection, job: Job) -> list[list[str]]:
    """The keys of those whom a job is about, as far as the file has them: each by themselves, or all together."""
    if job.kind is ErasureKind.LEADER:
        return [[key] for key in erasing.held_in(connection, {job.known_by})]
    there = sorted(erasing.part_of(connection, job.kind, job.leaders))
    return [there] if there else []


def _erase(connection: sqlite3.Connection, kind: ErasureKind, keys: list[str]) -> Erased:
    if kind is ErasureKind.LEADER:
        return erasing.erase_leader(connection, keys[0])
    return erasing.erase_part(connection, kind, keys)


def _cohort(connection: sqlite3.Connection, leader: str) -> UUID | None:
    row = connection.execute("SELECT cohort_id FROM main.leader WHERE id = ?", (leader,)).fetchone()
    return None if row is None else UUID(row[0])


def _write(session: Session, tombstone: ErasureRow) -> None:
    """Put a tombstone on record, with an entry that no undo takes back."""
    recorder = journal.Recorder()
    recorder.attach(session)
    session.add(tombstone)
    session.flush()
    journal.write(
        session,
        recorder.changes(),
        what=f"Erased {_of(tombstone)}, because {_GROUND_WORDS[tombstone.ground]}",
        kinds=OF_ERASURES,
        who=tombstone.who,
        at=tombstone.at,
    )


def _of(tombstone: ErasureRow) -> str:
    if tombstone.kind is ErasureKind.LEADER:
        return "a leader's record"
    return f"{_PART_WORDS[tombstone.kind]} of {count(tombstone.leaders, 'leader')}"
