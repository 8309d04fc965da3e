"""Whom somebody in a file might be, worked out when it is first looked at: in a large file that is done for few."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable


class WhoMayBeMeant(Sequence[str]):
    """The references of those who might be meant, best first: one at least, which is known before they are."""

    def __init__(self, work_out: Callable[[], tuple[str, ...]]) -> None:
        self._work_out = work_out

    @cached_property
    def _every(self) -> tuple[str, ...]:
        return self._work_out()

    def __bool__(self) -> bool:
        """There is one."""
        return True

    def __len__(self) -> int:
        """How many they are."""
        return len(self._every)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        """One of them, or some."""
        return self._every[place]

    def __eq__(self, other: object) -> bool:
        """Whether they are the same in the same order."""
        return isinstance(other, Sequence) and self._every == tuple(other)

    def __hash__(self) -> int:
        """As of the tuple that they are the same as."""
        return hash(self._every)

    def __repr__(self) -> str:
        """As of a tuple."""
        return repr(self._every)
