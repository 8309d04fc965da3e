"""The preview of an import: taken as it was shown or shown again, left by escape, and never in the screen's way."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.exchange import import_table as imports
from psw_tui.exchange.files import reading
from psw_tui.exchange.import_table import import_table
from psw_tui.policy.terms import MarkValue
from psw_tui.store.core import bulk
from psw_tui.store.core.store import Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredMark
from psw_tui.store.registers import record_marks
from psw_tui.store.roster import change_cohorts
from screens.dialogs.import_preview import ImportPreview
from screens.roster.roster import RosterScreen
from tests.exchange.table_files import write_csv
from tests.helpers import PATIENCE_SECONDS, drawn, until, workers_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

ROSTER = [["reference", "first_name", "last_name", "cohort"], ["L001", "Amara", "Osei", "PSW 2026"]]
SESSIONS = [
    ["reference", "cohort", "kind", "title", "starts_at", "ends_at"],
    ["W01", "PSW 2026", "workshop", "Leading", "2026-11-12 10:00", "2026-11-12 12:00"],
]
MORE = (("W02", "Listening"), ("W03", "Feedback"))
MARKS = [["session", "leader", "mark"], ["W01", "L001", "present"]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        for kind, table in (("roster", ROSTER), ("sessions", SESSIONS)):
            assert not import_table(opened, kind, write_csv(tmp_path / kind, table)).problems
        yield opened


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Files are read only once this is set."""
    goes_on = threading.Event()
    read_file = reading.read_file

    def waiting(*given: Any) -> bytes:
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        return read_file(*given)

    monkeypatch.setattr(reading, "read_file", waiting)
    yield goes_on
    goes_on.set()


async def offer(app: PswApp, pilot: Pilot[None], path: Path) -> None:
    await pilot.press("2")
    await until(pilot, lambda: "Amara Osei" in drawn(app))
    await pilot.press("i")
    await until(pilot, lambda: "Import a file" in drawn(app))
    app.screen.query_one(Input).value = str(path)
    await pilot.press("enter")


def marked(store: Store) -> list[str | None]:
    return [row.value for row in facts.read(store.connection, StoredMark)]


async def test_a_file_saved_anew_is_shown_again_before_it_is_taken(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "m.csv", MARKS)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, path)
        await until(pilot, lambda: "1 to add" in drawn(app))
        write_csv(path, [MARKS[0], ["W01", "L001", "absent"]])
        await pilot.press("enter")
        await until(pilot, lambda: "The file was saved anew since it was shown" in drawn(app))
        assert marked(store) == []
        await pilot.press("enter")
        await until(pilot, lambda: marked(store) == ["absent"])


async def test_another_table_saved_in_its_place_is_shown_as_what_it_is(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "m.csv", MARKS)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, path)
        await until(pilot, lambda: "1 to add" in drawn(app))
        write_csv(path, [ROSTER[0], ["L001", "Amira", "Osei", "PSW 2026"]])
        await pilot.press("enter")
        await until(pilot, lambda: "Import m.csv as roster" in drawn(app) and "1 to change" in drawn(app))


async def test_what_is_recorded_meanwhile_shows_the_preview_again(store: Store, tmp_path: Path) -> None:
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "1 to add" in drawn(app))
        record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
        await pilot.press("enter")
        said = "Something else was recorded since it was shown"
        await until(pilot, lambda: said in drawn(app) and "1 to change" in drawn(app))
        assert marked(store) == ["absent"]
        await pilot.press("enter")
        await until(pilot, lambda: marked(store) == ["present"])


async def test_a_file_that_has_gone_is_taken_as_it_was_shown(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "m.csv", MARKS)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, path)
        await until(pilot, lambda: "1 to add" in drawn(app))
        path.unlink()
        await pilot.press("enter")
        await until(pilot, lambda: marked(store) == ["present"])


async def test_escape_leaves_a_file_that_is_still_read(store: Store, tmp_path: Path, held: threading.Event) -> None:
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "reading m.csv" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen))
        held.set()
        await workers_end(pilot)
        await pilot.pause()
        assert isinstance(app.screen, RosterScreen)
    assert marked(store) == []


async def test_nothing_holds_every_thread_while_a_file_is_read_and_compared(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search for cyclic garbage among the cells of a large file would be the longest that the screen stands still."""
    searched: list[bool] = []
    read_file = reading.read_file

    def seen(*given: Any) -> bytes:
        searched.append(gc.isenabled())
        return read_file(*given)

    monkeypatch.setattr(reading, "read_file", seen)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "1 to add" in drawn(app))
        await workers_end(pilot)
        assert searched == [False]
        assert gc.isenabled()


async def test_a_column_that_may_be_a_session_is_told_in_the_preview(store: Store, tmp_path: Path) -> None:
    more = [SESSIONS[0], *([ref, *SESSIONS[1][1:3], title, *SESSIONS[1][4:]] for ref, title in MORE)]
    assert not import_table(store, "sessions", write_csv(tmp_path / "more", more)).problems
    sheet = [["Name", "W01", "W02", "Feedbak"], ["Amara Osei", "1", "", "1"]]
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "sheet.csv", sheet))
        await until(pilot, lambda: "1 to add" in drawn(app) and "Perhaps W03 Feedback" in drawn(app))
        await pilot.press("c")
        await until(pilot, lambda: "Which session is “Feedbak”?" in drawn(app))
        await pilot.press("W", "0", "3", "ctrl+s")
        await until(pilot, lambda: "2 to add" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen))
    assert marked(store) == ["present", "present"]


async def test_escape_while_rows_are_written_leaves_all_of_them(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    write_rows = bulk.write_rows
    app = PswApp(store)

    def slow(*given: Any) -> None:
        begun.set()
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        write_rows(*given)

    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "1 to add" in drawn(app))
        monkeypatch.setattr(bulk, "write_rows", slow)
        await pilot.press("enter")
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: "leaving" in drawn(app))
        assert isinstance(app.screen, ImportPreview)
        goes_on.set()
        await until(pilot, lambda: isinstance(app.screen, RosterScreen))
    assert marked(store) == []


async def test_nothing_lies_over_a_file_that_is_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The palette would be closed in its place when it is done, and the preview never."""
    begun, goes_on = threading.Event(), threading.Event()
    write_rows = bulk.write_rows
    app = PswApp(store)

    def slow(*given: Any) -> None:
        begun.set()
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        write_rows(*given)

    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "1 to add" in drawn(app))
        monkeypatch.setattr(bulk, "write_rows", slow)
        await pilot.press("enter")
        await until(pilot, begun.is_set)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, ImportPreview)  # the key waits
        goes_on.set()
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await workers_end(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, RosterScreen)
        assert "Imported marks from m.csv: 1 mark added" in drawn(app)
    assert marked(store) == ["present"]


async def test_a_dialog_that_another_area_lies_over_has_what_came_for_it_when_it_is_seen_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read is shown, and what was written is told; the page of the other area stays."""
    goes_on, written = threading.Event(), threading.Event()
    real = imports.import_table

    def waiting(*given: Any, **named: Any) -> Any:
        goes_on.wait(PATIENCE_SECONDS)  # ends a test that fails
        result = real(*given, **named)
        if not named["dry_run"]:
            written.set()
        return result

    monkeypatch.setattr(imports, "import_table", waiting)
    app = PswApp(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, write_csv(tmp_path / "m.csv", MARKS))
        await until(pilot, lambda: "Import m.csv as marks" in drawn(app))
        app.switch_mode("today")
        goes_on.set()
        await until(pilot, lambda: not any(worker.is_running for worker in app.workers))
        app.switch_mode("roster")
        await until(pilot, lambda: "1 to add" in drawn(app))
        goes_on.clear()
        await pilot.press("enter")
        app.switch_mode("today")
        goes_on.set()
        await until(pilot, written.is_set)
        await until(pilot, lambda: not any(worker.is_running for worker in app.workers))
        assert len(app.screen_stack) == 1
        app.switch_mode("roster")
        await until(pilot, lambda: "Imported" in drawn(app) and "Import m.csv" not in drawn(app))
        assert marked(store) == ["present"]
