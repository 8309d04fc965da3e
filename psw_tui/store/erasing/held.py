"""Who can't be erased now, because something of theirs is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.terms import RequestKind, Stage
from psw_tui.policy.wording import spoken
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    import sqlite3

_OPEN = "SELECT leader_id, stage FROM main.escalation WHERE ended_on IS NULL"
_ASKED = "SELECT leader_id, kind FROM main.request WHERE answered_on IS NULL"
#: What has to be answered first: a complaint, and a copy of what would then be there no more.
_REQUESTS = {
    RequestKind.DATA_PROTECTION_COMPLAINT: "their data-protection complaint is open",
    RequestKind.SUBJECT_ACCESS: "their request for subject access is not answered yet",
}
_WORDS = {Stage.APPEAL: "their appeal is open", Stage.COMPLAINT: "their complaint is open"}


def held(connection: sqlite3.Connection) -> dict[str, str]:
    """Whose escalation, appeal, complaint or request is open, by key, and in words which; `Refused` if unreadable."""
    with unreadable():
        stages = connection.execute(_OPEN).fetchall()
        asked = connection.execute(_ASKED).fetchall()
    why = {leader: _REQUESTS[kind] for leader, kind in asked if kind in _REQUESTS}
    for leader, stage in stages:
        why[leader] = _WORDS.get(Stage(stage), f"their escalation is open, at {spoken(stage)}")
    return why


def refusal(name: str, why: str) -> str:
    """What is said to whoever would erase them."""
    return f"{name} can't be erased: {why}. They can be once that is closed."
