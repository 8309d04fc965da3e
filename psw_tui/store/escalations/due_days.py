"""The days by which something is due, for the BDO's own calendar: replies, next steps on the ladder, catch-ups.

Who and by when, never why. What is over with is listed too, so that it goes from a calendar that has it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy import absences
from psw_tui.policy.frozen import frozen
from psw_tui.policy.presence import LEFT, is_over
from psw_tui.policy.terms import MISSED, Direction
from psw_tui.store.core import row_history
from psw_tui.store.core.row_history import NEVER, Writings
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCommunication, StoredEscalation, StoredLeaderLinks, StoredSession
from psw_tui.store.reads.stored_values import to_date
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from psw_tui.policy.records import Mark, Record, Session
    from psw_tui.store.core.row_history import Values
    from psw_tui.store.core.store import Store

#: The marks whose catch-up was on its way before something changed, each with its day as it was last.
_ONCE_SENT = """
    SELECT leader_id, session_id, sent_on, due_on FROM (
        SELECT json_extract(c."before", '$.leader_id') AS leader_id,
               json_extract(c."before", '$.session_id') AS session_id,
               json_extract(c."before", '$.catch_up_sent_on') AS sent_on,
               json_extract(c."before", '$.catch_up_due_on') AS due_on, MAX(o.counter)
        FROM "change" c JOIN operation o ON o.id = c.operation_id
        WHERE c.table_name = 'mark' AND json_extract(c."before", '$.catch_up_sent_on') IS NOT NULL
        GROUP BY +c.row_id
    )
"""


class DueKind(StrEnum):
    """What is due: a reply to what was sent, the next step on the ladder, a catch-up that was sent."""

    REPLY = "reply"
    REFERRAL_REPLY = "referral_reply"
    ORGANISATION_REPLY = "organisation_reply"
    NEXT_STEP = "next_step"
    CATCH_UP = "catch_up"


_REPLY_TO = {
    Direction.TO_LEADER: DueKind.REPLY,
    Direction.REFERRAL: DueKind.REFERRAL_REPLY,
    Direction.ORGANISATION: DueKind.ORGANISATION_REPLY,
}


@frozen
class DueDay:
    """A day by which something of a leader is due; `title` of the session that is caught up.

    `over` once it came, was done, or is waited for no more. `written`: how often anything was written about it.
    """

    key: str
    kind: DueKind
    leader: str
    name: str
    cohort: str
    day: date
    over: bool
    written: Writings
    title: str = ""


def due_days(store: Store, *, cohort: str | None = None, leader: str | None = None) -> list[DueDay]:
    """Those of every leader, of a cohort's (by name), or of one (by reference); none of cohorts that are over."""
    named = None if leader is None else [leader]
    records = facts.records(store.connection, store.programmes, cohort=cohort, leaders=named)
    running = {
        record.leader.reference: record
        for record in records
        if not is_over(record.cohort, record.programme, store.today)
    }
    keys = {row.reference: row.id for row in facts.read(store.connection, StoredLeaderLinks)}
    of_key = {keys[reference]: record for reference, record in running.items()}
    written = row_history.written_about(store)
    about = {key: written.get(key, NEVER) for key in of_key}
    return [*_replies(store, of_key, about), *_next_steps(store, of_key, about), *_catch_ups(store, of_key, about)]


def _due(
    key: str, kind: DueKind, record: Record, day: date, written: Writings, *, over: bool, title: str = ""
) -> DueDay:
    leader = record.leader
    return DueDay(key, kind, leader.reference, leader.name, record.cohort.name, day, over, written, title)


def _replies(store: Store, records: Mapping[str, Record], about: Mapping[str, Writings]) -> Iterator[DueDay]:
    """2.4.4: of all that was sent and asks for a reply, while its escalation is open; or asked for one once."""
    ended = {row.id for row in facts.read(store.connection, StoredEscalation, "WHERE ended_on IS NOT NULL")}
    there = {row.id: row for row in facts.read_among(store.connection, StoredCommunication, "leader_id", records)}
    for row in there.values():
        if row.reply_by is not None and row.direction in _REPLY_TO:
            over = row.replied_on is not None or row.escalation_id in ended
            kind, day = _REPLY_TO[Direction(row.direction)], date.fromisoformat(row.reply_by)
            yield _due(f"reply-{row.id}", kind, records[row.leader_id], day, about[row.leader_id], over=over)
    for key, owner, day, last in _once(store, "communication", "reply_by", records):
        asked = _REPLY_TO.get(Direction(last["direction"]))
        if asked is not None and (key not in there or there[key].reply_by is None):
            yield _due(f"reply-{key}", asked, records[owner], day, about[owner], over=True)


def _next_steps(store: Store, records: Mapping[str, Record], about: Mapping[str, Writings]) -> Iterator[DueDay]:
    """Section 7: of every escalation the day its stage is due; of one that is ended the last that there was."""
    there = {row.id: row for row in facts.read_among(store.connection, StoredEscalation, "leader_id", records)}
    for row in there.values():
        day = to_date(row.due_on)
        if day is not None:
            over = row.ended_on is not None
            due = _due(
                f"stage-{row.id}", DueKind.NEXT_STEP, records[row.leader_id], day, about[row.leader_id], over=over
            )
            yield due
    for key, owner, day, _ in _once(store, "escalation", "due_on", records):
        if key not in there or there[key].due_on is None:
            yield _due(f"stage-{key}", DueKind.NEXT_STEP, records[owner], day, about[owner], over=True)


def _once(store: Store, table: str, column: str, records: Container[str]) -> Iterator[tuple[str, str, date, Values]]:
    """The rows that ever had a day in a column, by key: whose, the last such day, and how they stood last."""
    for key, stood in row_history.stood(store, table).items():
        days = [day for values in stood if (day := to_date(values.get(column))) is not None]
        owner: str = stood[-1].get("leader_id", "") if stood else ""
        if days and owner in records:
            yield key, owner, days[-1], stood[-1]


def _catch_ups(store: Store, records: Mapping[str, Record], about: Mapping[str, Writings]) -> Iterator[DueDay]:
    """2.3.1: of every catch-up that was sent; and of those that were on their way once, whatever became of them."""
    sessions = facts.sessions(store.connection)
    keys = {session.reference: key for key, (_, session) in sessions.items()}
    by_session = row_history.written(store, "session")
    for owner, record in records.items():
        for reference, mark in record.marks.items():
            key = keys[reference]
            session, day = sessions[key][1], absences.catch_up_due_on(mark, record.programme)
            if day is not None:
                yield _due(
                    f"catch-up-{key}-{owner}",
                    DueKind.CATCH_UP,
                    record,
                    day,
                    about[owner] + by_session.get(key, NEVER),
                    over=not _is_awaited(record, session, mark),
                    title=session.title,
                )
    yield from _no_more_on_their_way(store, records, about, by_session)


def _no_more_on_their_way(
    store: Store, records: Mapping[str, Record], about: Mapping[str, Writings], by_session: Mapping[str, Writings]
) -> Iterator[DueDay]:
    """The catch-ups that were sent once, and as it stands now never were; the session may be gone too."""
    with unreadable():
        once = store.connection.execute(_ONCE_SENT).fetchall()
    titles = {row.id: (row.reference, row.title) for row in facts.read(store.connection, StoredSession)}
    titles |= {key: ("", row["title"]) for key, row in row_history.gone(store, "session").items()}
    for owner, key, sent_on, due_on in once:
        record = records.get(owner)
        if record is None or key not in titles:
            continue
        reference, title = titles[key]
        mark = record.marks.get(reference)
        if mark is None or mark.sent_on is None:
            day = date.fromisoformat(due_on or sent_on)
            written = about[owner] + by_session.get(key, NEVER)
            yield _due(f"catch-up-{key}-{owner}", DueKind.CATCH_UP, record, day, written, over=True, title=title)


def _is_awaited(record: Record, session: Session, mark: Mark) -> bool:
    if session.cancelled or session not in record.sessions or record.leader.state in LEFT or mark.value not in MISSED:
        return False
    return mark.submitted_on is None and mark.accepted_on is None
