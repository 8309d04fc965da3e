"""`E`, the one dialog of everything that is written to a file."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from psw_tui.app import PswApp
from psw_tui.exchange.files.names import name_typed
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.system.settings_file import Settings, write_settings
from screens.dialogs.export import Export, Making, Offer, Stopped
from screens.dialogs.written import Written
from screens.today.today import TodayScreen
from tests.helpers import drawn, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        write_settings(opened.path, Settings(exports=tmp_path / "out"))
        yield opened


def offers(release: Event) -> list[Offer]:
    """One that is short, one that can tell reasons, one of several files, one that is refused, and one that is long."""

    def long(_: Store, making: Making) -> bytes:
        making.step(1, 3)
        release.wait()
        making.step(2, 3)
        return b"long"

    def refused(_: Store, __: Making) -> bytes:
        raise Refused("There is nothing to tell.")

    return [
        Offer("short", "a short page", "page.html", "The page", lambda store, _: str(store.newest_number()).encode()),
        Offer("told", "told reasons", "told.csv", "The list", lambda _, m: str(m.reasons).encode(), reasons=True),
        Offer("many", "many files", "", "The forms", lambda *_: [("a.txt", b"a"), ("b.txt", b"b")]),
        Offer("none", "nothing", "none.csv", "The list", refused),
        Offer("long", "long one", "long.csv", "The list", long),
    ]


async def test_e_and_enter_twice_write_the_likeliest_and_the_rest_is_a_key_away(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name can be changed, reasons are asked for by hand, several files go by their own names; a refusal stays."""
    release = Event()
    out = tmp_path / "out"
    monkeypatch.setattr(TodayScreen, "exports", lambda _: offers(release), raising=False)
    app = PswApp(store)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("E", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, Written))
        assert (out / "page.html").read_bytes() == b"0"
        await pilot.press("escape", "E", "t")
        await until(pilot, lambda: "[ ] absence reasons too" in drawn(app) and str(out)[:40] in drawn(app))
        await pilot.press(*"mine", "down", "space", "enter")
        await until(pilot, lambda: isinstance(app.screen, Written))
        assert (out / "mine.csv").read_bytes() == b"True"
        await pilot.press("escape", "E", "n", *"../x", "enter")
        await until(pilot, lambda: "A name alone" in drawn(app))
        await pilot.press("up", "up", "enter")
        await until(pilot, lambda: isinstance(app.screen, Written) and "The forms, 2 files" in drawn(app))
        assert sorted(path.name for path in out.iterdir()) == ["a.txt", "b.txt", "mine.csv", "page.html"]
        await pilot.press("escape", "E", "n", "enter")
        await until(pilot, lambda: "There is nothing to tell." in drawn(app))
        await pilot.press("escape", "E", "l", "enter")
        await until(pilot, lambda: "33%" in drawn(app) and "escape stop it" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped; nothing was written." in drawn(app))
        release.set()
        await until(pilot, lambda: not any(worker.is_running for worker in app.workers))
        assert sorted(path.name for path in out.iterdir()) == ["a.txt", "b.txt", "mine.csv", "page.html"]
        assert not isinstance(app.screen, Export)
        write_settings(store.path, Settings(exports=out / "a.txt"))
        await pilot.press("E", "enter", "enter")
        await until(pilot, lambda: "The page can't be written to" in drawn(app))
        assert isinstance(app.screen, Export), "another can be chosen"
        assert (out / "a.txt").read_bytes() == b"a"


def test_what_was_stopped_is_not_written_and_what_is_written_is_not_stopped() -> None:
    told: list[int] = []
    making = Making(told=lambda done, _: told.append(done))
    for done in range(1000):
        making.step(done, 1000)
    assert len(told) == 100, "a step that is no percent more is not drawn"
    assert making.stop()
    with pytest.raises(Stopped):
        making.begin_to_write()
    late = Making()
    late.begin_to_write()
    assert not late.stop()


@pytest.mark.parametrize(
    ("typed", "name"),
    [("a", "a.html"), (" a b. ", "a b.html"), ("A.HTML", "A.HTML"), ("a.csv", "a.csv.html"), ("Siân", "Siân.html")],
)
def test_a_name_gets_its_ending(typed: str, name: str) -> None:
    assert name_typed(typed, ".html") == name


@pytest.mark.parametrize(
    "typed", ["", "  ", "..", "../a", "a\\b", "c:a", "nul", "LPT1.txt", "a\nb", "what?", "x" * 300, "ŵ" * 150]
)
def test_what_can_be_no_name_on_some_system_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        name_typed(typed, ".html")
