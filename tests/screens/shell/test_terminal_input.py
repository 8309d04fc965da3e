"""What is typed in a terminal, read by psw's own loop: each key once, and a lone escape at the first look after it."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from textual import constants, events

from psw_tui.app import PswApp
from screens.shell import terminal_input
from screens.shell.terminal_input import give_keys

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there Textual's own driver reads the keys")


class Look(selectors.SelectSelector):
    """Writes down how long each look was to last, and does something before each."""

    asked: list[float | None]
    before: Callable[[int], None]

    def select(self, timeout: float | None = None) -> Any:
        """Look."""
        self.before(len(self.asked))
        self.asked.append(timeout)
        return super().select(timeout)


def given(monkeypatch: pytest.MonkeyPatch, *typed: bytes, looks: int) -> tuple[list[str], list[float | None]]:
    """The keys given of what is typed, one piece before each look, and how long each look was to last."""
    out, into = os.pipe()
    is_left = threading.Event()
    keys: list[str] = []

    def before(number: int) -> None:
        if number < len(typed):
            os.write(into, typed[number])
        if number == looks - 1:
            is_left.set()

    Look.asked, Look.before = [], staticmethod(before)
    monkeypatch.setattr(selectors, "SelectSelector", Look)
    try:
        give_keys(out, is_left, lambda message: keys.append(message.key) if isinstance(message, events.Key) else None)
    finally:
        os.close(out)
        os.close(into)
    return keys, Look.asked


def test_a_lone_escape_is_given_at_the_first_look_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look after a key lasts as long as an escape waits for more, and no longer; then it is looked rarely."""
    keys, looks = given(monkeypatch, b"\x1b", looks=3)
    assert keys == ["escape"]
    assert looks == [0.1, constants.ESCAPE_DELAY, 0.1]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ((b"\x1b[A",), ["up"]),
        ((b"\x1b", b"[B"), ["down"]),
        ((b"\x1bO", b"P"), ["f1"]),
        ((b"j\x1b[A", b"k"), ["j", "up", "k"]),
        (("é".encode()[:1], "é".encode()[1:]), ["é"]),
    ],
)
def test_a_key_that_comes_in_pieces_is_one(
    typed: tuple[bytes, ...], keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a line has cut it in two, so long as no more than the wait lies between them."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 3600.0)
    seen, _ = given(monkeypatch, *typed, looks=len(typed))
    assert [key.replace("latin_small_letter_e_with_acute", "é") for key in seen] == keys


def test_a_terminal_that_has_gone_is_not_read_without_a_pause() -> None:
    """What has gone has always an end to read: the thread would keep a core busy, and hold up the way out."""
    out, into = os.pipe()
    os.write(into, b"j")
    os.close(into)
    waits: list[float | None] = []

    class Left(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            if len(waits) == 3:
                self.set()
            return self.is_set()

    keys: list[str] = []
    try:
        give_keys(out, Left(), lambda message: keys.append(message.key) if isinstance(message, events.Key) else None)
    finally:
        os.close(out)
    assert (keys, waits) == (["j"], [0.1] * 3)


def test_the_app_reads_its_keys_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver that was asked for by name stays."""
    assert issubclass(PswApp.get_driver_class(object.__new__(PswApp)), terminal_input._QuickEscape)
    monkeypatch.setattr(constants, "DRIVER", "textual.drivers.headless_driver:HeadlessDriver")
    assert PswApp.get_driver_class(object.__new__(PswApp)).__name__ == "HeadlessDriver"


@pytest.mark.parametrize(("asked", "waited"), [(None, 0.025), ("300", 0.3)])
def test_an_escape_waits_as_long_as_the_user_says_else_a_fortieth_of_a_second(
    asked: str | None, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ESCDELAY` is what curses knows too."""
    monkeypatch.delenv("ESCDELAY", raising=False)
    if asked is not None:
        monkeypatch.setenv("ESCDELAY", asked)
    code = "import psw_tui.app; from textual import constants; print(constants.ESCAPE_DELAY)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) == waited
