"""Killed at random moments of every command there is, over and over, one file loses nothing that was acknowledged."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.check import check
from psw_tui.store.core.store import OF_THE_DAYS, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredOperation
from psw_tui.store.system.refusal import Refused
from tests.budgets import LONG
from tests.faults.children import die_at, finish, needs_fork, start
from tests.helpers import make_once
from tests.store.core.every_command import live
from tests.store.core.random_commands import CALLS, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = needs_fork
_KILLS = 500 if LONG else 12
#: A command is some twenty to a hundred statements, and a child that is never killed ends by itself.
_STATEMENTS = 120
_TRIES = 25
_OF_AN_ENTRY = 32  # letters of its key


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which every command has had its turn already."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return make_once(tmp_path / "psw.db", "every command, to be killed", live)


def _record(db: Path, name: str, seed: int, traced: Callable[[str], None], say: Callable[[object], None]) -> None:
    """In a child: this command with one seed after the other; each entry is said once it is acknowledged."""
    store = Store.open(db)
    store.connection.set_trace_callback(traced)
    for more in range(_TRIES):
        with suppress(Refused):
            done = run(store, name, seed + more)
            change = getattr(done, "change", done)  # of an import, what it did
            if change is not None and change.operation:
                say(change.operation)


def _killed_within(db: Path, name: str, random: Random) -> tuple[int, list[str]]:
    """The command recorded by a child that kills itself before a statement."""
    seed, traced = random.randrange(10_000), die_at(random.randint(1, _STATEMENTS))
    return finish(*start(lambda say: _record(db, name, seed, traced, say)))


def _killed_from_outside(db: Path, name: str, random: Random) -> tuple[int, list[str]]:
    """The same, killed by this process whenever the word of a statement has come; it goes on until that arrives."""
    seed, after = random.randrange(10_000), random.randint(1, _STATEMENTS)
    child, reading = start(lambda say: _record(db, name, seed, lambda _: say("."), say))
    heard = b""
    while heard.count(b".") < after and (more := os.read(reading, 64)):
        heard += more
    os.kill(child, signal.SIGKILL)
    status, said = finish(child, reading)
    # What is cut by the two ways of reading is an entry all the same.
    return status, (heard.decode() + "\n".join(said)).splitlines()


def _entries(db: Path) -> dict[str, str]:
    """The entries of the journal by key, with their kinds."""
    with Store.open(db) as store:
        return {row.id: row.kinds for row in facts.read(store.connection, StoredOperation)}


@pytest.mark.fuzz
def test_killed_at_random_moments_of_every_command_nothing_acknowledged_is_lost(db: Path) -> None:
    """A dozen by default; 500 by `make fuzz`, every command several times."""
    random = Random(20270201)
    names = random.sample(sorted(CALLS), len(CALLS))
    before, killed, number = _entries(db), 0, 0
    while killed < _KILLS:
        name, kill = names[number % len(names)], (_killed_within, _killed_from_outside)[number % 2]
        status, said = kill(db, name, random)
        assert status in (0, -signal.SIGKILL), (number, name, said)
        acknowledged = {line for line in said if len(line) == _OF_AN_ENTRY}
        entries = _entries(db)
        assert before.keys() | acknowledged <= entries.keys(), (number, name)
        more = entries.keys() - before.keys() - acknowledged
        # The one that was about to be said, and beside it what the days had ended by then.
        assert len([key for key in more if entries[key] != ",".join(OF_THE_DAYS)]) <= 1, (number, name)
        assert check(db) == [], (number, name)
        before, killed, number = entries, killed + (status != 0), number + 1
