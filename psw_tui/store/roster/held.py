"""Every row that is held about one leader, table by table: for the copy that the leader may ask for (UK GDPR 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.reads.statements import select
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store

_OWN = "WHERE leader_id = ?"
_OF_ESCALATIONS = "WHERE escalation_id IN (SELECT id FROM escalation WHERE leader_id = ?)"
#: How the rows of a table are found that are one leader's: by the leader's key, bound once.
WHOSE = {
    "leader": "WHERE id = ?",
    "cohort": "WHERE id IN (SELECT cohort_id FROM leader WHERE id = ?)",
    "mark": _OWN,
    "stay": _OWN,
    "report": "WHERE id IN (SELECT report_id FROM stay WHERE leader_id = ?)",
    "alias": _OWN,
    "booking": _OWN,
    "introduction": _OWN,
    "leader_evaluation": _OWN,
    "welfare_passed": _OWN,
    "round": _OWN,
    "rating": "WHERE round_id IN (SELECT id FROM round WHERE leader_id = ?)",
    "concern": _OWN,
    "escalation": _OWN,
    "decision": _OWN,
    "communication": _OWN,
    "draft": _OWN,
    "plan_action": _OF_ESCALATIONS,
    "notice_outcome": _OF_ESCALATIONS,
    "sign_off": _OWN,
    "access_item": _OF_ESCALATIONS,
    "request": _OWN,
    "salesforce_record": _OWN,
    "request_stop": "WHERE request_id IN (SELECT id FROM request WHERE leader_id = ?)",
    "certificate": _OWN,
}


def key_of(store: Store, leader: str) -> str:
    """The key of a leader by reference; `Refused` when there is none, or the record can't be read."""
    found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    if not found:
        raise no_leader(store.damage, leader)
    return found[0].id


def own_rows(store: Store, key: str, table: str, columns: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a table that are held about a leader (by key), as the file has them, with these columns."""
    names = tuple(columns)
    with unreadable():
        rows = store.connection.execute(select(table, names, WHOSE[table]), (key,)).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]
