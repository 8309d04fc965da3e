"""Registers: who came to a session, who said they would not, and what is still to be recorded.

One key on a register is one command here. A mark never loses what a leader told the programme team: see `mark`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import catching_up, concerns, records, standing, terms
from psw_tui.policy.terms import CAME, MISSED, Engagement, Explanation, LeaderState, MarkValue, Reason
from psw_tui.policy.text import fold
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import moment, spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredMark, StoredSession
from psw_tui.store.registers.change_marks import on_marks
from psw_tui.store.registers.linked_days import LinkedDay, linked_days
from psw_tui.store.system import clock
from psw_tui.store.system.refusal import Gone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from models.tables import MarkRow, SessionRow
    from psw_tui.policy.programme import Programme
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change

#: Leaders who are off the programme: nothing more is awaited of them on a register.
LEFT_STATES = frozenset({LeaderState.WITHDRAWN, LeaderState.COMPLETED})


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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One leader on a register, on the day judged; of a catch-up the mark holds what had happened by then."""

    leader: records.Leader
    organisation: str
    mark: records.Mark
    state: RowState
    covered: bool
    paused: bool
    notified: bool
    caught_up: bool
    catch_up_due_on: date | None
    catch_up_overdue: bool

    @property
    def reference(self) -> str:
        """The leader's reference."""
        return self.leader.reference


@dataclass(frozen=True, slots=True)
class Register:
    """One session and every leader of its cohort, by name."""

    session: records.Session
    cohort: records.Cohort
    place: str
    programme: Programme
    rows: tuple[RegisterRow, ...]
    linked: LinkedDay | None = None

    @property
    def counts(self) -> RegisterCounts:
        """How many leaders are in each state."""
        return RegisterCounts(Counter(row.state for row in self.rows))


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
    return RowState.SAID_NOT_COMING if concerns.is_said_not_coming(session, mark) else RowState.UNRECORDED


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
    return Register(recorded, cohort, place, programme, tuple(listed), linked_days(store).get(session))


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
        notified=concerns.is_notified(session, mark),
        caught_up=standing.caught_up(session, mark, day),
        catch_up_due_on=concerns.catch_up_due_on(mark, record.programme),
        catch_up_overdue=concerns.is_catch_up_overdue(mark, record.programme, day),
    )


# Commands


def mark(
    store: Store, session: str, leaders: Iterable[str], value: MarkValue, reason: Reason | None = None
) -> Change | None:
    """Mark these leaders at a session: one command, however many they are. None when nothing changed.

    `reason` goes with *not expected* alone. What a leader told the programme team is kept as far as it fits:
    `reported_at` always stays, as the history of a notice; `reason` and `explanation` are of an absence, so a
    leader marked present or not expected has neither, and a mark that was *not expected* gives its reason up.
    Engagement goes with somebody who came, and `completed_on` with a module that is done (present).
    """
    if reason is not None and value is not MarkValue.NOT_EXPECTED:
        raise Refused("A reason goes with “not expected” here; report the absence to give its reason.")
    if reason is not None and reason not in terms.NOT_EXPECTED_REASONS:
        known = ", ".join(spoken(reason_word) for reason_word in terms.NOT_EXPECTED_REASONS)
        raise Refused(f"“{spoken(reason)}” is no reason for “not expected”; it takes one of: {known}.")

    def change(row: MarkRow, _session: SessionRow, _name: str) -> None:
        if value not in MISSED or row.value is MarkValue.NOT_EXPECTED:
            row.reason = row.explanation = None
        if value is MarkValue.NOT_EXPECTED:
            row.reason = reason
        if value in (MarkValue.ABSENT, MarkValue.NOT_EXPECTED):
            row.engagement = None
        if value is not MarkValue.PRESENT:
            row.completed_on = None
        row.value = value

    return on_marks(store, session, leaders, f"Marked {{who}} {spoken(value)}, {{session}}", change)


def clear(store: Store, session: str, leaders: Iterable[str]) -> Change | None:
    """Take these leaders' marks away; what they told the programme team, and a catch-up's dates, stay."""

    def change(row: MarkRow, _session: SessionRow, _name: str) -> None:
        if row.reported_at is None or row.value is MarkValue.NOT_EXPECTED:
            row.reason = row.explanation = None
        row.value = row.minutes = row.engagement = row.completed_on = None

    return on_marks(store, session, leaders, "Cleared {who}, {session}", change)


def report(
    store: Store,
    session: str,
    leader: str,
    reported_at: datetime | None,
    reason: Reason | None = None,
    explanation: Explanation | None = None,
    *,
    also: Iterable[str] = (),
) -> Change | None:
    """Record what a leader told of an absence, or ahead of one: when (an instant), why, and the BDO's judgement.

    `also` names other sessions it was told of: the second day of a residential, say; it stays one command.

    The sentence in the history names no reason: reasons are sensitive. `Refused` for a leader who was there or
    is not expected, a time that has not come, and a reason that is none of an absence (2.1.1, 2.1.3).
    """
    if reason is not None and reason not in terms.ABSENCE_REASONS:
        raise Refused(f"“{spoken(reason)}” goes with “not expected”; an absence takes one of the other reasons.")
    _refuse_to_come(reported_at)

    def change(row: MarkRow, row_session: SessionRow, name: str) -> None:
        if row.value in (MarkValue.PRESENT, MarkValue.NOT_EXPECTED):
            raise Refused(
                f"{name} is marked {spoken(row.value)} at {row_session.title}, so there is no absence to report there; "
                "clear that mark first."
            )
        row.reported_at, row.reason, row.explanation = reported_at, reason, explanation

    return on_marks(store, (session, *also), [leader], "Recorded what {who} told us, {session}", change)


def engage(store: Store, session: str, leaders: Iterable[str], engagement: Engagement | None) -> Change | None:
    """Record how far these leaders took part (1.1.2, 2.2.3), or (None) take it away; local words.

    `Refused` for somebody who is not marked as having been there: nobody can have taken part in what they missed.
    """

    def change(row: MarkRow, _session: SessionRow, name: str) -> None:
        if engagement is not None and row.value not in CAME:
            state = "has nothing recorded" if row.value is None else f"is marked {spoken(row.value)}"
            raise Refused(f"{name} {state}; say present or part first, then how far they took part.")
        row.engagement = engagement

    word = "Cleared the engagement of {who}" if engagement is None else f"Marked {{who}} {engagement} engagement"
    return on_marks(store, session, leaders, f"{word}, {{session}}", change)


def complete(store: Store, session: str, leaders: Iterable[str], completed_on: date | None) -> Change | None:
    """Mark a module done by these leaders on a day, or (None) without saying when; `Refused` if it is no module."""
    if completed_on is not None and completed_on > store.today:
        raise Refused(f"{day_words(completed_on)} has not come yet; a module is recorded once it is done.")

    def change(row: MarkRow, row_session: SessionRow, _name: str) -> None:
        if row_session.kind is not terms.SessionKind.MODULE:
            raise Refused(f"{row_session.title} is no module, so it has no day of completion; mark it present.")
        row.reason = row.explanation = None
        row.value, row.completed_on = MarkValue.PRESENT, completed_on

    on = "" if completed_on is None else f" on {day_words(completed_on)}"
    return on_marks(store, session, leaders, f"Marked {{who}} present{on}, {{session}}", change)


def to_fill(shown: Register, leaders: Iterable[str] | None = None) -> list[str]:
    """Those whom "mark the rest" would mark: nothing recorded, expected, not said not coming, on the programme."""
    wanted = None if leaders is None else set(leaders)
    return [
        row.reference
        for row in shown.rows
        if row.state is RowState.UNRECORDED and (wanted is None or row.reference in wanted)
    ]


def fill_present(store: Store, session: str, leaders: Iterable[str] | None = None) -> Change | None:
    """Mark the unrecorded (all, or those among `leaders`) present; no mark is ever overwritten (section 3)."""
    rest = to_fill(register(store, session, store.today), leaders)
    return mark(store, session, rest, MarkValue.PRESENT) if rest else None


def _refuse_to_come(reported_at: datetime | None) -> None:
    if reported_at is not None and reported_at > clock.now() + timedelta(minutes=1):
        raise Refused(f"{moment(reported_at)} has not come yet; a report is recorded once it was made.")
