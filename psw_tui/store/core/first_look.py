"""The look through a whole file in which somebody is going to work for hours: in two threads, beside the app's start.

One reads every page from the moment the file is open: that is SQLite's alone, and costs the first frame next to
nothing. The other looks for every row that can't be read: it begins when the first has done, so that the two and what
draws are not three on two cores, or once the frame is drawn where that is sooner. Who wants to judge or to write waits
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
    """A look over connections of its own; whoever needs it begins with the rows at the latest."""

    def __init__(self, file: Path, programmes: Collection[str]) -> None:
        """Look at the pages from now on. `programmes` as in `hide`."""
        self._file = file
        self._programmes = programmes
        self._connections: list[sqlite3.Connection] = []
        self._is_unwanted = False
        self._pages: str | None = None
        self._found_no_bad_row = False
        self._at_pages = self._thread(self._look_at_pages)
        self._at_rows = self._thread(self._look_at_rows)
        self._beginning = threading.Lock()
        self._at_pages.start()

    def _thread(self, part: Callable[[sqlite3.Connection], None]) -> threading.Thread:
        return threading.Thread(target=self._look, args=(part,), name=f"first look, {part.__name__}", daemon=True)

    def begin_with_rows(self) -> None:
        """Look at the rows as well from now on; once."""
        with self._beginning:
            if self._at_rows.ident is None:
                self._at_rows.start()

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
        if not self._pages:
            self.begin_with_rows()

    def _look_at_rows(self, connection: sqlite3.Connection) -> None:
        # Where a page is damaged any error may come, and none of them says more than that thread does of the page;
        # where none is, who waits looks at the rows as well then.
        with suppress(Exception), snapshot(connection):
            self._found_no_bad_row = not hide(connection, self._programmes)

    def found(self, connection: sqlite3.Connection) -> tuple[str, bool]:
        """Wait for its end: what is the matter with the pages, in words, and whether nothing at all was found.

        Where the thread could not open the file, the pages are looked through now, over `connection`.
        """
        self.begin_with_rows()
        self._at_pages.join()
        if self._pages is None:
            self._pages = first_damage(connection)
        if self._pages:
            self.stop()  # what the rows hold does not matter any more
        self._at_rows.join()
        return self._pages, not self._pages and self._found_no_bad_row

    def stop(self) -> None:
        """End it: psw is left before it was needed."""
        self._is_unwanted = True
        threads = (self._at_pages, self._at_rows)
        while any(thread.is_alive() for thread in threads):
            for connection in list(self._connections):
                with suppress(sqlite3.ProgrammingError):  # it is just closing it, or has
                    connection.interrupt()
            for thread in threads:
                if thread.is_alive():
                    thread.join(_AGAIN_SECONDS)
