"""The look through a whole file in which somebody is going to work for hours: in a thread, once the app is drawn.

Every page is read, and every row that can't be read is looked for. Beside what is imported for the first frame it would
cost that a tenth, so it begins after it; who wants to judge or to write waits for its end (`Store.look_again`).
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from models.copies import first_damage
from models.damage import hide
from models.engine import BadFile, connect
from psw_tui.store.system.refusal import Refused, snapshot

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: How often a look is told to end that nobody wants any more: between two statements it does not hear it.
_AGAIN_SECONDS = 0.05


class FirstLook:
    """A look over a connection of its own, which whoever needs it begins at the latest."""

    def __init__(self, file: Path, programmes: Collection[str]) -> None:
        """`programmes` as in `hide`."""
        self._file = file
        self._programmes = programmes
        self._connection: sqlite3.Connection | None = None
        self._is_unwanted = False
        self._pages: str | None = None
        self._found_nothing = False
        self._thread = threading.Thread(target=self._look, name="first look", daemon=True)
        self._beginning = threading.Lock()

    def begin(self) -> None:
        """Look from now on, in the thread; once."""
        with self._beginning:
            if self._thread.ident is None:
                self._thread.start()

    def _look(self) -> None:
        with (
            suppress(BadFile, Refused, sqlite3.Error),  # who waits looks as well then, and is told
            closing(connect(self._file)) as connection,
        ):
            self._connection = connection
            if not self._is_unwanted:
                self._pages = first_damage(connection)
            if not self._is_unwanted and self._pages == "":
                with snapshot(connection):
                    self._found_nothing = not hide(connection, self._programmes)

    def found(self, connection: sqlite3.Connection) -> tuple[str, bool]:
        """Wait for its end: what is the matter with the pages, in words, and whether nothing at all was found.

        Where the thread could not open the file, the pages are looked through now, over `connection`.
        """
        self.begin()
        self._thread.join()
        if self._pages is None:
            self._pages = first_damage(connection)
        return self._pages, self._found_nothing

    def stop(self) -> None:
        """End it: psw is left before it was needed."""
        self._is_unwanted = True
        while self._thread.is_alive():
            with suppress(sqlite3.ProgrammingError):  # it is just closing it
                if self._connection is not None:
                    self._connection.interrupt()
            self._thread.join(_AGAIN_SECONDS)
