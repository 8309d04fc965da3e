"""How much the tests marked `fuzz` try: a little within `make test`, which is to be short, and much in `make fuzz`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Test = TypeVar("Test", bound=Callable[..., object])

_PROFILE = settings.get_current_profile_name()
#: Whether `make fuzz` runs, with its long walks.
LONG = _PROFILE == "fuzz"
#: Within `make test` a quarter of what any other property test tries.
_EXAMPLES = settings.get_profile(_PROFILE).max_examples // (1 if LONG else 4)


def fuzz(test: Test) -> Test:
    """Mark a property test (above its `@given`) as one for `make fuzz`, and give it its budget."""
    marked: Test = pytest.mark.fuzz(settings(max_examples=_EXAMPLES)(test))
    return marked
