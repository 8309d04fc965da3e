"""The term: every leader of a cohort by every session, what is recorded of each, and the four standings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.policy import standing
from psw_tui.policy.frozen import frozen
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredSession
from psw_tui.store.registers.linked_days import LinkedDay, linked_days
from psw_tui.store.registers.registers import (
    Register,
    RegisterCounts,
    RegisterRow,
    RowsAsAsked,
    RowState,
    name_key,
    row_of,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from psw_tui.policy import records
    from psw_tui.policy.programme import Programme
    from psw_tui.policy.terms import RequirementId, StandingWord
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

_AWAITED = (RowState.UNRECORDED, RowState.SAID_NOT_COMING)


@frozen
class TermCell:
    """One leader at one session, on the day judged.

    `due`: the session stands and has ended, and nothing is recorded of a leader who was expected; work for the BDO.
    """

    state: RowState
    caught_up: bool = False
    due: bool = False


@frozen
class TermRow:
    """One leader: a cell for each session of the term, in its order, and where they stand.

    `due`: at how many sessions that have ended nothing is recorded of them.
    `standings` is empty, and `overall` says so, when the policy doesn't cover the leader (1.1.1).
    """

    record: records.Record
    organisation: str
    cells: tuple[TermCell, ...]
    due: int
    standings: dict[RequirementId, StandingWord]
    overall: StandingWord

    @property
    def leader(self) -> records.Leader:
        """The leader."""
        return self.record.leader

    @property
    def reference(self) -> str:
        """The leader's reference."""
        return self.record.leader.reference


@frozen
class Term:
    """A cohort's sessions by start, cancelled ones among them, and its leaders by name."""

    cohort: records.Cohort
    programme: Programme
    day: date
    sessions: tuple[records.Session, ...]
    rows: dict[str, TermRow]
    places: dict[str, str]
    linked: dict[str, LinkedDay]

    @property
    def due(self) -> int:
        """How many cells of sessions that have ended are to be recorded still."""
        return sum(row.due for row in self.rows.values())

    def again(self, verdicts: Iterable[Verdict]) -> Term:
        """The term with these leaders judged again; those of other cohorts are left out."""
        fresh = {
            verdict.reference: _row(verdict, self.rows[verdict.reference].organisation, self.sessions, self.day)
            for verdict in verdicts
            if verdict.reference in self.rows
        }
        return replace(self, rows=self.rows | fresh)

    def register(self, session: str) -> Register:
        """The register of one of its sessions, as `registers.register` gives it, from what is read already.

        The cursor goes from session to session, and few of the rows are looked at on the way.
        """
        place, shown = next((at, own) for at, own in enumerate(self.sessions) if own.reference == session)

        def made(leader: str) -> RegisterRow:
            row = self.rows[leader]
            return row_of(row.record, shown, row.organisation, self.day)

        return Register(
            shown,
            self.cohort,
            self.places[session],
            self.programme,
            RowsAsAsked(self.rows, made),
            RegisterCounts(Counter(row.cells[place].state for row in self.rows.values())),
            linked=self.linked.get(session),
        )


def term(store: Store, verdicts: Iterable[Verdict], cohort: str, day: date) -> Term | None:
    """The term of a cohort on a day, from the verdicts on its leaders on that day; None if there is no such cohort.

    The same few SELECTs however many leaders and sessions there are.
    """
    connection = store.connection
    cohorts = facts.cohorts(connection)
    found = next(((id_, listed) for id_, listed in cohorts.items() if listed.name == cohort), None)
    if found is None:
        return None
    cohort_id, its_cohort = found
    sessions = tuple(listed for of, listed in facts.sessions(connection).values() if of == cohort_id)
    organisations = {row.reference: row.organisation for row in facts.read(connection, StoredLeader)}
    rows = [_row(verdict, organisations[verdict.reference], sessions, day) for verdict in verdicts]
    rows.sort(key=lambda row: (name_key(row.leader.name), row.leader.name, row.reference))
    return Term(
        cohort=its_cohort,
        programme=store.programmes[its_cohort.programme],
        day=day,
        sessions=sessions,
        rows={row.reference: row for row in rows},
        places={row.reference: row.place for row in facts.read(connection, StoredSession)},
        linked=linked_days(store),
    )


def _row(verdict: Verdict, organisation: str, sessions: tuple[records.Session, ...], day: date) -> TermRow:
    record = verdict.record
    cells = tuple(_cell(record, session, day) for session in sessions)
    return TermRow(
        record=record,
        organisation=organisation,
        cells=cells,
        due=sum(cell.due for cell in cells),
        standings={requirement: reached.word for requirement, reached in verdict.standings.items()},
        overall=verdict.overall,
    )


def _cell(record: records.Record, session: records.Session, day: date) -> TermCell:
    state = state_of(record, session)
    ended = standing.ended(session, day)
    return TermCell(
        state=state,
        caught_up=standing.caught_up(session, standing.mark_of(record, session), day),
        due=ended and state in _AWAITED and not session.cancelled,
    )
