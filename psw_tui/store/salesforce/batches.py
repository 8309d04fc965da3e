"""What was written for Salesforce, batch by batch: each file with its columns, and each row with what became of it."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SalesforceOperation, SalesforceState, SalesforceSubject
from psw_tui.policy.wording import moment
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import (
    StoredAttendance,
    StoredBooking,
    StoredLeader,
    StoredSalesforceBatch,
    StoredSalesforceRecord,
    StoredSession,
)
from psw_tui.store.reads.stored_values import instant_and_day, to_instant
from psw_tui.store.salesforce.items import reference_and_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from psw_tui.store.reads.reader import Reader


@frozen
class SentRow:
    """A row as it stands in a file, by the key of its record; no cells once it is loaded."""

    record: str
    item_id: str
    leader_id: str | None
    state: SalesforceState
    salesforce_id: str
    cells: tuple[str, ...]


@frozen
class SentFile:
    """One file of a batch; `written` is how many rows it had, of which some may be in a later batch by now."""

    name: str
    subject: SalesforceSubject
    api_name: str
    operation: SalesforceOperation
    columns: tuple[str, ...]
    key: tuple[str, ...]
    written: int
    rows: tuple[SentRow, ...]


@frozen
class Batch:
    """Files that were written together; `results` are the digests of the result files that were read for them."""

    id: str
    at: datetime | None
    files: tuple[SentFile, ...]
    results: tuple[str, ...]

    @property
    def pending(self) -> int:
        """How many rows wait for their result."""
        return sum(
            row.state is SalesforceState.PENDING for row in chain.from_iterable(file.rows for file in self.files)
        )


def batches(store: Reader) -> list[Batch]:
    """Every batch, the oldest first; two queries."""
    rows: dict[tuple[str, int], list[SentRow]] = defaultdict(list)
    for kept in facts.read(store.connection, StoredSalesforceRecord, "ORDER BY sent"):
        rows[kept.batch_id, kept.file].append(_sent(kept))
    found = facts.read(store.connection, StoredSalesforceBatch, "ORDER BY at, id")
    return [
        Batch(
            batch.id,
            to_instant(batch.at),
            tuple(
                SentFile(
                    about["name"],
                    SalesforceSubject(about["subject"]),
                    about["object"],
                    SalesforceOperation(about["operation"]),
                    tuple(about["columns"]),
                    tuple(about["key"]),
                    about["rows"],
                    tuple(rows[batch.id, number]),
                )
                for number, about in enumerate(json.loads(batch.files or "[]"))
            ),
            tuple(json.loads(batch.results or "[]")),
        )
        for batch in found
    ]


def _sent(kept: StoredSalesforceRecord) -> SentRow:
    cells = tuple(json.loads(kept.sent)) if kept.sent else ()
    return SentRow(kept.id, kept.item_id, kept.leader_id, SalesforceState(kept.state), kept.salesforce_id, cells)


def is_on_record(store: Reader, batch: str) -> bool:
    """Whether a batch of this key was recorded."""
    return bool(facts.read_in(store.connection, StoredSalesforceBatch, "id", [batch]))


@frozen
class Whose:
    """Which row of ours a record is of: the leader's reference and name, empty for a session; the session, the day."""

    leader: str
    name: str
    about: str


def whose(store: Reader, records: Iterable[str]) -> dict[str, Whose]:
    """Which rows of ours some records are of, by their keys; a fixed number of queries."""
    connection = store.connection
    rows = facts.read_among(connection, StoredSalesforceRecord, "id", set(records))
    items = {row.item_id for row in rows}
    leaders = {
        row.id: row for row in facts.read_among(connection, StoredLeader, "id", {row.leader_id or "" for row in rows})
    }
    marks = {row.id: row.session_id for row in facts.read_among(connection, StoredAttendance, "id", items)}
    bookings = {row.id: row for row in facts.read_among(connection, StoredBooking, "id", items)}
    sessions = {row.id: row.reference for row in facts.read(connection, StoredSession)}
    found = {}
    for row in rows:
        if row.item_id in bookings:
            about = f"coaching {moment(instant_and_day(bookings[row.item_id].starts_at)[0])}"
        else:
            about = sessions.get(marks.get(row.item_id, row.item_id), row.subject)
        found[row.id] = Whose(*reference_and_name(leaders.get(row.leader_id or "")), about)
    return found
