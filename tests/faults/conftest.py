"""A file with one cohort in it, made once and copied for each test."""

from __future__ import annotations

import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.safekeeping import backups
from tests.faults.children import add_leader

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of such a file."""
    path = tmp_path_factory.mktemp("made") / "psw.db"
    with Store.open(path, create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
    return path.read_bytes()


@pytest.fixture
def db(made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file, on 1 February 2027."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = tmp_path / "psw.db"
    path.write_bytes(made)
    return path


@pytest.fixture
def shared_db(made: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same in a folder that anybody can reach: those of pytest are shut to others each time that a run begins."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with TemporaryDirectory() as folder:
        path = Path(folder, "psw.db")
        path.write_bytes(made)
        for above in path.parents[1:-1]:
            if not above.stat().st_mode & stat.S_IXOTH:
                above.chmod(stat.S_IMODE(above.stat().st_mode) | 0o055)
        yield path


@pytest.fixture
def backed_up(db: Path) -> Path:
    """The file with one leader more than in its backup."""
    with Store.open(db) as store:
        add_leader(store, 1)
        backups.make(store.connection, db)
        add_leader(store, 2)
    return db
