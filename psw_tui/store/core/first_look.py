"""The look through a whole file in which somebody is going to work for hours: in two threads, once the app is drawn.

One reads every page, the other looks for every row that can't be read; each takes about as long. Beside what is
imported for the first frame they would cost that a tenth, so they begin after it; who wants to judge or to write waits
for the end of both (`Store.look_again`).
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
    from collections.abc import Callable, Collection
    from pathlib import Path

#: How often a look is told to end that nobody wants any more: between two statements it does not hear it.
_AGAIN_SECONDS = 0.05


class FirstLook:
    """A look over connections of its own, which whoever needs it begins at the latest."""

    def __init__(self, file: Path, programmes: Collection[str]) -> None:
        """`programmes` as in `hide`."""
        self._file = file
        self._programmes = programmes
        self._connections: list[sqlite3.Connection] = []
        self._is_unwanted = False
        self._pages: str | None = None
        self._found_no_bad_row = False
        self._threads = [
            threading.Thread(target=self._look, args=(part,), name="first look", daemon=True)
            for part in (self._look_at_pages, self._look_at_rows)
        ]
        self._beginning = threading.Lock()

    def begin(self) -> None:
        """Look from now on, in the threads; once."""
        with self._beginning:
            for thread in self._threads:
                if thread.ident is None:
                    thread.start()

    def _look(self, part: Callable[[sqlite3.Connection], None]) -> None:
        with (
            suppress(BadFile, Refused, sqlite3.Error),  # who waits looks as well then, and is told
            closing(connect(self._file)) as connection,
        ):
            self._connections.append(connection)
            if not self._is_unwanted:
                part(connection)

    def _look_at_pages(self, connection: sqlite3.Connection) -> None:
        self._pages = first_damage(connection)

    def _look_at_rows(self, connection: sqlite3.Connection) -> None:
        # Where a page is damaged any error may come, and none of them says more than that thread does of the page;
        # where none is, who waits looks at the rows as well then.
        with suppress(Exception), snapshot(connection):
            self._found_no_bad_row = not hide(connection, self._programmes)

    def found(self, connection: sqlite3.Connection) -> tuple[str, bool]:
        """Wait for its end: what is the matter with the pages, in words, and whether nothing at all was found.

        Where the thread could not open the file, the pages are looked through now, over `connection`.
        """
        self.begin()
        pages, rows = self._threads
        pages.join()
        if self._pages is None:
            self._pages = first_damage(connection)
        if self._pages:
            self.stop()  # what the rows hold does not matter any more
        rows.join()
        return self._pages, not self._pages and self._found_no_bad_row

    def stop(self) -> None:
        """End it: psw is left before it was needed."""
        self._is_unwanted = True
        while any(thread.is_alive() for thread in self._threads):
            for connection in list(self._connections):
                with suppress(sqlite3.ProgrammingError):  # it is just closing it, or has
                    connection.interrupt()
            for thread in self._threads:
                if thread.is_alive():
                    thread.join(_AGAIN_SECONDS)
