"""Doors to what is imported only once it is used (PEP 562), or never: what is drawn first does not wait for it."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, nullcontext
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager


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


def left_out(name: str) -> AbstractContextManager[None]:
    """While it lasts, an import of this module finds nothing: for a library that does without it where it is not there.

    What is imported meanwhile stays without it; whoever has imported it before, or does so afterwards, has it.
    """
    return _in_place_of(name, None)  # Python's own way to say that there is none


def names_alone(name: str) -> AbstractContextManager[None]:
    """While it lasts, all that is imported from this module is an empty class: for what a library uses only when asked.

    What is imported meanwhile keeps the empty ones, and psw asks none of it for what they stand for; who has it then
    is as above.
    """

    def empty(wanted: str) -> type:
        if wanted.startswith("__"):
            raise AttributeError(f"no {wanted} here")
        return type(wanted, (), {})

    module = ModuleType(name)
    vars(module)["__getattr__"] = empty
    return _in_place_of(name, module)


@contextmanager
def _in_place_of(name: str, module: ModuleType | None) -> Iterator[None]:
    if name in sys.modules:
        yield
        return
    sys.modules[name] = module  # type: ignore[assignment]  # None as well
    try:
        yield
    finally:
        del sys.modules[name]
