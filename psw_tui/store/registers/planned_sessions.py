"""Sessions as a calendar needs them: with their place, how often they were written, and those that are off or gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import london_day
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import LeaderState, SessionKind, SessionState
from psw_tui.store.core import row_history
from psw_tui.store.core.row_history import NEVER, Writings
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredLeader, StoredSession
from psw_tui.store.reads.unreadable import no_leader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from psw_tui.store.core.row_history import RowChange, Values
    from psw_tui.store.core.store import Store


@frozen
class PlannedSession:
    """A session for a calendar: `off` when it was cancelled or taken back, or is not for this leader any more."""

    key: str
    cohort: str
    kind: SessionKind
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    off: bool
    written: Writings


def places(store: Store) -> dict[str, str]:
    """Where each session takes place, by its reference; those without a place are left out."""
    return {row.reference: row.place for row in facts.read(store.connection, StoredSession) if row.place}


def of_cohort(store: Store, cohort: str) -> list[PlannedSession]:
    """All that a cohort (by name) has, or had and has no more; empty where there is no such cohort."""
    keys = [key for key, name in _cohorts(store).items() if name == cohort]
    return [session for _, session in _every(store, keys)]


def of_leader(store: Store, leader: str) -> list[PlannedSession]:
    """Those of a leader's cohort; off is what comes after they left it, or the programme.

    Each has a key of its own, so that another's calendar keeps what is off for this leader alone. `Refused` when there
    is no such leader.
    """
    rows = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    if not rows:
        raise no_leader(store.damage, leader)
    (row,) = rows
    steps = row_history.steps(store, leader).get(("leader", row.id), ())
    until: dict[str, datetime | None] = {**_left(steps), row.cohort_id: None}
    own = Writings(len(steps), max((step.at for step in steps), default=None))
    withdrawn_on = None
    if row.state == LeaderState.WITHDRAWN:
        withdrawn_on = stored_values.to_date(row.withdrawn_on)
    found = []
    for cohort_id, session in _every(store, until):
        left_at = until[cohort_id]
        off = session.off or _is_after(session, left_at, withdrawn_on)
        key = f"{session.key}-{row.id}"
        found.append(replace(session, key=key, off=off, written=session.written + own.again))
    return found


def _is_after(session: PlannedSession, left_at: datetime | None, withdrawn_on: date | None) -> bool:
    if left_at is not None and session.ends_at >= left_at:
        return True
    return withdrawn_on is not None and london_day(session.ends_at) > withdrawn_on


def _cohorts(store: Store) -> dict[str, str]:
    return {key: cohort.name for key, cohort in facts.cohorts(store.connection).items()}


def _left(steps: tuple[RowChange, ...]) -> dict[str, datetime | None]:
    """The cohorts that a leader was moved out of, by key, each with when that was last."""
    left: dict[str, datetime | None] = {}
    for step in steps:
        if step.before is not None and "cohort_id" in step.changed:
            left[step.before["cohort_id"]] = step.at
    return left


def _every(store: Store, cohorts: Collection[str]) -> Iterator[tuple[str, PlannedSession]]:
    """The sessions that these cohorts (by key) have, or ever had, each with the cohort's key."""
    written, names = row_history.written(store, "session"), _cohorts(store)
    home: dict[str, str] = {}
    for row in facts.read(store.connection, StoredSession):
        home[row.id] = row.cohort_id
        if row.cohort_id in cohorts:
            yield row.cohort_id, _planned(row, names, written.get(row.id, NEVER), off=False)
    for key, stood in row_history.stood(store, "session").items():
        once: dict[str, Values] = {values["cohort_id"]: values for values in stood if "cohort_id" in values}
        for cohort_id in sorted(once.keys() & (set(cohorts) - {home.get(key)})):
            last = once[cohort_id]
            yield cohort_id, _planned(_row(last), names, written.get(key, NEVER), off=True)


def _row(values: Values) -> StoredSession:
    return StoredSession(*(stored_values.to_stored(name, values.get(name)) for name in StoredSession._fields))


def _planned(row: StoredSession, cohorts: dict[str, str], written: Writings, *, off: bool) -> PlannedSession:
    return PlannedSession(
        row.id,
        cohorts[row.cohort_id],
        SessionKind(row.kind),
        row.title,
        row.place,
        stored_values.instant_and_day(row.starts_at)[0],
        stored_values.instant_and_day(row.ends_at)[0],
        off or row.state == SessionState.CANCELLED,
        written,
    )
