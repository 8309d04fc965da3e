"""What a test records as written for Salesforce, and as loaded there, without files and without a loader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.salesforce.load_files import as_csv
from psw_tui.exchange.salesforce.results import import_results
from psw_tui.policy.salesforce_ids import full_id
from psw_tui.policy.terms import SalesforceState
from psw_tui.store import commands
from psw_tui.store.salesforce.batches import batches
from psw_tui.store.salesforce.outbox import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.salesforce.batches import SentRow


def send(store: Store, cohort: str | None = None) -> Change | None:
    """Record all that is due as written."""
    files = outbox(store, cohort).files
    batch = commands.change_outbox.batch_key(store, files)
    return commands.change_outbox.send(store, batch, {f"{number}.csv": file for number, file in enumerate(files)})


def sf_id(number: int) -> str:
    """An id as Salesforce gives them."""
    return full_id(f"a0X{number:012}") or ""


def load(store: Store, refuse: Callable[[SentRow], bool] = lambda _: False) -> Change | None:
    """Record all that is pending as loaded, but for what is refused."""
    outcome = commands.change_outbox.LoadResult
    found, results = [], {}
    for batch in batches(store):
        waiting = [row for file in batch.files for row in file.rows if row.state is SalesforceState.PENDING]
        if waiting:
            results[batch.id] = [f"read {len(batch.results)}"]
        for row in waiting:
            given = row.salesforce_id or sf_id(int(row.record[:8], 16))
            found.append(outcome(row.record, reason="no") if refuse(row) else outcome(row.record, given))
    return commands.change_outbox.take_results(store, found, results, "success.csv")


def read_back(store: Store, refuse: Callable[[SentRow], bool] = lambda _: False) -> Change | None:
    """Likewise, through result files as Data Loader writes them."""
    paths = []
    for batch in batches(store):
        for file in batch.files:
            waiting = [row for row in file.rows if row.state is SalesforceState.PENDING]
            loaded = [
                (row.salesforce_id or sf_id(int(row.record[:8], 16)), *row.cells, "Item Created")
                for row in waiting
                if not refuse(row)
            ]
            refused = [(*row.cells, "no") for row in waiting if refuse(row)]
            for kind, head, rows in (
                ("success", ("ID", *file.columns, "STATUS"), loaded),
                ("error", (*file.columns, "ERROR"), refused),
            ):
                path = store.path.with_name(f"{len(batch.results)} {kind} {file.name}")
                path.write_bytes(as_csv(head, rows))
                paths.append(path)
    return import_results(store, paths).change
