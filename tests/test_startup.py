"""What is not imported before the first paint, each looked at in a fresh process."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from types import ModuleType

_HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "sqlcipher3", "keyring")
_REPORT = "import sys; print(sorted({name.partition('.')[0] for name in sys.modules}))"


def loaded_by(code: str, *arguments: str) -> str:
    """The top-level packages that a fresh process has loaded after running the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_REPORT}", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


_BEFORE_THE_PAINT = Path(__file__).parent / "before_the_first_paint.txt"
_LIBRARIES = {"textual": 150, "rich": 50, "platformdirs": 7, "typing_extensions": 1}
#: What others of Python's own modules bring along, or Textual's, and no first paint needs.
_UNNEEDED = {
    "csv",
    "email",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "rich.table",
    "ssl",
    "statistics",
    "textual.command",
    "tomllib",
    "unittest",
    "zipfile",
}


@pytest.fixture(scope="module")
def first_paint(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The modules that are imported by the time that a file, even a new one, is opened and Today drawn; and that none
    of the heavy ones is once all that is known is on the screen."""
    code = """
import pathlib, sys
from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
painted, whole = [], []
class Watched(PswApp):
    def post_display_hook(self):
        strips = self.screen._compositor.render_strips() if self.screen_stack and not painted else ()
        if any("Today" in strip.text for strip in strips):
            painted.extend(sys.modules)
    def _warm(self):
        whole.append({"sqlmodel", "sqlalchemy", "pydantic"} & set(sys.modules))
        self.exit()
with Store.open(pathlib.Path(sys.argv[1]), create_missing=True, looks_meanwhile=True) as store:
    Watched(store).run(headless=True)
assert whole == [set()], whole
print(*painted)
"""
    path = tmp_path_factory.mktemp("paint") / "psw.db"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_the_app_paints_with_no_more_of_its_own_modules_than_it_shows(first_paint: list[str]) -> None:
    """One that joins the list costs every start: what the first paint does not show is imported by what needs it."""
    own = {name for name in first_paint if name.partition(".")[0] in ("psw_tui", "screens", "models")}
    listed = set(_BEFORE_THE_PAINT.read_text("utf-8").split())
    assert own - listed == set(), "these are new before the first paint"
    assert listed - own == set(), "these no longer are: take them off the list"


def test_the_app_paints_before_anything_but_textual_is_imported(first_paint: list[str]) -> None:
    """None of the heavy libraries, and of Python's own none that only those need."""
    assert not _UNNEEDED & set(first_paint)
    counts = Counter(name.partition(".")[0] for name in first_paint)
    foreign = {
        name: number
        for name, number in counts.items()
        if name not in sys.stdlib_module_names and name not in ("psw_tui", "screens", "models") and name[0] != "_"
    }
    assert foreign.keys() == _LIBRARIES.keys()
    assert all(number <= _LIBRARIES[name] for name, number in foreign.items()), foreign


async def test_what_today_shows_is_imported_while_threads_look_through_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look waits for it here, and not the other way about."""
    imported = threading.Event()

    def opened(name: str) -> ModuleType:
        module = import_module(name)
        if name == "screens.today.side":
            imported.set()
        return module

    def looks_afterwards(_connection: sqlite3.Connection) -> str:
        return "" if imported.wait(60) else "nothing was imported meanwhile"

    monkeypatch.setattr("psw_tui.lazy.import_module", opened)
    monkeypatch.setattr("psw_tui.store.core.first_look.first_damage", looks_afterwards)
    with Store.open(tmp_path / "psw.db", create_missing=True, looks_meanwhile=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            while not (app.desk.today_is_whole or app.damage):
                await pilot.pause(0.01)
    assert not app.damage


def test_a_first_visit_imports_nothing_once_the_app_is_warm(tmp_path: Path) -> None:
    """No key waits for what another area is made of, or a command: a thread imports it once Today is drawn."""
    code = """
import asyncio, pathlib, sys, threading
from psw_tui.app import PswApp
from psw_tui.store import commands
from psw_tui.store.core.store import Store
cold, warm = [], threading.Event()
def own():
    return {name for name in sys.modules if name.partition(".")[0] in ("screens", "psw_tui", "models")}
class Watched(PswApp):
    def _warm(self):
        cold.extend(own() & {"screens.roster.roster", "screens.registers.register", "screens.dialogs.form"})
        super()._warm()
    def _warm_store(self):
        if not self.desk.today_is_whole:
            cold.append("Today is still being worked out")
        super()._warm_store()
        warm.set()
async def visit(store):
    app = Watched(store)
    async with app.run_test(size=(120, 36)) as pilot:
        while not warm.is_set():
            await pilot.pause(0.01)
        before = own()
        for key, area in zip("23456", ("roster", "registers", "coaching", "capabilities", "escalations")):
            await pilot.press(key)
            while app.current_mode != area or not app.screen.settled:
                await pilot.pause(0.01)
        for command in commands.__all__:
            getattr(commands, command)
        return own() - before
with Store.open(pathlib.Path(sys.argv[1]), create_missing=True) as store:
    late = asyncio.run(visit(store))
assert not cold, cold
assert not late, late
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "psw.db")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_palette_and_its_themes_open_in_an_app_that_textual_s_palette_was_kept_out_of(tmp_path: Path) -> None:
    """In a process of its own: here some test may have imported Textual's before psw."""
    code = """
import asyncio, pathlib, sys
from psw_tui.app import PswApp
assert "textual.command" not in sys.modules
from psw_tui.store.core.store import Store
async def choose(store):
    app = PswApp(store)
    async with app.run_test(size=(120, 36)) as pilot:
        while not app.desk.today_is_whole:
            await pilot.pause(0.01)
        await pilot.press("ctrl+p", *"theme", "down", "enter")
        while app.screen is app.screen_stack[0]:
            await pilot.pause(0.01)
        await pilot.press(*"nord", "down", "enter")
        while app.theme != "nord":
            await pilot.pause(0.01)
        while app.screen is not app.screen_stack[0]:
            await pilot.pause(0.01)
with Store.open(pathlib.Path(sys.argv[1]), create_missing=True) as store:
    asyncio.run(asyncio.wait_for(choose(store), 60))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "psw.db")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_whoever_leaves_at_once_does_not_wait_for_what_nobody_needs_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)

        def one_is_imported() -> Iterator[None]:
            app.exit()
            yield

        monkeypatch.setattr("psw_tui.app.import_every_screen", one_is_imported)
        monkeypatch.setattr(store, "warm", pytest.fail)
        app._warm_store()


def test_what_is_there_once_the_app_is_warm_is_not_looked_through_for_garbage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python's collector holds every thread while it goes through all that was imported; `main` has turned it off."""
    done: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: done.append("all is kept"))
    monkeypatch.setattr(gc, "enable", lambda: done.append("what comes is looked through"))
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        PswApp(store)._warm_store()
    assert done == ["all is kept", "what comes is looked through"]


def test_every_screen_can_be_imported_without_sqlmodel() -> None:
    """Screens, dialogs and the store's reads stand on the DB-API alone."""
    code = """
import importlib, pathlib
for name in (
    "screens.today.today",
    "screens.roster.roster",
    "screens.registers.sessions",
    "screens.coaching.board",
    "screens.capabilities.rounds",
    "screens.escalations.escalations",
    "screens.roster.leader",
    "screens.registers.register",
    "screens.capabilities.round",
):
    importlib.import_module(name)
"""
    loaded = loaded_by(code)
    assert "textual" in loaded
    assert not any(repr(name) in loaded for name in _HEAVY), loaded


def test_the_package_itself_imports_nothing() -> None:
    """`psw_tui` holds the version and no more."""
    loaded = loaded_by("import psw_tui")
    assert not any(repr(name) in loaded for name in (*_HEAVY, "textual", "rich", "click")), loaded
