"""Frozen records: what `dataclass(frozen=True, slots=True)` is to whoever uses one, at a thirtieth of the price.

Python's own writes six functions for each class as it is imported, 0.45 ms of every start, and a start imports more
than a hundred. Here those that differ in nothing but the names are shared, and `__init__` is written when the first
record is made; it sets the slots themselves, so that one is made in little more than half the time, too. A class with
cached properties has a place for what they come to; they are no fields, and compared by nobody.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

RecordT = TypeVar("RecordT")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(written: type[RecordT]) -> type[RecordT]:
    """A class of frozen records with slots, from its annotated fields; of `field` it takes a `default_factory`."""
    own = written.__annotations__
    annotations = {**getattr(written, "_annotations", {}), **own}
    content = dict(vars(written))
    for name in ("__dict__", "__weakref__"):
        content.pop(name, None)
    defaults = {**getattr(written, "_defaults", {}), **{name: content.pop(name) for name in own if name in content}}
    names = tuple(annotations)
    slots = tuple(own)
    if any(isinstance(value, cached_property) for value in content.values()):
        slots += ("__dict__",)

    def first_init(record: RecordT, /, *values: object, **named: object) -> None:
        made.__init__ = _init(made, names, defaults)
        made.__init__(record, *values, **named)

    made: Any = type(
        written.__name__,
        written.__bases__,
        {
            "__eq__": _eq,
            "__hash__": _hash,
            "__repr__": _repr,
            **content,
            "__qualname__": written.__qualname__,
            "__slots__": slots,
            "__match_args__": names,
            "__init__": first_init,
            "__setattr__": _refuse,
            "__delattr__": _refuse,
            "__dataclass_fields__": _FieldsWhenAsked(annotations, defaults),
            "_annotations": annotations,
            "_defaults": defaults,
            "_values": attrgetter(*names),
        },
    )
    return cast("type[RecordT]", made)


def _init(made: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Any:
    """The function that fills the slots of a new record."""
    known: dict[str, Any] = {"_missing": MISSING}
    parameters, lines = ["self"], []
    for name in names:
        known[f"_set_{name}"] = getattr(made, name).__set__
        value, default = name, defaults.get(name, MISSING)
        if isinstance(default, Field):
            known[f"_default_{name}"], known[f"_make_{name}"] = MISSING, default.default_factory
            value = f"_make_{name}() if {name} is _missing else {name}"
        else:
            known[f"_default_{name}"] = default
        parameters.append(name if default is MISSING else f"{name}=_default_{name}")
        lines.append(f" _set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), known)  # noqa: S102 - nothing but names
    known["__init__"].__qualname__ = f"{made.__qualname__}.__init__"
    return known["__init__"]


class _FieldsWhenAsked:
    """By these `replace`, `fields` and `asdict` know a dataclass. Python's own says what they are, when first asked."""

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, Any]) -> None:
        # With words of its own: else Python makes some, and imports and asks a lot for them.
        self._alike = {"__annotations__": annotations, "__doc__": "Its fields.", **defaults}
        self._found: dict[str, Field[Any]] = {}

    def __get__(self, record: object, owner: type) -> dict[str, Field[Any]]:
        if not self._found:
            alike: Any = dataclass(init=False, repr=False, eq=False)(type(owner.__name__, (), self._alike))
            self._found = vars(alike)["__dataclass_fields__"]
        return self._found


def _eq(self: Any, other: Any) -> bool:
    return bool(self._values(self) == self._values(other)) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._values(self))


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({values})"


def _refuse(self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__qualname__}.{name} can't be changed; dataclasses.replace makes another")
