"""How many SELECTs a page takes: the same for forty leaders and for four hundred."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import LeaderState, MarkValue, SessionKind
from psw_tui.store.capabilities import rounds
from psw_tui.store.coaching import bookings
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Store
from psw_tui.store.escalations import inbox, queue
from psw_tui.store.reads.verdicts import judge_all, leaders_covered
from psw_tui.store.registers import record_marks, registers, sessions
from psw_tui.store.roster import leaders as roster
from screens.today import agenda

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY = date(2027, 2, 1)


def _fill(store: Store, leaders: int) -> None:
    """A cohort with sessions, a mark and a booking for each leader, and every third one absent."""
    with store.command("Filled", {"cohorts"}) as writing:
        from models.tables import BookingRow, CohortRow, LeaderRow, MarkRow, RatingRow, RoundRow, SessionRow

        session = writing.session
        cohort = CohortRow(name="PSW 2026", programme="psw", year=2026, starts=date(2026, 9, 1), ends=date(2027, 8, 31))
        start = datetime(2026, 11, 12, 10, tzinfo=UTC)
        workshop = SessionRow(
            reference="W1",
            cohort_id=cohort.id,
            kind=SessionKind.WORKSHOP,
            title="Workshop 1",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )
        session.add_all([cohort, workshop])
        for number in range(leaders):
            leader = LeaderRow(
                reference=f"L{number:03}",
                cohort_id=cohort.id,
                first_name="Amara",
                last_name=f"Osei {number}",
                state=LeaderState.ACTIVE,
                offer_accepted_on=date(2026, 9, 1),
            )
            value = MarkValue.PRESENT if number % 3 else MarkValue.ABSENT
            round_ = RoundRow(leader_id=leader.id, round_on=date(2026, 10, 1))
            session.add_all(
                [
                    leader,
                    MarkRow(session_id=workshop.id, leader_id=leader.id, value=value),
                    BookingRow(leader_id=leader.id, starts_at=start + timedelta(days=1)),
                    round_,
                    RatingRow(round_id=round_.id, sub_capability="x", rating=2),
                ]
            )


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    folder = tmp_path_factory.mktemp("queries")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", TODAY.isoformat())
        with (
            Store.open(folder / "40.db", create_missing=True) as few,
            Store.open(folder / "400.db", create_missing=True) as many,
        ):
            _fill(few, 40)
            _fill(many, 400)
            yield few, many


def _selects(store: Store, page: Callable[[Store], Any]) -> list[str]:
    seen: list[str] = []
    store.connection.set_trace_callback(seen.append)
    try:
        page(store)
    finally:
        store.connection.set_trace_callback(None)
    return [statement for statement in seen if statement.lstrip().upper().startswith("SELECT")]


PAGES: dict[str, Callable[[Store], Any]] = {
    "status": lambda store: judge_all(store, TODAY),
    "status of a cohort": lambda store: judge_all(store, TODAY, cohort="PSW 2026"),
    "inbox": lambda store: inbox.inbox(store, judge_all(store, TODAY), TODAY),
    "queue": lambda store: queue.queue(store, judge_all(store, TODAY), TODAY),
    "today": lambda store: agenda.agenda(store, judge_all(store, TODAY), TODAY),
    "roster": roster.roster,
    "registers": lambda store: sessions.sessions_list(store, None, TODAY),
    "register": lambda store: registers.register(store, "W1", TODAY),
    "coaching": lambda store: bookings.board(store, judge_all(store, TODAY), TODAY),
    "capabilities": lambda store: rounds.overview(store, judge_all(store, TODAY)),
    "history": history.entries,
    "history of a leader": lambda store: history.entries(store, "L001"),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_as_many_selects_for_few_leaders_as_for_many(stores: tuple[Store, Store], page: str) -> None:
    """And a handful at that."""
    few, many = (_selects(store, PAGES[page]) for store in stores)
    assert len(few) == len(many) <= 20


#: How many functions of ours may be called for one leader more: as this is written it takes 96 and 208.
MOST_CALLS = {"judged": 105, "on Today": 220}


def test_a_leader_more_calls_few_functions(stores: tuple[Store, Store]) -> None:
    """What is the same for all of a cohort is worked out once, and nothing that nobody looks at."""
    judged = [_calls(lambda store=store: judge_all(store, TODAY)) for store in stores]  # type: ignore[misc]
    shown = [
        _calls(lambda store=store: agenda.agenda(store, judge_all(store, TODAY), TODAY))  # type: ignore[misc]
        for store in stores
    ]
    for what, (few, many) in {"judged": judged, "on Today": shown}.items():
        assert (many - few) / 360 <= MOST_CALLS[what]
    covered = [_calls(lambda store=store: leaders_covered(store, TODAY)) for store in stores]  # type: ignore[misc]
    assert covered[0] == covered[1]  # the first frame waits for this


def test_what_is_alike_is_one_object_for_all_leaders(stores: tuple[Store, Store]) -> None:
    """A mark as of another leader, and a standing with its sentence: ten thousand leaders have a few hundred."""
    verdicts = judge_all(stores[1], TODAY)
    marks = [mark for verdict in verdicts for mark in verdict.record.marks.values()]
    assert len({id(mark) for mark in marks}) == len(set(marks)) < 5 < len(marks)
    standings = {id(reached) for verdict in verdicts for reached in verdict.standings.values()}
    assert (len(verdicts), len(standings)) == (400, 5)
    (again,) = judge_all(stores[1], TODAY, leaders=["L005"])
    assert again.record.sessions is verdicts[5].record.sessions  # nor are they made anew for who is judged again
    assert {id(reached) for reached in again.standings.values()} <= standings


def _calls(work: Callable[[], object]) -> int:
    """How many functions of ours some work calls once everything is imported: Python's, and its generators' steps."""
    work()
    seen = Counter[str]()
    sys.setprofile(lambda _frame, event, _argument: seen.update((event,)))
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen["call"]


def test_one_mark_takes_as_many_selects_for_few_leaders_as_for_many(stores: tuple[Store, Store]) -> None:
    """A key on a register reads one leader, not the file."""
    few, many = (
        _selects(store, lambda store: record_marks.mark(store, "W1", ["L001"], MarkValue.PART)) for store in stores
    )
    assert 0 < len(few) == len(many) <= 33


def test_the_history_of_one_leader_tells_what_was_undone(stores: tuple[Store, Store]) -> None:
    """Though it reads their entries alone, and the newest few alone with a limit."""
    few, _ = stores
    record_marks.mark(few, "W1", ["L002"], MarkValue.ABSENT)
    record_marks.mark(few, "W1", ["L003"], MarkValue.PART)
    undo.undo(few)
    undo.undo(few)
    undo.redo(few)
    whole = {entry.counter: entry for entry in history.entries(few)}
    for leader in ("L002", "L003", "L004"):
        for entry in history.entries(few, leader):
            assert entry == whole[entry.counter]
    assert [entry.undone for entry in history.entries(few, "L002")] == [False, False, False, False]
    assert [entry.undone for entry in history.entries(few, "L003")] == [False, True, False]
    for limit in range(1, len(whole) + 1):
        assert history.entries(few, limit=limit) == list(whole.values())[:limit]
