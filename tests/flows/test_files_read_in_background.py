"""Reports and catch-up forms are read in the background: escape leaves them, and what was seen is what is taken."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange.files import reading
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.registers import downloads as folder
from psw_tui.policy.records import Mark
from psw_tui.policy.terms import MarkValue, ReportFormat
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.registers import record_marks, registers
from psw_tui.store.roster import change_cohorts
from screens.registers.catch_ups import CatchingUpScreen
from screens.registers.register import RegisterScreen
from screens.registers.report_review import ReviewScreen
from tests.exchange.table_files import write_csv
from tests.helpers import PATIENCE_SECONDS, drawn, until, workers_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

TABLES = {
    "roster": ["reference,first_name,last_name,cohort,offer_accepted_on", "L001,Amara,Osei,PSW 2026,2026-08-01"],
    "sessions": [
        "reference,cohort,kind,title,starts_at,ends_at",
        "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
    ],
}
REPORT = [
    ["Name (original name)", "Email", "Join time", "Leave time", "Duration (minutes)", "Guest"],
    ["Amara Osei", "", "11/12/2026 09:58:00 AM", "11/12/2026 12:00:00 PM", "120", "No"],
]
FORM = ["ID", "Start time", "Completion time", "Email", "Name", "Which session did you miss?", "Reflective log"]


def answer(day: str) -> list[str]:
    return ["1", f"{day} 18:01", f"{day} 18:01", "anonymous", "Amara Osei", "W01", "What I learned. " * 8]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    (tmp_path / "downloads").mkdir()
    monkeypatch.setattr("psw_tui.store.system.places.downloads_folder", lambda: tmp_path / "downloads")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for kind, lines in TABLES.items():
            table = [line.split(",") for line in lines]
            assert not import_table(opened, kind, write_csv(tmp_path / kind, table)).problems
        yield opened


def hold(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> threading.Event:
    """What this function does waits for the event."""
    goes_on = threading.Event()
    real = getattr(module, name)

    def waiting(*given: Any, **named: Any) -> Any:
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        return real(*given, **named)

    monkeypatch.setattr(module, name, waiting)
    return goes_on


async def at_register(app: PswApp, pilot: Pilot[None]) -> None:
    app.push_screen(RegisterScreen(app.desk, "W01"))
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.settled)


async def at_catch_ups(app: PswApp, pilot: Pilot[None], path: Path) -> None:
    app.push_screen(CatchingUpScreen(app.desk))
    await until(pilot, lambda: isinstance(app.screen, CatchingUpScreen) and app.screen.settled)
    await pilot.press("i")
    await until(pilot, lambda: "Import catch-up forms" in drawn(app))
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


def mark(store: Store) -> Mark:
    return registers.register(store, "W01", store.today).rows[0].mark


async def test_a_report_that_is_still_read_is_left_by_escape(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(tmp_path / "downloads" / "report.csv", REPORT)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "zoom report, saved" in drawn(app))
        goes_on = hold(monkeypatch, reading, "read_file")
        await pilot.press("enter")
        await until(pilot, lambda: "reading" in drawn(app))
        await pilot.press("p")  # of the register: it reaches nothing
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen))
        goes_on.set()
        await workers_end(pilot)
        await pilot.pause()
        assert isinstance(app.screen, RegisterScreen)
    assert mark(store).value is None


async def test_the_newest_catch_up_form_is_offered(store: Store, tmp_path: Path) -> None:
    write_csv(tmp_path / "downloads" / "forms.csv", [FORM, answer("1/25/27")])
    write_csv(tmp_path / "downloads" / "report.csv", REPORT)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(CatchingUpScreen(app.desk))
        await until(pilot, lambda: isinstance(app.screen, CatchingUpScreen) and app.screen.settled)
        await pilot.press("i")
        await until(pilot, lambda: "catch-up form, saved" in drawn(app))
        assert app.screen.query_one(Input).value.endswith("forms.csv")


async def test_a_report_that_has_gone_since_it_was_offered_is_said_to(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "downloads" / "report.csv", REPORT)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "zoom report, saved" in drawn(app))
        path.unlink()
        offered = app.screen.query_one(Input).value
        app.screen.query_one(Input).value = ""
        app.screen.query_one(Input).value = offered
        await until(pilot, lambda: "report, saved" not in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "There is no file" in drawn(app))


@pytest.mark.parametrize("saved", [-1e12, 4e11])
async def test_a_report_saved_on_no_day_of_the_calendar_is_offered(
    store: Store, tmp_path: Path, saved: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems hold such a time."""
    path = write_csv(tmp_path / "downloads" / "report.csv", REPORT)
    monkeypatch.setattr(folder, "newest_report", lambda _folder: (path, ReportFormat.ZOOM, saved))
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "zoom report" in drawn(app))


async def test_keys_wait_for_the_report_that_is_looked_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(tmp_path / "downloads" / "report.csv", REPORT)
    goes_on = hold(monkeypatch, folder, "newest_report")
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: "Import an attendance report" in drawn(app))
        app.post_message(events.Key("enter", "\r"))
        goes_on.set()
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
@pytest.mark.parametrize("early", [True, False], ids=["at once", "later"])
async def test_nobody_has_to_wait_for_the_report_that_is_looked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch, key: str, *, early: bool
) -> None:
    """A folder on a network may never answer. What was typed for the dialog reaches nothing else."""
    goes_on, answered = threading.Event(), threading.Event()

    def hangs(_folder: Path) -> None:
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        answered.set()

    monkeypatch.setattr(folder, "newest_report", hangs)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        app.post_message(events.Key("i", "i"))
        if not early:
            await until(pilot, lambda: "Import an attendance report" in drawn(app))
        app.post_message(events.Key("p", "p"))
        app.post_message(events.Key(key, None))
        await until(pilot, lambda: app._exit if key == "ctrl+q" else isinstance(app.screen, RegisterScreen))
        assert not answered.is_set()
        goes_on.set()
    assert mark(store).value is None


async def test_a_look_for_a_report_that_fails_leaves_the_dialog_to_be_used(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_folder: Path) -> None:
        raise Refused("The downloads can't be looked through.")

    monkeypatch.setattr(folder, "newest_report", fails)
    path = write_csv(tmp_path / "elsewhere.csv", REPORT)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_register(app, pilot)
        await pilot.press("i")
        await until(pilot, lambda: app.desk.said == "The downloads can't be looked through.")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


async def test_a_catch_up_form_saved_anew_is_shown_again_before_it_is_taken(store: Store, tmp_path: Path) -> None:
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    path = write_csv(tmp_path / "f.csv", [FORM, answer("1/25/27")])
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_catch_ups(app, pilot, path)
        await until(pilot, lambda: "1 catch-up submitted" in drawn(app))
        write_csv(path, [FORM, answer("1/26/27")])
        await pilot.press("enter")
        await until(pilot, lambda: "The file was saved anew since it was shown" in drawn(app))
        assert mark(store).submitted_on is None
        await pilot.press("enter")
        await until(pilot, lambda: mark(store).submitted_on is not None)
        day = mark(store).submitted_on
        assert day is not None
        assert day.day == 26


async def test_a_catch_up_recorded_meanwhile_is_shown_before_the_form_is_taken(store: Store, tmp_path: Path) -> None:
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_catch_ups(app, pilot, write_csv(tmp_path / "f.csv", [FORM, answer("1/25/27")]))
        await until(pilot, lambda: "1 catch-up submitted" in drawn(app))
        record_marks.mark(store, "W01", ["L001"], MarkValue.PRESENT)
        await pilot.press("enter")
        await until(pilot, lambda: "Something else was recorded since it was shown" in drawn(app))
        assert "nothing to import" in drawn(app)
        assert mark(store).submitted_on is None
