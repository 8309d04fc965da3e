"""Threads of one app: each on a connection of its own, and none sees what another has not committed."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from models import engine
from models.engine import copy_in_memory, engine_over, keep_copy
from models.refusal_words import A_FAULT, in_words
from psw_tui.store.core import as_known_at
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.verdicts import VerdictCache, judge_all
from psw_tui.store.roster import change_cohorts, change_leaders
from tests.helpers import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlmodel import Session


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """One leader, and no command before the test's own."""
    with Store.open(db, create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        add(opened, "L001", "Amara Osei")
        yield opened


def add(store: Store, reference: str, name: str) -> Any:
    first, last = name.split()
    return change_leaders.create_leader(
        store, {"reference": reference, "cohort": "PSW 2026", "first_name": first, "last_name": last}
    )


def names(store: Store) -> list[str]:
    return [record.leader.name for record in facts.records(store.connection, store.programmes)]


def in_a_thread(work: Callable[[], object]) -> object:
    """Run it in a thread of its own, to its end; what it gave back or raised."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_each_thread_has_a_connection_of_its_own_and_all_are_closed(store: Store) -> None:
    own = store.connection
    other = in_a_thread(lambda: store.connection)
    assert other is not own
    assert isinstance(other, sqlite3.Connection)
    store.close()
    for connection in (own, other):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_thread_that_is_reading_as_the_store_is_closed_ends_its_read(store: Store) -> None:
    """Its connection is not taken from it: the process would end by that."""
    reading, go_on = threading.Event(), threading.Event()

    def look_up() -> None:
        reading.set()
        go_on.wait(PATIENCE_SECONDS)

    def read() -> tuple[int]:
        connection = store.connection
        connection.set_progress_handler(look_up, 1)
        found: tuple[int] = connection.execute("SELECT COUNT(*) FROM leader").fetchone()
        return found

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(read)
        reading.wait(PATIENCE_SECONDS)
        store.close()
        go_on.set()
        assert found.result() == (1,)


def test_no_thread_reads_what_another_has_not_committed(store: Store) -> None:
    with store.command("Half way", {"leaders"}) as writing:
        from models.tables import CohortRow, LeaderRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        writing.session.add(LeaderRow(reference="L900", cohort_id=cohort.id, first_name="Not", last_name="Yet"))
        writing.session.flush()
        assert in_a_thread(lambda: names(store)) == ["Amara Osei"]
    assert in_a_thread(lambda: names(store)) == ["Amara Osei", "Not Yet"]


def test_a_reader_is_not_kept_waiting_by_a_command_of_many_rows(store: Store) -> None:
    """More pages than the cache holds, and none of them goes to the file before the commit."""
    with store.command("Many", {"leaders"}) as writing:
        from models.tables import CohortRow, LeaderRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        writing.session.connection().exec_driver_sql("PRAGMA cache_size=10")
        for number in range(600):
            row = LeaderRow(reference=f"M{number:03}", cohort_id=cohort.id, first_name="x" * 150, last_name=str(number))
            writing.session.add(row)
        writing.session.flush()
        size = store.path.stat().st_size

        def read() -> list[str]:
            store.connection.execute("PRAGMA busy_timeout=0")
            return names(store)

        assert in_a_thread(read) == ["Amara Osei"]
        assert store.path.stat().st_size == size
    assert len(names(store)) == 601


def test_a_dry_run_writes_to_no_file_and_is_seen_by_nobody(store: Store) -> None:
    """Neither while it runs nor in the verdicts that are kept; and it needs no lock."""
    kept = VerdictCache(store)
    before = store.path.read_bytes()
    assert [verdict.name for verdict in kept.all(store.today)] == ["Amara Osei"]
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with store.command("A trial", {"leaders"}, dry_run=True) as writing:
        from models.tables import LeaderRow

        row = writing.session.exec(_leaders()).one()
        writing.session.add(LeaderRow(reference="L900", cohort_id=row.cohort_id, first_name="Not", last_name="Ever"))
        writing.session.flush()
        assert names(store) == ["Amara Osei"]
        assert [verdict.name for verdict in kept.all(store.today)] == ["Amara Osei"]
    other.close()
    assert writing.change is not None
    assert writing.change.rows == 1
    assert [verdict.name for verdict in judge_all(store, store.today)] == ["Amara Osei"]
    assert store.path.read_bytes() == before


def _leaders() -> Any:
    from sqlmodel import select

    from models.tables import LeaderRow

    return select(LeaderRow)


def test_a_command_may_begin_while_a_read_is_under_way(store: Store) -> None:
    """The engine makes itself known to the connection without touching what is being read from it."""
    reading = store.connection.execute("SELECT 1 UNION ALL SELECT 2")
    assert next(reading) == (1,)
    store._own.engine = None
    add(store, "L002", "Beth Jones")
    assert list(reading) == [(2,)]
    assert names(store) == ["Amara Osei", "Beth Jones"]


def test_the_engine_never_closes_the_connection_it_was_lent() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    engine = engine_over(connection)
    with engine.connect() as opened:
        opened.invalidate()
    engine.dispose()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()


def test_verdicts_that_another_thread_or_program_has_overtaken_are_not_served(store: Store) -> None:
    kept = VerdictCache(store)
    assert [verdict.name for verdict in kept.all(store.today)] == ["Amara Osei"]
    in_a_thread(lambda: add(store, "L002", "Beth Jones"))
    assert [verdict.name for verdict in kept.all(store.today)] == ["Amara Osei", "Beth Jones"]
    other = sqlite3.connect(store.path)
    other.execute("UPDATE leader SET first_name = 'Imogen' WHERE reference = 'L001'")
    other.commit()
    other.close()
    found = kept.one(store.today, "L001")
    assert found is not None
    assert found.name == "Imogen Osei"


def test_several_reads_see_one_moment(store: Store) -> None:
    """A leader who is added between two of them is in neither; the writer waits for the reader's end."""
    with store.reading():
        assert names(store) == ["Amara Osei"]

        def write() -> None:
            store.connection.execute("PRAGMA busy_timeout=0")
            add(store, "L002", "Beth Jones")

        with pytest.raises(Refused, match="in use"):
            in_a_thread(write)
        assert names(store) == ["Amara Osei"]
    add(store, "L002", "Beth Jones")
    assert names(store) == ["Amara Osei", "Beth Jones"]


def test_a_command_that_is_not_let_to_commit_leaves_nothing_behind(store: Store) -> None:
    """Somebody reads the file for longer than it waits: nothing is recorded, not even with the next command."""
    store.connection.execute("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM leader").fetchall()
        with pytest.raises(Refused, match=r"^Nothing was recorded\..*in use by another program"):
            add(store, "L002", "Beth Jones")
    assert names(store) == ["Amara Osei"]
    add(store, "L003", "Dewi Khan")
    assert names(store) == ["Amara Osei", "Dewi Khan"]


def test_a_workers_reads_of_one_moment_make_the_screens_command_wait_for_no_time(store: Store) -> None:
    """It is told so at once, and not that another program is in the file; the worker reads on."""
    inside, over = threading.Event(), threading.Event()

    def read() -> list[str]:
        with store.reading():
            inside.set()
            over.wait(PATIENCE_SECONDS)
            return names(store)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        inside.wait(PATIENCE_SECONDS)
        with pytest.raises(Refused, match="psw is still at work on what came before"):
            add(store, "L002", "Beth Jones")
        over.set()
        assert reading.result() == ["Amara Osei"]
    add(store, "L002", "Beth Jones")
    assert names(store) == ["Amara Osei", "Beth Jones"]


def test_a_copy_of_a_file_that_is_held_is_refused_and_not_waited_for_without_end(store: Store) -> None:
    """In memory or beside the file, in a transaction of one's own or without; and nothing of it stays behind."""
    store.connection.execute("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused, match="in use by another program"), store.rehearsal():
            pass
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            keep_copy(store.connection, store.path.with_name("copy.db"))
        with (
            pytest.raises(Refused, match="in use by another program"),
            as_known_at.known_at(store, datetime(2027, 2, 1, tzinfo=UTC)),
        ):
            pass
    store.connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        copy_in_memory(store.connection)
    store.connection.execute("ROLLBACK")
    assert [path.name for path in store.path.parent.iterdir() if "copy" in path.name] == []


def test_a_commit_waits_for_no_copy_and_the_copy_is_of_one_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup of a large file takes seconds; the mark that is made meanwhile stands in it, whole."""
    monkeypatch.setattr(engine, "PAGES_AT_ONCE", 8)
    with committing_between(store, monkeypatch, most=2) as committed:
        keep_copy(store.connection, store.path.with_name("copy.db"))
    assert committed == [True, True]
    assert said(store.path.with_name("copy.db")) == said(store.path) == {"2"}


def test_a_copy_that_commits_come_between_again_and_again_holds_them_up_at_last(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that there is a backup though somebody never stops."""
    monkeypatch.setattr(engine, "PAGES_AT_ONCE", 8)
    with committing_between(store, monkeypatch, most=10_000) as committed:
        keep_copy(store.connection, store.path.with_name("copy.db"))
    assert committed.count(True) == len(committed) - 1 > 5  # the last was held up: the whole file came at once
    assert len(said(store.path.with_name("copy.db"))) == 1


@contextmanager
def committing_between(store: Store, monkeypatch: pytest.MonkeyPatch, *, most: int) -> Iterator[list[bool]]:
    """Another program commits after each step of a copy, so often at the most; whether it could, each time."""
    committed: list[bool] = []
    refuse = engine._refuse_to_wait
    with closing(sqlite3.connect(store.path, isolation_level=None, timeout=0)) as other:

        def between(*step: int) -> None:
            refuse(*step)
            if len(committed) < most:
                try:
                    other.execute("UPDATE leader SET phone = ?, organisation = ?", (len(committed) + 1,) * 2)
                    committed.append(True)
                except sqlite3.OperationalError:
                    committed.append(False)

        monkeypatch.setattr(engine, "_refuse_to_wait", between)
        yield committed


def said(path: Path) -> set[str]:
    """What was committed last, in whichever column."""
    with closing(sqlite3.connect(path)) as connection:
        return {*connection.execute("SELECT phone, organisation FROM leader").fetchone()}


def test_a_file_moved_while_its_commit_is_refused_is_rescued(store: Store) -> None:
    """The transaction that could not be committed is taken back before what is open is copied."""
    store.connection.execute("PRAGMA busy_timeout=0")
    moved = store.path.with_name("moved.db")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:

        def half() -> None:
            with store.command("Half", {"leaders"}) as writing:
                writing.session.add(_a_coach())
                other.execute("BEGIN")
                other.execute("SELECT * FROM leader").fetchall()
                _move_at_commit(writing.session, store.path, moved)

        with pytest.raises(Refused, match="was open is saved in"):
            half()
    [rescued] = store.path.parent.glob("psw.rescued-*.db")
    with closing(sqlite3.connect(rescued)) as copy:
        assert copy.execute("SELECT first_name FROM leader").fetchall() == [("Amara",)]
        assert copy.execute("SELECT count(*) FROM coach").fetchone() == (0,)


def _a_coach() -> Any:
    from models.tables import CoachRow

    return CoachRow(name="Nobody")


def _move_at_commit(session: Session, path: Path, to: Path) -> None:
    """Let the commit itself find the file gone: nothing looked at it in between."""
    event.listen(session.connection().engine, "commit", lambda _connection: path.rename(to))


def test_damage_that_comes_while_a_worker_is_there_is_hidden_from_it_too(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(names, store).result() == ["Amara Osei"]
        add(store, "L002", "Beth Jones")
        with closing(sqlite3.connect(store.path)) as other:
            other.execute("PRAGMA ignore_check_constraints=ON")
            other.execute("UPDATE leader SET state = 'xxxxxx' WHERE reference = 'L001'")
            other.commit()
        assert pool.submit(names, store).result() == ["Beth Jones"]
        assert store.damage.leaders == ("L001",)
    assert in_a_thread(lambda: names(store)) == ["Beth Jones"]


def test_damage_that_could_not_be_looked_for_is_looked_for_again(store: Store) -> None:
    """The look is broken off as it begins; until it succeeds nothing is shown that it would hide."""
    kept = VerdictCache(store)
    kept.all(store.today)
    add(store, "L002", "Beth Jones")
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("PRAGMA ignore_check_constraints=ON")
        other.execute("UPDATE leader SET state = 'xxxxxx' WHERE reference = 'L001'")
        other.commit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("psw_tui.store.core.store.hide", _broken_off)
        with pytest.raises(Refused):
            kept.all(store.today)
    assert [verdict.name for verdict in kept.all(store.today)] == ["Beth Jones"]


def _broken_off(*_arguments: object) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise error


def _errors() -> list[tuple[int, str]]:
    return [(getattr(sqlite3, name), name) for name in dir(sqlite3) if name.startswith("SQLITE_") and _is_error(name)]


def _is_error(name: str) -> bool:
    code = getattr(sqlite3, name)
    return isinstance(code, int) and 0 < (code & 0xFF) < 27 and not name.startswith(_NO_ERRORS)


#: Constants of the module that name operations and results, not errors.
_NO_ERRORS = (
    "SQLITE_ALTER",
    "SQLITE_ANALYZE",
    "SQLITE_ATTACH",
    "SQLITE_CREATE",
    "SQLITE_DELETE",
    "SQLITE_DETACH",
    "SQLITE_DROP",
    "SQLITE_FUNCTION",
    "SQLITE_INSERT",
    "SQLITE_LIMIT",
    "SQLITE_PRAGMA",
    "SQLITE_READ",
    "SQLITE_RECURSIVE",
    "SQLITE_REINDEX",
    "SQLITE_SAVEPOINT",
    "SQLITE_SELECT",
    "SQLITE_TRANSACTION",
    "SQLITE_UPDATE",
    "SQLITE_DENY",
    "SQLITE_IGNORE",
    "SQLITE_DONE",
)


@pytest.mark.parametrize(("code", "name"), _errors())
def test_a_backup_is_asked_for_only_where_the_file_is_corrupt_or_no_database(code: int, name: str) -> None:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    said = in_words(error, "psw.db")
    assert ("restore a backup" in said) == name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def test_what_psw_does_not_know_is_its_own_fault(store: Store) -> None:
    """An error without a code, one of the wrong statement, one of the mapper: nobody is to throw the file away."""
    assert in_words(sqlite3.ProgrammingError("closed"), "psw.db") == A_FAULT
    for wrong in ("SELECT nothing FROM nowhere", "NO SQL"):
        with pytest.raises(Refused) as refused, store.command("Wrong", {"leaders"}) as writing:
            writing.session.connection().exec_driver_sql(wrong)
        assert str(refused.value) == A_FAULT
    with pytest.raises(Refused) as refused, store.command("Wrong", {"leaders"}) as writing:
        _add_of_no_day(writing.session)
    assert str(refused.value) == A_FAULT
    assert names(store) == ["Amara Osei"]


def _add_of_no_day(session: Session) -> None:
    from models.tables import LeaderRow

    session.add(LeaderRow(reference="L2", first_name="A", offer_accepted_on="no day"))  # type: ignore[arg-type]
    session.flush()
