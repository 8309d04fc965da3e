"""Two people's copies of one file can be brought together without a server, by SQLite's session extension.

psw has no command for it yet; this holds that its files are ready for one. The difference of one copy to the file that
both came from is applied to the other. What only one of them touched arrives. What both touched and left differently is
a conflict, row by row and never column by column, and whoever merges takes one side or the other as a whole.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import apsw
import pytest

from psw_tui.exchange.files.reading import FileBytes
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import MarkValue
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import chain, history, undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import decisions
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders

AT = datetime(2027, 2, 8, 10, tzinfo=UTC)
Row = tuple[Any, ...]
#: A row of a file: its table and its key.
Place = tuple[str, str]


class Conflict(NamedTuple):
    """A row that both touched, as it stands in each copy; None where it was taken away."""

    mine: Row | None
    theirs: Row | None


def _tables(connection: apsw.Connection, schema: str = "main") -> list[str]:
    return [name for (name,) in connection.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")]


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


def _touched(changes: bytes) -> set[Place]:
    return {_place(change) for change in apsw.Changeset.iter(changes)}


def _place(change: apsw.TableChange) -> Place:
    images = change.new or (), change.old or ()
    [key] = {image[0] for image in images if image and image[0] is not apsw.no_change}
    return change.name, str(key)


def _row(path: Path, place: Place) -> Row | None:
    with closing(apsw.Connection(str(path))) as connection:
        return connection.execute(f'SELECT * FROM "{place[0]}" WHERE id = ?', (place[1],)).fetchone()


def merge(base: Path, mine: Path, theirs: Path, *, take_theirs: bool) -> dict[Place, Conflict]:
    """Bring what became of `base` in `theirs` into `mine`, and settle what both touched; the conflicts there were."""
    changes = _since(base, theirs)
    both = _touched(changes) & _touched(_since(base, mine))
    sides = {place: Conflict(_row(mine, place), _row(theirs, place)) for place in both}
    conflicts = {place: sides for place, sides in sides.items() if sides.mine != sides.theirs}
    with closing(apsw.Connection(str(mine))) as connection, connection:
        connection.execute("PRAGMA foreign_keys=ON")
        # Without a handler a change that does not fit ends it all.
        apsw.Changeset.apply(changes, connection, filter_change=lambda change: _place(change) not in both)
        for (table, key), (_, their_row) in conflicts.items() if take_theirs else ():
            connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (key,))
            if their_row is not None:
                connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(their_row))})', their_row)
    return conflicts


def _here(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    record_marks.mark(store, "W1", ["L002"], MarkValue.ABSENT)
    record_marks.mark(store, "W2", ["L002"], MarkValue.PART)  # there it is taken away
    record_marks.clear(store, "W2", ["L003"])  # there it is changed
    record_marks.mark(store, "W2", ["L001"], MarkValue.PRESENT)  # what came up of it is kept as cleared
    change_bookings.book(store, "L001", AT)
    decisions.raise_manual(store, "L002", "left early twice")
    change_leaders.edit_leader(store, "L001", {"phone": "0117 4960001"})


def _there(store: Store) -> None:
    record_marks.mark(store, "W1", ["L001", "L002"], MarkValue.PRESENT)
    record_marks.clear(store, "W2", ["L002"])
    record_marks.mark(store, "W2", ["L003"], MarkValue.PART)
    decisions.dismiss(store, ["unexplained_absence:W2:L001"], "told us by telephone")
    change_bookings.book(store, "L001", AT)
    change_bookings.book(store, "L003", AT)
    decisions.raise_manual(store, "L002", "has not been heard of")
    change_leaders.edit_leader(store, "L001", {"email": "amara@council.example"})
    table = "leader,session,value\nL003,W1,absent\n"
    import_table(store, "marks", FileBytes(Path("marks.csv"), table.encode()))
    record_marks.mark(store, "W1", ["L003"], MarkValue.PRESENT)
    undo.undo(store)


class Copies(NamedTuple):
    """A file, and two copies of it on which different things were done."""

    base: Path
    mine: Path
    theirs: Path


@pytest.fixture
def copies(small: Store, monkeypatch: pytest.MonkeyPatch) -> Copies:
    record_marks.mark(small, "W2", ["L001", "L002", "L003"], MarkValue.ABSENT)
    small.close()
    found = Copies(small.path, small.path.with_name("mine.db"), small.path.with_name("theirs.db"))
    for path, what_is_done, machine in ((found.mine, _here, 7), (found.theirs, _there, 9)):
        path.write_bytes(small.path.read_bytes())
        monkeypatch.setattr("psw_tui.store.core.journal.machine_id", lambda number=machine: UUID(int=number))
        with Store.open(path) as store:
            what_is_done(store)
    return found


def _everything(path: Path) -> dict[Place, Row]:
    with closing(apsw.Connection(str(path))) as connection:
        tables = _tables(connection)
        rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        return {(table, str(row[0])): row for table in tables for row in rows[table]}


@pytest.mark.parametrize("take_theirs", [False, True])
def test_what_one_touched_arrives_and_what_both_touched_is_a_conflict(copies: Copies, take_theirs: bool) -> None:
    base, mine, theirs = map(_everything, copies)
    conflicts = merge(*copies, take_theirs=take_theirs)
    assert check(copies.mine) == []
    assert Counter(table for table, _ in conflicts) == {"concern": 4, "leader": 1, "mark": 3}
    after = _everything(copies.mine)
    for place in {*base, *mine, *theirs}:
        was, here, there = base.get(place), mine.get(place), theirs.get(place)
        if place in conflicts:
            assert conflicts[place] == (here, there)
            expected = there if take_theirs else here
        else:
            expected = there if here == was else here
        assert after.get(place) == expected, place


def test_both_make_the_same_row_of_the_same(copies: Copies) -> None:
    """A mark and a booking that both recorded alike are one, and no conflict."""
    base, mine, theirs = map(_everything, copies)
    made = {table for table, key in mine.keys() & theirs.keys() - base.keys() if mine[table, key] == theirs[table, key]}
    assert made == {"mark", "booking"}


def test_the_journal_has_the_entries_of_both_in_one_order_and_goes_on_from_both(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for path in (copies.mine, copies.theirs):
        with Store.open(path, writing=False) as store:
            said[path] = [entry.what for entry in history.entries(store)]
    merge(*copies, take_theirs=False)
    with Store.open(copies.mine) as store:
        whole = [entry.what for entry in history.entries(store)]
        order = "SELECT what FROM operation ORDER BY counter DESC, machine DESC"
        assert whole == [what for (what,) in store.connection.execute(order)]
        for path, own in said.items():
            following = iter(whole)
            assert all(what in following for what in own), path  # in the order in which they were made
        assert len(chain.heads(store.connection)[1]) == 2
        with pytest.raises(Refused, match=r"“Edited Amara Osei: email” can't be undone: .* was changed again since"):
            undo.undo(store)  # it was settled otherwise
        record_marks.mark(store, "W1", ["L002"], MarkValue.PART)
        assert len(chain.heads(store.connection)[1]) == 1
        assert undo.undo(store).what == "Undone: Marked Dewi Khan part, Workshop 1"
    assert check(copies.mine) == []


def test_what_may_not_stand_twice_ends_the_merge_and_nothing_of_it_arrives(copies: Copies) -> None:
    """Both opened an escalation of the same leader: one has to go before the files are brought together."""
    for path in copies[1:]:
        with Store.open(path) as store:
            record_marks.mark(store, "W2", ["L003"], MarkValue.ABSENT)
            decisions.accept(store, ["unexplained_absence:W2:L003"])
    before = _everything(copies.mine)
    with pytest.raises(apsw.AbortError):
        merge(*copies, take_theirs=True)
    assert _everything(copies.mine) == before


def test_whoever_merges_first_the_same_comes_of_it(copies: Copies) -> None:
    """But for what was settled, each copy comes to the same rows and the same head."""
    for name in ("one.db", "two.db"):
        copies.base.with_name(name).write_bytes((copies.mine if name == "one.db" else copies.theirs).read_bytes())
    one, two = copies.base.with_name("one.db"), copies.base.with_name("two.db")
    merge(copies.base, one, copies.theirs, take_theirs=True)
    merge(copies.base, two, copies.mine, take_theirs=False)
    assert _everything(one) == _everything(two)
