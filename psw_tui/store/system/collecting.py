"""When Python looks for cyclic garbage: not within work on very many rows, which have none, nor while psw starts."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Why psw itself puts it off until its screens are imported: whatever is made by then stays.
START = "psw starts"

#: For what it is put off; each goes on in a thread of its own, and the last to end lets Python look again.
_put_off_for: set[object] = set()
_lock = threading.Lock()


def put_off(reason: object) -> None:
    """Let Python look for no cyclic garbage until `look_again` is called for the same reason."""
    with _lock:
        _put_off_for.add(reason)
        gc.disable()


def look_again(reason: object) -> None:
    """Let Python look for cyclic garbage, unless it is put off for another reason, too."""
    with _lock:
        _put_off_for.discard(reason)
        if not _put_off_for:
            gc.enable()


@contextmanager
def collected_afterwards() -> Iterator[None]:
    """Let Python look for cyclic garbage after this work and not within it: that holds every thread.

    Among the million cells of a large file it takes half a second, while nothing is drawn and no key answered.
    """
    work = object()
    put_off(work)
    try:
        yield
    finally:
        look_again(work)
