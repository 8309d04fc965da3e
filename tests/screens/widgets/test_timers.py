"""A timer that is to come once comes, also where the machine had no time for it when it was due."""

from __future__ import annotations

from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from textual import _time  # no public name
from textual.app import App

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from screens.widgets.timers import once
from tests.helpers import settle

if TYPE_CHECKING:
    import pytest

_ROOT = Path(__file__).parents[3]


async def test_it_comes_where_it_is_overdue_when_first_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where another process had the processor: between two looks at the clock ten seconds have gone."""
    app: App[None] = App()
    came: list[bool] = []
    async with app.run_test():
        now = _time.get_time()
        looks = chain([now], repeat(now + 10))
        monkeypatch.setattr(_time, "get_time", lambda: next(looks))
        once(app.screen, 0.05, lambda: came.append(True))
        await settle(app)
        assert came == [True]


async def test_an_area_is_drawn_though_nobody_had_time_as_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is drawn until a timer of a moment comes: lost, it would never be again."""
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test():
            now = _time.get_time()
            looks = chain([now], repeat(now + 10))
            monkeypatch.setattr(_time, "get_time", lambda: next(looks))
            app.delay_update()  # as `switch_mode` does
            await settle(app)
            assert not app._batch_count


def test_no_screen_sets_one_that_may_be_lost() -> None:
    """A key that waits for it would wait for ever."""
    files = [path for folder in ("screens", "psw_tui") for path in (_ROOT / folder).rglob("*.py")]
    assert [path.name for path in files if ".set_timer(" in path.read_text("utf-8")] == ["timers.py"]
