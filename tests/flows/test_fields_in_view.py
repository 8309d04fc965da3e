"""However long a form and however low the window: the keys go from field to field, and the field typed in is seen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import day
from psw_tui.store.core.store import Store
from psw_tui.store.registers.session_draft import SessionDraft
from psw_tui.store.roster import change_cohorts, change_leaders
from psw_tui.store.roster.leaders import particulars
from screens.dialogs.fields import day_form
from screens.dialogs.form import Field, Fields, Form
from screens.dialogs.typed import read_day
from screens.escalations import case_forms
from screens.registers.session_form import SessionForm
from screens.roster import leader_form
from screens.shell.frame import AREAS, AreaScreen
from tests.budgets import LONG
from tests.helpers import nobody_looks, settle, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

TODAY = date(2027, 2, 1)
SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Two leaders of a cohort."""
    monkeypatch.setenv("PSW_TODAY", TODAY.isoformat())
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        change_cohorts.add(store, "PSW 2026", 2026)
        for reference in ("L001", "L002"):
            named = {"reference": reference, "first_name": "Ann", "last_name": reference, "cohort": "PSW 2026"}
            change_leaders.create_leader(store, named)
        yield store


@pytest.fixture
def demo(demo_cohort: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", TODAY.isoformat())
    path = tmp_path / "psw.db"
    path.write_bytes(demo_cohort)
    with Store.open(path) as store:
        yield store


def forms(store: Store) -> list[Form[Any]]:
    """Forms that are longer than a low window, with what is understood under their fields, and some short ones."""
    now = datetime(2027, 2, 1, 9, tzinfo=UTC)
    starts, ends = datetime(2027, 3, 4, 10, tzinfo=UTC), datetime(2027, 3, 4, 12, tzinfo=UTC)
    draft = SessionDraft("R1", "PSW 2026", SessionKind.RESIDENTIAL, "Residential 1", starts, ends)
    many = [Field(f"f{n}", f"Field {n}", say=lambda typed: f"read as {typed}") for n in range(26)]
    longest: list[Form[Any]] = [
        leader_form.leader_form(store),
        SessionForm(store, draft.cohort, now, draft),
        Form("Many", many, dict),
    ]
    others: list[Form[Any]] = [
        leader_form.leader_form(store, stored=particulars(store, "L001")),
        leader_form.several_form(store, ["L001", "L002"]),
        case_forms.action_form("Action", TODAY),
        day_form("Day", "On", TODAY),
    ]
    return longest + others if LONG else longest


def focused(app: PswApp) -> Input:
    """The field that is typed in; it is seen whole, with its label and what it is understood as."""
    line = app.screen.focused
    assert isinstance(line, Input)
    row = line.parent
    echo = app.screen.query_one(f"#echo-{(line.id or '').removeprefix('field-')}")
    for part in (line, *(row.children if row is not None else ()), *([echo] if echo.display else [])):
        assert app.screen.can_view_entire(part), (line.id, app.screen.query_one(Fields).scroll_offset)
    return line


async def press(pilot: Pilot[None], key: str) -> None:
    pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot.app)


async def go_through(pilot: Pilot[None], app: PswApp, form: Form[Any]) -> None:
    """Every key that moves, in every field; and what would scroll the field away."""
    lines = list(form.query(Input))
    place = lines.index(focused(app))
    steps = [("down", 1)] * (len(lines) + 1) + [("up", -1)] * 2 + [("shift+tab", -1)] * 2
    if "tab" not in form._bindings.key_to_bindings:  # the line for a path completes it
        steps += [("tab", 1)] * 5
    for key, step in steps:
        await press(pilot, key)
        place = (place + step) % len(lines)
        assert focused(app) is lines[place], key
    scroller = form.query_one(Fields)
    for sign in (events.MouseScrollDown, events.MouseScrollUp):
        for _ in range(5):
            scroller.post_message(sign(scroller, 1, 1, 0, 0, 0, shift=False, meta=False, ctrl=False))
            await settle(app)
        assert focused(app) is lines[place]
    for key in ("pagedown", "pageup", "pagedown", "ctrl+home", "ctrl+end"):
        await press(pilot, key)
        assert focused(app) is lines[place], key
    for scroll in (scroller.scroll_end, scroller.scroll_home, partial(scroller.scroll_to, y=5)):
        scroll(animate=False)
        await settle(app)
        assert focused(app) is lines[place]


@pytest.mark.parametrize("size", SIZES)
async def test_the_field_in_focus_is_in_view_whatever_moves_or_scrolls(
    size: tuple[int, int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody_looks(monkeypatch)
    app = PswApp(store)
    async with app.run_test(size=size) as pilot:
        for form in forms(store):
            app.push_screen(form)
            await settle(app)
            await go_through(pilot, app, form)
            lines = list(form.query(Input))
            lines[-1].focus()
            await settle(app)
            await pilot.resize_terminal(80, 24)
            await settle(app)
            assert focused(app) is lines[-1]
            await press(pilot, "1")  # it is read, and what it is understood as takes lines of the window
            assert focused(app) is lines[-1]
            await pilot.resize_terminal(*size)
            await settle(app)
            focused(app)
            app.pop_screen()
            await settle(app)


@pytest.mark.fuzz
@pytest.mark.skipif(not LONG, reason="every verb of every area; the longest of their forms stand above")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("area", AREAS)
async def test_every_form_that_a_verb_opens_keeps_its_field_in_view(
    area: str, size: tuple[int, int], demo: Store
) -> None:
    app = PswApp(demo)
    async with app.run_test(size=size) as pilot:
        app.switch_mode(area)
        await until(pilot, lambda: isinstance(app.screen, AreaScreen) and area == app.screen.AREA)
        shown = app.screen
        await settle(app)
        for key, bound in list(shown.active_bindings.items()):
            if "quit" in bound.binding.action or bound.binding.action.startswith("area("):
                continue
            await press(pilot, key)
            if isinstance(app.screen, Form):
                await go_through(pilot, app, app.screen)
            while app.screen is not shown:
                if len(app.screen_stack) > 1:
                    app.pop_screen()
                else:
                    app.switch_mode(area)
                await settle(app)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_understood_pushes_nothing_while_it_is_typed(store: Store, size: tuple[int, int]) -> None:
    """It stands beside its field where there is room, else below it in a line that is kept for it."""
    app = PswApp(store)
    async with app.run_test(size=size) as pilot:
        form: Form[Any] = Form(
            "Some", [Field(f"f{n}", "On", read=partial(read_day, today=TODAY), say=day) for n in range(6)], dict
        )
        app.push_screen(form)
        await until(pilot, lambda: form.settled)
        lines = list(form.query(Input))
        before = [line.region for line in lines]
        for key in "12 nov":
            await press(pilot, key if key != " " else "space")
            assert [line.region for line in lines] == before
        echo = form.query_one("#echo-f0").region
        assert (echo.y == before[0].y) == (size[0] >= 120)


async def test_a_scrolling_that_goes_on_after_the_form_has_closed_ends_nothing(store: Store) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Form("Many", [Field(f"f{n}", f"Field {n}") for n in range(26)], dict))
        await until(pilot, lambda: isinstance(app.screen, Form))
        fields = app.screen.query_one(Fields)
        app.pop_screen()
        await until(pilot, lambda: not fields.is_attached)
        fields.scroll_y = 3.0
