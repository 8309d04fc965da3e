"""What tests of backups and of restoring share: making one, what is in each, and being killed at each step."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from psw_tui.store.core.store import Store
from psw_tui.store.safekeeping import backups, listing
from tests.faults.children import (
    die,
    in_child,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: What happens to the file system, as Python tells of it before it does.
_STEPS = ("os.link", "os.rename", "os.remove", "os.truncate", "os.mkdir")


def make(db: Path) -> backups.Made:
    with Store.open(db, writing=False) as store:
        return backups.make(store.connection, db)


def good(db: Path) -> list[int]:
    """How many leaders are in each backup, newest first; each can be read."""
    found = list(listing.backups_of(db))
    assert not [backup.problem for backup in found if backup.problem]
    return [backup.contents.leaders for backup in found if backup.contents]


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.part")]


def at_each_step(work: Callable[[], object], before: Callable[[], None], after: Callable[[int], None]) -> int:
    """Do the work in a child that is killed right before its first step on the file system, then its second, …"""

    def killed(at: int) -> int:
        seen = 0

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            writes = event == "open" and len(arguments) > 2 and bool(arguments[2] & (os.O_WRONLY | os.O_CREAT))
            if event in _STEPS or writes:
                seen += 1
                if seen == at:
                    die()

        sys.addaudithook(heard)
        work()
        return seen

    before()
    status, said = in_child(lambda say: say(killed(0)))
    assert status == 0, said
    last = int(said[-1])
    for at in range(1, last + 1):
        before()
        status, _ = in_child(lambda _, at=at: (killed(at), None)[1])  # type: ignore[misc]
        assert status == -signal.SIGKILL
        after(at)
    return last
