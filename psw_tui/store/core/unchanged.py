"""Whether the records are still as they were when something was read from them and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.store.core import history
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

#: What `version` gives; to be compared in the thread that asked for it.
Version = tuple[int, int]


class ChangedMeanwhile(Refused):
    """What was shown is no longer what would be done; nothing was written, and it is to be shown again."""


def version(store: Store) -> Version:
    """What every commit to the file changes: anybody else's, and this thread's own.

    `Refused` when the file can't be read just now.
    """
    return store.data_version(), history.newest(store)


def refuse_if_changed(store: Store, since: Version | None) -> None:
    """Refuse in a command what was planned on other records than those it finds; None asks nothing."""
    if since is not None and version(store) != since:
        raise ChangedMeanwhile(
            "Something else was recorded while this was worked out; nothing was written. Do it again."
        )
