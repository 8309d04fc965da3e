"""Whose turn it is: a thread that works through very many rows waits while the screen does what a key asks for.

Two threads that both have work share the interpreter by halves, so that beside an import a key takes twice as long.
A loop over what `giving_way` gives leaves all of it to the key. The thread has a small share in any case, and
waits for no key that never ends.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

#: How long a thread works between two keys, however close they come.
_SHARE_SECONDS = 0.005
#: What takes longer than this is no key; whoever waits goes on.
_LONGEST_SECONDS = 0.25

_rests = threading.Event()
_rests.set()
_screen = 0  # the thread that keys are handled in
_own = threading.local()


def screen_works() -> None:
    """The calling thread, which is the screen's, begins with what a key asks for."""
    global _screen  # noqa: PLW0603 - there is one screen
    _screen = threading.get_ident()
    _rests.clear()


def screen_rests() -> None:
    """All that the key asked for is done and drawn."""
    _rests.set()


def giving_way(items: Iterable[T]) -> Iterator[T]:
    """The items one by one, each only when it is the calling thread's turn."""
    for item in items:
        if not _rests.is_set():
            _give_way()
        yield item


def _give_way() -> None:
    if threading.get_ident() == _screen or time.monotonic() < getattr(_own, "works_until", 0.0):
        return
    if not _rests.wait(_LONGEST_SECONDS):
        _rests.set()
    _own.works_until = time.monotonic() + _SHARE_SECONDS
