"""What the review of a report says once it is taken, and what the register says of it afterwards."""

from __future__ import annotations

import pytest

from screens.registers.report_review_words import unrecorded


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "Nothing of the report is left to confirm"),
        (7, "7 from the report unrecorded until confirmed (i)"),
    ],
)
def test_what_stays_unrecorded_is_counted(left: int, said: str) -> None:
    assert unrecorded(left) == said
