"""A row by its names: what `typing.NamedTuple` is to whoever reads one, at a tenth of the price.

Python's own compiles a function for each kind of them as it is imported, 0.2 ms a kind, and a start imports forty.
Here what those do is written once, for all kinds.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

__all__ = ["StoredRow"]

if TYPE_CHECKING:
    from typing import NamedTuple as StoredRow
else:
    #: By what a named tuple of Python's own gets at a value.
    _Getter = type(namedtuple("_Own", "value").value)

    class _Kind(type):
        """Makes a kind of rows of the names that are annotated in it, in their order."""

        def __new__(cls, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> type:
            made = super().__new__(cls, name, bases, {**content, "__slots__": ()})
            made._fields = made.__match_args__ = fields = tuple(made.__annotations__)
            made._field_defaults = {field: content[field] for field in fields if field in content}
            for place, field in enumerate(fields):
                setattr(made, field, _Getter(place, None))
            return made

    class StoredRow(tuple, metaclass=_Kind):
        """A kind of rows is a class of this one, with its columns annotated."""

        def __new__(cls, *values: Any, **named: Any) -> Any:
            """A row of these values, which stand in the order of the fields or by their names."""
            by_name = cls._fields[len(values) :]
            known = cls._field_defaults | named
            if len(values) > len(cls._fields) or not named.keys() <= set(by_name) <= known.keys():
                raise TypeError(f"{cls.__name__} is made of {', '.join(cls._fields)}")
            return tuple.__new__(cls, (*values, *(known[name] for name in by_name)))

        @classmethod
        def _make(cls, values: Any) -> Any:
            """A row of as many values as it has fields."""
            return cls(**dict(zip(cls._fields, values, strict=True)))

        def _replace(self, **named: Any) -> Any:
            """Another row with some values changed."""
            return type(self)(**self._asdict() | named)

        def _asdict(self) -> dict[str, Any]:
            """Its values by their names."""
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"
