"""What was decided in a review, when it is looked at again."""

from __future__ import annotations

from psw_tui.exchange.registers.review import Decisions
from psw_tui.policy.terms import MarkValue


def test_what_was_decided_of_a_mark_that_changed_is_asked_again_and_the_rest_stands() -> None:
    decided = Decisions(
        {"sam": "L001", "ipad": None, "gone": "L009", "both": ("L002", "L009")},
        frozenset({"L001", "L002"}),
        {"L001": MarkValue.PART, "L002": None},
    )
    again = decided.again(rows={"L001", "L002"}, changed={"L002"})
    assert [again.told(person) for person in ("sam", "ipad", "gone", "both")] == [("L001",), (), None, ("L002",)]
    assert again.overwrite == {"L001"}
    assert again.values == {"L001": MarkValue.PART}
