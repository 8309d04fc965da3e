"""What a screen can write to a file, for `E`: each offer says what it is, its name, and what makes it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from psw_tui.store.core.store import Store

T = TypeVar("T")


class Stopped(Exception):
    """The user has stopped what was being made; nothing of it is written."""


class Making:
    """What is being made, in a thread: how it was asked for, and how far it has come."""

    def __init__(self, *, reasons: bool = False, told: Callable[[int, int], object] = lambda _done, _of: None) -> None:
        #: Whether absence reasons were asked for.
        self.reasons = reasons
        self._told = told
        self._percent = -1
        self._lock = Lock()
        self._is_stopped = self._is_written = False

    def step(self, done: int, of: int) -> None:
        """So much of it is done; `Stopped` once the user has stopped it. For what may take more than a moment."""
        if self._is_stopped:
            raise Stopped
        percent = done * 100 // max(of, 1)
        if percent != self._percent:
            self._percent = percent
            self._told(done, of)

    def each(self, listed: Sequence[T]) -> Iterator[T]:
        """What is made one by one: each of these, with a step before it."""
        for place, one in enumerate(listed):
            self.step(place, len(listed))
            yield one

    def stop(self) -> bool:
        """Let it end at its next step, with nothing written; False where it is being written already."""
        with self._lock:
            self._is_stopped = not self._is_written
        return self._is_stopped

    def begin_to_write(self) -> None:
        """From here on it can't be stopped; `Stopped` where it was before."""
        with self._lock:
            if self._is_stopped:
                raise Stopped
            self._is_written = True


@frozen
class Offer:
    """One thing that can be written to the folder of exports, and what makes it.

    `label` says what it is in the list: *report of the cohort, a page (HTML)*. `name` is a sensible file name with its
    ending; it is empty where several files are made, each with a name of its own. `what` begins sentences: *The
    report*. `make` is given a store of its own to read and gives the bytes of the file, or names and bytes of several;
    it runs in a thread, and what takes longer than a moment calls `Making.step`. With `reasons` absence reasons can be
    asked for. `note` is said of what was written, and `then` runs once that has been read. With `asks` nothing is made
    here: that opens a dialog of its own. What `reads` nothing gets the screen's own store: with thousands of
    leaders a copy takes its time.
    """

    key: str
    label: str
    name: str
    what: str
    make: Callable[[Store, Making], bytes | Sequence[tuple[str, bytes]]]
    reasons: bool = False
    note: str = ""
    then: Callable[[], object] | None = None
    asks: Callable[[], object] | None = None
    reads: bool = True
