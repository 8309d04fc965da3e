"""Whatever was done is undone and made again row for row, by the psw that did it or by one started later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.store.core import undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from tests.budgets import LONG
from tests.store.core.every_command import BEHIND, STEPS, every_command
from tests.store.core.random_commands import CALLS

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

#: The journal's own, and what was in force when something was decided, which stays with its decision.
_JOURNAL = {"operation", "change", "programme_text"}
_STRUCK_OUT = "struck_out_at"


def rows(store: Store) -> dict[str, dict[str, dict[str, Any]]]:
    """Every row outside the journal, by table and key."""
    found = {}
    for (table,) in store.connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        if table not in _JOURNAL:
            cursor = store.connection.execute(f'SELECT * FROM main."{table}"')
            names = [column[0] for column in cursor.description]
            of_table = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {row["id"]: row for row in of_table}
    return found


def differences(was: dict[str, Any], now: dict[str, Any], kept: Container[str] = ()) -> list[str]:
    """Where two files differ, but for what `now` has besides: decisions struck out, and rows that are `kept`."""
    found = []
    for table in {**was, **now}:
        before, after = was.get(table, {}), now.get(table, {})
        for key in {**before, **after}:
            if key not in before and (after[key].get(_STRUCK_OUT) or key in kept):
                continue
            if before.get(key) != after.get(key):
                found.append(f"{table}: {before.get(key)} → {after.get(key)}")
    return found


def test_no_command_is_missing_from_the_table() -> None:
    """A new one gets its turn in `every_command.py`, and with it an undo, a redo and a line in the history."""
    done = {name for name, _ in STEPS}
    for name in list(done):
        done |= BEHIND.get(name, set())
    assert done == every_command()
    assert set(CALLS) | set().union(*BEHIND.values()) == every_command()


@pytest.mark.fuzz
def test_every_command_is_undone_and_redone_across_restarts(db: Path) -> None:
    store = Store.open(db, create_missing=True)
    now = rows(store)
    for number, (name, do) in enumerate(STEPS):
        before = now
        change = do(store)
        assert change is not None, (number, name)
        assert change.rows, (number, name)
        after = rows(store)
        for turn, wanted in ((undo.undo, before), (undo.redo, after)):
            if LONG or (turn is undo.undo) == (number % 2 == 0):  # in a short run in turn before the one or the other
                store.close()
                store = Store.open(db)
            turned = turn(store)
            assert turned.what.endswith(change.what), (number, name)
            now = rows(store)
            assert differences(wanted, now) == [], (number, name, turn.__name__)
    store.close()
    assert check(db) == []
