"""The journal read: what was done, by whom, and what an undo or a redo would turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.store.core import erased
from psw_tui.store.core.store import OF_ERASURES, OF_MERGES, OF_THE_DAYS, Refused, Store
from psw_tui.store.reads import facts, stored_values
from psw_tui.store.reads.rows import StoredChange, StoredLeader, StoredOperation
from psw_tui.store.reads.unreadable import ENTRY, no_leader
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


#: The entries that touched a leader's rows, and those that took them back or made them again, oldest first.
_CONNECTED = """
    WHERE id IN (SELECT operation_id FROM "change" WHERE leader_id = ?)
       OR undoes IN (SELECT operation_id FROM "change" WHERE leader_id = ?)
       OR redoes IN (SELECT operation_id FROM "change" WHERE leader_id = ?)
    ORDER BY counter, machine
"""

#: The first word of what every import says it did, by which its entry is known again (`imported`).
_IMPORTED = "Imported "

#: How many leaders' records an entry touched, besides the concerns that came and went with it.
_LEADERS = """SELECT COUNT(DISTINCT leader_id) FROM "change" WHERE operation_id = ? AND table_name <> 'concern'"""
#: How many sessions it made, changed or took away.
_SESSIONS = """SELECT COUNT(*) FROM "change" WHERE operation_id = ? AND table_name = 'session'"""


@frozen
class UndoTarget:
    """What an undo or a redo would turn: the entry meant, where in the journal it stands, when and what it did."""

    id: str
    counter: int
    at: datetime
    what: str
    leaders: int
    sessions: int

    @property
    def is_import(self) -> bool:
        """Whether a file was taken in."""
        return self.what.startswith(_IMPORTED)


@frozen
class JournalEntry:
    """One journal entry as shown."""

    machine: str
    counter: int
    id: str
    at: datetime
    who: str
    what: str
    kinds: tuple[str, ...]
    undoes: str | None
    redoes: str | None
    undone: bool


def imported(what: str) -> str:
    """What an import says it did (from which file, and what came of it), known as one for as long as it stands."""
    return f"{_IMPORTED}{what}"


def entries(store: Store, leader: str | None = None, limit: int | None = None) -> list[JournalEntry]:
    """The journal, newest first; with a leader's reference, only what touched that leader's rows."""
    if leader is None:
        # What undid an entry is newer than it, so the newest entries tell by themselves whether they stand.
        last = "ORDER BY counter DESC, machine DESC LIMIT ?"
        newest = facts.read(store.connection, StoredOperation, last, (-1 if limit is None else limit,))
        rows = newest[::-1]
        standing = _standing(rows)
    else:
        found = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
        if not found:
            raise no_leader(store.damage, leader)
        connected = facts.read(store.connection, StoredOperation, _CONNECTED, (found[0].id,) * 3)
        touched = {
            row.operation_id
            for row in facts.read(store.connection, StoredChange, "WHERE leader_id = ?", (found[0].id,))
        }
        standing = _standing(connected)
        rows = [row for row in connected if row.id in touched]
    shown = [
        JournalEntry(
            row.machine,
            row.counter,
            row.id,
            at,
            row.who,
            row.what,
            tuple(row.kinds.split(",")),
            row.undoes,
            row.redoes,
            undone=row.undoes is None and row.redoes is None and not standing[row.id],
        )
        for row in reversed(rows)
        if (at := stored_values.to_instant(row.at)) is not None
    ]
    return shown[:limit]


def newest(store: Store) -> int:
    """The number of the journal's newest entry; 0 when there is none."""
    entry = facts.newest_entry(store.connection)
    return 0 if entry is None else entry.counter


def recorded_after(store: Store, counter: int) -> list[str]:
    """What the entries after this number say that was done, oldest first; what the days alone did is left out."""
    rows = facts.read(store.connection, StoredOperation, "WHERE counter > ? ORDER BY counter, machine", (counter,))
    return [row.what for row in rows if row.kinds != ",".join(OF_THE_DAYS)]


def users(store: Store) -> list[str]:
    """Every user whose name stands in the journal."""
    with unreadable():
        return [who for (who,) in store.connection.execute("SELECT DISTINCT who FROM operation")]


def _standing(rows: Iterable[StoredOperation]) -> dict[str, bool]:
    """For every command of the journal, oldest first, whether what it did stands (it has not been undone)."""
    stands: dict[str, bool] = {}
    for row in rows:
        if row.undoes is not None:
            stands[row.undoes] = False
        elif row.redoes is not None:
            stands[row.redoes] = True
        else:
            stands[row.id] = True
    return stands


def to_undo(store: Store) -> UndoTarget:
    """What `undo` would take back, or `Refused`."""
    return _step(store, entry_to_undo(store))


def to_redo(store: Store) -> UndoTarget:
    """What `redo` would make again, or `Refused`."""
    return _step(store, entry_to_redo(store))


def _step(store: Store, target: StoredOperation) -> UndoTarget:
    with unreadable():
        (leaders,) = store.connection.execute(_LEADERS, (target.id,)).fetchone()
        (sessions,) = store.connection.execute(_SESSIONS, (target.id,)).fetchone()
    try:
        at = stored_values.to_instant(target.at)
    except (ValueError, TypeError):
        at = None
    if at is None:
        raise Refused(ENTRY)
    return UndoTarget(target.id, target.counter, at, target.what, leaders, sessions)


def entry_to_undo(store: Store) -> StoredOperation:
    """The last command that stands, or `Refused`."""
    rows = facts.read(store.connection, StoredOperation, "ORDER BY counter, machine")
    stands, bare = _standing(rows), erased.bare_entries(store.connection)
    for row in reversed(rows):
        if stands.get(row.id) and not _stays(row) and row.id not in bare:
            _refuse_erased(store, row, "undone")
            return row
    raise Refused("There is nothing to undo.")


def _stays(row: StoredOperation) -> bool:
    """An entry about what time alone has done, was erased or was merged; it stays, whatever is undone around it."""
    return frozenset(row.kinds.split(",")) in (OF_THE_DAYS, OF_ERASURES, OF_MERGES)


def _refuse_erased(store: Store, row: StoredOperation, word: str) -> None:
    """What touched somebody who was erased since is not turned for the others alone."""
    if erased.touched_erased(store.connection, row.id):
        raise Refused(f"“{row.what}” can't be {word}: it touched a leader who was erased since.")


def entry_to_redo(store: Store) -> StoredOperation:
    """The command that was undone last, or `Refused`."""
    rows = facts.read(store.connection, StoredOperation, "ORDER BY counter, machine")
    stands = _standing(rows)
    undone: list[str] = []
    for row in rows:
        if row.undoes is not None:
            undone.append(row.undoes)
        elif row.redoes is not None:
            undone.pop()
        else:
            undone.clear()
    if not undone or stands[undone[-1]]:
        raise Refused("There is nothing to redo.")
    found = next(row for row in rows if row.id == undone[-1])
    _refuse_erased(store, found, "redone")
    return found
