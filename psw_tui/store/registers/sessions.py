"""Sessions: the list of what a cohort attends with how far each is recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy import presence, records, standing
from psw_tui.policy.absences import is_said_not_coming
from psw_tui.policy.frozen import frozen
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredMark, StoredSession
from psw_tui.store.registers.linked_days import linked_days
from psw_tui.store.registers.registers import LEFT_STATES, RegisterCounts, RowState, state_of
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from psw_tui.store.core.store import Store

#: Per session, value and state of the leader, the marks of the leaders of its cohort who have no pause.
_MARKED = """
    SELECT m.session_id, m.value, l.state, COUNT(*) FROM mark m
    JOIN leader l ON l.id = m.leader_id JOIN session s ON s.id = m.session_id AND s.cohort_id = l.cohort_id
    WHERE m.value IS NOT NULL AND l.paused_from IS NULL
    GROUP BY m.session_id, m.value, l.state
"""


@frozen
class SessionLine:
    """One session on a day, with how far its register is filled; `set_apart` where its cohort is over.

    A cohort that is looked at by itself is shown whole, over or not.
    """

    session: records.Session
    cohort: records.Cohort
    place: str
    counts: RegisterCounts
    ended: bool
    begun: bool
    set_apart: bool = False

    @property
    def reference(self) -> str:
        """The session's reference."""
        return self.session.reference

    @property
    def due(self) -> bool:
        """Whether it has ended with something unrecorded: work for the BDO."""
        return self.ended and not self.session.cancelled and not self.set_apart and self.counts.awaiting > 0

    @property
    def words(self) -> str:
        """How far it is recorded: `31 of 31`, `12 of 31 unrecorded`, `to come, 31 expected`, `cancelled`."""
        expected = self.counts.expected
        if self.session.cancelled:
            return "cancelled"
        if not self.ended:
            told = self.counts[RowState.SAID_NOT_COMING]
            tail = f", {told} not coming" if told else ""
            if self.begun:
                return f"open, {self.counts.recorded} of {expected} so far{tail}"
            return f"to come, {expected} expected{tail}"
        if self.counts.awaiting:
            return f"{self.counts.awaiting} of {expected} unrecorded"
        return f"{self.counts.recorded} of {expected}" if expected else "nobody expected"


def sessions_list(store: Store, cohort: str | None, day: date) -> list[SessionLine]:
    """The sessions of a cohort (None: of all), by start, each with the counts of its register on a day.

    Marks are counted by the database; only leaders with a pause or off the programme are looked at one by one.
    """
    connection = store.connection
    cohorts = facts.cohorts(connection)
    sessions = facts.sessions(connection)
    places = {row.id: row.place for row in facts.read(connection, StoredSession)}
    leaders: dict[str, list[tuple[str, records.Leader]]] = defaultdict(list)
    for row in facts.read(connection, StoredLeader):
        leaders[row.cohort_id].append((row.id, facts.to_leader(row)))
    special = {id_ for id_, leader in chain.from_iterable(leaders.values()) if _is_special(leader)}
    marks = {
        (row.session_id, row.leader_id): row for row in facts.read_in(connection, StoredMark, "leader_id", special)
    }
    tallies = _tallies(connection, {id_: session for id_, (_, session) in sessions.items()}, special)
    lines = []
    for session_id, (cohort_id, session) in sessions.items():
        its_cohort = cohorts[cohort_id]
        if cohort not in (None, its_cohort.name):
            continue
        tally = tallies[session_id]
        tally[RowState.UNRECORDED] += sum(id_ not in special for id_, _ in leaders[cohort_id]) - tally.total()
        programme = store.programmes[its_cohort.programme]
        for id_, leader in leaders[cohort_id]:
            if id_ in special:
                recorded = marks.get((session_id, id_))
                mark = {} if recorded is None else {session.reference: facts.to_mark(session.reference, recorded)}
                tally[state_of(records.Record(leader, its_cohort, programme, (session,), mark), session)] += 1
        ended, begun = standing.ended(session, day), session.starts_on <= day
        apart = cohort is None and presence.is_over(its_cohort, programme, day)
        counts = RegisterCounts(tally)
        lines.append(SessionLine(session, its_cohort, places[session_id], counts, ended, begun, apart))
    return lines


def by_id(store: Store) -> dict[str, tuple[str, records.Session]]:
    """Every session by its key, with the key of its cohort, in order of start and reference."""
    return facts.sessions(store.connection)


def cohort_of(store: Store, reference: str) -> str | None:
    """The key of a session's cohort; None when there is no such session."""
    found = facts.read(store.connection, StoredSession, "WHERE reference = ?", (reference,))
    return found[0].cohort_id if found else None


def _is_special(leader: records.Leader) -> bool:
    """Whether a missing mark of this leader may mean something else than "unrecorded"."""
    return leader.state in LEFT_STATES or leader.paused_from is not None


def _tallies(
    connection: sqlite3.Connection, sessions: dict[str, records.Session], special: set[str]
) -> dict[str, Counter[RowState]]:
    """Per session, how many of the cohort's other leaders have each mark, and how many only said they'd not come."""
    tallies: dict[str, Counter[RowState]] = defaultdict(Counter)
    with unreadable():
        marked = connection.execute(_MARKED).fetchall()
    for session_id, value, state, number in marked:
        if state not in LEFT_STATES:
            tallies[session_id][RowState(value)] += number
    for row in facts.read(connection, StoredMark, "WHERE value IS NULL AND reported_at IS NOT NULL"):
        session = sessions[row.session_id]
        told = is_said_not_coming(session, facts.to_mark(session.reference, row))
        if told and row.leader_id not in special:
            tallies[row.session_id][RowState.SAID_NOT_COMING] += 1
    return tallies


def other_day(store: Store, reference: str) -> str | None:
    """The reference of the other day of a two-day residential; None for any other session."""
    linked = linked_days(store).get(reference)
    return None if linked is None else linked.other
