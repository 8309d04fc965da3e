"""Sessions: the list of what a cohort attends with how far each is recorded, and making, editing, cancelling one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from psw_tui.policy import standing, terms
from psw_tui.policy.calendar import london_day
from psw_tui.policy.concerns import is_said_not_coming
from psw_tui.policy.terms import SessionKind, SessionState
from psw_tui.policy.text import clean
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store import facts
from psw_tui.store.base import Refused
from psw_tui.store.registers import LEFT_STATES, Counts, RowState, state_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date, datetime

    from models.tables import CohortRow, SessionRow
    from psw_tui.store.base import Change, Store, Writing

_REFERENCE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session on a day, with how far its register is filled."""

    session: terms.Session
    cohort: terms.Cohort
    place: str
    counts: Counts
    ended: bool
    begun: bool

    @property
    def reference(self) -> str:
        """The session's reference."""
        return self.session.reference

    @property
    def due(self) -> bool:
        """Whether it has ended with something unrecorded: work for the BDO."""
        return self.ended and not self.session.cancelled and self.counts.awaiting > 0

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
    places = {row[0]: row[9] for row in facts.read(connection, "session")}
    leaders: dict[str, list[tuple[str, terms.Leader]]] = defaultdict(list)
    for row in facts.read(connection, "leader"):
        leaders[row[9]].append((row[0], facts.to_leader(row)))
    special = {id_ for listed in leaders.values() for id_, leader in listed if _is_special(leader)}
    marks = {(row[0], row[1]): row for row in facts.read_in(connection, "mark", "leader_id", special)}
    tallies = _tallies(connection, {id_: session for id_, (_, session) in sessions.items()}, special)
    lines = []
    for session_id, (cohort_id, session) in sessions.items():
        found = cohorts[cohort_id]
        if cohort not in (None, found.name):
            continue
        tally = tallies[session_id]
        tally[RowState.UNRECORDED] += sum(id_ not in special for id_, _ in leaders[cohort_id]) - tally.total()
        programme = store.programmes[found.programme]
        for id_, leader in leaders[cohort_id]:
            if id_ in special:
                row = marks.get((session_id, id_))
                mark = {} if row is None else {session.reference: facts.to_mark(session.reference, row)}
                tally[state_of(terms.Record(leader, found, programme, (session,), mark), session)] += 1
        ended, begun = standing.ended(session, day), session.starts_on <= day
        lines.append(SessionLine(session, found, places[session_id], Counts(tally), ended=ended, begun=begun))
    return lines


def _is_special(leader: terms.Leader) -> bool:
    """Whether a missing mark of this leader may mean something else than "unrecorded"."""
    return leader.state in LEFT_STATES or leader.paused_from is not None


def _tallies(
    connection: sqlite3.Connection, sessions: dict[str, terms.Session], special: set[str]
) -> dict[str, Counter[RowState]]:
    """Per session, how many of the cohort's other leaders have each mark, and how many only said they'd not come."""
    found: dict[str, Counter[RowState]] = defaultdict(Counter)
    own = "JOIN leader l ON l.id = m.leader_id JOIN session s ON s.id = m.session_id AND s.cohort_id = l.cohort_id"
    marked = connection.execute(
        f"SELECT m.session_id, m.value, count(*) FROM mark m {own} WHERE m.value IS NOT NULL"  # noqa: S608 - constants
        f" AND l.paused_from IS NULL AND l.state NOT IN ({','.join('?' * len(LEFT_STATES))})"
        " GROUP BY m.session_id, m.value",
        tuple(LEFT_STATES),
    )
    for session_id, value, number in marked.fetchall():
        found[session_id][RowState(value)] += number
    for row in facts.read(connection, "mark", "WHERE value IS NULL AND reported_at IS NOT NULL"):
        session = sessions[row[0]]
        told = is_said_not_coming(session, facts.to_mark(session.reference, row))
        if told and row[1] not in special:
            found[row[0]][RowState.SAID_NOT_COMING] += 1
    return found


# Commands


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What a person fills in of a session: instants are aware, `compulsory` None means by kind."""

    reference: str
    cohort: str
    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    compulsory: bool | None = None
    place: str = ""
    state: SessionState = SessionState.PLANNED


def draft_of(store: Store, reference: str) -> SessionDraft:
    """A session as it stands, to be edited; `Refused` if there is none of this reference."""
    rows = facts.read(store.connection, "session", "WHERE reference = ?", (reference,))
    if not rows:
        raise Refused(f"There is no session {reference}.")
    cohort, session = facts.sessions(store.connection)[rows[0][0]]
    return SessionDraft(
        reference, facts.cohorts(store.connection)[cohort].name, session.kind, session.title, session.starts_at,
        session.ends_at, session.compulsory, rows[0][9], SessionState(rows[0][8]),
    )  # fmt: skip


def create_session(store: Store, draft: SessionDraft) -> Change | None:
    """Add a session to a cohort.

    `Refused` for a reference that is taken, an end before the start, a cohort that isn't there. A day outside
    the cohort's year is accepted, and the sentence says so (section 2).
    """
    with store.command(
        "Added a session", {"sessions"}, leaders=_references(store, {draft.cohort})
    ) as writing:
        from models.tables import CohortRow, SessionRow

        found: CohortRow = store.only_row(writing.session, CohortRow, "cohort", name=draft.cohort)
        _check(draft)
        _refuse_taken(writing, draft.reference)
        columns = {
            field.name: getattr(draft, field.name) for field in fields(draft) if field.name != "cohort"
        }
        writing.session.add(SessionRow(cohort_id=found.id, **columns))
        writing.what = f"Added {clean(draft.title)}{_outside(draft, found)}"
    return writing.change


def edit_session(store: Store, reference: str, draft: SessionDraft) -> Change | None:
    """Give a session the draft's values; None when nothing changed.

    Once anything is recorded at it, neither its reference (concerns and exports know it by that) nor its cohort
    (whose leaders are marked) can change. Cancelling it takes it out of every count, and back again.
    """
    old = draft_of(store, reference)
    touched = _references(store, {old.cohort, draft.cohort})
    with store.command("Edited a session", {"sessions"}, leaders=touched) as writing:
        from models.tables import CohortRow, SessionRow

        row: SessionRow = store.only_row(writing.session, SessionRow, "session", reference=reference)
        found: CohortRow = store.only_row(writing.session, CohortRow, "cohort", name=draft.cohort)
        _check(draft)
        renamed = clean(draft.reference, _REFERENCE_LENGTH) != reference
        if renamed:
            _refuse_taken(writing, draft.reference)
        if renamed or found.id != row.cohort_id:
            _refuse_marked(writing, row)
        row.cohort_id = found.id
        for field in fields(draft):
            if field.name != "cohort":
                setattr(row, field.name, getattr(draft, field.name))
        changed = (old.state is SessionState.CANCELLED, draft.state is SessionState.CANCELLED)
        word = {(False, True): "Cancelled", (True, False): "Reinstated"}.get(changed, "Edited")
        writing.what = f"{word} {clean(draft.title)}{_outside(draft, found)}"
    return writing.change if writing.change is not None and writing.change.rows else None


def cancel(store: Store, reference: str) -> Change | None:
    """Cancel a session: it counts nowhere any more; its marks are kept. None when it was cancelled already."""
    return edit_session(store, reference, replace(draft_of(store, reference), state=SessionState.CANCELLED))


def _references(store: Store, cohorts: set[str]) -> list[str]:
    """The leaders whose verdicts a session of these cohorts can change."""
    ids = [id_ for id_, found in facts.cohorts(store.connection).items() if found.name in cohorts]
    return [row[1] for row in facts.read_in(store.connection, "leader", "cohort_id", ids)]


def _refuse_taken(writing: Writing, reference: str) -> None:
    from sqlmodel import select

    from models.tables import SessionRow

    wanted = clean(reference, _REFERENCE_LENGTH)
    if writing.session.exec(select(SessionRow).where(SessionRow.reference == wanted)).first() is not None:
        raise Refused(f"There is already a session {wanted}; choose another reference.")


def _refuse_marked(writing: Writing, row: SessionRow) -> None:
    from sqlmodel import select

    from models.tables import MarkRow

    number = len(writing.session.exec(select(MarkRow.id).where(MarkRow.session_id == row.id)).all())
    if number:
        raise Refused(
            f"{row.reference} has {count(number, 'mark')}, so its reference and its cohort stay as they are; "
            "cancel it and add another session instead."
        )


def _check(draft: SessionDraft) -> None:
    if not clean(draft.reference):
        raise Refused("A session needs a reference, such as W03.")
    if not clean(draft.title):
        raise Refused(f"Session {draft.reference} needs a title.")
    if draft.ends_at < draft.starts_at:
        raise Refused(f"{draft.title} would end before it starts; give a later end.")


def _outside(draft: SessionDraft, cohort: CohortRow) -> str:
    """What is said of a session outside its cohort's year: accepted, with a warning (section 2)."""
    if london_day(draft.ends_at) > cohort.ends:
        return f" (after {cohort.name} ends on {day_words(cohort.ends)})"
    if london_day(draft.starts_at) < cohort.starts:
        return f" (before {cohort.name} starts on {day_words(cohort.starts)})"
    return ""
