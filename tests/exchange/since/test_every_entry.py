"""The page of a span, rebuilt from the journal: no entry is missing, none is told twice, and none that was undone."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psw_tui.exchange.since.document import ReaderKind, SincePage, SpanAsked
from psw_tui.exchange.since.since import since
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import ErasureGround, MarkValue
from psw_tui.store.core import undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.erasing import erase
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_leaders
from psw_tui.store.system import clock
from tests.budgets import LONG
from tests.helpers import make_once
from tests.store.core.every_command import STEPS, live
from tests.store.core.merging import merge
from tests.store.core.random_commands import CALLS, run

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST, _LAST = date(2027, 1, 22), date(2027, 12, 31)
#: A walk begins the day after what was lived before it; its span two days later.
_BEGUN, _WALKED = date(2027, 2, 2), date(2027, 2, 4)
_MOMENT = timedelta(hours=7)


def told(page: SincePage) -> list[str]:
    """The entries that the page tells, line by line, each as often as it is told."""
    lines = chain.from_iterable(group.lines for section in page.sections for group in section.groups)
    return list(chain.from_iterable(line.entries for line in lines))


def standing(store: Store, first: date, last: date) -> list[str]:
    """The commands of these days that stand, and earlier ones that were turned in them: straight from the table."""
    rows = store.connection.execute("SELECT id, at, undoes, redoes FROM operation ORDER BY counter, machine").fetchall()
    done: dict[str, date] = {}
    turns: dict[str, list[tuple[date, bool]]] = {}
    for key, at, undoes, redoes in rows:
        on = london_day(datetime.fromisoformat(at).replace(tzinfo=UTC))
        if undoes or redoes:
            turns.setdefault(undoes or redoes, []).append((on, bool(redoes)))
        else:
            done[key] = on
    found = []
    for key, on in done.items():
        own = turns.get(key, [])
        stands = own[-1][1] if own else True
        before = [redone for day, redone in own if day < first]
        stood = before[-1] if before else True
        turned = any(first <= day <= last for day, _ in own)
        if (first <= on <= last and stands) or (on < first and stood != stands and turned):
            found.append(key)
    return found


def assert_whole(
    store: Store, first: date = _FIRST, last: date = _LAST, whom: Iterable[ReaderKind] = ReaderKind
) -> None:
    """Each entry once, whoever reads; of the manager's page its number."""
    expected = standing(store, first, last)
    for reader in whom:
        page = since(store, SpanAsked(first, last, reader))
        assert page.foot.numbers["entries"] == len(expected)
        if reader is ReaderKind.MANAGER:
            assert told(page) == []
            continue
        assert Counter(told(page)) == Counter(expected)
        for section in page.sections:
            if section.key in ("changed", "decided"):
                assert all(group.number == sum(len(line.entries) for line in group.lines) for group in section.groups)
        (changed,) = [section for section in page.sections if section.key == "changed"]
        assert sum(int(row[1].replace(",", "")) for table in changed.tables for row in table.rows) == changed.number


class _Days:
    """A store on which things are done day by day: each at a moment of its own."""

    def __init__(self, store: Store) -> None:
        self.store, self.at = store, datetime.combine(_BEGUN, time(9), UTC)

    def do(self, name: str, seed: int) -> None:
        self.at += _MOMENT
        with clock.at(self.at):
            self.store.today = clock.today()
            try:
                match name:
                    case "undo":
                        undo.undo(self.store)
                    case "redo":
                        undo.redo(self.store)
                    case _:
                        run(self.store, name, seed)
            except Refused:
                pass


_CALLS = st.tuples(st.sampled_from([*sorted(CALLS), *["undo"] * 12, *["redo"] * 8]), st.integers(0, 10_000))


@pytest.mark.fuzz
@settings(max_examples=200 if LONG else 3, deadline=None)
@given(
    calls=st.lists(_CALLS, min_size=12, max_size=90 if LONG else 30), begun=st.sampled_from((10, 64, len(STEPS) - 8))
)
def test_whatever_is_done_undone_and_redone_each_entry_that_stands_is_told_once(
    calls: list[tuple[str, int]], begun: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="psw-since-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", "2027-02-01")
        path = make_once(Path(folder) / "psw.db", f"lived-{begun}", lambda store: live(store, begun))
        patch.delenv("PSW_TODAY")
        with Store.open(path) as store:
            days = _Days(store)
            for name, seed in calls:
                days.do(name, seed)
            assert_whole(store, _WALKED, whom=(ReaderKind.ME, ReaderKind.MANAGER))
            assert_whole(store, _BEGUN, _BEGUN + (days.at.date() - _BEGUN) / 2, whom=(ReaderKind.COVER,))


def test_every_command_of_the_store_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(make_once(tmp_path / "psw.db", "store/every command", live)) as store:
        assert_whole(store, date(2020, 1, 1))
        page = since(store, SpanAsked(date(2020, 1, 1), _LAST))
    (changed,) = [section for section in page.sections if section.key == "changed"]
    assert "other" not in [row[0] for row in changed.tables[0].rows], "a new table has no kind"


def _marked(store: Store, day: int, session: str, value: MarkValue) -> None:
    with clock.at(datetime(2027, 1, day, 9, tzinfo=UTC)):
        record_marks.mark(store, session, ["L001"], value)


def _said(store: Store, first: int = 22) -> list[str]:
    page = since(store, SpanAsked(date(2027, 1, first), date(2027, 1, 31)))
    lines = chain.from_iterable(group.lines for section in page.sections for group in section.groups)
    return [line.words for line in lines if line.entries]


def test_what_stood_before_and_was_undone_since_is_told_as_that(filled: Store) -> None:
    """On Wednesday done, on Monday undone: since Friday it is undone. Redone on Tuesday, nothing has changed."""
    _marked(filled, 20, "W01", MarkValue.PRESENT)
    assert _said(filled) == []
    with clock.at(datetime(2027, 1, 25, 9, tzinfo=UTC)):
        undo.undo(filled)
    (line,) = _said(filled)
    assert line.startswith("undone: Marked Amara Osei present")
    with clock.at(datetime(2027, 1, 26, 9, tzinfo=UTC)):
        undo.redo(filled)
    assert _said(filled) == []


def test_what_was_undone_before_and_redone_since_is_told_as_that(filled: Store) -> None:
    _marked(filled, 19, "W01", MarkValue.PRESENT)
    with clock.at(datetime(2027, 1, 20, 9, tzinfo=UTC)):
        undo.undo(filled)
    with clock.at(datetime(2027, 1, 25, 9, tzinfo=UTC)):
        undo.redo(filled)
    (line,) = _said(filled)
    assert line.startswith("redone: Marked Amara Osei present")


def test_many_entries_about_one_leader_are_counted_in_one_line(filled: Store) -> None:
    for day in range(22, 31):
        _marked(filled, day, "W01", MarkValue.PRESENT if day % 2 else MarkValue.ABSENT)
    lines = _said(filled)
    assert len(lines) == 6
    assert lines[-1].startswith("4 earlier entries of marks, by ")
    assert_whole(filled)


def test_an_erased_leaders_entries_stay_without_the_name(filled: Store) -> None:
    _marked(filled, 25, "W01", MarkValue.ABSENT)
    with clock.at(datetime(2027, 1, 28, 9, tzinfo=UTC)):
        erase.erase(filled, ["L001"], ErasureGround.ASKED)
    assert_whole(filled)
    lines = _said(filled)
    assert not [line for line in lines if "Amara" in line or "Osei" in line]
    assert [line.partition(",")[0] for line in lines] == [
        "Erased a leader's record",
        "An entry on a leader who was erased",
    ]


def test_what_came_from_another_copy_belongs_to_the_day_on_which_it_arrived(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it was done on 20 January; here it is known since the first entry upon both, on the 27th."""
    filled.close()
    base, mine, theirs = (filled.path.with_name(name) for name in ("base.db", "mine.db", "theirs.db"))
    for path in (base, mine, theirs):
        path.write_bytes(filled.path.read_bytes())
    with Store.open(theirs) as other, clock.at(datetime(2027, 1, 20, 9, tzinfo=UTC)):
        monkeypatch.setattr("psw_tui.store.core.journal.machine_id", lambda: UUID(int=9))
        record_marks.mark(other, "W01", ["L001"], MarkValue.PRESENT)
    monkeypatch.setattr("psw_tui.store.core.journal.machine_id", lambda: UUID(int=7))
    with Store.open(mine) as own, clock.at(datetime(2027, 1, 21, 9, tzinfo=UTC)):
        change_leaders.edit_leader(own, "L002", {"phone": "0117 4960001"})
    with clock.at(datetime(2027, 1, 27, 9, tzinfo=UTC)):
        merge(base, mine, theirs, take_theirs=False)
        with Store.open(mine) as merged:
            change_leaders.edit_leader(merged, "L002", {"phone": "0117 4960002"})
    with Store.open(mine) as merged:
        said = _said(merged)
    assert any(line.startswith("Marked Amara Osei present") for line in said)
    assert not any("4960001" in line for line in said)
