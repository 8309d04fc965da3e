"""Two copies of one file brought together, by SQLite's session extension: see "Ready to merge" in docs/architecture.md.

psw has no command for it. This is the recipe of one, by which the tests hold that its files are ready.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import apsw

from models import erasing
from models.engine import open_file
from psw_tui.store.core import journal, row_statements, withdrawals_check
from psw_tui.store.core.store import OF_MERGES, Store, user
from psw_tui.store.erasing import copies
from psw_tui.store.system import clock

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

Row = tuple[Any, ...]
#: A row of a file: its table and its key.
Place = tuple[str, str]


class Conflict(NamedTuple):
    """A row that is not as one of the copies has it, as it stands in each; None where it is not there.

    `kind` is SQLite's word. DATA: both touched it. CONSTRAINT: another row stands against it (`kept`), or the
    rule for a withdrawal. FOREIGN_KEY: what it belongs to is not there.
    """

    kind: str
    mine: Row | None
    theirs: Row | None
    kept: Row | None = None


def merge(base: Path, mine: Path, theirs: Path, *, take_theirs: bool) -> dict[Place, Conflict]:
    """Bring what became of `base` in `theirs` into `mine`; the conflicts, each of which one side is given.

    The whole of one copy stands, and of the other what fits beside it. What does not, an entry of the journal says.
    """
    kept, brought = mine.with_name("kept.db"), mine.with_name("brought.db")
    kept.write_bytes((theirs if take_theirs else mine).read_bytes())
    brought.write_bytes((mine if take_theirs else theirs).read_bytes())
    for copy, other in ((kept, brought), (brought, kept)):
        _erase_again(copy, other)
    part = mine.with_name("part.db")
    part.write_bytes(kept.read_bytes())
    merging = _Merging(base, kept, brought, part)
    merging.apply()
    conflicts = {
        place: one if not take_theirs else one._replace(mine=one.theirs, theirs=one.mine)
        for place, one in merging.conflicts.items()
    }
    _put_on_record(part, brought, conflicts)
    part.replace(mine)
    return conflicts


def _erase_again(copy: Path, other: Path) -> None:
    """Erase in one copy whoever was erased in the other: nobody is brought back by what was recorded of them there."""
    with closing(open_file(other)) as connection:
        grounds = dict(connection.execute("SELECT known_by, ground FROM erasure WHERE known_by > ''").fetchall())
    with closing(open_file(copy)) as connection:
        if erasing.held_in(connection, grounds):
            copies.erase_again(connection, copies.jobs_of(grounds))


def everything(path: Path) -> dict[Place, Row]:
    """Every row of a file."""
    with closing(apsw.Connection(str(path))) as connection:
        tables = _tables(connection)
        rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        return {(table, str(row[0])): row for table in tables for row in rows[table]}


def _tables(connection: apsw.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]


def _since(base: Path, copy: Path) -> bytes:
    """What became of a file in one of its copies, as a changeset."""
    with closing(apsw.Connection(str(copy))) as connection:
        connection.execute("ATTACH ? AS base", (str(base),))
        session = apsw.Session(connection, "main")
        session.attach()
        for table in _tables(connection):
            session.diff("base", table)
        changes: bytes = session.changeset()
        session.close()
        return changes


def _place(change: apsw.TableChange) -> Place:
    images = change.new or (), change.old or ()
    [key] = {image[0] for image in images if image and image[0] is not apsw.no_change}
    return change.name, str(key)


class _Merging:
    """One copy's changes put into a file that holds the other, as far as they fit; `mine` is the other's."""

    def __init__(self, base: Path, kept: Path, brought: Path, part: Path) -> None:
        self._changes = _since(base, brought)
        self._theirs = {_place(change) for change in apsw.Changeset.iter(self._changes)}
        self._mine = {_place(change) for change in apsw.Changeset.iter(_since(base, kept))}
        self._rows, self._brought = everything(kept), everything(brought)
        self._part = part
        both = self._theirs & self._mine
        sides = {place: Conflict("DATA", self._rows.get(place), self._brought.get(place)) for place in both}
        self.conflicts = {place: one for place, one in sides.items() if one.mine != one.theirs}

    def apply(self) -> None:
        both = self._theirs & self._mine
        left_out: list[Place] = []

        def conflict(why: int, change: apsw.TableChange) -> int:
            if why == apsw.SQLITE_CHANGESET_CONSTRAINT:
                left_out.append(_place(change))
            # Links that lead nowhere are looked at below, once all has come that comes.
            fits_later = why in (apsw.SQLITE_CHANGESET_CONSTRAINT, apsw.SQLITE_CHANGESET_FOREIGN_KEY)
            return apsw.SQLITE_CHANGESET_OMIT if fits_later else apsw.SQLITE_CHANGESET_ABORT

        with closing(apsw.Connection(str(self._part))) as connection:
            connection.execute("PRAGMA foreign_keys=ON")
            with connection:
                apsw.Changeset.apply(
                    self._changes, connection, filter_change=lambda one: _place(one) not in both, conflict=conflict
                )
                for place in left_out:
                    self._note_clash(connection, place)
                while loose := connection.execute("PRAGMA foreign_key_check").fetchone():
                    self._settle(connection, *loose)
                for leader in self._unsigned(connection):
                    self._leave_out(connection, ("leader", leader), "CONSTRAINT")

    def _unsigned(self, connection: apsw.Connection) -> list[str]:
        """Who was withdrawn by an escalation that is left out: that rule is psw's own, and stands in no index."""
        return [found.leader for found in withdrawals_check.unsigned(cast("sqlite3.Connection", connection))]

    def _note_clash(self, connection: apsw.Connection, place: Place) -> None:
        row = self._brought[place]
        kept = next(iter(self._in_the_way(connection, place[0], row)), None)
        self.conflicts[place] = Conflict("CONSTRAINT", self._rows.get(place), row, self._rows[place[0], kept or ""])

    def _in_the_way(self, connection: apsw.Connection, table: str, row: Row) -> list[str]:
        """The keys of the rows with which one can't stand: those that would go if it were put in their place."""
        keys = f'SELECT id FROM "{table}"'
        connection.execute("SAVEPOINT trial")
        before = {key for (key,) in connection.execute(keys)}
        _put(connection, table, row, "OR REPLACE")
        gone = before - {key for (key,) in connection.execute(keys)}
        connection.execute("ROLLBACK TO trial")
        connection.execute("RELEASE trial")
        return sorted(gone)

    def _settle(self, connection: apsw.Connection, table: str, rowid: int, parent: str, link: int) -> None:
        """A row's link leads nowhere: it lets go, or the row is left out, or what it leads to is not taken away."""
        links = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        column, on_delete = next((row[3], row[6]) for row in links if row[0] == link)
        [(key, to)] = connection.execute(f'SELECT id, "{column}" FROM "{table}" WHERE rowid = ?', (rowid,))
        if on_delete == "SET NULL":
            connection.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (rowid,))
        elif (table, key) in self._theirs - self._mine:
            self._leave_out(connection, (table, key))
        else:
            self._leave_out(connection, (parent, to))

    def _leave_out(self, connection: apsw.Connection, place: Place, kind: str = "FOREIGN_KEY") -> None:
        """The row stands as it did here; what came in its stead meanwhile is left out first."""
        table, key = place
        row = self._rows.get(place)
        connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (key,))
        if row is not None:
            for other in self._in_the_way(connection, table, row):
                self._leave_out(connection, (table, other), "CONSTRAINT")
                self.conflicts[table, other] = self.conflicts[table, other]._replace(kept=row)
            _put(connection, table, row)
        self.conflicts[place] = Conflict(kind, row, self._brought.get(place))


def _put(connection: apsw.Connection, table: str, row: Row, otherwise: str = "") -> None:
    connection.execute(f'INSERT {otherwise} INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)


def _put_on_record(part: Path, brought: Path, conflicts: dict[Place, Conflict]) -> None:
    """An entry that says what stands of each conflict, upon what the other copy had: else the journal would not fit."""
    places = [(table, key) for table, key in conflicts if table not in journal.OWN_TABLES]
    if not places:
        return
    images = []
    for path in (brought, part):
        with Store.open(path) as store, store.transaction() as session:
            standing: dict[Place, Any] = {}
            for table, key in places:
                standing[table, key] = row_statements.standing(session, table, [key]).get(key)
            images.append(standing)
    touched = [(*place, images[0][place], images[1][place]) for place in places]
    what = f"Merged two copies: {len(touched)} rows stand as one of them had them"
    with Store.open(part) as store, store.transaction() as session:
        journal.write(session, touched, what=what, kinds=OF_MERGES, who=user(), at=clock.now())
