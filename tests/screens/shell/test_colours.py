"""What colours tell: also in what can be clicked, and by weight where there is none, as grey alone would be faint."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.system import clock
from screens.safekeeping.damaged import DamagedApp
from tests.helpers import drawn, settle, until
from tests.source_trees import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.color_triplet import ColorTriplet
    from textual.app import App

_NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)

#: Whatever else stands beside it in the same style.
_IN_PYTHON = re.compile(r'"([^"\n]*\$text-error[^"\n]*)"')
_IN_CSS = re.compile(r"\{([^{}]*\$text-error[^{}]*)\}")


def test_what_is_bad_is_bold_wherever_it_is_drawn() -> None:
    drawn = [path for path in (ROOT / "screens").rglob("*") if path.suffix in (".py", ".tcss")]
    styles = [
        (path.name, style)
        for path in drawn
        for pattern in (_IN_PYTHON, _IN_CSS)
        for style in pattern.findall(path.read_text("utf-8"))
    ]
    assert styles
    assert not [(name, style) for name, style in styles if "bold" not in style]


def _colour(app: App[Any], text: str) -> ColorTriplet:
    """Of the one piece of text with these words."""
    pieces = [piece for strip in app.screen._compositor.render_strips() for piece in strip if text in piece.text]
    assert len(pieces) == 1, (text, drawn(app))
    colour = pieces[0].style.color if pieces[0].style else None
    assert colour is not None
    return colour.get_truecolor()


def _brightness(app: App[Any], text: str) -> int:
    return sum(_colour(app, text))


@pytest.fixture
def store(demo_cohort: bytes, tmp_path: Path) -> Iterator[Store]:
    """The demo's cohort, on the day it was made for."""
    path = tmp_path / "psw.db"
    path.write_bytes(demo_cohort)
    with clock.at(_NOW), Store.open(path) as opened:
        yield opened


async def test_what_is_bad_is_no_fainter_than_the_rest(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with clock.at(_NOW):
        app = PswApp(store)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "Today" in drawn(app))
            await pilot.press("6")
            assert _brightness(app, "4 working days late") >= _brightness(app, "Mei Shaw")
    panel = DamagedApp("It is damaged.", ["A backup is there."], theme="dark")
    async with panel.run_test(size=(80, 24)):
        await settle(panel)
        assert _brightness(panel, "It is damaged.") >= _brightness(panel, "A backup is there.")


async def test_a_count_that_can_be_clicked_has_the_colour_of_what_it_counts(store: Store) -> None:
    with clock.at(_NOW):
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: "Today" in drawn(app))
            for area, bad in (("today", "1 ▼"), ("roster", "1 ▼ below"), ("escalations", "1 overdue")):
                app.action_area(area)
                await settle(app)
                red, green, _ = _colour(app, bad)
                assert red > green + 30, (area, bad)
