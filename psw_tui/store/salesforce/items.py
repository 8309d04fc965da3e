"""What is on record of some cohorts, row by row, as the mapping profile of their programme tells it to Salesforce."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.keys import derived
from psw_tui.policy import coaching
from psw_tui.policy.frozen import frozen
from psw_tui.policy.salesforce import TAKEN_BACK, SalesforceObject
from psw_tui.policy.salesforce_ids import full_id
from psw_tui.policy.terms import CancelledBy, Outcome, SalesforceSubject
from psw_tui.policy.wording import moment
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import (
    StoredAttendance,
    StoredBooking,
    StoredCoach,
    StoredCohort,
    StoredLeader,
    StoredSalesforceBatch,
    StoredSalesforceRecord,
    StoredSession,
)
from psw_tui.store.reads.stored_values import instant_and_day, to_date
from psw_tui.store.reads.verdicts import records_of
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.store.reads.reader import Reader

_NO_ID = "has no Salesforce id yet"


@frozen
class MappedRow:
    """One row of ours: its object, its key, what its columns hold, and the Salesforce id where one is on record.

    `own_id` is that id as recorded by hand or with the row, which goes before what psw has kept; None where the row
    has no place for one. `about` says which it is, `why_not` why it can't be told yet.
    """

    of: SalesforceObject
    item_id: str
    leader: StoredLeader | None
    about: str
    values: dict[str, str]
    external_id: str = ""
    own_id: str | None = None
    why_not: str = ""


class MappedRows:
    """The rows of the open cohorts, or of the one named; read as of one moment."""

    def __init__(self, store: Reader, cohort: str | None) -> None:
        self._store, self._connection = store, store.connection
        connection = self._connection
        rows = facts.read(connection, StoredCohort)
        if cohort is None:
            wanted = [row for row in rows if row.closed_on is None]
        else:
            wanted = [row for row in rows if row.name == cohort]
            if not wanted:
                raise Refused(f"There is no cohort {cohort}.")
        self._cohorts = {row.id: row for row in wanted}
        self._objects = {row.id: store.programmes[row.programme].salesforce.objects for row in wanted}
        of_these = self._cohorts.keys()
        self.leaders = {row.id: row for row in facts.read(connection, StoredLeader) if row.cohort_id in of_these}
        kept = facts.read(connection, StoredSalesforceRecord)
        self.records = {(row.subject, row.item_id): row for row in kept}
        self._told = {row.id: json.loads(row.files) for row in facts.read(connection, StoredSalesforceBatch)}
        self._sessions = {
            row.id: self._with_own_id(row) for row in facts.read(connection, StoredSession) if row.cohort_id in of_these
        }

    def object_of(self, record: StoredSalesforceRecord) -> str:
        """The object, by its name in the API, as which a row was last told."""
        return str(self._told[record.batch_id][record.file]["object"])

    def _with_own_id(self, row: StoredSession) -> StoredSession:
        """A session without the id that it was given as another object, by another profile: marks must not name it."""
        record = self.records.get((SalesforceSubject.SESSION, row.id))
        of = self._objects[row.cohort_id].get(SalesforceSubject.SESSION)
        if record is None or of is None or record.salesforce_id != row.salesforce_id:
            return row
        return row if self.object_of(record) == of.api_name else row._replace(salesforce_id="")

    def every(self) -> Iterator[MappedRow]:
        """Every row, those before that others refer to."""
        yield from self._contacts()
        yield from self._of_sessions()
        yield from self._attendance()
        yield from self._coaching()

    def _contacts(self) -> Iterator[MappedRow]:
        for leader in sorted(self.leaders.values(), key=lambda row: row.reference):
            of = self._objects[leader.cohort_id].get(SalesforceSubject.CONTACT)
            if of is None:
                continue
            values = of.values(leader.reference, {"state": leader.state})
            why_not = "" if leader.salesforce_id else f"the leader {_NO_ID}; a contact is only updated"
            yield MappedRow(of, leader.id, leader, "contact", values, leader.reference, leader.salesforce_id, why_not)

    def _of_sessions(self) -> Iterator[MappedRow]:
        for row in sorted(self._sessions.values(), key=lambda row: row.reference):
            of = self._objects[row.cohort_id].get(SalesforceSubject.SESSION)
            if of is None:
                continue
            (starts_at, starts_on), (ends_at, ends_on) = instant_and_day(row.starts_at), instant_and_day(row.ends_at)
            told = {
                "title": row.title,
                "cohort": self._cohorts[row.cohort_id].name,
                "kind": row.kind,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "place": row.place,
                "state": row.state,
            }
            values = of.values(row.reference, told)
            yield MappedRow(of, row.id, None, f"{row.reference} {row.title}", values, row.reference, row.salesforce_id)

    def _attendance(self) -> Iterator[MappedRow]:
        found = []
        there = set()
        for row in facts.read(self._connection, StoredAttendance):
            there.add(row.id)
            leader, session = self.leaders.get(row.leader_id), self._sessions.get(row.session_id)
            of = None if leader is None else self._objects[leader.cohort_id].get(SalesforceSubject.ATTENDANCE)
            if of is None or leader is None or session is None:
                continue
            if row.value is not None:
                found.append(self._mark(of, row, leader, session))
            elif item := self._taken_back(of, row.id, leader, session):
                found.append(item)
        found += self._gone(there)
        yield from sorted(found, key=lambda item: (reference_and_name(item.leader)[0], item.about))

    def _gone(self, there: set[str]) -> Iterator[MappedRow]:
        """The marks that Salesforce was told of and whose row was taken away since."""
        kept = [row for row in self.records.values() if row.subject == SalesforceSubject.ATTENDANCE]
        for record in kept:
            leader = self.leaders.get(record.leader_id or "")
            if leader is None or record.item_id in there:
                continue
            own = [row for row in self._sessions.values() if row.cohort_id == leader.cohort_id]
            session = next((row for row in own if _mark_key(row.id, leader.id) == record.item_id), None)
            of = self._objects[leader.cohort_id].get(SalesforceSubject.ATTENDANCE)
            if of is not None and (item := self._taken_back(of, record.item_id, leader, session)):
                yield item

    def _mark(
        self, of: SalesforceObject, row: StoredAttendance, leader: StoredLeader, session: StoredSession
    ) -> MappedRow:
        told = {
            "leader": _parent(of, "leader", leader),
            "session": _parent(of, "session", session),
            "status": row.value,
            "day": instant_and_day(session.starts_at)[1],
            "minutes": row.minutes,
            "engagement": row.engagement,
            "completed_on": to_date(row.completed_on),
            "caught_up_on": to_date(row.catch_up_accepted_on),
            "reason": row.reason,
        }
        why_not = _no_parent(of, "leader", leader, "the leader") or _no_parent(
            of, "session", session, f"session {session.reference}"
        )
        return MappedRow(of, row.id, leader, session.reference, of.values(row.id, told), row.id, None, why_not)

    def _taken_back(
        self, of: SalesforceObject, key: str, leader: StoredLeader, session: StoredSession | None
    ) -> MappedRow | None:
        """A mark that is recorded no more: told only where Salesforce has it, as cleared."""
        record = self.records.get((SalesforceSubject.ATTENDANCE, key))
        if record is None or not record.salesforce_id or self.object_of(record) != of.api_name:
            return None
        told: dict[str, Any] = {**dict.fromkeys(of.fields), "status": TAKEN_BACK}
        about = "a session" if session is None else session.reference
        return MappedRow(of, key, leader, about, of.values(key, told), key)

    def _coaching(self) -> Iterator[MappedRow]:
        coaches = {row.id: row.name for row in facts.read(self._connection, StoredCoach)}
        placed = self._windows()
        found = []
        for row in facts.read(self._connection, StoredBooking):
            leader = self.leaders.get(row.leader_id)
            of = None if leader is None else self._objects[leader.cohort_id].get(SalesforceSubject.COACHING)
            if of is None or leader is None:
                continue
            starts_at, starts_on = instant_and_day(row.starts_at)
            told = {
                "leader": _parent(of, "leader", leader),
                "status": _outcome(row),
                "starts_at": starts_at,
                "day": starts_on,
                "coach": coaches.get(row.coach_id or ""),
                "window": placed.get(row.id),
            }
            why_not = _no_parent(of, "leader", leader, "the leader")
            about = f"coaching {moment(starts_at)}"
            found.append(
                (
                    leader.reference,
                    row.starts_at,
                    MappedRow(of, row.id, leader, about, of.values(row.id, told), row.id, None, why_not),
                )
            )
        yield from (item for *_, item in sorted(found, key=lambda one: one[:2]))

    def _windows(self) -> dict[str, int | None]:
        """The window in which each booking stands on the board, by the hand or by the rule; where one is told of."""
        told = (objects.get(SalesforceSubject.COACHING) for objects in self._objects.values())
        if not any(of is not None and "window" in of.fields for of in told):
            return {}
        placed: dict[str, int | None] = {}
        for record in records_of(self._store, [leader.reference for leader in self.leaders.values()]):
            placed.update(coaching.placement(record))
        return placed


def reference_and_name(leader: StoredLeader | None) -> tuple[str, str]:
    """Whose row it is, to be told; empty texts for a session's."""
    if leader is None:
        return "", ""
    return leader.reference, facts.display_name(leader.first_name, leader.last_name, leader.preferred_name)


def _mark_key(session: str, leader: str) -> str:
    return derived("mark", {"session_id": session, "leader_id": leader}).hex


def _outcome(row: StoredBooking) -> str:
    """The word of a booking's outcome, by whom it was cancelled."""
    if row.outcome is None:
        return "booked"
    if row.outcome == Outcome.CANCELLED:
        return "cancelled_by_coach" if row.cancelled_by == CancelledBy.COACH else "cancelled_by_leader"
    return row.outcome


def _parent(of: SalesforceObject, field: str, row: StoredLeader | StoredSession) -> str:
    """By what a leader or a session is named in a row about it."""
    return (full_id(row.salesforce_id) or "") if of.is_by_id(field) else row.reference


def _no_parent(of: SalesforceObject, field: str, row: StoredLeader | StoredSession, called: str) -> str:
    """Why a row can't name its leader or session; empty where it can."""
    if not of.is_by_id(field) or full_id(row.salesforce_id):
        return ""
    return f"{called} {not_an_id(row.salesforce_id)}"


def not_an_id(text: str) -> str:
    """What is the matter with a Salesforce id."""
    return f"has the Salesforce id “{text}”, which is none" if text else _NO_ID
