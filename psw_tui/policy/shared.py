"""What is the same for many leaders, worked out once: it goes by the very objects, not by all that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

ResultT = TypeVar("ResultT")
#: How much is kept of one kind before the oldest of it is forgotten: more than a year has days on which a count turns.
_MOST: Final = 1024


class Shared(Generic[ResultT]):
    """Keeps what a function makes of facts that leaders share (their sessions, their programme) on a day or of a year.

    The facts are frozen, so the same ones come to the same; alike ones are worked out again.
    """

    def __init__(self, work: Callable[..., ResultT]) -> None:
        self._work = work
        self._kept: dict[tuple[Hashable, ...], tuple[ResultT, tuple[object, ...]]] = {}

    def __call__(self, on: Hashable, *facts: object) -> ResultT:
        """What the facts come to on a day, or of whatever else `on` is."""
        key = (on, *map(id, facts))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST:
                # Listed in one step, for threads judge side by side.
                self._kept.pop(list(self._kept)[0], None)  # noqa: RUF015
            # The facts are kept with it, so that no other object is ever found where they lie.
            found = self._kept[key] = (self._work(on, *facts), facts)
        return found[0]
