"""The waits of the other tests: for what the app does, however idle or busy the machine is meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Label

from tests import pictures
from tests.helpers import drawn, settle, until

if TYPE_CHECKING:
    from pathlib import Path


class Slow(App[None]):
    """A key goes from widget to widget, each of which thinks without the processor, and the last says that it came."""

    def __init__(self) -> None:
        super().__init__()
        self.let_on = threading.Event()

    def compose(self) -> ComposeResult:
        for number in range(5):
            yield Label("", id=f"n{number}")

    def on_key(self, event: events.Key) -> None:
        if event.key == "t":
            self.run_worker(self._in_a_thread, thread=True)
        elif event.key == "x":
            raise ValueError("no such key")
        else:
            self.query_one("#n0").call_later(self._on, 0)

    async def _on(self, number: int) -> None:
        await asyncio.sleep(0.05)
        self.query_one(f"#n{number}", Label).update(f"came to {number}")
        if number < 4:
            following = self.query_one(f"#n{number + 1}")
            following.set_timer(0.05, lambda: following.call_later(self._on, number + 1))

    def _in_a_thread(self) -> None:
        self.let_on.wait()
        self.call_from_thread(self.query_one("#n0", Label).update, "the thread came")


async def test_what_comes_every_minute_does_not_come_by_itself() -> None:
    """Else a machine so slow that a test takes a minute would find a backup made meanwhile."""
    app = Slow()
    async with app.run_test():
        seldom, often = app.set_interval(60, app.bell), app.set_interval(1, app.bell)
        assert (seldom._interval, often._interval) == (1e9, 1)


async def test_a_key_is_over_when_all_it_set_going_is_done_and_drawn() -> None:
    app = Slow()
    async with app.run_test() as pilot:
        await pilot.press("a")
        assert "came to 4" in drawn(app)


async def test_a_thread_is_waited_for_by_what_it_brings() -> None:
    app = Slow()
    async with app.run_test() as pilot:
        await pilot.press("t")
        assert "the thread came" not in drawn(app)
        app.let_on.set()
        await until(pilot, lambda: "the thread came" in drawn(app))


async def test_what_never_comes_is_told_with_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Slow()
    async with app.run_test() as pilot:
        app.query_one("#n0", Label).update("still here")
        await settle(app)
        monkeypatch.setattr("tests.helpers.PATIENCE_SECONDS", 0.0)
        with pytest.raises(AssertionError, match=r"(?s)never.* .*still here"):
            await until(pilot, lambda: False)


async def test_an_app_that_has_ended_is_not_waited_for() -> None:
    async def fail(app: Slow) -> None:
        async with app.run_test() as pilot:
            await pilot.press("x")
            assert not await settle(app)

    with pytest.raises(ValueError, match="no such key"):
        await fail(Slow())


async def test_when_an_app_is_over_so_are_its_threads() -> None:
    """A test closes the file then; a thread that still reads it would end the process."""
    app, ended = Slow(), threading.Event()

    def work() -> None:
        app.let_on.wait()
        ended.set()

    async with app.run_test():
        app.run_worker(work, thread=True)
        app._close_all = partial(_let_on_last, app, app._close_all)  # type: ignore[method-assign]
    assert ended.is_set()


async def _let_on_last(app: Slow, close_all: Callable[[], Awaitable[None]]) -> None:
    await close_all()
    asyncio.get_running_loop().call_later(0.05, app.let_on.set)


def test_a_picture_that_differs_is_told_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that is as it was passes; only `write` changes what is kept."""
    monkeypatch.setattr(pictures, "_FOLDER", tmp_path)
    pictures.Album((80, 24), write=True).compare("board", "one\ntwo\n")
    same = pictures.Album((80, 24), write=False)
    same.compare("board", "one\ntwo\n")
    same.close()
    other = pictures.Album((80, 24), write=False)
    other.compare("board", "one\n2\n")
    other.compare("never taken", "one\n")
    with pytest.raises(AssertionError, match=r"(?s)-two\n\+2.*never taken"):
        other.close()
    assert (tmp_path / "80x24" / "board.txt").read_text("utf-8") == "one\ntwo\n"
