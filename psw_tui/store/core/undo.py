"""Undo and redo: an entry of the journal is taken back or made again, as an entry itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import Session

from models.tables import OperationRow
from psw_tui.store.core import concerns_on_record, journal, undo_rows
from psw_tui.store.core.history import UndoTarget, entry_to_redo, entry_to_undo
from psw_tui.store.core.store import Refused, Store, user
from psw_tui.store.core.turned_rows import turned_rows
from psw_tui.store.core.writing import Writing
from psw_tui.store.reads import facts
from psw_tui.store.reads.change import Change
from psw_tui.store.reads.rows import StoredLeader, StoredOperation
from psw_tui.store.reads.unreadable import ENTRY
from psw_tui.store.system import clock
from psw_tui.store.system.collecting import collected_afterwards
from psw_tui.store.system.refusal import unreadable

if TYPE_CHECKING:
    from psw_tui.policy.records import Concern
    from psw_tui.store.core.journal import Touched


_LEADERS = 'SELECT DISTINCT leader_id FROM "change" WHERE operation_id = ?'


def undo(store: Store, step: UndoTarget | None = None) -> Change:
    """Take back the last command that stands; says what it undid, or `Refused`, as when it is not the step meant."""
    return _apply(store, step, backwards=True)


def _see_that_it_is(step: UndoTarget | None, target: StoredOperation) -> None:
    """Between the question and the answer something else may have been done."""
    if step is not None and step.id != target.id:
        raise Refused(f"Something else was done meanwhile, and now it would be “{target.what}”. Nothing was changed.")


def redo(store: Store, step: UndoTarget | None = None) -> Change:
    """Make the command again that was undone last, if nothing else was done since; or `Refused`, as `undo`."""
    return _apply(store, step, backwards=False)


@collected_afterwards()
def _apply(store: Store, step: UndoTarget | None, *, backwards: bool) -> Change:
    with store.transaction() as session:
        # Only now: no other thread can commit anything between what is found and what is done.
        target = entry_to_undo(store) if backwards else entry_to_redo(store)
        _see_that_it_is(step, target)
        operation = store.only_row(session, OperationRow, "journal entry", id=UUID(target.id))
        word = "Undone" if backwards else "Redone"
        at = clock.now()
        leaders = _touched(store, target.id)
        before = {} if backwards else concerns_on_record.holding(store, leaders)
        try:
            recorded = undo_rows.undo_or_redo_entry(session, operation, backwards=backwards, at=at)
        except (ValueError, LookupError, TypeError):  # a value of its rows that the column can't hold
            raise Refused(ENTRY) from None
        except undo_rows.RowChangedSince:
            raise Refused(
                f"“{operation.what}” can't be {word.lower()}: what it changed was changed again since."
            ) from None
        except undo_rows.OnRecord:
            raise Refused(
                f"“{operation.what}” can't be {word.lower()}: decisions on whom it added are on record, or "
                "certificates of theirs, and stay there; set the leader's state instead."
            ) from None
        recorded += _keep_ended(store, session, before, leaders)
        kinds = frozenset(operation.kinds.split(","))
        what = f"{word}: {operation.what}"
        entry = journal.write(
            session,
            recorded,
            what=what,
            kinds=kinds,
            who=user(),
            at=at,
            undoes=operation.id if backwards else None,
            redoes=None if backwards else operation.id,
        )
        turned = turned_rows(store, entry)
        whose = _touched(store, entry)  # one whom a redo has made anew was nobody before it
        if leaders is not None and whose is not None:
            whose |= leaders
        return Change(what, kinds, whose, len(recorded), entry, undoes=backwards, turned=turned)


def _touched(store: Store, operation: str) -> frozenset[str] | None:
    """Whose verdicts an entry can change: the leaders whose rows it touched; None where it touched what all share."""
    with unreadable():
        own = {leader for (leader,) in store.connection.execute(_LEADERS, (operation,))}
    if None in own:
        return None
    return frozenset(row.reference for row in facts.read_in(store.connection, StoredLeader, "id", own))


def _keep_ended(
    store: Store, session: Session, before: dict[str, Concern], leaders: frozenset[str] | None
) -> list[Touched]:
    """Section 6: what had come up since a command was undone, and ends with its redo, is kept as cleared."""
    if not before:
        return []
    recorder = journal.Recorder()
    recorder.attach(session)
    but = {*concerns_on_record.holding(store, leaders), *concerns_on_record.recorded_keys(session, leaders)}
    concerns_on_record.keep(store, Writing(session, recorder, ""), before.values(), but=but)
    session.flush()
    return recorder.changes()
