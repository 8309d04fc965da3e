"""Doors to what is imported only once it is used (PEP 562), or never: what is drawn first does not wait for it."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType


#: Held by whoever imports what stands on SQLModel: its libraries import each other in circles, and two threads that
#: come to them from different ends meet halves of them, which is an `ImportError` for one.
ONE_AT_A_TIME = threading.RLock()


def door(homes: Mapping[str, str], *, writes: bool = False) -> Callable[[str], ModuleType]:
    """The `__getattr__` of a module that stands for others: by name, each from its package, when it is asked for.

    Where some of them stand on SQLModel, a door that `writes`, a key waits for the thread that is just importing it.
    """

    def opened(name: str) -> ModuleType:
        if name not in homes:
            raise AttributeError(f"no {name} is behind this door")
        with ONE_AT_A_TIME if writes else nullcontext():
            return import_module(f"{homes[name]}.{name}")

    return opened


@contextmanager
def left_out(name: str) -> Iterator[None]:
    """While it lasts, an import of this module finds nothing: for a library that does without it where it is not there.

    What is imported meanwhile stays without it; whoever has imported it before, or does so afterwards, has it.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        yield
    finally:
        del sys.modules[name]
