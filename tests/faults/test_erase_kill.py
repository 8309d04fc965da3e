"""Erasing is killed at any statement: either it has not begun, or the next start does what is left of it."""

from __future__ import annotations

import gzip
import os
import signal
from typing import TYPE_CHECKING

import pytest

from models import engine
from psw_tui.cli import psw
from psw_tui.policy.terms import ErasureGround, MarkValue, SessionKind
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Store
from psw_tui.store.erasing import copies, erase
from psw_tui.store.registers import change_sessions, record_marks
from psw_tui.store.registers.session_draft import SessionDraft
from tests.budgets import LONG
from tests.faults.children import add_leader, die, die_at, in_child, leaders_in, moments, needs_fork

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path


NAME = b"Quaggenbosch"


def held_in(path: Path) -> bool:
    """Whether their name stands in the bytes of a file, or of what SQLite keeps beside it."""
    beside = [path, path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}-wal")]
    return any(NAME in file.read_bytes() for file in beside if file.exists())


def make(db: Path) -> bytes:
    """A file with the one who is to be erased and another, each with a mark; its bytes."""
    from datetime import UTC, datetime

    with Store.open(db) as store:
        add_leader(store, 1, last_name="Quaggenbosch")
        add_leader(store, 2)
        start, end = datetime(2026, 11, 12, 10, tzinfo=UTC), datetime(2026, 11, 12, 12, tzinfo=UTC)
        draft = SessionDraft("W1", "PSW 2026", SessionKind.WORKSHOP, "Workshop 1", start, end)
        change_sessions.create_session(store, draft)
        record_marks.mark(store, "W1", ["X0001", "X0002"], MarkValue.ABSENT)
    return db.read_bytes()


@needs_fork
@pytest.mark.fuzz
def test_killed_at_any_statement_it_is_not_begun_or_finished_by_the_next_start(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every kind of statement, in the file, in the rebuilding of its pages, and in a copy; in `make fuzz` at all."""
    whole = make(db)
    copy = db.with_name(f"{db.name}.before-restore")

    def attempt(at: int) -> tuple[int, list[str]]:
        db.write_bytes(whole)
        copy.write_bytes(whole)

        def work(say: Callable[[object], None]) -> None:
            store = Store.open(db)
            store.warm()
            trace = die_at(at)

            def traced(make: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
                def opened(*arguments: object) -> sqlite3.Connection:
                    connection = make(*arguments)
                    connection.set_trace_callback(trace)
                    return connection

                return opened

            monkeypatch.setattr(copies, "connect", traced(engine.connect))
            monkeypatch.setattr(copies, "_opened", traced(copies._opened))
            store.connection.set_trace_callback(trace)
            erase.erase(store, ["X0001"], ErasureGround.ASKED)
            copies.finish(store)
            for kind in trace.kinds:  # type: ignore[attr-defined]
                say(kind)

        return in_child(work)

    status, kinds = attempt(0)
    assert status == 0, kinds
    assert not held_in(db)
    assert not held_in(copy)
    outcomes = set()
    for at in moments(kinds)[:: 1 if LONG else 3]:
        status, said = attempt(at)
        assert status == -signal.SIGKILL, said
        with Store.open(db) as store:
            there = leaders_in(db) == 2
            copies.finish(store)
        assert held_in(db) == held_in(copy) == there, (at, kinds[at - 1])
        assert check(db) == []
        outcomes.add(there)
    assert outcomes == {True, False}


def test_erasing_leaves_nothing_of_the_first_backup_that_was_killed(db: Path) -> None:
    whole = make(db)
    left = db.with_name("backups") / "psw.db.0001-2027-02-01T093000Z-v13-abc.gz.99.part.99.part"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(whole)
    with Store.open(db) as store:
        erase.erase(store, ["X0001"], ErasureGround.ASKED)
        copies.finish(store)
    assert not left.exists()


@needs_fork
def test_a_copy_that_is_packed_is_cleaned_whole_or_stays_as_it_was(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while the copy is written: the old one stands, and the next start cleans it."""
    whole = make(db)
    copy = db.with_name(f"{db.name}.before-restore-2.gz")
    copy.write_bytes(gzip.compress(whole))

    def work(_say: Callable[[object], None]) -> None:
        store = Store.open(db)
        erase.erase(store, ["X0001"], ErasureGround.ASKED)
        monkeypatch.setattr(os, "fsync", lambda _handle: die())
        copies.finish(store)

    assert in_child(work)[0] == -signal.SIGKILL
    assert NAME in gzip.decompress(copy.read_bytes())
    with Store.open(db) as store:
        copies.finish(store)
    assert NAME not in gzip.decompress(copy.read_bytes())
    assert not list(db.parent.glob("*.part"))


@needs_fork
def test_on_a_full_disk_no_copy_is_lost_and_the_next_start_does_the_rest(db: Path) -> None:
    """The pages can't be rebuilt and no copy can be written: both stay as they were, and what is to be done is kept."""
    import resource

    whole = make(db)
    plain, packed = db.with_name(f"{db.name}.before-restore"), db.with_name(f"{db.name}.before-restore-2.gz")
    plain.write_bytes(whole)
    packed.write_bytes(gzip.compress(whole))

    def work(say: Callable[[object], None]) -> None:
        store = Store.open(db)
        erase.erase(store, ["X0001"], ErasureGround.ASKED)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        done = copies.finish(store)
        say((done.own_pages, done.cleaned, done.removed, len(done.away)))

    status, said = in_child(work)
    assert (status, said) == (0, ["(False, 0, [], 2)"])
    assert NAME in plain.read_bytes()
    assert NAME in gzip.decompress(packed.read_bytes())
    with Store.open(db) as store:
        done = copies.finish(store)
        assert (done.own_pages, done.cleaned, done.removed, done.away) == (True, 2, [], [])
    assert not held_in(db)
    assert not held_in(plain)
    assert NAME not in gzip.decompress(packed.read_bytes())
    assert check(db) == []


@needs_fork
def test_the_second_process_of_an_erasing_that_was_killed_may_be_any_command(
    db: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is left to do is done by whatever writes next, and said by it where it can't be done."""
    whole = make(db)
    copy = db.with_name(f"{db.name}.before-restore")
    copy.write_bytes(whole)

    def work(_say: Callable[[object], None]) -> None:
        erase.erase(Store.open(db), ["X0001"], ErasureGround.ASKED)
        die()

    assert in_child(work)[0] == -signal.SIGKILL
    monkeypatch.setenv("PSW_DB", str(db))
    assert psw(["cohort", "add", "PSW 2027", "--year", "2027"]) == 0
    assert "Cleaned 1 copy of the database." in capfd.readouterr().err
    assert not held_in(copy)
    assert not held_in(db)
