"""The made-up cohort of `psw demo`, and years rich in edges, each made once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from psw_tui import demo
from psw_tui.exchange.import_table import import_table
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from psw_tui.store.system import clock
from tests.second_reading.years import make_year, write_csvs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.second_reading.years import Year

_NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the demo, to read from."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demo.make(path, date(2027, 2, 1), leaders=14)
    return path


@pytest.fixture
def made_up(demo_made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The demo, on its day, with Ruth at the keyboard."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    monkeypatch.setenv("LOGNAME", "ruth")
    with Store.open(demo_made, writing=False) as store, clock.at(_NOW):
        yield store


@pytest.fixture(scope="session")
def year_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Year, Path]]:
    """A year by its seed, and the file that it was imported into."""
    made: dict[int, tuple[Year, Path]] = {}

    def of(seed: int) -> tuple[Year, Path]:
        if seed not in made:
            year, folder = make_year(seed, leaders=18, sessions=14), tmp_path_factory.mktemp(f"year{seed}")
            write_csvs(year, folder)
            with Store.open(folder / "psw.db", create_missing=True) as store:
                for cohort in year["cohorts"]:
                    days = (date.fromisoformat(cohort["starts"]), date.fromisoformat(cohort["ends"]))
                    change_cohorts.add(store, cohort["name"], int(cohort["year"]), starts=days[0], ends=days[1])
                for kind in ("roster", "sessions", "marks", "coaching"):
                    assert import_table(store, kind, folder / f"{kind}.csv").problems == []
            made[seed] = year, folder / "psw.db"
        return made[seed]

    return of
