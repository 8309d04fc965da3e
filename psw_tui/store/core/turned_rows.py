"""Which rows an entry is about, by what the lists know them by."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.store.reads import facts
from psw_tui.store.reads.change import TurnedRow
from psw_tui.store.reads.rows import StoredLeader, StoredSession
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

#: So many rows are named: a list shows no more at once, and an import touches thousands.
_MOST = 200
#: What came and went with a command is not what it was about.
_ROWS = """
    SELECT table_name, row_id, leader_id, COALESCE(after, before) FROM "change"
    WHERE operation_id = ? AND table_name <> 'concern' AND row_id IS NOT NULL ORDER BY n LIMIT ?
"""


def turned_rows(store: Store, operation: str) -> tuple[TurnedRow, ...]:
    """The rows that an entry touched, in its order; the concerns that came and went with it left out."""
    with unreadable():
        found = [(*row, json.loads(text)) for *row, text in store.connection.execute(_ROWS, (operation, _MOST))]
    of_leader = facts.read_in(store.connection, StoredLeader, "id", {leader for _, _, leader, _ in found if leader})
    of_session = facts.read_in(
        store.connection,
        StoredSession,
        "id",
        {values["session_id"] for *_, values in found if values.get("session_id")},
    )
    leaders = {row.id: row.reference for row in of_leader}
    sessions = {row.id: row.reference for row in of_session}
    rows = []
    for table, key, leader, values in found:
        row = TurnedRow(
            table,
            key,
            leaders.get(leader or "", ""),
            sessions.get(values.get("session_id") or "", ""),
            values.get("concern_key") or "",
        )
        own = values.get("reference") or ""  # a row that is taken away again is told by its own alone
        rows.append({"leader": replace(row, leader=own), "session": replace(row, session=own)}.get(table, row))
    return tuple(rows)
