"""Frozen records are to their users what Python's own frozen dataclasses with slots are."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, cast

import pytest

from psw_tui.policy.frozen import frozen


def _record(decorate: Any) -> Any:
    class Record:
        """A record."""

        name: str
        days: int = 3
        words: tuple[str, ...] = ()
        counts: dict[str, int] = field(default_factory=dict)

        @property
        def long(self) -> str:
            return f"{self.name}, {self.days} days"

    return decorate(Record)


OURS: Any = _record(frozen)
PYTHONS: Any = _record(dataclass(frozen=True, slots=True))


@frozen
class _Base:
    name: str
    days: int = 3


@frozen
class _Derived(_Base):
    more: str = ""


@pytest.mark.parametrize("arguments", [("a",), ("a", 4), ("a", 4, ("b",), {"c": 1})])
def test_it_is_made_and_shown_as_pythons_own(arguments: tuple[Any, ...]) -> None:
    ours, pythons = OURS(*arguments), PYTHONS(*arguments)
    assert repr(ours) == repr(pythons)
    assert asdict(ours) == asdict(pythons)
    assert (ours.long, ours.__doc__, ours.__match_args__) == (pythons.long, pythons.__doc__, pythons.__match_args__)
    assert OURS.__qualname__ == PYTHONS.__qualname__


@pytest.mark.parametrize("arguments", [(), ("a", 1, (), {}, 5)])
def test_what_is_missing_or_too_much_is_the_same_error(arguments: tuple[Any, ...]) -> None:
    said = []
    for made in (OURS, PYTHONS):
        with pytest.raises(TypeError) as error:
            made(*arguments)
        said.append(str(error.value))
    assert said[0] == said[1]


def test_it_equals_its_like_and_has_a_hash_if_all_its_values_have() -> None:
    assert OURS("a") == OURS("a", 3)
    assert OURS("a") != OURS("b")
    assert OURS("a") != PYTHONS("a")
    assert {_Base("a"), _Base("a", 3)} == {_Base("a")}
    with pytest.raises(TypeError):
        hash(OURS("a"))


def test_no_two_share_what_a_factory_makes() -> None:
    assert OURS("a").counts is not OURS("a").counts


def test_nothing_in_it_can_be_changed_and_nothing_added() -> None:
    record = OURS("a")
    for name in ("name", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, "b")
    with pytest.raises(FrozenInstanceError):
        del record.name
    assert not hasattr(record, "__dict__")


def test_what_a_cached_property_comes_to_is_kept_and_is_no_field() -> None:
    asked = []

    @frozen
    class Name:
        word: str

        @cached_property
        def letters(self) -> int:
            asked.append(self.word)
            return len(self.word)

    name = Name("abc")
    assert (name.letters, name.letters, asked) == (3, 3, ["abc"])
    assert name == Name("abc")
    assert repr(name).endswith("Name(word='abc')")
    assert replace(name, word="a").letters == 1
    with pytest.raises(FrozenInstanceError):
        name.letters = 4


def test_a_field_may_have_any_name() -> None:
    @frozen
    class Odd:
        record: str
        made: str
        values: str

    assert repr(Odd(record="a", made="b", values="c")).endswith("Odd(record='a', made='b', values='c')")


def test_dataclasses_own_functions_know_it() -> None:
    assert is_dataclass(cast("object", OURS))
    assert [(one.name, one.type) for one in fields(OURS)] == [(one.name, one.type) for one in fields(PYTHONS)]
    assert replace(OURS("a"), days=5) == OURS("a", 5)
    with pytest.raises(TypeError):
        replace(OURS("a"), other=1)


def test_one_that_stands_on_another_has_the_fields_of_both() -> None:
    record = _Derived("a", more="b")
    assert (record.name, record.days, record.more) == ("a", 3, "b")
    assert replace(record, days=4) == _Derived("a", 4, "b")
    assert record != cast("Any", _Base("a"))
    match record:
        case _Derived(name, days, more):
            assert (name, days, more) == ("a", 3, "b")
