"""The reads that feed lists and policy: a handful of SELECTs straight through the DB-API.

They are portable but for how marks are packed. No SQLModel here: the first paint does not wait for it. What a row of
each table holds stands in `rows`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from functools import cache, lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from psw_tui.policy import terms
from psw_tui.policy.calendar import london_day
from psw_tui.policy.records import Booking, Cohort, Communication, Draft, Leader, ManualConcern, Mark, Record, Session
from psw_tui.store.reads.chunks import MOST, chunks
from psw_tui.store.reads.rows import (
    TABLES,
    StoredBooking,
    StoredCoach,
    StoredCohort,
    StoredCommunication,
    StoredConcern,
    StoredDraftHead,
    StoredEscalation,
    StoredLeader,
    StoredLeaderEvaluation,
    StoredMark,
    StoredOperation,
    StoredRound,
    StoredSession,
)
from psw_tui.store.reads.statements import one_of, select, select_packed
from psw_tui.store.reads.stored_values import instant_and_day, to_date, to_instant
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from psw_tui.policy.programme import Programme, Programmes

RowT = TypeVar("RowT", bound=NamedTuple)


def read(connection: sqlite3.Connection, row: type[RowT], where: str = "", values: Sequence[Any] = ()) -> list[RowT]:
    """The rows of a table, by the kind of row that stands in it; `where` is SQL after the table's name.

    `Refused` when the file can't be read just now.
    """
    query = select(TABLES[row], row._fields, where)
    with unreadable():
        # Rather than `row._make`, which is slower where there are very many.
        return list(map(partial(tuple.__new__, row), connection.execute(query, tuple(values))))


def newest_entry(connection: sqlite3.Connection) -> StoredOperation | None:
    """The journal's newest entry, which names the state the records are in; None when there is none."""
    newest = read(connection, StoredOperation, "ORDER BY counter DESC, machine DESC LIMIT 1")
    return newest[0] if newest else None


def newest_id(connection: sqlite3.Connection) -> str:
    """The id of the newest entry; empty when there is none."""
    newest = newest_entry(connection)
    return "" if newest is None else newest.id


def read_in(connection: sqlite3.Connection, row: type[RowT], column: str, keys: Iterable[str] | None) -> list[RowT]:
    """The rows whose column is one of the keys; every row when keys is None."""
    statement = partial(select, TABLES[row], row._fields)
    with unreadable():
        made = partial(tuple.__new__, row)
        return list(map(made, chain.from_iterable(_found(connection, statement, column, keys))))


def _found(
    connection: sqlite3.Connection, statement: Callable[..., str], column: str, keys: Iterable[str] | None
) -> Iterator[sqlite3.Cursor]:
    """The same as SQLite gives them, statement by statement; each is the one given with its `where` behind it."""
    if keys is None:
        yield connection.execute(statement())
        return
    for part in chunks(keys):
        yield connection.execute(statement(one_of(column, part)), part)


def read_among(connection: sqlite3.Connection, row: type[RowT], column: str, keys: Collection[str]) -> list[RowT]:
    """The same for keys that may be those of everybody: of more than one statement takes the table is read once."""
    if len(keys) <= MOST:
        return read_in(connection, row, column, keys)
    place = row._fields.index(column)
    return [found for found in read(connection, row) if found[place] in keys]


def display_name(first: str, last: str, preferred: str) -> str:
    """A leader's name as shown everywhere: the preferred name if there is one, else the first, then the last."""
    return f"{preferred or first} {last}".strip()


def cohorts(connection: sqlite3.Connection) -> dict[str, Cohort]:
    """Every cohort by its id."""
    return {row.id: _to_cohort(row) for row in read(connection, StoredCohort, "ORDER BY year, name")}


@lru_cache(maxsize=64)
def _to_cohort(row: StoredCohort) -> Cohort:
    """A row of the cohort table as policy reads it: the same object for the same row, by which policy goes."""
    starts, ends = date.fromisoformat(row.starts), date.fromisoformat(row.ends)
    return Cohort(row.name, row.year, starts, ends, row.programme, to_date(row.closed_on))


def sessions(connection: sqlite3.Connection) -> dict[str, tuple[str, Session]]:
    """Every session by its id, with the id of its cohort, in order of start and reference."""
    return dict(_known_sessions(connection).by_id)


class _Sessions(NamedTuple):
    """Every session by its id, with the id of its cohort; and those of each cohort."""

    by_id: dict[str, tuple[str, Session]]
    of_cohort: dict[str, tuple[Session, ...]]


def _known_sessions(connection: sqlite3.Connection) -> _Sessions:
    return _to_sessions(tuple(read(connection, StoredSession, "ORDER BY starts_at, reference")))


@lru_cache(maxsize=4)
def _to_sessions(rows: tuple[StoredSession, ...]) -> _Sessions:
    """The rows of the session table as policy reads them: the same objects for the same rows, by which policy goes.

    So who is judged again after a mark is judged by what is known of their cohort already.
    """
    by_id: dict[str, tuple[str, Session]] = {}
    of_cohort: dict[str, list[Session]] = defaultdict(list)
    for row in rows:
        starts_at, starts_on = instant_and_day(row.starts_at)
        ends_at, ends_on = instant_and_day(row.ends_at)
        session = Session(
            reference=row.reference,
            kind=_word(terms.SessionKind, row.kind),
            title=row.title,
            starts_at=starts_at,
            ends_at=ends_at,
            starts_on=starts_on,
            ends_on=ends_on,
            compulsory=None if row.compulsory is None else bool(row.compulsory),
            cancelled=row.state == terms.SessionState.CANCELLED,
        )
        by_id[row.id] = (row.cohort_id, session)
        of_cohort[row.cohort_id].append(session)
    return _Sessions(by_id, {cohort_id: tuple(listed) for cohort_id, listed in of_cohort.items()})


@cache
def _word(words: type[Any], value: str | None) -> Any:
    """A word of a closed list as stored."""
    return None if value is None else words(value)


def to_mark(reference: str, row: StoredMark) -> Mark:
    """A row of the mark table as policy reads it."""
    return Mark(
        session=reference,
        value=_word(terms.MarkValue, row.value),
        engagement=_word(terms.Engagement, row.engagement),
        completed_on=to_date(row.completed_on),
        reported_at=to_instant(row.reported_at),
        reason=_word(terms.Reason, row.reason),
        explanation=_word(terms.Explanation, row.explanation),
        sent_on=to_date(row.catch_up_sent_on),
        due_on=to_date(row.catch_up_due_on),
        submitted_on=to_date(row.catch_up_submitted_on),
        log_received=bool(row.catch_up_log),
        accepted_on=to_date(row.catch_up_accepted_on),
        minutes=row.minutes,
    )


@lru_cache(maxsize=16384)
def _end(starts_at: datetime, length: timedelta) -> tuple[datetime, date]:
    """When a booking ends, and the London day of that."""
    ends_at = starts_at + length
    return ends_at, london_day(ends_at)


def to_booking(row: StoredBooking, programme: Programme, coaches: dict[str, str]) -> Booking:
    """A row of the booking table as policy reads it."""
    starts_at, starts_on = instant_and_day(row.starts_at)
    ends_at, ends_on = _end(starts_at, programme.session_length)
    cancelled_at = to_instant(row.cancelled_at)
    return Booking(
        id=row.id,
        starts_at=starts_at,
        ends_at=ends_at,
        starts_on=starts_on,
        ends_on=ends_on,
        outcome=_word(terms.Outcome, row.outcome),
        cancelled_by=_word(terms.CancelledBy, row.cancelled_by),
        cancelled_at=cancelled_at,
        cancelled_on=None if cancelled_at is None else london_day(cancelled_at),
        waived=bool(row.waived),
        waived_reason=_word(terms.WaivedReason, row.waived_reason),
        window=row.window_number,
        recording=_word(terms.Recording, row.recording),
        coach="" if row.coach_id is None else coaches.get(row.coach_id, ""),
        coach_id=row.coach_id or "",
    )


def records(
    connection: sqlite3.Connection,
    programmes: Programmes,
    *,
    cohort: str | None = None,
    leaders: Iterable[str] | None = None,
) -> list[Record]:
    """The record of every leader (or of one cohort's, or of the leaders named by reference), by reference.

    A handful of set-based queries whatever the number of leaders.
    """
    all_cohorts = cohorts(connection)
    rows = read_in(connection, StoredLeader, "reference", leaders)
    asked = len(rows)
    if cohort is not None:
        rows = [row for row in rows if (found := all_cohorts.get(row.cohort_id)) is not None and found.name == cohort]
    rows.sort(key=lambda row: row.reference)
    # Of most of the file everything is read: that is one statement a table, however many they are.
    ids = None if leaders is None and 2 * len(rows) > asked else [row.id for row in rows]
    known = _known_sessions(connection)
    marks = _marks(connection, ids, {id_: session.reference for id_, (_, session) in known.by_id.items()})
    programme_of = {row.id: programmes[all_cohorts[row.cohort_id].programme] for row in rows}
    bookings = _bookings(connection, ids, programme_of)
    forms: dict[str, dict[terms.LeaderForm, date]] = defaultdict(dict)
    for form in read_in(connection, StoredLeaderEvaluation, "leader_id", ids):
        forms[form.leader_id][terms.LeaderForm(form.point)] = date.fromisoformat(form.received_on)
    rounds: dict[str, list[date]] = defaultdict(list)
    for made in read_in(connection, StoredRound, "leader_id", ids):
        rounds[made.leader_id].append(date.fromisoformat(made.round_on))
    communications, manual = _escalated(connection, ids)
    drafts = _unsent(connection, ids)
    return [
        Record(
            leader=to_leader(row),
            cohort=all_cohorts[row.cohort_id],
            programme=programme_of[row.id],
            sessions=known.of_cohort.get(row.cohort_id, ()),
            marks=marks.get(row.id, {}),
            bookings=tuple(bookings.get(row.id, ())),
            forms_received=forms.get(row.id, {}),
            rounds=tuple(sorted(rounds[row.id])),
            communications=tuple(communications.get(row.id, ())),
            manual=tuple(manual.get(row.id, ())),
            drafts=tuple(drafts.get(row.id, ())),
        )
        for row in rows
    ]


def to_leader(row: StoredLeader) -> Leader:
    """A row of the leader table as policy reads it."""
    return Leader(
        reference=row.reference,
        name=display_name(row.first_name, row.last_name, row.preferred_name),
        state=_word(terms.LeaderState, row.state),
        offer_accepted_on=to_date(row.offer_accepted_on),
        paused_from=to_date(row.paused_from),
        paused_to=to_date(row.paused_to),
        withdrawn_on=to_date(row.withdrawn_on),
    )


@lru_cache(maxsize=1024)
def _unpacked(values: str) -> tuple[Any, ...]:
    """The values that `select_packed` gave in one text."""
    return tuple(json.loads(values))


def _marks(
    connection: sqlite3.Connection, leaders: list[str] | None, references: dict[str, str]
) -> dict[str, dict[str, Mark]]:
    """The marks of each leader by session. There are very many and most are alike: of these there is one object.

    What is recorded comes in one text each, with the session: that they are alike is seen in half the time that
    thirteen values take.
    """
    whose, recorded_in = StoredMark._fields[:1], StoredMark._fields[1:]
    statement = partial(select_packed, TABLES[StoredMark], whose, recorded_in)
    marks: dict[str, dict[str, Mark]] = defaultdict(dict)
    alike: dict[str, Mark] = {}
    with unreadable():
        for leader, recorded in chain.from_iterable(_found(connection, statement, "leader_id", leaders)):
            mark = alike.get(recorded)
            if mark is None:
                row = StoredMark(leader, *_unpacked(recorded))
                mark = alike[recorded] = to_mark(references[row.session_id], row)
            marks[leader][mark.session] = mark
    return marks


def _bookings(
    connection: sqlite3.Connection, leaders: list[str] | None, programme_of: dict[str, Programme]
) -> dict[str, list[Booking]]:
    coaches = {coach.id: coach.name for coach in read(connection, StoredCoach)}
    bookings: dict[str, list[Booking]] = defaultdict(list)
    rows = read_in(connection, StoredBooking, "leader_id", leaders)
    for row in sorted(rows, key=attrgetter("starts_at", "id")):
        if row.leader_id in programme_of:
            bookings[row.leader_id].append(to_booking(row, programme_of[row.leader_id], coaches))
    return bookings


def _unsent(connection: sqlite3.Connection, leaders: list[str] | None) -> dict[str, list[Draft]]:
    """The messages not logged as sent, the oldest first; their texts stay where they are."""
    unsent: dict[str, list[Draft]] = defaultdict(list)
    for row in sorted(read_in(connection, StoredDraftHead, "leader_id", leaders), key=lambda head: (head.at, head.id)):
        at = to_instant(row.at)
        if row.communication_id is None and at is not None:
            unsent[row.leader_id].append(Draft(row.id, terms.Letter(row.letter), london_day(at)))
    return unsent


def _escalated(
    connection: sqlite3.Connection, leaders: list[str] | None
) -> tuple[dict[str, list[Communication]], dict[str, list[ManualConcern]]]:
    """Communications of escalations, open or ended, numbered by day; and concerns raised by hand."""
    spans = {
        row.id: (date.fromisoformat(row.opened_on), to_date(row.ended_on))
        for row in read_in(connection, StoredEscalation, "leader_id", leaders)
    }
    sent: dict[str, list[Communication]] = defaultdict(list)
    for said in read_in(connection, StoredCommunication, "leader_id", leaders):
        if said.escalation_id in spans:
            opened_on, ended_on = spans[said.escalation_id]
            sent[said.leader_id].append(
                Communication(
                    said.about,
                    date.fromisoformat(said.on),
                    terms.Direction(said.direction),
                    bool(said.reached),
                    opened_on,
                    ended_on,
                    to_date(said.reply_by),
                    to_date(said.replied_on),
                )
            )
    manual: dict[str, list[ManualConcern]] = defaultdict(list)
    for raised in read_in(connection, StoredConcern, "leader_id", leaders):
        if raised.kind == terms.ConcernKind.MANUAL:
            until = spans[raised.escalation_id][1] if raised.escalation_id in spans else None
            manual[raised.leader_id].append(
                ManualConcern(raised.about, raised.words, date.fromisoformat(raised.raised_on), until)
            )
    return sent, manual
