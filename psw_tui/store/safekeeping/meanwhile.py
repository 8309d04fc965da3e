"""The backup before an import, made in a thread while the file is read and its rows are planned."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

from models.engine import BadFile, connect
from psw_tui.store.safekeeping import backups
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.store.safekeeping.backups import Made


class BackupMeanwhile:
    """A backup that is begun at once, if anything was recorded since the newest one."""

    def __init__(self, database: Path, say: Callable[[str], object]) -> None:
        self._database, self._say = database, say
        self._made: Made | None = None
        self._failed: Exception | None = None
        # Daemon: whoever interrupts a call twice is not kept waiting; what is half written then goes with the next.
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _make(self) -> None:
        try:
            with closing(connect(self._database)) as connection:
                self._made = backups.make_if_changed(connection, self._database)
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            self._failed = error

    def stands(self) -> Made | None:
        """Wait until it is made; what was made. One that could not be made is said, once."""
        self._thread.join()
        failed, self._failed = self._failed, None
        if isinstance(failed, (Refused, BadFile)):
            self._say(str(failed))
        elif failed is not None:
            raise failed
        return self._made
