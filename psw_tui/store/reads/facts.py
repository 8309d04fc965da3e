"""The reads that feed lists and policy: a handful of portable SELECTs straight through the DB-API.

No SQLModel here: the first paint does not wait for it. `COLUMNS` names every table and column that is read in
this way anywhere in the store; a test holds it against `SQLModel.metadata`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy import terms
from psw_tui.policy.calendar import london_day
from psw_tui.policy.records import Booking, Cohort, Communication, Leader, ManualConcern, Mark, Record, Session
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from psw_tui.policy.programme import Programme, Programmes

COLUMNS: dict[str, tuple[str, ...]] = {
    "cohort": ("id", "name", "programme", "year", "starts", "ends", "closed_on"),
    "coach": ("id", "name", "email"),
    "leader": (
        "id",
        "reference",
        "first_name",
        "last_name",
        "preferred_name",
        "state",
        "offer_accepted_on",
        "paused_from",
        "paused_to",
        "cohort_id",
        "organisation",
        "email",
        "coach_id",
        "phone",
        "withdrawn_on",
        "withdrawn_how",
        "manager_name",
        "manager_email",
        "manager_briefed_on",
        "salesforce_id",
    ),
    "session": (
        "id",
        "reference",
        "cohort_id",
        "kind",
        "title",
        "starts_at",
        "ends_at",
        "compulsory",
        "state",
        "place",
        "salesforce_id",
    ),
    "linked_days": ("first_id", "second_id"),
    "report": ("id", "session_id", "format", "file_name", "content_hash", "at"),
    "stay": ("id", "report_id", "leader_id", "name", "email", "joined_at", "left_at", "minutes"),
    "alias": ("leader_id", "said"),
    "heading_map": ("purpose", "signature", "columns"),
    "mark": (
        "session_id",
        "leader_id",
        "value",
        "minutes",
        "engagement",
        "completed_on",
        "reported_at",
        "reason",
        "explanation",
        "catch_up_sent_on",
        "catch_up_due_on",
        "catch_up_submitted_on",
        "catch_up_log",
        "catch_up_accepted_on",
    ),
    "booking": (
        "id",
        "leader_id",
        "coach_id",
        "starts_at",
        "window_number",
        "outcome",
        "cancelled_by",
        "cancelled_at",
        "waived",
        "waived_reason",
        "recording",
        "learned_at",
    ),
    "introduction": ("leader_id", "came"),
    "leader_evaluation": ("leader_id", "point", "received_on"),
    "coach_evaluation": ("coach_id", "cohort_id", "point", "received_on"),
    "welfare_passed": ("leader_id", "passed_on"),
    "round": ("id", "leader_id", "round_on", "kind"),
    "rating": ("round_id", "sub_capability", "rating", "focus", "evidence", "next_step", "next_step_on"),
    "escalation": (
        "id",
        "leader_id",
        "stage",
        "opened_on",
        "entered_on",
        "due_on",
        "snoozed_until",
        "snoozed_reason",
        "outcome",
        "meeting_on",
        "appeal_outcome",
        "ended_on",
        "heard_by",
    ),
    "concern": (
        "id",
        "leader_id",
        "escalation_id",
        "kind",
        "about",
        "words",
        "why",
        "clause",
        "raised_on",
        "state",
        "snoozed_until",
        "measure",
        "cleared_on",
        "cleared_by",
    ),
    "decision": (
        "id",
        "leader_id",
        "concern_id",
        "escalation_id",
        "concern_key",
        "choice",
        "from_stage",
        "to_stage",
        "day",
        "at",
        "who",
        "clause",
        "reason",
        "until",
        "struck_out_at",
        "verdicts",
        "programme_hash",
    ),
    "communication": (
        "id",
        "leader_id",
        "escalation_id",
        "on",
        "direction",
        "channel",
        "reached",
        "reply_by",
        "replied_on",
        "summary",
        "about",
        "stage",
        "at",
    ),
    "plan_action": ("id", "escalation_id", "what", "owner", "due_on", "done_on", "session_id", "dropped_because"),
    "notice_outcome": ("escalation_id", "session_id", "outcome", "agreed_on", "id"),
    "draft": (
        "id",
        "leader_id",
        "escalation_id",
        "communication_id",
        "letter",
        "at",
        "recipient",
        "subject",
        "body",
        "cites",
        "reply_by",
    ),
    "sign_off": ("leader_id", "escalation_id", "role", "name", "on", "at", "answer", "view", "struck_out_at", "id"),
    "access_item": ("escalation_id", "element", "ended_on", "restored_on", "id"),
    "operation": ("id", "seq", "at", "who", "what", "kinds", "undoes", "redoes"),
    "change": ("operation_id", "n", "table_name", "row_id", "leader_id"),
}

#: How many keys go into one IN (…) list.
_CHUNK = 500


def read(connection: sqlite3.Connection, table: str, where: str = "", values: Sequence[Any] = ()) -> list[Any]:
    """The columns of a table as `COLUMNS` names them, in that order; `where` is SQL after the table's name.

    `Refused` when the file can't be read just now.
    """
    columns = ", ".join(f'"{column}"' for column in COLUMNS[table])
    query = f'SELECT {columns} FROM "{table}" {where}'  # noqa: S608 - the names are constants
    with unreadable():
        return connection.execute(query, tuple(values)).fetchall()


def read_in(connection: sqlite3.Connection, table: str, column: str, keys: Iterable[str] | None) -> list[Any]:
    """The rows whose column is one of the keys; every row when keys is None."""
    if keys is None:
        return read(connection, table)
    wanted = list(keys)
    found: list[Any] = []
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        found += read(connection, table, f'WHERE "{column}" IN ({",".join("?" * len(part))})', part)
    return found


def to_date(text: str | None) -> date | None:
    """A day as stored."""
    return None if text is None else date.fromisoformat(text)


def to_instant(text: str | None) -> datetime | None:
    """An instant as stored: UTC without an offset."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def display_name(first: str, last: str, preferred: str) -> str:
    """A leader's name as shown everywhere: the preferred name if there is one, else the first, then the last."""
    return f"{preferred or first} {last}".strip()


def cohorts(connection: sqlite3.Connection) -> dict[str, Cohort]:
    """Every cohort by its id."""
    return {
        id_: Cohort(name, year, date.fromisoformat(starts), date.fromisoformat(ends), programme)
        for id_, name, programme, year, starts, ends, _ in read(connection, "cohort", "ORDER BY year, name")
    }


def sessions(connection: sqlite3.Connection) -> dict[str, tuple[str, Session]]:
    """Every session by its id, with the id of its cohort, in order of start and reference."""
    found = {}
    for row in read(connection, "session", "ORDER BY starts_at, reference"):
        id_, reference, cohort, kind, title, starts_text, ends_text, compulsory, state, *_ = row
        starts_at = datetime.fromisoformat(starts_text).replace(tzinfo=UTC)
        ends_at = datetime.fromisoformat(ends_text).replace(tzinfo=UTC)
        found[id_] = (
            cohort,
            Session(
                reference=reference,
                kind=terms.SessionKind(kind),
                title=title,
                starts_at=starts_at,
                ends_at=ends_at,
                starts_on=london_day(starts_at),
                ends_on=london_day(ends_at),
                compulsory=None if compulsory is None else bool(compulsory),
                cancelled=state == terms.SessionState.CANCELLED,
            ),
        )
    return found


def _word(words: type[Any], value: str | None) -> Any:
    return None if value is None else words(value)


def to_mark(reference: str, row: tuple[Any, ...]) -> Mark:
    """A row of the mark table as policy reads it."""
    (_, _, value, minutes, engagement, completed, reported, reason, explanation, sent, due, submitted, log, ok) = row
    if reported is None and reason is None and sent is None and ok is None:
        return Mark(
            reference,
            _word(terms.MarkValue, value),
            _word(terms.Engagement, engagement),
            to_date(completed),
            explanation=_word(terms.Explanation, explanation),
            due_on=to_date(due),
            submitted_on=to_date(submitted),
            log_received=bool(log),
            minutes=minutes,
        )
    return Mark(
        session=reference,
        value=_word(terms.MarkValue, value),
        engagement=_word(terms.Engagement, engagement),
        completed_on=to_date(completed),
        reported_at=to_instant(reported),
        reason=_word(terms.Reason, reason),
        explanation=_word(terms.Explanation, explanation),
        sent_on=to_date(sent),
        due_on=to_date(due),
        submitted_on=to_date(submitted),
        log_received=bool(log),
        accepted_on=to_date(ok),
        minutes=minutes,
    )


def to_booking(row: tuple[Any, ...], programme: Programme, coaches: dict[str, str]) -> Booking:
    """A row of the booking table as policy reads it."""
    id_, _, coach, starts_text, window, outcome, by, cancelled, waived, waived_reason, recording, _ = row
    starts_at = datetime.fromisoformat(starts_text).replace(tzinfo=UTC)
    ends_at = starts_at + programme.session_length
    cancelled_at = to_instant(cancelled)
    return Booking(
        id=id_,
        starts_at=starts_at,
        ends_at=ends_at,
        starts_on=london_day(starts_at),
        ends_on=london_day(ends_at),
        outcome=_word(terms.Outcome, outcome),
        cancelled_by=_word(terms.CancelledBy, by),
        cancelled_at=cancelled_at,
        cancelled_on=None if cancelled_at is None else london_day(cancelled_at),
        waived=bool(waived),
        waived_reason=_word(terms.WaivedReason, waived_reason),
        window=window,
        recording=_word(terms.Recording, recording),
        coach=coaches.get(coach, ""),
        coach_id=coach or "",
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
    rows = read_in(connection, "leader", "reference", leaders)
    if cohort is not None:
        rows = [row for row in rows if (found := all_cohorts.get(row[9])) is not None and found.name == cohort]
    rows.sort(key=lambda row: row[1])
    narrow = leaders is not None or cohort is not None
    ids = [row[0] for row in rows] if narrow else None
    all_sessions = sessions(connection)
    by_cohort: dict[str, list[Session]] = defaultdict(list)
    for cohort_id, session in all_sessions.values():
        by_cohort[cohort_id].append(session)
    frozen = {cohort_id: tuple(found) for cohort_id, found in by_cohort.items()}
    marks = _marks(connection, ids, {id_: session.reference for id_, (_, session) in all_sessions.items()})
    programme_of = {row[0]: programmes[all_cohorts[row[9]].programme] for row in rows}
    bookings = _bookings(connection, ids, programme_of)
    forms: dict[str, dict[terms.LeaderForm, date]] = defaultdict(dict)
    for leader, point, received in read_in(connection, "leader_evaluation", "leader_id", ids):
        forms[leader][terms.LeaderForm(point)] = date.fromisoformat(received)
    rounds: dict[str, list[date]] = defaultdict(list)
    for _, leader, on, _ in read_in(connection, "round", "leader_id", ids):
        rounds[leader].append(date.fromisoformat(on))
    communications, manual = _escalated(connection, ids)
    return [
        Record(
            leader=to_leader(row),
            cohort=all_cohorts[row[9]],
            programme=programme_of[row[0]],
            sessions=frozen.get(row[9], ()),
            marks=marks.get(row[0], {}),
            bookings=tuple(bookings.get(row[0], ())),
            forms_received=forms.get(row[0], {}),
            rounds=tuple(sorted(rounds[row[0]])),
            communications=tuple(communications.get(row[0], ())),
            manual=tuple(manual.get(row[0], ())),
        )
        for row in rows
    ]


def to_leader(row: tuple[Any, ...]) -> Leader:
    """A row of the leader table as policy reads it."""
    return Leader(
        reference=row[1],
        name=display_name(row[2], row[3], row[4]),
        state=terms.LeaderState(row[5]),
        offer_accepted_on=to_date(row[6]),
        paused_from=to_date(row[7]),
        paused_to=to_date(row[8]),
    )


def _marks(
    connection: sqlite3.Connection, leaders: list[str] | None, references: dict[str, str]
) -> dict[str, dict[str, Mark]]:
    found: dict[str, dict[str, Mark]] = defaultdict(dict)
    for row in read_in(connection, "mark", "leader_id", leaders):
        reference = references[row[0]]
        found[row[1]][reference] = to_mark(reference, row)
    return found


def _bookings(
    connection: sqlite3.Connection, leaders: list[str] | None, programme_of: dict[str, Programme]
) -> dict[str, list[Booking]]:
    coaches = {id_: name for id_, name, _ in read(connection, "coach")}
    found: dict[str, list[Booking]] = defaultdict(list)
    rows = read_in(connection, "booking", "leader_id", leaders)
    for row in sorted(rows, key=lambda each: (each[3], each[0])):
        if row[1] in programme_of:
            found[row[1]].append(to_booking(row, programme_of[row[1]], coaches))
    return found


def _escalated(
    connection: sqlite3.Connection, leaders: list[str] | None
) -> tuple[dict[str, list[Communication]], dict[str, list[ManualConcern]]]:
    """Communications of escalations, open or ended, numbered by day; and concerns raised by hand."""
    spans = {
        row[0]: (date.fromisoformat(row[3]), to_date(row[11]))
        for row in read_in(connection, "escalation", "leader_id", leaders)
    }
    sent: dict[str, list[Communication]] = defaultdict(list)
    for row in read_in(connection, "communication", "leader_id", leaders):
        _, leader, escalation, on, direction, _, reached, reply_by, replied_on, _, about, *_ = row
        if escalation in spans:
            opened_on, ended_on = spans[escalation]
            sent[leader].append(
                Communication(
                    about,
                    date.fromisoformat(on),
                    terms.Direction(direction),
                    bool(reached),
                    opened_on,
                    ended_on,
                    to_date(reply_by),
                    to_date(replied_on),
                )
            )
    manual: dict[str, list[ManualConcern]] = defaultdict(list)
    for row in read_in(connection, "concern", "leader_id", leaders):
        _, leader, escalation, kind, about, words, _, _, raised_on, *_ = row
        if kind == terms.ConcernKind.MANUAL:
            until = spans[escalation][1] if escalation in spans else None
            manual[leader].append(ManualConcern(about, words, date.fromisoformat(raised_on), until))
    return sent, manual
