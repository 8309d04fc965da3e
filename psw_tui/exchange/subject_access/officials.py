"""Who stands in a leader's record in an official role, and is named in the copy that the leader gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.core import history, row_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psw_tui.store.core.store import Store

#: Which columns of a leader's rows name somebody who acts in their role for them.
_NAMED = {
    "leader": ("manager_name",),
    "sign_off": ("name",),
    "escalation": ("heard_by",),
    "plan_action": ("owner",),
    "decision": ("who",),
}
#: And which hold the key of their coach.
_COACHED = ("leader", "booking")


def in_official_role(store: Store, leader: str, key: str) -> set[str]:
    """The names of those who coached, managed, heard or decided about a leader (by reference and key), ever.

    With them whoever used psw: they recorded it.
    """
    names = set(history.users(store))
    coaches: set[str] = set()
    for table, image in _own_images(store, leader, key):
        names |= {str(image.get(column) or "") for column in _NAMED.get(table, ())}
        if table in _COACHED and image.get("coach_id"):
            coaches.add(image["coach_id"])
    for _, image in row_history.images(store, ("coach",)):
        if image["id"] in coaches:
            names.add(image["name"])
    return names - {""}


def _own_images(store: Store, leader: str, key: str) -> Iterator[tuple[str, row_history.Values]]:
    """Every row of the leader's as it stands, and as the journal says that it ever stood."""
    escalations: set[str] = set()
    for table, image in row_history.images(store, ("escalation", *_NAMED, "booking")):
        if table == "escalation" and image["leader_id"] == key:
            escalations.add(image["id"])
        is_own = image["id"] == key if table == "leader" else image.get("leader_id") == key
        if is_own or image.get("escalation_id") in escalations:
            yield table, image
    for (table, _), steps in row_history.steps(store, leader).items():
        for step in steps:
            yield table, step.before or {}
            yield table, step.after or {}
