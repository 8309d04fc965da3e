"""Recording what was written for Salesforce, and what came of it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import SalesforceOperation, SalesforceState, SalesforceSubject
from psw_tui.policy.wording import count
from psw_tui.store.core import bulk, row_statements
from psw_tui.store.core.history import imported
from psw_tui.store.core.keys import free_keys
from psw_tui.store.core.unchanged import refuse_if_changed
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredSalesforceBatch, StoredSalesforceRecord
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from psw_tui.store.core.row_statements import Values
    from psw_tui.store.core.store import Store
    from psw_tui.store.core.unchanged import Version
    from psw_tui.store.core.writing import Writing
    from psw_tui.store.reads.change import Change
    from psw_tui.store.salesforce.outbox import DueRow, LoadFile

_BATCH, _RECORD = "salesforce_batch", "salesforce_record"
_CODE = 6


@frozen
class LoadResult:
    """What a loader made of one row, by the key of its record: the id it has in Salesforce, or why it was refused.

    A refusal may tell the id as well; `forget` where it tells that there is no record of the id that was sent.
    """

    record: str
    salesforce_id: str = ""
    reason: str = ""
    forget: bool = False


def batch_key(store: Store, files: Iterable[LoadFile]) -> str:
    """The key of the batch that these files would be: the same for the same rows, until one was recorded.

    So an export that was cut short before it was recorded writes the same files, of the same names, once more.
    """
    earlier = sorted(row.id for row in facts.read(store.connection, StoredSalesforceBatch))
    said = [[file.api_name, file.operation, file.columns, [row.cells for row in file.rows]] for file in files]
    return hashlib.sha256(json.dumps([earlier, said]).encode()).hexdigest()[:32]


def code_of(batch: str) -> str:
    """What a batch is called in the names of its files."""
    return batch[:_CODE]


def send(store: Store, batch: str, files: Mapping[str, LoadFile], since: Version | None = None) -> Change | None:
    """Record files, by name, as written for Salesforce: their rows are pending until the results are read back.

    `Refused` where anything else was recorded since `since`.
    """
    rows = sum(len(file.rows) for file in files.values())
    told = [f"{count(len(file.rows), 'row')} to {file.operation} in {file.api_name}" for file in files.values()]
    with store.command(
        f"Wrote {count(rows, 'row')} for Salesforce ({code_of(batch)}): {', '.join(told)}", {"salesforce"}, leaders=()
    ) as writing:
        refuse_if_changed(store, since)
        about = [
            {
                "name": name,
                "subject": file.subject,
                "object": file.api_name,
                "operation": file.operation,
                "columns": file.columns,
                "key": file.key,
                "rows": len(file.rows),
            }
            for name, file in files.items()
        ]
        new = {"id": UUID(batch), "at": clock.now(), "files": json.dumps(about), "results": "[]"}
        _write_lines(store, writing, new, files.values())
    return writing.change


def _write_lines(store: Store, writing: Writing, batch: Values, files: Iterable[LoadFile]) -> None:
    kept = {(row.subject, row.item_id): row.id for row in facts.read(store.connection, StoredSalesforceRecord)}
    new: list[Values] = []
    edits: dict[str, Values] = {}
    for number, file in enumerate(files):
        for row in file.rows:
            values = _line(number, file, row) | {"batch_id": batch["id"]}
            if known := kept.get((file.subject, row.item_id)):
                edits[known] = values
            else:
                about = {"subject": file.subject, "item_id": UUID(row.item_id)}
                new.append(about | {"leader_id": None if row.leader_id is None else UUID(row.leader_id)} | values)
    keys = free_keys(store.connection, _RECORD, new)
    lines = [{"id": key, **values} for key, values in zip(keys, new, strict=True)]
    bulk.write_rows(writing, {_BATCH: [batch], _RECORD: lines}, {_RECORD: edits})


def _line(number: int, file: LoadFile, row: DueRow) -> Values:
    return {
        "file": number,
        "operation": file.operation,
        "state": SalesforceState.PENDING,
        "salesforce_id": row.salesforce_id,
        "sent": json.dumps(row.cells, ensure_ascii=False),
        "loaded": row.digest,
        "reason": "",
    }


def take_results(
    store: Store,
    outcomes: Sequence[LoadResult],
    results: Mapping[str, Sequence[str]],
    file_names: str,
    since: Version | None = None,
    *,
    dry_run: bool = False,
) -> Change | None:
    """Record what a loader made of rows, as one command; what was refused is due again.

    `results` are the digests of the files that were read, by the batch they are of, so that each is read once.
    `Refused` where anything else was recorded since `since`.
    """
    records = {row.id: row for row in facts.read(store.connection, StoredSalesforceRecord)}
    failed = sum(bool(outcome.reason) for outcome in outcomes)
    taken = count(len(outcomes) - failed, "row")
    what = imported(f"Salesforce's results from {file_names}: {taken} loaded, {failed} refused")
    kinds = {"salesforce", "sessions"}
    with store.command(what, kinds, leaders=(), dry_run=dry_run) as writing:
        refuse_if_changed(store, None if dry_run else since)
        edits: dict[str, dict[str, Values]] = {"session": {}, _RECORD: {}, _BATCH: {}}
        gone = []
        for outcome in outcomes:
            record = records[outcome.record]
            if record.operation == SalesforceOperation.DELETE and not outcome.reason:
                gone.append(record.id)
                continue
            values = _after(outcome)
            edits[_RECORD][record.id] = values
            if record.subject == SalesforceSubject.SESSION and "salesforce_id" in values and not _is_gone(record):
                edits["session"][record.item_id] = {"salesforce_id": values["salesforce_id"]}
        for batch in facts.read_in(store.connection, StoredSalesforceBatch, "id", results):
            edits[_BATCH][batch.id] = {"results": json.dumps([*json.loads(batch.results), *results[batch.id]])}
        bulk.write_rows(writing, {}, edits)
        _take_away(writing, gone)
    return writing.change


def _is_gone(record: StoredSalesforceRecord) -> bool:
    """Whether the row itself is on record no more."""
    return record.operation == SalesforceOperation.DELETE


def _after(outcome: LoadResult) -> dict[str, Any]:
    """What is kept of a row once its result is known."""
    if not outcome.reason:
        return {"state": SalesforceState.LOADED, "sent": "", "reason": "", "salesforce_id": outcome.salesforce_id}
    failed: dict[str, Any] = {"state": SalesforceState.FAILED, "reason": outcome.reason}
    if outcome.salesforce_id or outcome.forget:
        failed["salesforce_id"] = outcome.salesforce_id
    return failed


def _take_away(writing: Writing, keys: list[str]) -> None:
    for key, before in row_statements.standing(writing.session, _RECORD, keys).items():
        writing.recorder.note(_RECORD, key, before, None)
    row_statements.delete(writing.session, _RECORD, keys)
