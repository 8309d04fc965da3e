"""Whose turn it is, a key's or that of a thread at work on very many rows."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import SessionKind
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import VerdictCache
from psw_tui.store.registers import change_sessions
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.system import turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LEADERS = 30


@pytest.fixture(autouse=True)
def only_whole_turns(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A thread has no share beside a key, and waits for its end however long it takes."""
    monkeypatch.setattr(turns, "_SHARE_SECONDS", 0.0)
    monkeypatch.setattr(turns, "_LONGEST_SECONDS", None)
    yield
    turns.screen_rests()


def in_a_worker(work: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_a_thread_goes_on_only_when_the_key_is_done() -> None:
    done: list[str] = []
    turns.screen_works()
    worker = threading.Thread(target=lambda: done.extend(turns.giving_way(["row"])))
    worker.start()
    done.append("key")
    turns.screen_rests()
    worker.join()
    assert done == ["key", "row"]


def test_the_screen_waits_for_nobody() -> None:
    turns.screen_works()
    assert list(turns.giving_way("ab")) == ["a", "b"]


def test_a_key_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the app was left within it: all threads go on from then."""
    monkeypatch.setattr(turns, "_LONGEST_SECONDS", 0.0)
    turns.screen_works()
    in_a_worker(lambda: list(turns.giving_way("ab")))
    monkeypatch.setattr(turns, "_LONGEST_SECONDS", None)
    in_a_worker(lambda: list(turns.giving_way("ab")))


def test_an_import_gives_way_between_any_two_rows_in_all_that_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading, planning, comparing with what was shown, writing, the journal, and judging before and after."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    file = tmp_path / "marks.csv"
    file.write_text("session,leader,mark\n" + "".join(f"W1,L{n:03},present\n" for n in range(LEADERS)))
    asked: list[None] = []
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        for n in range(LEADERS):
            own = {"reference": f"L{n:03}", "first_name": "Amara", "last_name": "Osei", "cohort": "PSW 2026"}
            change_leaders.create_leader(store, own)
        start = datetime(2027, 1, 12, 10, tzinfo=UTC)
        draft = SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", start, start.replace(hour=12))
        change_sessions.create_session(store, draft)
        shown = import_table(store, "marks", file, dry_run=True).would
        verdicts = VerdictCache(store)
        verdicts.all(store.today)
        monkeypatch.setattr(turns, "_give_way", lambda: asked.append(None))

        def work() -> None:
            with verdicts.followed():
                import_table(store, "marks", file, shown=shown)

        turns.screen_works()
        in_a_worker(work)
    assert len(asked) >= 9 * LEADERS
