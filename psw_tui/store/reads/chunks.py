"""Long lists in parts: a statement takes so many keys in one IN (…), and a flush so many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: How many keys go into one IN (…) list, and how many rows are flushed at once.
MOST: Final = 500
T = TypeVar("T")


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in runs as long as one statement takes."""
    wanted = list(items)
    for start in range(0, len(wanted), MOST):
        yield wanted[start : start + MOST]
