"""Doors to what is imported only once it is used (PEP 562): what is drawn first does not wait for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType


def door(homes: Mapping[str, str]) -> Callable[[str], ModuleType]:
    """The `__getattr__` of a module that stands for others: by name, each from its package, when it is asked for."""

    def opened(name: str) -> ModuleType:
        if name not in homes:
            raise AttributeError(f"no {name} is behind this door")
        return import_module(f"{homes[name]}.{name}")

    return opened
