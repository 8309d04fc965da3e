"""Whatever is typed, and however fast: what is saved is what was typed, and nothing else happens."""

from __future__ import annotations

import asyncio
import random
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from textual import events
from textual.binding import Binding, BindingType
from textual.messages import InvokeLater
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts, change_leaders, leaders
from psw_tui.store.system import turns
from screens.dialogs.form import Field, Form
from screens.dialogs.reading import Reading
from screens.shell.keys_in_order import KeysInOrder
from screens.shell.plain_dialogs import Confirm
from tests.budgets import LONG
from tests.bursts import type_on
from tests.helpers import PATIENCE_SECONDS, drawn, settle, until, workers_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
LETTERS = "aenop y"
PASTES = {"Kent": "Kent", "Kent\r\nCounty\n": "Kent County", "a\tb": "a b"}


class Typing(KeysInOrder[None]):
    """An app of one form: `n` opens it, all other letters are verbs that are written down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "open"),
        *[Binding("space" if letter == " " else letter, f"note('{letter}')") for letter in LETTERS if letter != "n"],
    ]

    def __init__(self, fields: list[Field]) -> None:
        super().__init__()
        self.fields = fields
        self.happened: list[Any] = []
        self.done = asyncio.Event()

    def action_note(self, letter: str) -> None:
        self.happened.append(letter)
        self.done.set()

    def action_open(self) -> None:
        if not isinstance(self.screen, (Form, Confirm)):
            self.push_screen(Form("Test", self.fields, dict), self.happened.append)


class Model:
    """What somebody who types slowly would see: the form that is open, its field in focus, and what has happened."""

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields
        self.happened: list[Any] = []
        self.values: list[str] | None = None  # no form is open
        self.asked = False
        self.at = 0
        self.selected = False

    def __call__(self, typed: str) -> None:
        if self.asked:
            if typed in ("enter", "y"):
                self.happened.append(None)
                self.values = None
            self.asked = self.asked and typed not in ("enter", "y", "escape", "n")
        elif self.values is None:
            if typed == "n":
                self.values = [field.value for field in self.fields]
                empty = [place for place, field in enumerate(self.fields) if field.required and not field.value]
                self.go(empty[0] if empty else 0)
            elif typed in LETTERS:
                self.happened.append(typed)
        else:
            self.in_form(typed, self.values)

    def in_form(self, typed: str, values: list[str]) -> None:
        steps = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
        if len(typed) == 1 or typed in PASTES:
            values[self.at] = ("" if self.selected else values[self.at]) + PASTES.get(typed, typed)
            self.selected = False
        elif typed == "backspace":
            values[self.at] = "" if self.selected else values[self.at][:-1]
            self.selected = False
        elif typed in steps:
            self.go((self.at + steps[typed]) % len(values))
        elif typed == "enter" and self.at + 1 < len(values):
            self.go(self.at + 1)
        elif typed in ("enter", "ctrl+s"):
            self.save(values)
        elif typed == "escape":
            self.asked = values != [field.value for field in self.fields]
            if not self.asked:
                self.happened.append(None)
                self.values = None

    def save(self, values: list[str]) -> None:
        for place, field in enumerate(self.fields):
            if field.required and not values[place].strip():
                if place != self.at:
                    self.go(place)
                return
        self.happened.append({field.key: value.strip() for field, value in zip(self.fields, values, strict=True)})
        self.values = None

    def go(self, place: int) -> None:
        self.at = place
        self.selected = bool(self.values and self.values[place])


def burst(rnd: random.Random) -> list[str]:
    """What may be typed on without a pause."""
    moves = ["tab", "tab", "enter", "down", "up", "shift+tab", "backspace", "ctrl+s", "escape", "enter", *PASTES]
    typed = ["n"]
    for _ in range(rnd.randint(3, 12)):
        typed += [rnd.choice(LETTERS) for _ in range(rnd.randint(0, 6))]
        typed.append(rnd.choice(moves))
    return typed


async def send(app: KeysInOrder[None], typed: list[str], rnd: random.Random) -> None:
    """Type it on without a pause, and paste what is pasted."""
    await type_on(app, [events.Paste(name) if name in PASTES else name for name in typed], rnd)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(20 if LONG else 1))
async def test_a_burst_comes_to_what_the_same_keys_come_to_one_by_one(seed: int) -> None:
    """A thousand bursts in the long run; in the short one six."""
    rnd = random.Random(seed)
    fields = [
        Field("first", "First", required=True),
        Field("last", "Last", required=True),
        Field("day", "Day", "today"),
        *[Field(f"more{n}", f"More {n}") for n in range(rnd.randint(0, 16))],
    ]
    app, model = Typing(fields), Model(fields)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(50 if LONG else 6):
            typed = burst(rnd)
            await send(app, typed, rnd)
            for name in typed:
                model(name)
            await settle(app)
            if isinstance(app.screen, Form):
                assert [line.value for line in app.screen.query(Input)] == model.values, typed
            assert app.happened == model.happened, typed
        await pilot.pause()


async def test_a_loop_that_never_rests_holds_no_key_up() -> None:
    app = Typing([Field("first", "First", required=True), Field("last", "Last", required=True)])

    async def be_busy() -> None:
        while not app.done.is_set():  # noqa: ASYNC110 - not to wait, but to be busy
            await asyncio.sleep(0)

    async with app.run_test(size=(80, 24)):
        busy = asyncio.create_task(be_busy())
        await send(app, ["n", *"ann", "tab", *"poe", "ctrl+s", "a"], random.Random(0))
        await asyncio.wait_for(busy, PATIENCE_SECONDS)
    assert app.happened == [{"first": "ann", "last": "poe"}, "a"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty cohort."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        yield opened


def names(store: Store) -> list[str]:
    return [f"{row.first_name}/{row.last_name}" for row in leaders.every(store)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_leaders_typed_on_without_a_pause_are_saved_as_typed(store: Store, size: tuple[int, int]) -> None:
    """From Today into the roster, a form, its save, another form left by escape, and the next."""
    app = PswApp(store)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: "Today" in drawn(app))
        typed = ["2", "n", *"Sam", "tab", *"Jones", "ctrl+s"]
        typed += ["n", *"Ann", "down", *"Lee", "escape", "enter"]
        typed += ["n", *"Jo", "enter", *"Mensah Farrell", "ctrl+s", "ctrl+p", *"sam", "enter"]
        await type_on(app, typed, random.Random(0))
        await until(pilot, lambda: "Roster › Sam Jones" in drawn(app))
    assert names(store) == ["Sam/Jones", "Jo/Mensah Farrell"]


async def test_what_waits_for_the_next_frame_comes_though_the_key_goes_to_another_screen(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key draws once all is done that it has set going; the screen it leaves has no frame to come."""
    come: list[str] = []
    plain = PswApp.action_area

    def leave(app: PswApp, area: str) -> None:
        left = app.screen
        left.post_message(InvokeLater(partial(come.append, left.AREA)))  # type: ignore[attr-defined]  # an area
        left._invoke_later(partial(come.append, "callback"), left)
        plain(app, area)

    monkeypatch.setattr(PswApp, "action_area", leave)
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.desk.today_is_whole)
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "roster")
        await settle(app)
        assert sorted(come) == ["callback", "today"]


async def test_the_palette_goes_nowhere_on_what_it_found_before(store: Store) -> None:
    """It looks for a tenth of a second until it is sure that nothing fits; what fitted before is shown as long."""
    change_leaders.create_leader(
        store, {"reference": "L001", "first_name": "Sam", "last_name": "Jones", "cohort": "PSW 2026"}
    )
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "Today" in drawn(app))
        await type_on(app, ("ctrl+p", *"sam", *"xyz", "enter"), random.Random(0))
        await until(pilot, lambda: not app._waiting)
        assert "Roster › " not in drawn(app)
        assert app.current_mode == "today"


async def test_a_paste_goes_into_a_field_and_nowhere_else(store: Store) -> None:
    """On a list, and over a question, it is said to go nowhere; none of its letters is a verb."""
    app = PswApp(store)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("2")
        app.post_message(events.Paste("n\nSam\nq"))
        await until(pilot, lambda: "A paste needs a field" in drawn(app))
        assert app.screen is app.screen_stack[0]
        typed: list[str | events.Paste] = ["n", events.Paste("Mary\r\nAnn\r\n"), "tab", events.Paste("Poe"), "ctrl+s"]
        await type_on(app, typed, random.Random(0))
        await until(pilot, lambda: names(store) == ["Mary Ann/Poe"])
        await pilot.press("slash")
        app.post_message(events.Paste("poe\n"))
        await until(pilot, lambda: app.screen.query_one("#filter", Input).value == "poe")
        assert "A paste needs" not in drawn(app)


async def test_keys_wait_for_what_is_read_and_those_before_an_escape_go_with_it(store: Store) -> None:
    """A thread that has ended lets them go."""
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("2")
        roster = app.screen
        for typed, opens in (("n", Form), ("escape", type(roster))):
            goes_on = threading.Event()
            reading = Reading(app.desk, "Slow", partial(goes_on.wait, PATIENCE_SECONDS), writes=False)
            app.push_screen(reading)
            await pilot.press("n")
            assert app.screen is reading
            if typed == "escape":
                await pilot.press(typed)
            goes_on.set()
            await workers_end(pilot)
            await until(pilot, lambda opens=opens: isinstance(app.screen, opens))  # type: ignore[misc]
            await pilot.press("escape")
        assert app.screen is roster


async def test_what_is_typed_through_dialogs_areas_and_a_filter_reaches_each(store: Store) -> None:
    """Another day, the keys, the roster, its filter, a leader's form, a save that is refused first, and an undo."""
    named = {"first_name": "Sam", "last_name": "Jones", "cohort": "PSW 2026"}
    for reference in ("L001", "L002"):
        change_leaders.create_leader(store, {"reference": reference, **named, "organisation": reference})
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "Today" in drawn(app))
        typed = ["D", *"1 mar 2027", "enter", "question_mark", "escape", "C", "enter", "2"]
        typed += ["slash", *"l002", "enter", "e", "tab", *" Li", "up", "ctrl+u", "ctrl+s", *"Ann", "ctrl+s"]
        typed += ["n", "escape", "escape", "e", "escape", "1", "2"]
        await type_on(app, typed, random.Random(0))
        await until(pilot, lambda: app.current_mode == "roster" and not app._waiting)
        assert app.desk.chosen_day is not None
        assert len(app.screen_stack) == 1
    assert names(store) == ["Sam/Jones", "Ann/Li"]


async def test_a_thread_at_work_gives_way_while_a_key_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the key on until all that it has set going is done."""
    app = Typing([])
    monkeypatch.setattr(turns, "screen_works", lambda: app.happened.append("works"))
    monkeypatch.setattr(turns, "screen_rests", lambda: app.happened.append("rests"))
    async with app.run_test() as pilot:
        await pilot.press("a")
        await until(pilot, lambda: "rests" in app.happened)
        assert app.happened == ["works", "a", "rests"]
