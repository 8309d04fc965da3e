"""The look through a whole file as psw begins: threads take it, and nobody judges or writes before it has ended."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core import first_look
from psw_tui.store.core import store as core
from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import VerdictCache
from psw_tui.store.registers import registers
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system.refusal import DamagedPages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.store.reads.verdicts import Verdict

_PAGE = 4096
#: What says that something hangs, and nothing about how fast it should be.
_HANGS_SECONDS = 60.0
#: A statement that never ends by itself.
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def _read_ahead(store: Store) -> list[Verdict]:
    """As Today does as psw begins."""
    cache = VerdictCache(store)
    with cache.reading_ahead():
        return cache.all(store.today)


def _read(store: Store) -> object:
    """As a screen does."""
    with store.reading():
        return registers.register(store, "W1", store.today)


WANTS: dict[str, Callable[[Store], object]] = {
    "judge all": lambda store: VerdictCache(store).all(store.today),
    "read ahead and judge all": _read_ahead,
    "judge one": lambda store: VerdictCache(store).one(store.today, "L001"),
    "read": _read,
    "write": lambda store: change_cohorts.add(store, "Next", 2027),
}


@pytest.fixture
def closed(small: Store, db: Path) -> Path:
    """The small file, open in no psw."""
    small.close()
    return db


def _spoil(path: Path, table: str) -> bytes:
    """A page of rubbish in place of the first one of a table; all bytes of the file then."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    data = path.read_bytes()
    path.write_bytes(data[: (page - 1) * _PAGE] + b"\xa5" * _PAGE + data[page * _PAGE :])
    return path.read_bytes()


@pytest.mark.parametrize("want", WANTS)
def test_with_a_damaged_page_nothing_is_judged_or_written(closed: Path, want: str) -> None:
    """Now and whenever it is tried again; the page is of a table that none of these would read."""
    before = _spoil(closed, "welfare_passed")
    with Store.open(closed, looks_meanwhile=True) as store:
        for _ in range(2):
            with pytest.raises(DamagedPages, match="is damaged"):
                WANTS[want](store)
    assert closed.read_bytes() == before


@pytest.mark.parametrize("want", WANTS)
def test_where_nothing_is_found_the_screen_does_not_look_itself(
    closed: Path, monkeypatch: pytest.MonkeyPatch, want: str
) -> None:
    with Store.open(closed, looks_meanwhile=True) as store:
        monkeypatch.setattr(core, "hide", pytest.fail)
        WANTS[want](store)


def test_a_row_that_cannot_be_read_is_out_of_sight_before_anybody_is_judged(closed: Path) -> None:
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("UPDATE leader SET offer_accepted_on = 'once' WHERE reference = 'L002'")
    with Store.open(closed, looks_meanwhile=True) as store:
        assert [verdict.reference for verdict in VerdictCache(store).all(store.today)] == ["L001", "L003"]
        assert store.damage.leaders == ("L002",)


@pytest.mark.parametrize("is_found_by_the_thread", [True, False])
def test_nobody_is_judged_by_what_was_read_before_the_look_found_something(
    closed: Path, monkeypatch: pytest.MonkeyPatch, is_found_by_the_thread: bool
) -> None:
    """A name that is no text is read without a murmur."""

    def fails(_connection: sqlite3.Connection, _programmes: object) -> object:
        raise sqlite3.OperationalError("disk I/O error")

    if not is_found_by_the_thread:
        monkeypatch.setattr(first_look, "hide", fails)
    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("UPDATE leader SET first_name = CAST('Ada' AS BLOB) WHERE reference = 'L002'")
    with Store.open(closed, looks_meanwhile=True) as store:
        assert [verdict.reference for verdict in _read_ahead(store)] == ["L001", "L003"]
        assert store.damage.leaders == ("L002",)


def test_what_another_program_commits_after_it_was_read_ahead_is_judged(closed: Path) -> None:
    with Store.open(closed, looks_meanwhile=True) as store:
        cache = VerdictCache(store)
        with cache.reading_ahead():
            with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
                connection.execute("UPDATE leader SET first_name = 'Ada' WHERE reference = 'L002'")
            assert any("Ada" in verdict.name for verdict in cache.all(store.today))


def test_what_was_read_ahead_and_not_asked_for_is_not_judged_later(closed: Path) -> None:
    """A commit of the same connection changes no number by which that could be told."""
    with Store.open(closed, looks_meanwhile=True) as store:
        cache = VerdictCache(store)
        with cache.reading_ahead():
            pass
        store.connection.execute("UPDATE leader SET first_name = 'Ada' WHERE reference = 'L002'")
        assert any("Ada" in verdict.name for verdict in cache.all(store.today))


def test_what_another_program_commits_after_the_look_is_looked_at(closed: Path) -> None:
    with Store.open(closed, looks_meanwhile=True) as store:
        assert store._first_look is not None
        store._first_look.found(store.connection)
        with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
            connection.execute("UPDATE leader SET offer_accepted_on = 'once' WHERE reference = 'L002'")
        assert len(VerdictCache(store).all(store.today)) == 2


def test_a_file_that_the_thread_could_not_look_through_is_looked_through_by_whoever_waits(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(first_look, "connect", refused)
    with Store.open(closed, looks_meanwhile=True) as store:
        assert len(VerdictCache(store).all(store.today)) == 3
    _spoil(closed, "welfare_passed")
    with Store.open(closed, looks_meanwhile=True) as store, pytest.raises(DamagedPages):
        VerdictCache(store).all(store.today)


def _endless(connection: sqlite3.Connection, *_: object) -> str:
    connection.execute(_ENDLESS).fetchone()
    return ""


@pytest.mark.parametrize("part", ["first_damage", "hide"])
def test_leaving_ends_it_at_once(closed: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(first_look, part, _endless)
    store = Store.open(closed, looks_meanwhile=True)
    store.begin_with_rows()
    store.close()


def test_a_damaged_page_is_told_without_a_wait_for_the_look_at_the_rows(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of a damaged page may take any time to read."""
    _spoil(closed, "welfare_passed")
    monkeypatch.setattr(first_look, "hide", _endless)
    with Store.open(closed, looks_meanwhile=True) as store, pytest.raises(DamagedPages):
        VerdictCache(store).all(store.today)


def _holds_up(monkeypatch: pytest.MonkeyPatch, part: str, begun: threading.Event, until: threading.Event) -> None:
    """Have a part of the look say that it has begun, and then wait until something else has happened."""
    look: Callable[..., object] = getattr(first_look, part)

    def looks(*given: object) -> object:
        begun.set()
        assert until.wait(_HANGS_SECONDS), f"{part} waits in vain"
        return look(*given)

    monkeypatch.setattr(first_look, part, looks)


def test_the_pages_are_looked_at_as_the_file_is_opened_and_the_rows_after_them(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has asked for anything yet; the rows wait for the pages, and who draws for neither."""
    pages, rows, go_on = threading.Event(), threading.Event(), threading.Event()
    _holds_up(monkeypatch, "first_damage", pages, go_on)
    _holds_up(monkeypatch, "hide", rows, go_on)
    with Store.open(closed, looks_meanwhile=True) as store:
        assert pages.wait(_HANGS_SECONDS)
        assert not rows.is_set()
        go_on.set()
        assert rows.wait(_HANGS_SECONDS)
        monkeypatch.setattr(core, "hide", pytest.fail)
        assert len(VerdictCache(store).all(store.today)) == 3


def test_the_rows_are_looked_at_beside_the_pages_once_the_frame_is_drawn(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for the other to have begun: in a large file that is sooner than one after the other."""
    pages, rows = threading.Event(), threading.Event()
    _holds_up(monkeypatch, "first_damage", pages, rows)
    _holds_up(monkeypatch, "hide", rows, pages)
    with Store.open(closed, looks_meanwhile=True) as store:
        store.begin_with_rows()
        monkeypatch.setattr(core, "hide", pytest.fail)
        assert len(VerdictCache(store).all(store.today)) == 3


def test_whatever_goes_wrong_in_the_look_at_the_rows_whoever_waits_looks_at_them(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_connection: sqlite3.Connection, _programmes: object) -> object:
        raise TypeError("cannot unpack non-iterable NoneType object")

    with closing(sqlite3.connect(closed, isolation_level=None)) as connection:
        connection.execute("UPDATE leader SET offer_accepted_on = 'once' WHERE reference = 'L002'")
    monkeypatch.setattr(first_look, "hide", fails)
    with Store.open(closed, looks_meanwhile=True) as store:
        assert [verdict.reference for verdict in VerdictCache(store).all(store.today)] == ["L001", "L003"]
