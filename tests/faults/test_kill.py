"""Killed at any statement, an import is there whole or not at all, and the file opens again."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.import_table import import_table
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader
from tests.faults.children import die, finish, in_child, needs_fork, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LEADERS = 30
pytestmark = needs_fork


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A roster to import."""
    path = tmp_path / "roster.csv"
    rows = [f"L{n:03},First{n},Last{n},PSW 2026,2026-09-01" for n in range(_LEADERS)]
    path.write_text("\n".join(["reference,first_name,last_name,cohort,offer_accepted_on", *rows]), "utf-8")
    return path


def bring(db: Path, listed: Path, step: Callable[[int], None]) -> None:
    """In a child: import the roster, with a word before each statement from the BEGIN on."""
    from sqlalchemy import event

    store = Store.open(db)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        step(seen)

    event.listen(store.warm(), "before_cursor_execute", count)
    import_table(store, "roster", listed)


def leaders_in(db: Path) -> int:
    """How many leaders the file holds once it is opened again and checked."""
    with Store.open(db) as store:
        found = len(facts.read(store.connection, StoredLeader))
    assert check(db) == []
    return found


def test_an_import_killed_at_any_statement_is_whole_or_not_there(db: Path, listed: Path) -> None:
    """SIGKILL at a spread of its statements, the last ones all among them."""
    before = db.read_bytes()
    status, said = in_child(lambda say: bring(db, listed, say))
    assert status == 0, said
    assert leaders_in(db) == _LEADERS
    last = int(said[-1])
    for at in sorted({1, 2, 3, last // 2, last - 2, last - 1, last}):
        db.write_bytes(before)
        status, _ = in_child(lambda _, at=at: bring(db, listed, lambda seen: die() if seen == at else None))  # type: ignore[misc]
        assert status == -signal.SIGKILL
        assert leaders_in(db) == 0, f"killed at statement {at} of {last}"


def test_an_import_killed_at_any_moment_is_whole_or_not_there(db: Path, listed: Path) -> None:
    """SIGKILL from outside, sent as it comes to statements spread over the whole run; it goes on until that arrives."""
    before = db.read_bytes()
    status, said = in_child(lambda say: bring(db, listed, say))
    assert status == 0, said
    last = int(said[-1])
    numbers = set()
    for part in range(1, 9):
        db.write_bytes(before)
        child, reading = start(lambda say: bring(db, listed, say))
        seen = b""
        while seen.count(b"\n") < part * last // 8:
            seen += os.read(reading, 5)
        os.kill(child, signal.SIGKILL)
        status, said = finish(child, reading)
        assert status in (0, -signal.SIGKILL), said
        numbers.add(leaders_in(db))
    assert numbers <= {0, _LEADERS}
