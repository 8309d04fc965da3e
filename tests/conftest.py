"""What holds for every test: its surroundings, the budgets of the property tests, and that the app is waited for by
its state.

HYPOTHESIS_PROFILE names a budget; `default` finds the same cases every time.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from contextlib import asynccontextmanager
from datetime import date, datetime
from hashlib import sha256
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers import frames_at_rest, import_once, settle, threads_end
from tests.surroundings import (
    pytest_configure,
    pytest_runtest_protocol,
    pytest_sessionfinish,
    pytest_testnodedown,
    pytest_testnodeready,
    pytest_unconfigure,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Hashable, Iterable, Iterator
    from sqlite3 import Connection

    from sqlalchemy import Engine
    from textual.app import App
    from textual.css.model import RuleSet
    from textual.pilot import Pilot
    from textual.timer import Timer

    from models.engine import Step

#: Pytest finds its hooks here.
__all__ = [
    "pytest_configure",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
    "pytest_testnodedown",
    "pytest_testnodeready",
    "pytest_unconfigure",
]

# What is imported and collected lives to the end of the run: looking through it for rubbish, over and over, takes a
# quarter of the whole run.
gc.set_threshold(10_000, 20, 20)


def pytest_collection_finish() -> None:
    """Let the collector pass over all that is there once the tests are known."""
    gc.freeze()


settings.register_profile(
    "default", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "fuzz", max_examples=2000, deadline=None, derandomize=False, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


#: No test takes the first on a quiet machine, and none the second on any.
_SELDOM_SECONDS, _NEVER_SECONDS = 30.0, 1e9


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty home: no test finds the records of whoever runs it, and none leaves anything there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _pilot_waits_for_the_app() -> Iterator[None]:
    """Textual's pilot takes an idle processor for an idle app, and looks every 20 ms: wrong on a busy machine, slow on
    a quiet one."""
    import textual.app
    import textual.pilot
    from textual._context import active_app

    async def idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
        await settle(active_app.get(), seen=False)

    async def screen(pilot: Pilot[Any], timeout: float = 0) -> bool:  # noqa: ASYNC109 - the pilot's own
        return await settle(pilot.app)

    run_test = textual.app.App.run_test

    @asynccontextmanager
    async def run_to_the_end(app: App[Any], **options: Any) -> AsyncIterator[Pilot[Any]]:
        import_once(app)
        try:
            async with run_test(app, **options) as pilot:
                yield pilot
        finally:
            await threads_end()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textual.app, "wait_for_idle", idle)
        patch.setattr(textual.pilot, "wait_for_idle", idle)
        patch.setattr(textual.pilot.Pilot, "_wait_for_screen", screen)
        patch.setattr(textual.app.App, "run_test", run_to_the_end)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_minute_passes_by_itself() -> Iterator[None]:
    """What an app does every half minute or minute, as making a backup, would come only where a test takes so long."""
    from textual.message_pump import MessagePump

    set_interval = MessagePump.set_interval

    def seldom_never(pump: MessagePump, interval: float, *what: Any, **more: Any) -> Timer:
        return set_interval(pump, interval if interval < _SELDOM_SECONDS else _NEVER_SECONDS, *what, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MessagePump, "set_interval", seldom_never)
        yield


@pytest.fixture
def clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one moment to the end of a test that makes something twice, or says how old it is: else a minute may pass
    in between, on the slowest machine and now and then on any."""
    from psw_tui.store.system import clock

    read = clock.now
    moments: list[datetime] = []

    def now() -> datetime:
        if not moments:
            moments.append(read())
        return moments[0]

    monkeypatch.setattr(clock, "now", now)


@pytest.fixture(scope="session", autouse=True)
def draw_at_once() -> Iterator[Callable[..., Any]]:
    """A frame between two rests of the app lasts no moment, and drawing is a good part of what a key costs: what is
    seen at rest is drawn, and nothing in between. Gives Textual's `Compositor.render_update`, which draws at once."""
    with frames_at_rest() as at_once:
        yield at_once


@pytest.fixture(scope="session")
def demo_cohort(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file that `psw demo` makes for 1 February 2027, by one called bdo: making it takes as long as many tests."""
    from psw_tui.demo import make

    path = tmp_path_factory.mktemp("demo") / "psw.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("getpass.getuser", lambda: "bdo")
        make(path, date(2027, 2, 1))
    return path.read_bytes()


@pytest.fixture(scope="session", autouse=True)
def parse_rules() -> Iterator[Callable[..., list[RuleSet]]]:
    """Every app parses the same stylesheets: here all share what one has parsed. Gives the way that parses."""
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    parsed: dict[Hashable, list[RuleSet]] = {}

    def once(sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
        key = (source, *more.items(), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *source, **more)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield parse


@pytest.fixture(scope="session", autouse=True)
def _styles_are_worked_out_once(parse_rules: object) -> Iterator[None]:
    """After `parse_rules`, by which all apps have the same rules."""
    del parse_rules
    from tests.styles_once import work_styles_out_once

    with pytest.MonkeyPatch.context() as patch:
        work_styles_out_once(patch)
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures=write` keeps what screens look like now, instead of comparing with what is kept."""
    parser.addoption("--pictures", choices=("compare", "write"), default="compare", help="goldens of screens")


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Every engine compiles the same ones, and each test has an engine of its own."""
    from models.engine import engine_over

    shared: list[tuple[Any, Any]] = []

    def one_more(connection: Connection) -> Engine:
        engine = engine_over(connection)
        shared.append((engine.dialect, engine._compiled_cache))
        del shared[1:]
        engine.dialect, engine._compiled_cache = shared[0]
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("psw_tui.store.core.store.engine_over", one_more)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_sound_file_is_looked_through_once() -> Iterator[None]:
    """Every thread of an app looks through the file for rows that can't be read: here only the main one, if the file
    is, byte for byte, one in which none was found."""
    from models import damage
    from psw_tui.store.core import store

    look = damage.hide
    sound: set[Hashable] = set()

    def once(connection: Connection, programmes: Collection[str]) -> damage.Damage:
        if not isinstance(connection, sqlite3.Connection):
            return look(connection, programmes)  # encrypted
        file = (sha256(connection.serialize()).digest(), *programmes)
        if file in sound and current_thread() is not main_thread():
            damage._show_all(connection)
            return damage.Damage()
        found = look(connection, programmes)
        if not found:
            sound.add(file)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "hide", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def settings_of_psw() -> Iterator[tuple[str, ...]]:
    """A test's file is thrown away, power cut or not, and waiting for the disk is half the time of a command: here no
    commit waits for it. A process that is killed loses nothing by that. Gives the settings as psw has them."""
    from models import engine

    own = engine._SETTINGS
    with pytest.MonkeyPatch.context() as patch:
        unsynced = [setting.replace("synchronous=EXTRA", "synchronous=OFF") for setting in own]
        patch.setattr(engine, "_SETTINGS", tuple(unsynced))
        yield own


@pytest.fixture(scope="session", autouse=True)
def fill_by_steps() -> Iterator[Callable[[Connection, Iterable[Step], int], None]]:
    """The same steps make the same empty database: here they are taken once, and each new file gets the pages of that
    one. Gives the way that takes them."""
    from models import engine

    fill = engine._fill
    made: dict[Hashable, Connection] = {}

    def once(connection: Connection, steps: Iterable[Step], version: int) -> None:
        taken = tuple(steps)
        key = (taken, version)
        if key not in made:
            first = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            fill(first, taken, version)
            made[key] = first
        made[key].backup(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_fill", once)
        yield fill
    for first in made.values():
        first.close()
