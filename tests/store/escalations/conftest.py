"""The small file with something to decide on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import MarkValue
from psw_tui.store.registers import record_marks

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store


@pytest.fixture
def store(small: Store) -> Store:
    """Amara was absent from Workshop 1 without a word; nobody has had any coaching."""
    record_marks.mark(small, "W1", ["L001"], MarkValue.ABSENT)
    return small
