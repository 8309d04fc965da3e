"""The running app meets a fault: it says so and lives, or ends and leaves a whole file and no process behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from tests.faults.children import add_leader, assert_whole, leaders_in
from tests.helpers import drawn, press_again, until

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_app_lives_while_another_program_holds_the_file(db: Path) -> None:
    """A command and a screen that can't be read say so; afterwards both work, and nothing is lost."""
    with Store.open(db) as store:
        add_leader(store, 1)
        app = PswApp(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await until(pilot, lambda: "1 Today" in drawn(app))
            store.connection.execute("PRAGMA busy_timeout=20")
            with closing(sqlite3.connect(db, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                await pilot.press("u")
                await until(pilot, lambda: "in use by another program" in drawn(app))
                await pilot.press("2")
                await pilot.pause()
            assert app.is_running
            await pilot.press("1", "2")
            await until(pilot, lambda: "First1" in drawn(app))
            await pilot.press("u")
            await press_again(pilot, "y")
            await until(pilot, lambda: "Undone: Added First1 Last" in drawn(app))
    assert leaders_in(db) == 0
    assert_whole(db)


async def test_one_damaged_row_is_shown_as_such_and_every_area_opens(db: Path) -> None:
    """At every start: who can't be read is named with what to do, and the others are listed and written."""
    with Store.open(db) as store:
        for number in (1, 2):
            add_leader(store, number)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints=ON")
        other.execute("UPDATE leader SET state = 'none' WHERE reference = 'X0001'")
    with Store.open(db) as store:
        app = PswApp(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await until(pilot, lambda: "X0001" in drawn(app))
            assert "Unreadable: run `psw check`, restore a backup" in drawn(app)
            assert "the record can't be read" in drawn(app)
            for key, words in zip("3456", ("No session", "First2", "First2", "Nothing"), strict=True):
                await pilot.press(key)
                await until(pilot, lambda words=words: words in drawn(app))  # type: ignore[misc]
                assert "First1" not in drawn(app)
                assert "1 unreadable" in drawn(app)
            await pilot.press("2")
            await until(pilot, lambda: "X0001: unreadable record" in drawn(app))
            assert drawn(app).index("X0001: unreadable") < drawn(app).index("First2"), "never below the last row"
            add_leader(store, 3)
            await pilot.press("u")
            await until(pilot, lambda: "Undone: Added First3 Last" in drawn(app))
    assert leaders_in(db) == 2


async def test_the_first_command_on_a_file_that_takes_no_writes_says_so(db: Path) -> None:
    """What was read stays on the screen, and the next command works once the file does."""
    with Store.open(db) as store:
        add_leader(store, 1)
        app = PswApp(store)
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await until(pilot, lambda: "1 Today" in drawn(app))
            store.connection.execute("PRAGMA query_only=ON")
            await pilot.press("u")
            await press_again(pilot, "y")
            await until(pilot, lambda: "Nothing was recorded." in drawn(app))
            store.connection.execute("PRAGMA query_only=OFF")
            await pilot.press("u")
            await press_again(pilot, "y")
            await until(pilot, lambda: "Undone: Added First1 Last" in drawn(app))
    assert leaders_in(db) == 0
