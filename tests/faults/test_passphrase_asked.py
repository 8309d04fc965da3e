"""The passphrase asked for on a real terminal: by the command and by the app, which leave it as they found it."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING

import pytest

from models.engine import salt_of
from psw_tui.store.core.store import Store
from tests.faults.children import add_leader, needs_fork

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("termios")
pytestmark = needs_fork

from tests.faults.terminal import Terminal  # noqa: E402 - where there is no termios it can't be used

WORDS = b"four words are enough"
_RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l")


def answer(terminal: Terminal, question: bytes, words: bytes, *, already: int = 0) -> int:
    """Wait until something is asked for once more, and type; how far it was drawn by then."""
    terminal.until(lambda: question in terminal.drawn[already:])
    end = len(terminal.drawn)
    terminal.keys(words + b"\r")
    return end


def test_a_passphrase_is_chosen_and_asked_for_on_a_terminal_and_never_shown(shared_db: Path) -> None:
    db = shared_db  # its name is short: of a longer one the question is broken between the words waited for
    with Store.open(db) as store:
        add_leader(store, 1)
    with Terminal(db, ["-m", "psw_tui", "encrypt"]) as terminal:
        seen = answer(terminal, b"New passphrase: ", WORDS)
        seen = answer(terminal, b"The same again: ", WORDS, already=seen)
        seen = answer(terminal, b"to show that you have it: ", b"nothing", already=seen)
        (last,) = re.findall(rb"-([A-Z2-7]{4})\r\n", terminal.drawn)
        answer(terminal, b"to show that you have it: ", last.lower(), already=seen)
        assert terminal.ended() == 0
        assert terminal.is_as_it_was()
        assert WORDS not in terminal.drawn
    assert salt_of(db) is not None
    with Terminal(db) as terminal:
        seen = answer(terminal, b"is encrypted. Its passphrase", b"wrong")
        answer(terminal, b"That is not the passphrase of", WORDS, already=seen)
        terminal.shows(b"Today")
        terminal.keys(b"q")
        assert terminal.ended() == 0
        assert b"ERROR" not in terminal.drawn
        assert WORDS not in terminal.drawn
    with Terminal(db) as terminal:
        terminal.shows(b"is encrypted. Its passphrase")
        os.kill(terminal.process, signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert all(undoing in terminal.drawn for undoing in _RESTORED)
        assert terminal.is_as_it_was()
