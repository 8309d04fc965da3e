"""Two people's copies of one file can be brought together without a server, by SQLite's session extension.

psw has no command for it yet; this holds that its files are ready for one. The difference of one copy to the file that
both came from is applied to the other. What only one of them touched arrives. What both touched and left differently is
a conflict, row by row and never column by column, and whoever merges takes one side or the other as a whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from psw_tui.exchange.files.reading import FileBytes
from psw_tui.exchange.import_table import import_table
from psw_tui.policy import sign_offs
from psw_tui.policy.terms import Channel, Direction, ErasureGround, Explanation, MarkValue, RoundKind, Stage
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core import as_known_at, chain, history, undo
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing import erase
from psw_tui.store.escalations import communications, decisions, ladder_moves, withdrawal
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders
from psw_tui.store.system import clock
from tests.store.core.merging import Conflict, Place, everything, merge
from tests.store.core.test_as_known_at import rows

AT = datetime(2027, 2, 8, 10, tzinfo=UTC)


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


def _do(path: Path, machine: int, *what_is_done: Callable[[Store], object]) -> None:
    """Something done to a copy, on the laptop it is on."""
    with pytest.MonkeyPatch.context() as patch, Store.open(path) as store:
        patch.setattr("psw_tui.store.core.journal.machine_id", lambda: UUID(int=machine))
        for step in what_is_done:
            step(store)


#: What `copies` made: the small file is the same for every test, and so is what is done to its copies.
_MADE: list[bytes] = []


def _copied(base: Path) -> Copies:
    copies = Copies(base, base.with_name("mine.db"), base.with_name("theirs.db"))
    for path in copies[1:]:
        path.write_bytes(base.read_bytes())
    return copies


@pytest.fixture
def copies(small: Store) -> Copies:
    if not _MADE:
        record_marks.mark(small, "W2", ["L001", "L002", "L003"], MarkValue.ABSENT)
    small.close()
    found = _copied(small.path)
    if not _MADE:
        _do(found.mine, 7, _here)
        _do(found.theirs, 9, _there)
        _MADE.extend(path.read_bytes() for path in found)
    for path, made in zip(found, _MADE, strict=True):
        path.write_bytes(made)
    return found


@pytest.mark.parametrize("take_theirs", [False, True])
def test_what_one_touched_arrives_and_what_both_touched_is_a_conflict(copies: Copies, take_theirs: bool) -> None:
    base, mine, theirs = map(everything, copies)
    conflicts = merge(*copies, take_theirs=take_theirs)
    assert check(copies.mine) == []
    assert Counter(table for table, _ in conflicts) == {"concern": 4, "leader": 1, "mark": 3}
    assert {conflict.kind for conflict in conflicts.values()} == {"DATA"}
    after = everything(copies.mine)
    for place in {*base, *mine, *theirs}:
        was, here, there = base.get(place), mine.get(place), theirs.get(place)
        if place in conflicts:
            assert conflicts[place][1:3] == (here, there)
            expected = there if take_theirs else here
        else:
            expected = there if here == was else here
        assert after.get(place) == expected, place


def test_both_make_the_same_row_of_the_same(copies: Copies) -> None:
    """A mark and a booking that both recorded alike are one, and no conflict."""
    base, mine, theirs = map(everything, copies)
    made = {table for table, key in mine.keys() & theirs.keys() - base.keys() if mine[table, key] == theirs[table, key]}
    assert made == {"mark", "booking"}


def test_the_journal_has_the_entries_of_both_in_one_order_and_goes_on_from_both(copies: Copies) -> None:
    said = {}
    heads = []
    for path in (copies.mine, copies.theirs):
        with Store.open(path, writing=False) as store:
            said[path] = [entry.what for entry in history.entries(store)]
            heads += chain.heads(store.connection)[1]
    merge(*copies, take_theirs=False)
    with Store.open(copies.mine) as store:
        whole = [entry.what for entry in history.entries(store)]
        order = "SELECT what FROM operation ORDER BY counter DESC, machine DESC"
        assert whole == [what for (what,) in store.connection.execute(order)]
        for path, own in said.items():
            following = iter(whole)
            assert all(what in following for what in own), path  # in the order in which they were made
        assert whole[0] == "Merged two copies: 8 rows stand as one of them had them"
        (previous,) = store.connection.execute(
            "SELECT previous FROM operation ORDER BY counter DESC LIMIT 1"
        ).fetchone()
        assert previous == " ".join(sorted(heads))
        with pytest.raises(Refused, match=r"“Edited Amara Osei: email” can't be undone: .* was changed again since"):
            undo.undo(store)  # it was settled otherwise
        record_marks.mark(store, "W1", ["L002"], MarkValue.PART)
        assert undo.undo(store).what == "Undone: Marked Dewi Khan part, Workshop 1"
    assert check(copies.mine) == []


def _accept(store: Store) -> None:
    record_marks.mark(store, "W2", ["L003"], MarkValue.ABSENT)
    decisions.accept(store, ["unexplained_absence:W2:L003"])
    communications.log(store, "L003", direction=Direction.TO_LEADER, channel=Channel.EMAIL)


def _leader(first: str) -> Callable[[Store], object]:
    values = {"reference": "L004", "last_name": "Byron", "cohort": "PSW 2026", "state": "active"}
    more = {"first_name": first, "offer_accepted_on": date(2026, 9, 1)}
    return lambda store: change_leaders.create_leader(store, values | more)


def _coached(leader: str) -> Callable[[Store], object]:
    return lambda store: change_leaders.edit_leader(store, leader, {"coach": "Ruth Adler", "coach_email": "r@a.uk"})


def _book(store: Store) -> None:
    change_bookings.book(store, "L004", AT)


def _and_theirs(store: Store) -> None:
    _book(store)
    change_rounds.new_round(store, "L004", date(2026, 10, 1), RoundKind.BASELINE)
    record_marks.mark(store, "W1", ["L004"], MarkValue.ABSENT)


_ESCALATIONS = ((_accept,), (_accept,))
_REFERENCES = ((_leader("Ada"), _and_theirs), (_leader("Sam"), _and_theirs))
_TWICE: dict[str, tuple[tuple[tuple[Callable[[Store], object], ...], ...], set[str], set[str]]] = {
    "two escalations": (_ESCALATIONS, {"escalation"}, {"communication"}),
    "a reference": (_REFERENCES, {"leader"}, {"booking", "mark", "round"}),
    "a coach": (((_coached("L002"),), (_coached("L003"),)), {"coach"}, {"leader"}),
    "both": (
        tuple((*own, *more) for own, more in zip(_ESCALATIONS, _REFERENCES, strict=True)),
        {"escalation", "leader"},
        {"communication", "booking", "mark", "round"},
    ),
}


def _kinds(conflicts: Mapping[Place, Conflict]) -> dict[str, set[str]]:
    """The tables of each kind of conflict."""
    kinds = defaultdict(set)
    for (table, _), conflict in conflicts.items():
        kinds[conflict.kind].add(table)
    return kinds


@pytest.mark.parametrize("take_theirs", [False, True])
@pytest.mark.parametrize("twice", _TWICE)
def test_what_may_not_stand_twice_is_a_conflict_with_all_that_hangs_on_it(
    copies: Copies, twice: str, take_theirs: bool
) -> None:
    """Both opened an escalation of the same leader, or gave the same new reference to different people."""
    steps, against, hanging = _TWICE[twice]
    for path, machine, own in zip(copies[1:], (7, 9), steps, strict=True):
        _do(path, machine, *own)
    base, mine, theirs = map(everything, copies)
    conflicts = merge(*copies, take_theirs=take_theirs)
    assert check(copies.mine) == []
    after, kinds, kept = everything(copies.mine), _kinds(conflicts), theirs if take_theirs else mine
    assert kinds["CONSTRAINT"] == against
    assert kinds["FOREIGN_KEY"] == hanging
    for place, conflict in conflicts.items():
        assert conflict[1:3] == (mine.get(place), theirs.get(place))
        assert after.get(place) == kept.get(place)
        if conflict.kind == "CONSTRAINT":
            assert conflict.kept is not None
            assert conflict.kept == kept[place[0], conflict.kept[0]]
    for place in {*base, *mine, *theirs} - conflicts.keys():
        was, here, there = base.get(place), mine.get(place), theirs.get(place)
        expected = there if here == was else here
        if place[0] == "decision":  # none is lost; what was about an escalation that is left out lets go of it
            assert after[place][:2] == (expected or ())[:2]
        else:
            assert after.get(place) == expected, place


@pytest.mark.parametrize("take_theirs", [False, True])
def test_somebody_is_not_taken_away_on_whom_the_other_recorded_something(small: Store, take_theirs: bool) -> None:
    """There L004 was undone, and is another; here L004 was booked."""
    _leader("Ada")(small)
    small.close()
    copies = _copied(small.path)
    _do(copies.mine, 7, _book)
    _do(copies.theirs, 9, undo.undo, _leader("Sam"), _and_theirs)
    mine, theirs = everything(copies.mine), everything(copies.theirs)
    kinds = _kinds(merge(*copies, take_theirs=take_theirs))
    assert check(copies.mine) == []
    assert kinds["CONSTRAINT"] == (set() if take_theirs else {"leader"})
    assert kinds["FOREIGN_KEY"] == {"booking"} if take_theirs else {"leader", "booking", "mark", "round"}
    after, kept = everything(copies.mine), theirs if take_theirs else mine
    journal = {"operation", "change"}
    assert {place for place in after.items() if place[0][0] not in journal} == {
        place for place in kept.items() if place[0][0] not in journal
    }


def test_the_same_conflicts_and_rows_come_of_it_whoever_merges(copies: Copies) -> None:
    """But for what was settled, each copy comes to the same rows, and to an entry upon the same."""
    one, two = copies.base.with_name("one.db"), copies.base.with_name("two.db")
    one.write_bytes(copies.mine.read_bytes())
    two.write_bytes(copies.theirs.read_bytes())
    merge(copies.base, one, copies.theirs, take_theirs=True)
    merge(copies.base, two, copies.mine, take_theirs=False)
    journals = []
    for path in (one, two):
        with Store.open(path, writing=False) as store:
            journals.append(
                store.connection.execute("SELECT counter, previous FROM operation ORDER BY counter").fetchall()
            )
    assert journals[0] == journals[1]
    own = {"operation", "change"}
    assert [place for place in everything(one).items() if place[0][0] not in own] == [
        place for place in everything(two).items() if place[0][0] not in own
    ]


@pytest.mark.parametrize("take_theirs", [False, True])
def test_nobody_comes_back_who_was_erased_in_one_of_them(copies: Copies, take_theirs: bool) -> None:
    """Though the other recorded something of theirs since."""
    _do(copies.theirs, 9, lambda store: erase.erase(store, ["L003"], ErasureGround.ASKED))
    _do(copies.mine, 7, lambda store: record_marks.mark(store, "W2", ["L003"], MarkValue.PART))
    ((key, _, *_),) = [row for place, row in everything(copies.mine).items() if place[0] == "leader" and "L003" in row]
    merge(*copies, take_theirs=take_theirs)
    assert check(copies.mine) == []
    assert not any(key in map(str, row) or "Beth" in str(row) for row in everything(copies.mine).values())


def _withdraw(store: Store) -> None:
    _accept(store)
    record_marks.report(store, "W2", "L003", None, explanation=Explanation.UNSATISFACTORY)
    for stage in (Stage.BDO_CONTACT, Stage.PARTNERSHIPS, Stage.WITHDRAWAL_REVIEW):
        communications.log(store, "L003", direction=Direction.TO_LEADER, channel=Channel.CALL, reached=True)
        communications.log(store, "L003", direction=Direction.REFERRAL, channel=Channel.EMAIL)
        ladder_moves.move(store, "L003", stage, "no better")
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, "L003", role=role, name="Someone Else", answer=answers[0])
    ladder_moves.move(store, "L003", Stage.WITHDRAWN, "agreed by all")


def test_nobody_is_withdrawn_by_an_escalation_that_is_left_out(copies: Copies) -> None:
    """There L003 went up the whole ladder; here another escalation of theirs is open."""
    _do(copies.mine, 7, _accept)
    _do(copies.theirs, 9, _withdraw)
    mine = everything(copies.mine)
    conflicts = merge(*copies, take_theirs=False)
    assert check(copies.mine) == []
    (place,) = [place for place, one in conflicts.items() if place[0] == "leader" and one.kind == "CONSTRAINT"]
    assert everything(copies.mine)[place] == mine[place]


@pytest.mark.parametrize("take_theirs", [False, True])
def test_what_came_from_the_other_copy_was_not_known_here_before_the_merge(small: Store, take_theirs: bool) -> None:
    """Though it was recorded there earlier: what was known here then is what this file held, row for row."""
    small.close()
    copies = _copied(small.path)
    known = {}
    for hour, (here, there) in enumerate(zip(*_TWICE["both"][0], strict=True)):
        with clock.at(instant := AT.replace(hour=hour)):
            _do(copies.theirs, 9, there)
            _do(copies.mine, 7, here)
        with Store.open(copies.mine, writing=False) as store:
            known[instant] = rows(store.connection)
    with clock.at(AT.replace(hour=12)), pytest.MonkeyPatch.context() as patch:
        patch.setattr("psw_tui.store.core.journal.machine_id", lambda: UUID(int=7))
        merge(*copies, take_theirs=take_theirs)
    with Store.open(copies.mine, writing=False) as store:
        known[AT.replace(hour=12)] = rows(store.connection)
    with clock.at(AT.replace(hour=13)):
        _do(copies.mine, 7, lambda store: record_marks.mark(store, "W2", ["L001"], MarkValue.PRESENT))
    with Store.open(copies.mine, writing=False) as store:
        for instant, then in known.items():
            with as_known_at.known_at(store, instant) as found:
                assert rows(found.connection) == then, instant
