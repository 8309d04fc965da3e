"""When Python looks for cyclic garbage: not within work on very many rows, which have none, nor while psw starts.

Nor, through everything that there is, while somebody types.
"""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Why psw itself puts it off until its screens are imported: whatever is made by then stays.
START = "psw starts"
#: After so many looks through what is new Python takes a look through everything for due, and so does psw.
_DUE_AFTER = 10
#: After so many it is no longer put off for whoever types without a pause: what is left of closed screens adds up.
_AT_THE_LATEST = 200

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


def leave_it_to_pauses() -> None:
    """Let Python look through everything only where `in_a_pause` says so: it takes a tenth of a second, and no key."""
    gc.set_threshold(*gc.get_threshold()[:2], _AT_THE_LATEST)


def in_a_pause() -> None:
    """Nobody types just now: look through everything if that is due, was left to pauses and is not put off."""
    if gc.isenabled() and gc.get_threshold()[2] == _AT_THE_LATEST and gc.get_count()[2] >= _DUE_AFTER:
        gc.collect()
