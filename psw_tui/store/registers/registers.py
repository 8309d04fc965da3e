"""Registers: who came to a session, who said they would not, and what is still to be recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import absences, catching_up, presence, records, standing
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredMark, StoredSession
from psw_tui.store.registers.linked_days import LinkedDay, linked_days
from psw_tui.store.system.refusal import Gone

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.verdicts import Verdict

#: Leaders who are off the programme: nothing more is awaited of them on a register.
LEFT_STATES = frozenset(presence.LEFT)


class RowState(StrEnum):
    """What a register shows of one leader; each leader is counted under exactly one."""

    PRESENT = "present"
    PART = "part"
    ABSENT = "absent"
    NOT_EXPECTED = "not_expected"
    SAID_NOT_COMING = "said_not_coming"
    UNRECORDED = "unrecorded"
    LEFT = "left"


#: The states that add up to a register's total, in the order in which they are shown.
COUNTED = tuple(state for state in RowState if state is not RowState.LEFT)


@frozen
class RegisterCounts:
    """How many leaders of a register are in each state."""

    by_state: dict[RowState, int]

    def __getitem__(self, state: RowState) -> int:
        """The number in one state."""
        return self.by_state.get(state, 0)

    @property
    def total(self) -> int:
        """Everyone on the register but those who left the programme with nothing recorded."""
        return sum(self[state] for state in COUNTED)

    @property
    def expected(self) -> int:
        """Those expected at the session (section 2: not exempted, and not inside a pause)."""
        return self.total - self[RowState.NOT_EXPECTED]

    @property
    def awaiting(self) -> int:
        """Those expected with nothing recorded yet, a notice or not: work for the BDO once the session has ended."""
        return self[RowState.SAID_NOT_COMING] + self[RowState.UNRECORDED]

    @property
    def recorded(self) -> int:
        """Those expected whose attendance is recorded."""
        return self.expected - self.awaiting


@frozen
class RegisterRow:
    """One leader on a register, on the day judged; of a catch-up the mark holds what had happened by then.

    `away` says so of who has left, is paused or is not covered (`presence.away_words`).
    """

    leader: records.Leader
    organisation: str
    mark: records.Mark
    state: RowState
    covered: bool
    paused: bool
    away: str
    notified: bool
    caught_up: bool
    catch_up_due_on: date | None
    catch_up_overdue: bool

    @property
    def reference(self) -> str:
        """The leader's reference."""
        return self.leader.reference

    @property
    def has_left(self) -> bool:
        """Whether the leader is off the programme."""
        return self.leader.state in LEFT_STATES

    @property
    def is_aside(self) -> bool:
        """Whether nothing is awaited of the leader here: off the programme, or in a pause with nothing recorded."""
        return self.has_left or (self.paused and self.mark.value is None)


@frozen
class Register:
    """One session and every leader of its cohort, by name; and how many leaders are in each state."""

    session: records.Session
    cohort: records.Cohort
    place: str
    programme: Programme
    by_leader: Mapping[str, RegisterRow]
    counts: RegisterCounts
    linked: LinkedDay | None = None

    @property
    def rows(self) -> tuple[RegisterRow, ...]:
        """The rows, in their order."""
        return tuple(self.by_leader.values())

    def again(self, verdicts: Iterable[Verdict]) -> Register:
        """The register with the rows of these leaders as they are now judged; who they are stays as it was.

        A key marks one leader, so only the touched are gone through.
        """
        by_leader, by_state = dict(self.by_leader), Counter(self.counts.by_state)
        for verdict in verdicts:
            if before := by_leader.get(verdict.reference):
                after = row_of(verdict.record, self.session, before.organisation, verdict.day)
                by_state.subtract([before.state])
                by_state.update([after.state])
                by_leader[verdict.reference] = after
        return replace(self, by_leader=by_leader, counts=RegisterCounts(by_state))


def name_key(name: str) -> str:
    """A key that sorts and finds names as people do: accents and case aside."""
    return fold(name)


def state_of(record: records.Record, session: records.Session) -> RowState:
    """The one state under which a leader is counted at a session (section 3)."""
    mark = standing.mark_of(record, session)
    if mark.value is not None:
        return RowState(mark.value)
    if record.leader.state in LEFT_STATES:
        return RowState.LEFT
    if not standing.is_expected(record, session):
        return RowState.NOT_EXPECTED
    return RowState.SAID_NOT_COMING if absences.is_said_not_coming(session, mark) else RowState.UNRECORDED


def register(store: Store, session: str, day: date) -> Register:
    """A session's register on a day, by leaders' names; `Gone` if there is no such session."""
    rows = facts.read(store.connection, StoredSession, "WHERE reference = ?", (session,))
    if not rows:
        raise Gone(f"There is no session {session}.")
    session_id, cohort_id, place = rows[0].id, rows[0].cohort_id, rows[0].place
    _, recorded = facts.sessions(store.connection)[session_id]
    cohort = facts.cohorts(store.connection)[cohort_id]
    programme = store.programmes[cohort.programme]
    marks = {
        row.leader_id: facts.to_mark(session, row)
        for row in facts.read_in(store.connection, StoredMark, "session_id", [session_id])
    }
    listed = [
        row_of(
            records.Record(facts.to_leader(row), cohort, programme, (recorded,), _only(marks.get(row.id))),
            recorded,
            row.organisation,
            day,
        )
        for row in facts.read_in(store.connection, StoredLeader, "cohort_id", [cohort_id])
    ]
    listed.sort(key=lambda row: (name_key(row.leader.name), row.leader.name, row.reference))
    return Register(
        recorded, cohort, place, programme, *by_leader_and_state(listed), linked=linked_days(store).get(session)
    )


class RowsAsAsked(Mapping[str, RegisterRow]):
    """The rows of a register by their leaders, in their order, each made when it is first asked for."""

    def __init__(self, leaders: Iterable[str], make: Callable[[str], RegisterRow]) -> None:
        self._made: dict[str, RegisterRow | None] = dict.fromkeys(leaders)
        self._make = make

    def __getitem__(self, leader: str) -> RegisterRow:
        """One leader's row."""
        made = self._made[leader]
        if made is None:
            self._made[leader] = made = self._make(leader)
        return made

    def __contains__(self, leader: object) -> bool:
        """Whether the leader has a row, which is not made for that."""
        return leader in self._made

    def __iter__(self) -> Iterator[str]:
        """The leaders."""
        return iter(self._made)

    def __len__(self) -> int:
        """How many they are."""
        return len(self._made)


def by_leader_and_state(rows: Iterable[RegisterRow]) -> tuple[dict[str, RegisterRow], RegisterCounts]:
    """The rows of a register by their leaders, and how many are in each state."""
    by_leader = {row.reference: row for row in rows}
    return by_leader, RegisterCounts(Counter(row.state for row in by_leader.values()))


def _only(mark: records.Mark | None) -> dict[str, records.Mark]:
    return {} if mark is None else {mark.session: mark}


def row_of(record: records.Record, session: records.Session, organisation: str, day: date) -> RegisterRow:
    """One leader's row on a session's register, on a day."""
    mark = catching_up.as_of(standing.mark_of(record, session), day)
    return RegisterRow(
        leader=record.leader,
        organisation=organisation,
        mark=mark,
        state=state_of(record, session),
        covered=standing.is_covered(record, day),
        paused=standing.in_pause(record, session.starts_on),
        away=presence.away_words(record.leader, day),
        notified=absences.is_notified(session, mark),
        caught_up=standing.caught_up(session, mark, day),
        catch_up_due_on=absences.catch_up_due_on(mark, record.programme),
        catch_up_overdue=absences.is_catch_up_overdue(mark, record.programme, day),
    )
