"""One command is one transaction and one journal entry; undo and redo put rows back exactly, or refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from models.keys import NATURAL_KEYS
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredConcern, StoredLeader

if TYPE_CHECKING:
    from psw_tui.store.reads.change import Change


def dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table but the journal's own."""
    tables = [row[0] for row in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table: sorted(store.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        for table in tables
        if table not in ("operation", "change")
    }


def set_mark(store: Store, leader: str, session: str, value: str | None) -> Change | None:
    """Record one mark, as plainly as can be."""
    from models.tables import LeaderRow, MarkRow, SessionRow

    with store.command(f"Marked {leader} {value}", {"marks"}, leaders=[leader]) as writing:
        owner = store.only_row(writing.session, LeaderRow, "leader", reference=leader)
        at = store.only_row(writing.session, SessionRow, "session", reference=session)
        from sqlmodel import select

        row = writing.session.exec(select(MarkRow).filter_by(leader_id=owner.id, session_id=at.id)).one_or_none()
        row = row or MarkRow(leader_id=owner.id, session_id=at.id)
        row.value = value  # type: ignore[assignment]  # the column takes the word
        writing.session.add(row)
    return writing.change


def test_a_command_leaves_one_entry_with_before_and_after(small: Store) -> None:
    """What stood and what stands, of each row touched, under one entry."""
    set_mark(small, "L001", "W1", "present")
    change = set_mark(small, "L001", "W1", "absent")
    assert change is not None
    rows = small.connection.execute(
        "SELECT before, after FROM change WHERE operation_id = ? AND table_name = 'mark'", (change.operation,)
    ).fetchall()
    [(before, after)] = rows
    assert (json.loads(before)["value"], json.loads(after)["value"]) == ("present", "absent")


def test_a_command_that_changes_nothing_leaves_no_entry(small: Store) -> None:
    """Marking present what is present is no news."""
    set_mark(small, "L001", "W1", "present")
    entries = len(history.entries(small))
    change = set_mark(small, "L001", "W1", "present")
    assert change is not None
    assert change.rows == 0
    assert len(history.entries(small)) == entries


def test_a_failing_command_leaves_nothing(small: Store) -> None:
    """An exception in the middle rolls back the rows and the journal."""
    before = dump(small)
    entries = len(history.entries(small))

    def fail() -> None:
        with small.command("Broken", {"leaders"}) as writing:
            from models.tables import CoachRow

            writing.session.add(CoachRow(name="J. Mensah"))
            writing.session.flush()
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        fail()
    assert dump(small) == before
    assert len(history.entries(small)) == entries


def test_undo_and_redo_put_every_row_back(small: Store) -> None:
    """Through three commands back and forth, the file is letter for letter what it was."""
    states = [dump(small)]
    for leader, value in (("L001", "absent"), ("L002", "present"), ("L001", "part")):
        set_mark(small, leader, "W1", value)
        states.append(dump(small))
    for expected in reversed(states[:-1]):
        undo.undo(small)
        assert without_concerns(dump(small)) == without_concerns(expected)
    for expected in states[1:]:
        undo.redo(small)
        assert dump(small) == expected


def without_concerns(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The tables less the inbox's own record."""
    return {name: rows for name, rows in tables.items() if name != "concern"}


def test_undo_says_what_it_undid_and_is_an_entry_itself(small: Store) -> None:
    """History shows the command as undone and the undoing beside it."""
    set_mark(small, "L001", "W1", "absent")
    assert undo.undo(small).what == "Undone: Marked L001 absent"
    newest, marked, *_ = history.entries(small)
    assert newest.undoes == marked.id
    assert marked.undone


def test_redo_is_gone_after_something_new(small: Store) -> None:
    """What was taken back can't be made again once something else was done."""
    set_mark(small, "L001", "W1", "absent")
    undo.undo(small)
    set_mark(small, "L002", "W1", "present")
    with pytest.raises(Refused, match="nothing to redo"):
        undo.redo(small)


def test_undo_is_refused_when_a_row_was_touched_since(small: Store) -> None:
    """A change from outside the journal is not trodden on."""
    set_mark(small, "L001", "W1", "absent")
    small.connection.execute("UPDATE mark SET minutes = 30")
    with pytest.raises(Refused, match="changed again since"):
        undo.undo(small)


def test_the_whole_history_can_be_undone_down_to_an_empty_file(small: Store) -> None:
    """Children go before their parents; then there is nothing left to undo."""
    set_mark(small, "L001", "W1", "absent")
    undo.undo(small)
    undo.undo(small)
    assert facts.read(small.connection, StoredLeader) == []
    with pytest.raises(Refused, match="nothing to undo"):
        undo.undo(small)


def test_history_of_one_leader_holds_what_touched_them(small: Store) -> None:
    """Not what touched the others."""
    set_mark(small, "L001", "W1", "absent")
    set_mark(small, "L002", "W1", "present")
    assert [entry.what for entry in history.entries(small, "L001")] == ["Marked L001 absent", "Set up"]
    with pytest.raises(Refused, match="no leader L999"):
        history.entries(small, "L999")


def test_a_concern_that_no_longer_holds_is_kept_as_cleared(small: Store) -> None:
    """Section 6: nothing that was ever raised is deleted; when its facts return it is new again."""
    set_mark(small, "L001", "W1", "absent")
    set_mark(small, "L001", "W1", "present")
    [row] = facts.read(small.connection, StoredConcern)
    assert (row.kind, row.about, row.cleared_on) == ("unexplained_absence", "W1", "2027-02-01")
    set_mark(small, "L001", "W1", "absent")
    [row] = facts.read(small.connection, StoredConcern)
    assert row.cleared_on is None


def test_keys_in_the_journal_are_uuids(small: Store) -> None:
    """So that two people's journals can one day be merged."""
    set_mark(small, "L001", "W1", "absent")
    for operation, table, row in small.connection.execute("SELECT operation_id, table_name, row_id FROM change"):
        assert UUID(operation).version == 4
        assert UUID(row).version == (5 if table in NATURAL_KEYS else 4)
