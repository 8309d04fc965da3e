"""The settings in the app: what is changed is seen and kept, and keys go where they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.system.settings_file import Settings, read_settings
from screens.dialogs.form import Form
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A new file; the day is set."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        yield store


async def test_a_theme_is_put_on_and_kept_and_a_slip_stands_in_the_form(store: Store, tmp_path: Path) -> None:
    app = PswApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(",", *"pink", "enter")
        await until(pilot, lambda: "One of: dark, light" in drawn(app))
        assert isinstance(app.screen, Form)
        assert "10 minutes (local setting)" in " ".join(drawn(app).split())
        await pilot.press("home", *["delete"] * 4, *"light")
        folder = app.screen.query(Input)[1]
        folder.value = f"/{'x' * 300}"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "No folder can be there" in drawn(app))
        folder.value = ""
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(app.screen, Form))
        assert app.theme == "textual-light"
        assert "The settings are kept in " in " ".join(drawn(app).split())
    assert read_settings(store.path) == Settings("light")
    (tmp_path / "settings.toml").unlink()
    (tmp_path / "settings.toml").mkdir()
    async with PswApp(store, Settings("high-contrast")).run_test(size=(80, 24)) as pilot:
        app = pilot.app  # type: ignore[assignment]
        assert app.theme == "high-contrast"
        await pilot.press(",", *"light", "ctrl+s")
        await until(pilot, lambda: "settings can't be kept" in " ".join(drawn(app).split()))
        assert isinstance(app.screen, Form)


async def test_a_verb_has_the_key_of_the_settings_in_the_footer_too(store: Store) -> None:
    app = PswApp(store, Settings(keys={"roster.sort": "z", "app.undo": "f7"}))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: bool(app.desk.keymap))
        await pilot.press("2", "s")
        await until(pilot, lambda: "z sort" in drawn(app))
        assert "no leader yet" not in drawn(app)
        await pilot.press("z")
        await until(pilot, lambda: "no leader yet" in drawn(app))
        await pilot.press("f7")
        await until(pilot, lambda: "nothing to undo" in drawn(app).casefold())


async def test_a_key_that_clashes_is_said_and_the_others_are_in_force_on_every_screen(store: Store) -> None:
    app = PswApp(store, Settings(keys={"roster.sort": "u", "app.cohort": "f8"}))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "settings.toml: u would be both" in drawn(app))
        await until(pilot, lambda: "f8 cohort" in drawn(app))
        assert app.desk.keymap == {"app.cohort": "f8"}
