"""Backups in the app: made by themselves, when asked for and before an import; their age; a failure is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.safekeeping import backups
from psw_tui.store.safekeeping.listing import paths_of
from screens.dialogs.form import Form
from screens.safekeeping import keeper
from tests.helpers import drawn, settle, until, workers_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock_stands: None) -> Iterator[Store]:
    """A file with a cohort; the day is set."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        yield store


async def test_backups_come_by_themselves_and_their_age_stands_below(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the narrowest, too. Every half hour where something changed; failing, it is said once, until it works."""
    now = 0.0
    monkeypatch.setattr(keeper, "monotonic", lambda: now)
    folder = store.path.with_name("backups")
    app = PswApp(store)

    async def minutes_pass(minutes: int) -> int:
        nonlocal now
        now += 60 * minutes
        app.minute_passed()
        await workers_end(pilot)
        await settle(app)
        return len(paths_of(store.path)) if folder.is_dir() else 0

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        await workers_end(pilot)
        assert "never backed up" in drawn(app)
        assert await minutes_pass(1) == 1
        assert "not encrypted · backed up just now" in drawn(app)
        assert await minutes_pass(40) == 1  # nothing changed
        change_cohorts.add(store, "PSW 2027", 2027)
        assert await minutes_pass(1) == 2
        change_cohorts.add(store, "PSW 2028", 2028)
        assert await minutes_pass(29) == 2  # half an hour is not over
        folder.rename(folder.with_name("away"))
        folder.touch()
        await minutes_pass(1)
        assert "No backup was made: " in " ".join(drawn(app).split())
        app.tell("Old news")
        await minutes_pass(31)
        assert "No backup was made: " not in " ".join(drawn(app).split())
        folder.unlink()
        folder.with_name("away").rename(folder)
        assert await minutes_pass(31) == 3
        await pilot.press("ctrl+p", *"back up now")
        await until(pilot, lambda: "a copy of everything" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Backed up 3 entries" in " ".join(drawn(app).split()))
        assert len(paths_of(store.path)) == 4


async def test_the_stick_that_is_not_there_is_said_once_and_the_backup_is_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a fault of psw itself is said as well: nobody is to go without backups unawares."""
    tmp_path.joinpath("settings.toml").write_text(f"second_backups = {str(tmp_path / 'stick')!r}\n", "utf-8")
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        app.minute_passed()
        await until(pilot, lambda: "No second copy was made: " in " ".join(drawn(app).split()))
        assert "is not there; plug it in" in " ".join(drawn(app).split())
        assert len(paths_of(store.path)) == 1
        assert app.desk.backed_up == "backed up just now"
        (tmp_path / "stick").mkdir()
        change_cohorts.add(store, "PSW 2027", 2027)
        app.run_worker(app.desk.back_up_first, thread=True)  # as before an import
        await until(pilot, lambda: len(list(tmp_path.glob("stick/*/*.gz"))) == 1)
        await workers_end(pilot)

        def fail(*_: object) -> None:
            raise MemoryError

        monkeypatch.setattr(backups, "make", fail)
        app.keeper.back_up_now()
        await until(pilot, lambda: "No backup was made: this is a fault in psw" in " ".join(drawn(app).split()))


async def test_a_copy_goes_to_a_file_of_ones_choice_and_one_from_elsewhere_is_restored(
    store: Store, tmp_path: Path
) -> None:
    """As `psw backup FILE` and `psw restore FILE` do; what is there is not replaced, and what it changes is shown."""
    app, elsewhere = PswApp(store), tmp_path / "stick.db"
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        await _ask(app, pilot, "back up to a file")
        for path, said in ((store.path, "already; name"), (tmp_path, "is a folder"), (elsewhere, "Backed up 1 entry")):
            await _answer(app, pilot, path)
            await until(pilot, lambda said=said: said in " ".join(drawn(app).split()))  # type: ignore[misc]
        change_cohorts.add(store, "PSW 2027", 2027)
        with Store.open(elsewhere) as copy:
            values = {"reference": "L001", "first_name": "Zelda", "last_name": "Quill", "cohort": "PSW 2026"}
            change_leaders.create_leader(copy, values)
        await _ask(app, pilot, "restore from a file")
        await _answer(app, pilot, elsewhere)
        await until(pilot, lambda: "Restore stick.db (2 entries, 1 leader)?" in drawn(app))
        assert "1 entry recorded since would be missing" in " ".join(drawn(app).split())
        assert "L001 Zelda Quill: 1 leader would come back" in drawn(app)
        await pilot.press("f9")  # nobody of that name was ever on record here
        await until(pilot, lambda: "1 leader would come back" in drawn(app) and "Quill" not in drawn(app))
        app.screen._readable_at = 0  # type: ignore[attr-defined]  # as after it could be read
        await pilot.press("y")
    assert app.desk.to_restore == elsewhere


async def _ask(app: PswApp, pilot: Pilot[None], verb: str) -> None:
    """Find a verb in the palette that asks for a file."""
    await pilot.press("ctrl+p", *verb)
    await until(pilot, lambda: verb.capitalize() + "…" in drawn(app))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.settled)


async def _answer(app: PswApp, pilot: Pilot[None], path: Path) -> None:
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")
