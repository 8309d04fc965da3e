"""How people are reached: the addresses and telephone numbers of leaders, of their coaches and of their managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCoach, StoredLeader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store


@frozen
class Contact:
    """One person (`noun` says what they are) and what is recorded of how to reach them; what is not is empty."""

    noun: str
    name: str
    email: str
    phone: str = ""
    coach: Contact | None = None
    manager: Contact | None = None


def of_leaders(store: Store, references: Iterable[str]) -> list[Contact]:
    """The leaders of these references, in their order, each once; references of nobody are left out."""
    return list(by_reference(store, references).values())


def by_reference(store: Store, references: Iterable[str]) -> dict[str, Contact]:
    """The same by their references."""
    wanted = list(dict.fromkeys(references))
    rows = {row.reference: row for row in facts.read_in(store.connection, StoredLeader, "reference", wanted)}
    coaches = {row.id: Contact("coach", row.name, row.email) for row in facts.read(store.connection, StoredCoach)}
    return {reference: _leader(rows[reference], coaches) for reference in wanted if reference in rows}


def of_coaches(store: Store, ids: Iterable[str]) -> list[Contact]:
    """The coaches with these ids."""
    return [Contact("coach", row.name, row.email) for row in facts.read_in(store.connection, StoredCoach, "id", ids)]


def _leader(row: StoredLeader, coaches: dict[str, Contact]) -> Contact:
    manager = None
    if row.manager_name or row.manager_email:
        manager = Contact("manager", row.manager_name, row.manager_email)
    name = facts.display_name(row.first_name, row.last_name, row.preferred_name)
    return Contact("leader", name, row.email, row.phone, coaches.get(row.coach_id or ""), manager)
