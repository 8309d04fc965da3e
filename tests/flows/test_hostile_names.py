"""Whatever people, sessions and organisations are called, every screen and dialog shows it as text and obeys nothing.

The rows are written past psw, as another program would: what the gate at the entrance keeps out is in this file.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.policy.text import without_commands
from psw_tui.store.core.store import Store
from screens.shell.desk import Place
from screens.shell.frame import AREAS, AreaScreen
from tests.budgets import LONG
from tests.faults.children import needs_fork
from tests.faults.terminal import Terminal
from tests.helpers import drawn, links, make_once, settle, until
from tests.store.core.every_command import live

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

#: Markup, links, stray tags and escapes of them; what a terminal obeys; what turns or hides text; and far too long.
PAYLOADS = (
    "[/]",
    "[@click=app.quit]x",
    "Ann \\",
    "[bold red]",
    "[50% @click=app.quit]Ann",
    "[$primary @click=app.quit]y",
    "[ @click=app.quit]z",
    "[SICK] Ann",
    "O[Brien",
    "[/b] [b",
    "\x1b[31mred",
    "\x9b31mC1",
    "\x1b]0;title\x07",
    "N\x00UL\x7f",
    "\x1bc\x90dcs",
    "\u202eup\u2066",
    "z\u200bw\ufeff",
    "e" + "\u0301" * 40,
    "two\nlines\u2028x",
    "A" * 5000,
)
#: What leaves the app, or the terminal to somebody else.
_NOT_PRESSED = {"q", "u", "U", "/", *"123456"}
_NAMED_KEYS = {"enter", "comma", "question_mark", "asterisk", "greater_than_sign", "less_than_sign", "plus"}


def _live(store: Store) -> None:
    live(store, 84)
    from psw_tui.store.commands import change_leaders

    for number in range(len(PAYLOADS) - 6):
        values = {"reference": f"N{number:02}", "first_name": "N", "last_name": f"Last{number}", "cohort": "PSW 2026"}
        change_leaders.create_leader(store, values | {"offer_accepted_on": store.today})


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lived-in file in which every name that somebody types is one of these."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    path = make_once(tmp_path / "psw.db", "flows/hostile", _live)
    with closing(sqlite3.connect(path)) as connection:
        keys = [key for (key,) in connection.execute("SELECT id FROM leader ORDER BY reference")]
        for payload, key in zip(PAYLOADS, keys, strict=True):
            values = (payload, payload, payload, key)
            connection.execute(
                "UPDATE leader SET first_name = ?, organisation = ?, manager_name = ? WHERE id = ?",
                values,
            )
        for table, column in (("session", "title"), ("session", "place"), ("coach", "name"), ("plan_action", "what")):
            keys = [key for (key,) in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
            for number, key in enumerate(keys):
                payload = PAYLOADS[number % len(PAYLOADS)]
                update = f"UPDATE {table} SET {column} = ? || ? WHERE id = ?"
                connection.execute(update, (payload, str(number), key))
        connection.execute("UPDATE communication SET summary = ?", (PAYLOADS[10] + PAYLOADS[1],))
        connection.execute("UPDATE cohort SET name = ? WHERE year = 2026", (PAYLOADS[1],))
        connection.commit()
    return path


def _assert_text(app: PswApp, where: str) -> None:
    """Nothing that a terminal obeys is drawn, nothing of a name can be clicked, and the app lives."""
    screen = drawn(app)
    commands = {hex(ord(sign)) for sign in screen if _is_command(sign)}
    assert commands == set(), (where, commands)
    assert not {link for link in links(app) if "quit" in link}, where
    assert app.is_running
    assert app._exception is None


def _is_command(sign: str) -> bool:
    return sign != "\n" and (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or (unicodedata.category(sign) == "Cf" and sign != "\u200d")
    )


async def _back(pilot: Pilot[Any], app: PswApp, area: AreaScreen, again: Callable[[], object]) -> AreaScreen:
    """Leave whatever was opened; the screen itself is opened `again` where it was left, too."""
    for _ in range(8):
        if isinstance(app.screen, AreaScreen):
            break
        await pilot.press("escape")
        await settle(app)
    if app.screen is not area:
        again()
        await settle(app)
        await pilot.pause()
    assert isinstance(app.screen, AreaScreen)
    return app.screen


async def _press_every_verb(pilot: Pilot[Any], app: PswApp, again: Callable[[], object], seen: set[str]) -> None:
    """Open the dialogs and pages that the keys of this screen open, and close them; all of them by `make fuzz`."""
    again()
    await settle(app)
    await pilot.pause()
    assert isinstance(app.screen, AreaScreen)
    area: AreaScreen = app.screen
    name = type(area).__name__
    _assert_text(app, name)
    verbs = [
        key
        for key, bound in area.active_bindings.items()
        if bound.enabled and key not in _NOT_PRESSED and not bound.binding.action.startswith("area")
        if len(key) == 1 or key in _NAMED_KEYS
    ]
    for key in verbs if LONG else verbs[::9]:
        await pilot.press(key)
        await settle(app)
        _assert_text(app, f"{name}, {key}")
        if app.screen is not area:
            seen.add(f"{type(app.screen).__name__} of {key}, {name}")
            await until(pilot, lambda: not getattr(app.screen, "looking", False))
            _assert_text(app, f"{name}, {key}, {type(app.screen).__name__}")
        area = await _back(pilot, app, area, again)


@pytest.mark.fuzz
async def test_every_area_and_dialog_shows_hostile_names_as_text(hostile: Path) -> None:
    with Store.open(hostile) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await until(pilot, lambda: "leaders" in drawn(app))
            seen: set[str] = set()
            places = [Place(area) for area in AREAS]
            places += [Place("roster", "L001", page=True), Place("registers", "W1", page=True)]
            for place in places:
                await _press_every_verb(pilot, app, partial(app.go, place), seen)
                if place == Place("roster"):
                    app.go(place)
                    await until(pilot, lambda: "[SICK] Ann" in drawn(app))
                    for payload in PAYLOADS[:17]:
                        assert without_commands(payload)[:16] in drawn(app), payload
            await pilot.press("ctrl+p", *"quit")
            await settle(app)
            _assert_text(app, "palette")
            assert len(seen) >= (40 if LONG else 1), sorted(seen)


@needs_fork
def test_a_terminal_is_given_no_command_that_stands_in_a_name(hostile: Path) -> None:
    """What the app itself says to a terminal is an escape and what follows; of the names' none arrives."""
    with Terminal(hostile) as terminal:
        terminal.shows(b"leaders")
        for key, words in ((b"2", b"[SICK] Ann"), (b"3", b"[SICK] Ann"), (b"4", b"[SICK] Ann"), (b"6", b"Inbox")):
            terminal.keys(key)
            terminal.shows(words)
        terminal.keys(b"q")
        assert terminal.ended() == 0
    text = terminal.drawn.decode("utf-8", "replace")
    for command in (
        "\x1b[31mred",
        "\x9b",
        "\x90",
        "\x1b]0;title",
        "\x00",
        "\x7f",
        "\x1bc",
        "\u202e",
        "\u2066",
        "\u200b",
    ):
        assert command not in text, repr(command)
    assert "[SICK] Ann" in text
