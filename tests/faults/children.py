"""What fault tests share: work in a forked child that may be killed, and a look at what it left."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_leaders
from tests.budgets import LONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: A folder's or file's flag that stops even root.
NOBODY = 65534

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, to become somebody else or to mount"
)


def start(work: Callable[[Callable[[object], None]], None]) -> tuple[int, int]:
    """Begin work in a child of this process; its id, and where to read what it says. It ends with status 0 or 1."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)
        work(lambda said: (os.write(writing, f"{said}\n".encode()), None)[1])
        status = 0
    except BaseException as error:  # noqa: BLE001 - the child tells its parent and never returns into the tests
        os.write(writing, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def finish(child: int, reading: int) -> tuple[int, list[str]]:
    """Wait for a child: its status (the negative signal if it was killed) and the lines it said."""
    with os.fdopen(reading, "rb") as stream:
        said = stream.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.splitlines()


def in_child(work: Callable[[Callable[[object], None]], None]) -> tuple[int, list[str]]:
    """Do the work in a child to its end."""
    return finish(*start(work))


def die() -> None:
    """As a power cut would: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(at: int) -> Callable[[str], None]:
    """A trace callback that dies before the statement of that number, counted from 1; 0 never.

    The kinds of those that came are its `kinds`.
    """
    kinds: list[str] = []

    def count(statement: str) -> None:
        kinds.append(_kind(statement))
        if len(kinds) == at:
            die()

    count.kinds = kinds  # type: ignore[attr-defined]
    return count


def _kind(statement: str) -> str:
    """`INSERT leader`: what is written to is part of it, what is read or made is not."""
    words = statement.replace('"', " ").split()
    verb = words[0].upper()
    into = {"INSERT": 2, "DELETE": 2, "UPDATE": 1}.get(verb)
    return verb if into is None else f"{verb} {words[into]}"


def moments(kinds: list[str]) -> list[int]:
    """The statements to die at: the first and the last of every kind; in `make fuzz` all of them."""
    numbered = list(enumerate(kinds, 1))
    first = {kind: at for at, kind in reversed(numbered)}
    last = {kind: at for at, kind in numbered}
    return [at for at, _ in numbered] if LONG else sorted({*first.values(), *last.values()})


def tables_of(path: Path) -> dict[str, list[Any]]:
    """Every row of every table, read past psw."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def assert_whole(path: Path) -> None:
    """The file opens, and `psw check` finds nothing."""
    Store.open(path).close()
    assert check(path) == []


def add_leader(store: Store, number: int, **more: object) -> None:
    """One small command: leader number so-and-so."""
    values = {"reference": f"X{number:04}", "first_name": f"First{number}", "last_name": "Last", **more}
    change_leaders.create_leader(store, {"cohort": "PSW 2026", **values})


def leaders_in(path: Path) -> int:
    """How many leaders are in the file."""
    return len(tables_of(path)["leader"])
