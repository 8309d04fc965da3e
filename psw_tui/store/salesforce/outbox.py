"""What is due for Salesforce: every row that would say something else there than what it was last told."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.salesforce import CLEARED, ID
from psw_tui.policy.salesforce_ids import full_id
from psw_tui.policy.terms import SalesforceOperation, SalesforceState, SalesforceSubject
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredBooking, StoredSession
from psw_tui.store.salesforce.items import MappedRow, MappedRows, not_an_id, reference_and_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from psw_tui.policy.salesforce import SalesforceObject
    from psw_tui.store.reads.reader import Reader

#: Of what a row is gone when it is on record no more; a mark that was taken back is told as such.
_GONE: dict[str, type[StoredSession | StoredBooking]] = {
    SalesforceSubject.SESSION: StoredSession,
    SalesforceSubject.COACHING: StoredBooking,
}


@frozen
class DueRow:
    """One row of a file: its cells, and which row of ours it is; `leader` is a reference, empty for a session.

    `digest` is of what it says, by which it is known whether Salesforce was told the same before.
    """

    item_id: str
    leader_id: str | None
    leader: str
    name: str
    about: str
    salesforce_id: str
    cells: tuple[str, ...]
    digest: str
    again: str = ""


@frozen
class LoadFile:
    """What one file for a loader holds: an object, what is to be done, the columns, and those that tell rows apart."""

    subject: SalesforceSubject
    api_name: str
    operation: SalesforceOperation
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: tuple[DueRow, ...]


@frozen
class HeldBack:
    """A row that can't be told yet, and why; `leader` is a reference, empty for a session."""

    leader: str
    name: str
    about: str
    why: str


@frozen
class Outbox:
    """All that is due, all that is kept back, and how many rows wait for the result of an earlier file."""

    files: tuple[LoadFile, ...]
    held: tuple[HeldBack, ...]
    pending: int

    @property
    def rows(self) -> int:
        """How many rows are due."""
        return sum(len(file.rows) for file in self.files)


#: What all rows of one file have in common: see `LoadFile`.
_Kind = tuple[SalesforceSubject, str, SalesforceOperation, tuple[str, ...], tuple[str, ...]]


def outbox(store: Reader, cohort: str | None = None) -> Outbox:
    """What is due of the open cohorts, or of the one named (closed too); a fixed number of queries.

    A row that is pending is due again only once its result was read back. `Refused` when the file is unreadable.
    """
    with store.reading():
        items = MappedRows(store, cohort)
        every = list(items.every())
        # What can't be read is not gone.
        gone = [] if store.damage else list(_gone(store, items, cohort))
    alike = Counter(_folded(item) for item in every)
    held: list[HeldBack] = []
    grouped: dict[_Kind, list[DueRow]] = defaultdict(list)
    for item in every:
        found = _due(item, items, alike)
        if isinstance(found, HeldBack):
            held.append(found)
        elif found is not None:
            grouped[_kind(item.of, found)].append(found)
    for kind, row in gone:
        grouped[kind].append(row)
    files = [LoadFile(*kind, tuple(grouped[kind])) for kind in sorted(grouped, key=_place)]
    pending = sum(row.state == SalesforceState.PENDING for row in items.records.values())
    return Outbox(tuple(files), tuple(held), pending)


def _place(kind: _Kind) -> tuple[int, int, str, tuple[str, ...]]:
    """Parents before what refers to them, new rows before changed ones."""
    subject, api_name, operation, columns, _ = kind
    return list(SalesforceSubject).index(subject), list(SalesforceOperation).index(operation), api_name, columns


def _kind(of: SalesforceObject, row: DueRow) -> _Kind:
    if row.salesforce_id:
        return of.subject, of.api_name, SalesforceOperation.UPDATE, of.update_columns, (ID,)
    return of.subject, of.api_name, SalesforceOperation.INSERT, of.insert_columns, of.key


def _folded(item: MappedRow) -> tuple[str, str]:
    """Salesforce takes external ids for the same that differ in capitals only."""
    return item.of.api_name, item.external_id.lower()


def _due(item: MappedRow, items: MappedRows, alike: Counter[tuple[str, str]]) -> DueRow | HeldBack | None:
    """A row as it is due, or why it can't be; None where Salesforce has it so, or is being told."""
    record = items.records.get((item.of.subject, item.item_id))
    if record is not None and record.state == SalesforceState.PENDING:
        return None
    kept = "" if record is None else record.salesforce_id
    own = kept if item.own_id is None else item.own_id
    if record is not None and own == kept and items.object_of(record) != item.of.api_name:
        record, own = None, ""  # another object's id, by another profile
    known, digest = full_id(own), digest_of(item.of.api_name, item.values, item.of.parents)
    if record is not None and (record.state, record.loaded, full_id(kept)) == (SalesforceState.LOADED, digest, known):
        return None
    reference, name = reference_and_name(item.leader)
    if why := _why_not(item, own, known, alike):
        return HeldBack(reference, name, item.about, why)
    return DueRow(
        item.item_id,
        None if item.leader is None else item.leader.id,
        reference,
        name,
        item.about,
        known or "",
        _cells(item, known),
        digest,
        record.reason if record is not None and record.state == SalesforceState.FAILED else "",
    )


def _why_not(item: MappedRow, own: str, known: str | None, alike: Counter[tuple[str, str]]) -> str:
    """Why a row can't go; empty where it can."""
    if own and known is None:
        return f"it {not_an_id(own)}"
    if CLEARED in item.values.values():
        return f"“{CLEARED}” stands in it, which would empty the field"
    if known is not None:
        return ""
    if item.external_id and alike[_folded(item)] > 1:
        return f"another one's external id differs from {item.external_id} in capitals only"
    return item.why_not


def _cells(item: MappedRow, known: str | None) -> tuple[str, ...]:
    if known is None:
        return tuple(item.values[column] for column in item.of.insert_columns)
    return (known, *(item.values[column] or CLEARED for column in item.of.update_columns[1:]))


def digest_of(api_name: str, values: Mapping[str, str], parents: Sequence[str]) -> str:
    """What tells what a row says from anything else it may say; which records it names is told once and for all."""
    said = [api_name, *((column, value) for column, value in values.items() if column not in parents)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _gone(store: Reader, items: MappedRows, cohort: str | None) -> Iterator[tuple[_Kind, DueRow]]:
    """The sessions and bookings that Salesforce has and that are on record no more, to be deleted there by Id."""
    there = {subject: set(_keys(store, table)) for subject, table in _GONE.items()}
    for record in items.records.values():
        known = full_id(record.salesforce_id)
        is_there = record.item_id in there.get(record.subject, {record.item_id})
        if is_there or known is None or record.state == SalesforceState.PENDING:
            continue
        leader = items.leaders.get(record.leader_id or "")
        if leader is None and (record.leader_id is not None or cohort is not None):
            continue  # another cohort's
        kind = (SalesforceSubject(record.subject), items.object_of(record), SalesforceOperation.DELETE, (ID,), (ID,))
        reference, name = reference_and_name(leader)
        about = f"a {record.subject} that is on record no more"
        yield kind, DueRow(record.item_id, record.leader_id, reference, name, about, known, (known,), "", record.reason)


def _keys(store: Reader, table: type[StoredSession | StoredBooking]) -> Iterator[str]:
    return (row.id for row in facts.read(store.connection, table))
