"""The line for a path wherever a file is asked for: what is offered, dropped, and completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from screens.dialogs.form import Form
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

ROSTER = "reference,first_name,last_name,cohort\nL001,Amara,Osei,PSW 2026\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PswApp]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    (tmp_path / "new ones").mkdir()
    for name in ("leaders.csv", "leaders 2.csv"):
        (tmp_path / "new ones" / name).write_text(ROSTER)
    monkeypatch.setattr("psw_tui.store.system.places.downloads_folder", lambda: tmp_path / "new ones")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        yield PswApp(store)


async def asked(app: PswApp, pilot: Pilot[None], *keys: str) -> Input:
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.settled and not app.screen.looking)
    return app.screen.query_one(Input)


async def test_a_dropped_path_takes_the_place_of_what_stands_in_every_import(app: PswApp, tmp_path: Path) -> None:
    path = tmp_path / "new ones" / "leaders 2.csv"
    async with app.run_test(size=(100, 30)) as pilot:
        for keys in (("2", "i"), ("3", "i"), ("3", "K", "i"), ("escape", "4", "i"), ("5", "i")):
            line = await asked(app, pilot, *keys)
            await pilot.press("x")
            line.post_message(events.Paste(f"'{path}' "))
            await until(pilot, lambda: f"'{path}'" in [line.value for line in app.screen.query(Input)])
            assert "there it is" in drawn(app) or "roster, saved" in drawn(app)
            await pilot.press("escape", "enter")
            await until(pilot, lambda: not isinstance(app.screen, Form))


async def test_the_newest_roster_is_offered_and_tab_completes_what_is_typed(app: PswApp, tmp_path: Path) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        line = await asked(app, pilot, "2", "i")
        assert line.value.endswith(".csv")
        assert "roster, saved" in drawn(app)
        await pilot.press("ctrl+u")
        await until(pilot, lambda: not line.value)
        line.value = str(tmp_path / "new")
        await pilot.press("tab", "l", "tab")
        await until(pilot, lambda: line.value == f"{tmp_path}/new ones/leaders")
        await until(pilot, lambda: "leaders 2.csv" in drawn(app))
        await pilot.press(".", "tab", "enter")
        await until(pilot, lambda: "1 to add" in drawn(app))
