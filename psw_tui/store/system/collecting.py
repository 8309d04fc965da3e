"""When Python looks for cyclic garbage: not within work on very many rows, which have none."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collected_afterwards() -> Iterator[None]:
    """Let Python look for cyclic garbage after this work and not within it: that holds every thread.

    Among the million cells of a large file it takes half a second, while nothing is drawn and no key answered.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
