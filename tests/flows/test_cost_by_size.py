"""What a screen and a key cost is the same for forty leaders and for four hundred: asked of the file, and drawn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from screens.widgets.row_table import RowTable
from tests.bench import plain_cohort
from tests.helpers import asked_of, open_register, settle, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import Any

    from textual.pilot import Pilot

    from screens.shell.frame import AreaScreen

#: Both within one part of what is asked for leader by leader (500 at once).
FEW, MANY = 40, 400
#: A list of every area by the key that opens it; in all but two there is a row for every leader.
AREAS = {"today": "1", "roster": "2", "registers": "3", "coaching": "4", "capabilities": "5", "escalations": "6"}
KEYS = ("down", "pagedown", "pageup")


class Costs:
    """What was asked of the file as each screen opened, and the lines drawn and the file asked at each key on it."""

    def __init__(self) -> None:
        self.opening: dict[str, list[str]] = {}
        self.lines: dict[str, int] = {}
        self.frames: dict[str, int] = {}
        self.asked: dict[str, list[str]] = {}


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory, draw_at_once: Callable[..., Any]) -> Iterator[tuple[Costs, Costs]]:
    folder = tmp_path_factory.mktemp("sizes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSW_TODAY", "2027-02-01")
        patch.setattr("textual._compositor.Compositor.render_update", draw_at_once)
        few, many = (asyncio.run(_walk(folder / f"{leaders}.db", leaders, patch)) for leaders in (FEW, MANY))
        yield few, many


async def _walk(path: Path, leaders: int, patch: pytest.MonkeyPatch) -> Costs:
    """Open every area and a register, and press the keys on each."""
    plain_cohort.make(path, leaders, 3, flagged=leaders // 2, escalated=leaders)
    costs = Costs()
    with Store.open(path) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: app.desk.today_is_whole)
            for area, key in AREAS.items():
                if area != "today":
                    with asked_of(store) as costs.opening[area]:
                        await pilot.press(key)
                        await until(pilot, lambda area=area: app.current_mode == area and _is_there(app))  # type: ignore[misc]
                await _press(pilot, store, area, costs, patch)
            with asked_of(store) as costs.opening["register"]:
                await open_register(pilot, plain_cohort.reference(0))
            await _press(pilot, store, "register", costs, patch)
    return costs


def _is_there(app: PswApp) -> bool:
    screen: AreaScreen = app.screen  # type: ignore[assignment]  # no dialog is open
    return screen.settled


async def _press(pilot: Pilot[Any], store: Store, screen: str, costs: Costs, patch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    frames: list[object] = []
    plain, plain_frame = RowTable.render_line, PswApp._display

    def counted(table: RowTable, y: int) -> Any:
        lines.append(y)
        return plain(table, y)

    def framed(app: PswApp, screen: Any, update: Any) -> None:
        frames.extend([update] if update is not None else [])
        plain_frame(app, screen, update)

    await settle(pilot.app)
    patch.setattr(RowTable, "render_line", counted)
    patch.setattr(PswApp, "_display", framed)
    for key in KEYS:
        lines.clear()
        frames.clear()
        with asked_of(store) as costs.asked[f"{key} on {screen}"]:
            await pilot.press(key)
            await settle(pilot.app)
        costs.lines[f"{key} on {screen}"] = len(lines)
        costs.frames[f"{key} on {screen}"] = len(frames)
    patch.setattr(RowTable, "render_line", plain)
    patch.setattr(PswApp, "_display", plain_frame)


def test_a_screen_asks_as_much_of_the_file_for_few_leaders_as_for_many(costs: tuple[Costs, Costs]) -> None:
    few, many = ({screen: len(asked) for screen, asked in cost.opening.items()} for cost in costs)
    assert few == many


def test_a_key_asks_as_much_of_the_file_for_few_leaders_as_for_many(costs: tuple[Costs, Costs]) -> None:
    few, many = ({key: len(asked) for key, asked in cost.asked.items()} for cost in costs)
    assert few == many


def test_a_key_draws_as_many_lines_for_few_leaders_as_for_many(costs: tuple[Costs, Costs]) -> None:
    few, many = (cost.lines for cost in costs)
    assert few == many
    assert max(many.values()) <= 2 * 36


def test_what_a_key_changes_is_drawn_in_one_frame(costs: tuple[Costs, Costs]) -> None:
    _, many = costs
    laid_out_anew = {"escalations"}  # the case at the side is as high as its words; scrollbars follow in a second one
    assert {
        key: frames for key, frames in many.frames.items() if key.split()[-1] not in laid_out_anew and frames > 1
    } == {}
    assert many.frames["down on roster"] == many.frames["down on register"] == 1


def test_a_key_on_the_roster_or_a_register_asks_nothing_of_the_file_but_whether_it_changed(
    costs: tuple[Costs, Costs],
) -> None:
    _, many = costs
    for key in KEYS:
        for screen in ("roster", "register"):
            assert set(many.asked[f"{key} on {screen}"]) <= {"PRAGMA data_version"}
