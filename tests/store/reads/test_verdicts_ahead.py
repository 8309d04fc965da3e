"""What a worker records is judged by the worker: the screen's thread takes its verdicts over and judges nobody."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from models.damage import hide
from psw_tui.store.core import store as core_store
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import verdicts
from psw_tui.store.reads.verdicts import VerdictCache, judge_all
from psw_tui.store.roster import change_cohorts, change_leaders
from tests.helpers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from psw_tui.policy.records import Record
    from psw_tui.policy.tasks import Task
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store.open(db, create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        add(opened, "L001", "Amara")
        yield opened


@pytest.fixture
def judged_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who has been judged by the test's own thread, which is the screen's."""
    here, names = threading.get_ident(), []
    judge = verdicts.judge

    def counted(record: Record, day: object) -> Verdict:
        if threading.get_ident() == here:
            names.append(record.leader.reference)
        return judge(record, day)  # type: ignore[arg-type]

    monkeypatch.setattr(verdicts, "judge", counted)
    return names


def add(store: Store, reference: str, name: str) -> Change:
    values = {"reference": reference, "cohort": "PSW 2026", "first_name": name, "last_name": "Osei"}
    return change_leaders.create_leader(store, values)


def in_a_worker(work: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def add_in_a_worker(kept: VerdictCache, store: Store) -> Change:
    """Beth is recorded, and judged, by a worker."""

    def work() -> Change:
        with kept.followed():
            return add(store, "L002", "Beth")

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def names(kept: VerdictCache, store: Store) -> list[str]:
    return [verdict.record.leader.reference for verdict in kept.all(store.today)]


def test_the_screen_takes_over_what_the_worker_judged(store: Store, judged_here: list[str]) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    judged_here.clear()
    change = add_in_a_worker(kept, store)
    assert names(kept, store) == ["L001", "L002"]
    kept.after(change)
    assert judged_here == []
    assert kept.all(store.today) == judge_all(store, store.today)


def test_a_change_that_is_told_before_anybody_looks_judges_nobody_either(store: Store, judged_here: list[str]) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    judged_here.clear()
    change = add_in_a_worker(kept, store)
    kept.after(change)
    assert names(kept, store) == ["L001", "L002"]
    assert judged_here == []


def test_until_the_worker_has_judged_the_screen_has_what_it_had(store: Store, judged_here: list[str]) -> None:
    """Recorded but not judged yet: a key that comes now judges nobody."""
    kept = VerdictCache(store)
    kept.all(store.today)
    judged_here.clear()
    recorded, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with kept.followed():
            add(store, "L002", "Beth")
            recorded.set()
            go_on.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        recorded.wait(PATIENCE_SECONDS)
        try:
            assert names(kept, store) == ["L001"]
            assert kept.one(store.today, "L001") is not None
        finally:
            go_on.set()
        done.result()
    assert names(kept, store) == ["L001", "L002"]
    assert judged_here == []


def test_a_mark_of_the_screen_meanwhile_is_in_what_is_shown(store: Store) -> None:
    """Recorded after the worker has judged: what it hands over is not of the last moment, and is not taken."""
    kept = VerdictCache(store)
    kept.all(store.today)
    add_in_a_worker(kept, store)
    kept.after(add(store, "L003", "Cara"))
    assert names(kept, store) == ["L001", "L002", "L003"]


def test_what_another_program_records_meanwhile_is_in_what_is_shown(store: Store) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    add_in_a_worker(kept, store)
    with Store.open(store.path, writing=False) as other:
        add(other, "L003", "Cara")
    assert names(kept, store) == ["L001", "L002", "L003"]


def test_another_day_is_judged_for_itself(store: Store) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    later = store.today + timedelta(days=30)
    add_in_a_worker(kept, store)
    assert kept.all(later) == judge_all(store, later)
    assert kept.all(store.today) == judge_all(store, store.today)


def test_a_worker_that_is_refused_leaves_all_as_it_was(store: Store, judged_here: list[str]) -> None:
    """And what others record later is seen again."""
    kept = VerdictCache(store)
    kept.all(store.today)
    judged_here.clear()

    def work() -> None:
        with pytest.raises(Refused), kept.followed():
            add(store, "L001", "Again")

    in_a_worker(work)
    assert names(kept, store) == ["L001"]
    assert judged_here == []
    in_a_worker(lambda: add(store, "L002", "Beth"))
    assert names(kept, store) == ["L001", "L002"]


def test_damage_is_looked_for_before_anything_is_taken_over(store: Store) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    add_in_a_worker(kept, store)
    other = sqlite3.connect(store.path)
    other.execute("PRAGMA ignore_check_constraints=ON")
    other.execute("UPDATE leader SET state = 'xxxxxx' WHERE reference = 'L001'")
    other.commit()
    other.close()
    assert names(kept, store) == ["L002"]


def test_what_waits_for_a_leader_is_worked_out_by_the_worker_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    by = []

    def tasks(*_: object) -> list[Task]:
        by.append(threading.get_ident())
        return []

    monkeypatch.setattr("psw_tui.policy.tasks.tasks", tasks)
    add_in_a_worker(kept, store)
    assert [verdict.waiting for verdict in kept.all(store.today)] == [[], []]
    assert len(by) == 2
    assert threading.get_ident() not in by


def test_what_is_recorded_is_not_said_to_be_refused_because_it_can_not_be_judged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else holds the file between the commit and the judging: the screen judges when it can."""
    kept = VerdictCache(store)
    kept.all(store.today)

    def held(*_: object) -> object:
        raise Refused("The database is in use by another program.")

    def work() -> None:
        with kept.followed():
            add(store, "L002", "Beth")
            monkeypatch.setattr(store, "reading", held)

    in_a_worker(work)
    monkeypatch.undo()
    assert names(kept, store) == ["L001", "L002"]


class Screen:
    """Does in the test's own thread, which is the screen's, what a worker asks for, while it waits for the worker."""

    def __init__(self) -> None:
        self._asked: Queue[tuple[Callable[[], None], threading.Event] | None] = Queue()

    def do(self, act: Callable[[], None]) -> None:
        """From a worker: have it done, and wait."""
        done = threading.Event()
        self._asked.put((act, done))
        assert done.wait(PATIENCE_SECONDS)

    def serve(self, work: Callable[[], object]) -> None:
        """Let a worker do its work, and do what it asks for."""

        def worked() -> None:
            try:
                work()
            finally:
                self._asked.put(None)

        with ThreadPoolExecutor(1) as pool:
            worker = pool.submit(worked)
            while asked := self._asked.get(timeout=PATIENCE_SECONDS):
                act, done = asked
                act()
                done.set()
            worker.result()


@pytest.fixture
def looked_here(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each look for damage by the test's own thread, which is the screen's."""
    here = threading.get_ident()
    looks: list[object] = []

    def counted(connection: sqlite3.Connection, programmes: Collection[str]) -> object:
        if threading.get_ident() == here:
            looks.append(connection)
        return hide(connection, programmes)

    monkeypatch.setattr(core_store, "hide", counted)
    return looks


def beth_by_a_worker(kept: VerdictCache, store: Store, meanwhile: Callable[[], object] = bool) -> None:
    """Beth is recorded, looked through and judged by a worker; `meanwhile` is done by it before it comes to its end."""
    screen = Screen()

    def work() -> None:
        with kept.followed(screen.do):
            add(store, "L002", "Beth")
            meanwhile()

    screen.serve(work)


def test_the_screen_does_not_look_through_what_a_worker_has_looked_through(
    store: Store, looked_here: list[object], judged_here: list[str]
) -> None:
    """The look takes the longer the more there is in the file."""
    kept = VerdictCache(store)
    kept.all(store.today)
    judged_here.clear()
    beth_by_a_worker(kept, store)
    assert names(kept, store) == ["L001", "L002"]
    assert judged_here == []
    assert looked_here == []


def damage_amara(store: Store) -> None:
    """Another program writes a state that is none."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints=ON")
        other.execute("UPDATE leader SET state = 'xxxxxx' WHERE reference = 'L001'")


def test_what_came_after_the_workers_look_is_looked_through_by_the_screen(
    store: Store, looked_here: list[object]
) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    beth_by_a_worker(kept, store)
    damage_amara(store)
    assert names(kept, store) == ["L002"]
    assert len(looked_here) == 1


def test_damage_that_the_worker_finds_is_hidden_from_the_screen_too(store: Store, looked_here: list[object]) -> None:
    kept = VerdictCache(store)
    kept.all(store.today)
    beth_by_a_worker(kept, store, meanwhile=lambda: damage_amara(store))
    assert names(kept, store) == ["L002"]
    assert store.damage.leaders == ("L001",)
    assert len(looked_here) == 1


def test_a_screen_that_hides_somebody_looks_for_itself(store: Store, looked_here: list[object]) -> None:
    """Who was mended meanwhile, and found whole by the worker, is seen again."""
    add(store, "L003", "Cara")
    damage_amara(store)
    kept = VerdictCache(store)
    assert names(kept, store) == ["L003"]

    def mend() -> None:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("UPDATE leader SET state = 'active' WHERE reference = 'L001'")

    beth_by_a_worker(kept, store, meanwhile=mend)
    assert names(kept, store) == ["L001", "L002", "L003"]
    assert len(looked_here) == 2


def test_of_several_leaders_none_is_read_by_themselves(store: Store) -> None:
    """A register that everybody's marks were imported into asks for all of them at once."""
    add(store, "L002", "Beth")
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    kept = VerdictCache(store)
    kept.several(store.today, ["L002"])
    one, asked[:] = len(asked), []
    assert [verdict.reference for verdict in kept.several(store.today, ["L002", "L009", "L001"])] == ["L002", "L001"]
    assert len(asked) <= one
