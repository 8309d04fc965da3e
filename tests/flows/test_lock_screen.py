"""The lock: what is beneath is neither seen nor reached, goes on, and is there afterwards as it was left."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from models.cipher import recovery_key
from psw_tui.app import PswApp
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.roster import leaders
from psw_tui.store.system import clock
from psw_tui.store.system.settings_file import DEFAULTS, Settings
from screens.dialogs.form import Form
from screens.dialogs.reading import read_in_thread
from screens.shell.lock_screen import LockScreen
from screens.shell.screen_lock import LOCKED
from tests.helpers import drawn, encrypt, settle, until
from tests.pictures import people_in

if TYPE_CHECKING:
    from pathlib import Path

_NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def demo(demo_cohort: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "psw.db"
    path.write_bytes(demo_cohort)
    return path


async def test_under_the_lock_nothing_is_seen_or_reached_and_all_is_there_afterwards(demo: Path) -> None:
    with clock.at(_NOON), Store.open(demo) as store:
        app = PswApp(store)
        entries = store.connection.total_changes
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.press("2", "e")
            await until(pilot, lambda: isinstance(app.screen, Form))
            form, field = app.screen, app.screen.query_one("#field-phone", Input)
            field.focus()
            await pilot.press("ctrl+u", *"020 half", "ctrl+l")
            await until(pilot, lambda: "psw is locked." in drawn(app))
            app.notify(leaders.name_of(leaders.every(store)[0]), markup=False)
            app.say_refusal(Refused("Amara Osei can't be read."))
            await settle(app)
            assert "encrypt" in drawn(app)
            assert not people_in(drawn(app), store)
            assert "names masked" not in drawn(app)
            beneath = (
                "1",
                "2",
                "f3",
                "f9",
                "ctrl+l",
                "ctrl+p",
                "ctrl+s",
                "u",
                "U",
                "n",
                "j",
                "w",
                "question_mark",
                "x",
            )
            await pilot.press(*beneath, "escape", "tab")
            await pilot.click(offset=(40, 1))
            await settle(app)
            assert isinstance(app.screen, LockScreen)
            assert len(app.screen_stack) == 1
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is form)
            assert field.value == "020 half"
            assert field.has_focus
            assert app.desk.mask.filter is None
            assert app.desk.said == "Amara Osei can't be read."
            await pilot.press("x")
            assert field.value == "020 halfx"
            await pilot.press("ctrl+l", "q")
            await until(pilot, lambda: app._exit)
        assert store.connection.total_changes == entries


async def test_what_works_in_the_background_goes_on_and_its_result_comes_after_the_passphrase(demo: Path) -> None:
    """A passphrase that is not the one is said in a line, and nothing is unlocked."""
    right = recovery_key(encrypt(demo))
    goes_on = threading.Event()
    came: list[int] = []

    def work() -> int:
        goes_on.wait(60)
        return 42

    with clock.at(_NOON), Store.open(demo) as store:
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("2")
            await settle(app)
            read_in_thread(app.screen, "A file", work, came.append)  # type: ignore[arg-type]  # an AreaScreen
            await until(pilot, lambda: "reading …" in drawn(app))
            await pilot.press("j", "ctrl+l")  # the key before is for the list, once the file is read
            await until(pilot, lambda: "passphrase of the file" in drawn(app))
            goes_on.set()
            await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
            assert came == []
            await pilot.press(*"q wrong", "enter")
            await until(pilot, lambda: "That is not the passphrase" in drawn(app))
            assert "wrong" not in drawn(app)
            assert app.current_mode == LOCKED
            await pilot.press(*right)
            await settle(app)
            assert right[:6] not in drawn(app)
            assert "That is not" not in drawn(app)
            await pilot.press("enter")
            await until(pilot, lambda: came == [42])
            assert app.current_mode == "roster"
            await settle(app)
            assert app.screen.table.cursor_index == 1  # type: ignore[attr-defined]  # an AreaScreen


async def test_it_locks_itself_after_the_minutes_without_a_key_those_asleep_too(
    tmp_path: Path, clock_stands: None
) -> None:
    assert DEFAULTS.idle_minutes == 10
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store, Settings(idle_minutes=2))
        async with app.run_test(size=(80, 24)) as pilot:
            app.minute_passed()
            await pilot.press("j")
            app.minute_passed()
            assert not app.is_locked
            app.minute_passed()
            app.minute_passed()
            await until(pilot, lambda: "psw is locked." in drawn(app))
            assert "Today" not in drawn(app)
            await pilot.press("2", "enter")
            await until(pilot, lambda: "1 Today" in drawn(app))
            assert app.current_mode == "today"
            app._last_key -= timedelta(minutes=2)  # the computer slept
            app.minute_passed()
            assert app.is_locked
