"""Writing for Salesforce cut short at any step: whole files that psw knows of, or none that it does not."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.files import writing
from psw_tui.exchange.files.writing import write_whole
from psw_tui.exchange.salesforce import load_files
from psw_tui.policy.terms import MarkValue
from psw_tui.store import commands as does
from psw_tui.store.core.check import check
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.salesforce.batches import batches
from psw_tui.store.salesforce.outbox import outbox
from tests.faults.children import die, in_child, needs_fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LEADER = {"first_name": "Amara", "last_name": "Osei", "cohort": "PSW 2026", "reference": "L001"}


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A leader with a coaching session: two files are due, sessions come with the mark."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = tmp_path / "psw.db"
    with Store.open(path, create_missing=True) as store:
        does.change_cohorts.add(store, "PSW 2026", 2026)
        does.change_leaders.create_leader(store, _LEADER)
        from psw_tui.exchange.import_table import import_table

        sessions = tmp_path / "sessions.csv"
        sessions.write_text(
            "reference,cohort,kind,title,starts_at,ends_at\n"
            "W1,PSW 2026,workshop,Workshop,2026-11-12 10:00,2026-11-12 12:00\n",
            "utf-8",
        )
        import_table(store, "sessions", sessions)
        does.record_marks.mark(store, "W1", ["L001"], MarkValue.PRESENT)
    return path


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*") if not path.name.endswith(".part")}


def _dying_at(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Die before the file of that number is written; past the last one before the batch is recorded, or right after."""
    put, send, calls = write_whole, does.change_outbox.send, [0]

    def counted(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at:
            die()
        return put(*given, **named)

    def recorded(*given: Any, **named: Any) -> Any:
        if at == 5:
            die()
        send(*given, **named)
        die()

    monkeypatch.setattr(writing, "write_whole", counted)
    monkeypatch.setattr(does.change_outbox, "send", recorded)


@needs_fork
@pytest.mark.parametrize("at", range(1, 7))
def test_an_export_that_is_killed_loses_nothing_and_the_next_one_writes_the_same_files(
    db: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    folder = db.with_name("out")

    def work(_say: Callable[[object], None]) -> None:
        _dying_at(monkeypatch, at)
        with Store.open(db) as store:
            load_files.write_outbox(store, folder)

    assert in_child(work)[0] == -signal.SIGKILL
    left = _files(folder)
    with Store.open(db) as store:
        if at == 6:  # recorded, with every file whole
            (batch,) = batches(store)
            assert (batch.pending, outbox(store).rows, len(left)) == (2, 0, 4)
            return
        assert (batches(store), outbox(store).rows, len(left)) == ([], 2, at - 1)
        written = load_files.write_outbox(store, folder)
        assert len(written.paths) == 4
        assert left.items() <= _files(folder).items(), "the same rows, so the same names and bytes"
        assert batches(store)[0].pending == 2
    assert not check(db)


@pytest.mark.parametrize("at", range(1, 5))
def test_a_disk_that_is_full_leaves_neither_files_nor_a_batch(
    db: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    put, calls = write_whole, [0]

    def full(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at:
            raise Refused("The file for Salesforce can't be written (No space left on device).")
        return put(*given, **named)

    monkeypatch.setattr(writing, "write_whole", full)
    with Store.open(db) as store:
        with pytest.raises(Refused, match="No space left"):
            load_files.write_outbox(store, db.with_name("out"))
        assert (batches(store), outbox(store).rows, _files(db.with_name("out"))) == ([], 2, {})


def test_a_batch_that_can_not_be_recorded_leaves_no_files_to_be_loaded(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **_named: Any) -> Any:
        raise Refused("Something else was recorded while this was worked out; nothing was written. Do it again.")

    monkeypatch.setattr(does.change_outbox, "send", refused)
    with Store.open(db) as store:
        with pytest.raises(Refused, match="Do it again"):
            load_files.write_outbox(store, db.with_name("out"))
        assert (batches(store), outbox(store).rows, _files(db.with_name("out"))) == ([], 2, {})
