"""Which machine an entry was written on: a key made once, whoever is first, and kept beside no database."""

from __future__ import annotations

import multiprocessing
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.store import Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system import machine
from psw_tui.store.system.places import machine_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept; nothing is there yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    return machine_file()


def _forget() -> None:
    machine._kept_in.cache_clear()


def test_it_is_made_once_and_for_the_user_alone(file: Path) -> None:
    first = machine.machine_id()
    _forget()
    assert machine.machine_id() == first
    assert file.read_text("ascii").strip() == first.hex
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nobody_asks_for_it_before_something_is_recorded(file: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        assert judge_all(store, store.today) == []
        assert not file.exists()
        change_cohorts.add(store, "PSW 2026", 2026)
        assert file.exists()


def _ask(_number: int) -> str:
    _forget()
    return machine.machine_id().hex


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_several_at_once_come_to_the_same(file: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        found = set(pool.map(_ask, range(16), chunksize=1))
    assert found == {machine.machine_id().hex}


def test_a_file_that_was_cut_short_is_made_anew(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("")
    first = machine.machine_id()
    _forget()
    assert machine.machine_id() == first


def test_where_it_cannot_be_kept_it_is_the_same_every_time(file: Path) -> None:
    file.parent.parent.mkdir(parents=True, exist_ok=True)
    file.parent.write_text("a file where the folder should be")
    first = machine.machine_id()
    _forget()
    assert machine.machine_id() == first
