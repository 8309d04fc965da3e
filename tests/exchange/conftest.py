"""A store with two cohorts, three leaders and four sessions, on 1 February 2027, and a short way to import rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.tables.result import ImportResult
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from tests.exchange.escalations import story
from tests.exchange.table_files import write_csv
from tests.helpers import make_once

#: Imports a table given as text: headings and rows, cells parted by commas.
Import = Callable[..., ImportResult]


def _make_cohorts(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    change_cohorts.add(store, "PSW 2025", 2025, ends=date(2026, 7, 31))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Store]:
    """The two cohorts; what `filled` brings in is there already where a test asks for that."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    name, make = ("filled", _make_filled) if "filled" in request.fixturenames else ("cohorts", _make_cohorts)
    with Store.open(make_once(tmp_path / "psw.db", f"exchange/{name}", make)) as opened:
        yield opened


@pytest.fixture(scope="session")
def whole_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file in which the story of the case has been told to its end, made once."""
    folder = tmp_path_factory.mktemp("story")
    with pytest.MonkeyPatch.context() as patch:
        with Store.open(folder / "psw.db", create_missing=True) as opened:
            story.whole(opened, patch)
    return folder


@pytest.fixture
def told(whole_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """That story, the day after; the last at the keyboard still sits there."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    monkeypatch.setenv("LOGNAME", "ruth")
    copytree(whole_story, tmp_path, dirs_exist_ok=True)
    with Store.open(tmp_path / "psw.db") as opened:
        yield opened


def _bring(store: Store, kind: str, *lines: str, **options: Any) -> ImportResult:
    rows: Sequence[Sequence[str]] = [[cell.strip() for cell in line.split(",")] for line in lines]
    return import_table(store, kind, write_csv(store.path.parent / f"{kind}.csv", rows), **options)


@pytest.fixture
def bring(store: Store) -> Import:
    return partial(_bring, store)


def _make_filled(store: Store) -> None:
    _make_cohorts(store)
    people = _bring(
        store,
        "roster",
        "reference, first_name, last_name, cohort, offer_accepted_on, coach, coach_email, email",
        "L001, Amara, Osei, PSW 2026, 2026-06-01, Sam Lee, sam@example.org, amara@example.org",
        "L002, Dewi, Khan, PSW 2026, , , ,",
        "L003, Beth, Jones, PSW 2025, 2025-06-01, , ,",
    )
    dates = _bring(
        store,
        "sessions",
        "reference, cohort, kind, title, starts_at, ends_at",
        "W01, PSW 2026, workshop, Leading, 2026-11-12 10:00, 2026-11-12 12:00",
        "R01, PSW 2026, residential, Away, 2026-12-01 09:00, 2026-12-01 17:00",
        "M01, PSW 2026, module, Reading, 2026-10-01 00:00, 2027-03-31 23:59",
        "W25, PSW 2025, workshop, Leading, 2025-11-12 10:00, 2025-11-12 12:00",
    )
    assert (people.created, dates.created) == (3, 4)


@pytest.fixture
def filled(store: Store) -> Store:
    return store
