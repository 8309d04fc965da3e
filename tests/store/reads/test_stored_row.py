"""A row is to whoever reads one what a named tuple of Python's own is."""

from __future__ import annotations

import copy
import pickle
from typing import Any, NamedTuple

import pytest

from psw_tui.store.reads.stored_row import StoredRow


class Stored(StoredRow):
    """A row with a default."""

    id: str
    number: int | None
    told_apart: int | None = None

    @property
    def both(self) -> str:
        """What a kind of rows may say of itself."""
        return f"{self.id}{self.number}"


class Own(NamedTuple):
    """The same as Python's own."""

    id: str
    number: int | None
    told_apart: int | None = None


KINDS: list[Any] = [Stored, Own]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_made_in_order_by_name_and_by_default(kind: Any) -> None:
    expected = ("a", 1, None)
    assert kind("a", 1) == kind("a", number=1) == kind(number=1, id="a") == kind._make(expected) == expected
    assert kind("a", 1, 2) == ("a", 1, 2)
    assert hash(kind("a", 1)) == hash(expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        (("a",), {}),
        (("a", 1, 2, 3), {}),
        (("a", 1), {"id": "b"}),
        (("a",), {"number": 1, "day": 2}),
        ((), {"number": 1}),
    ],
)
def test_other_values_than_its_fields_are_refused(kind: Any, values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        kind(*values, **named)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [("a", 1), ("a", 1, 2, 3)])
def test_it_is_made_of_no_other_number_of_values(kind: Any, values: tuple[Any, ...]) -> None:
    with pytest.raises((TypeError, ValueError)):
        kind._make(values)


@pytest.mark.parametrize("kind", KINDS)
def test_its_values_have_names(kind: Any) -> None:
    row = kind("a", 1)
    assert (row.id, row.number, row.told_apart) == row == tuple(row)
    assert kind._fields == kind.__match_args__ == ("id", "number", "told_apart")
    assert row._asdict() == {"id": "a", "number": 1, "told_apart": None}
    assert row._replace(number=2) == kind("a", 2)
    assert repr(row) == f"{kind.__name__}(id='a', number=1, told_apart=None)"
    assert isinstance(row, kind)
    match row:
        case kind(id=key, number=number):
            assert (key, number) == ("a", 1)
        case _:
            pytest.fail("it is not matched by its fields")
    with pytest.raises(AttributeError):
        row.id = "b"
    with pytest.raises(AttributeError):
        row.day = 1
    with pytest.raises((TypeError, ValueError)):
        row._replace(day=1)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_copied_as_what_it_is(kind: Any) -> None:
    row = kind("a", 1, 2)
    for copied in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert copied == row
        assert type(copied) is kind


def test_it_may_say_something_of_itself() -> None:
    assert Stored("a", 1).both == "a1"
