"""Section 9: the order of the queue, and the words that say why a row stands there."""

from __future__ import annotations

import pytest

from psw_tui.policy.queue_order import queue_order, queue_why
from psw_tui.policy.terms import Stage, StandingWord
from tests.policy.cases import case, on

#: Stage, due date, standing and name; where it matters, the reference and whether it is snoozed.
Row = tuple[str, str | None, str, str] | tuple[str, str | None, str, str, str, bool]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        case(
            "overdue comes before everything",
            ("explanation", "2027-01-31", "met", "Zoe"),
            ("appeal", "2027-02-01", "unreachable", "Amara"),
        ),
        case(
            "overdue by a day is no less than by a month: the stage decides",
            ("partnerships", "2027-01-31", "met", "Zoe"),
            ("bdo_contact", "2026-12-01", "unreachable", "Amara"),
        ),
        case(
            "a stage without a term is never overdue",
            ("explanation", "2027-01-31", "met", "Zoe"),
            ("complaint", None, "unreachable", "Amara"),
        ),
        case(
            "then appeal before withdrawn",
            ("appeal", "2027-03-01", "met", "Zoe"),
            ("withdrawn", None, "unreachable", "Amara"),
        ),
        case(
            "withdrawn before review",
            ("withdrawn", None, "met", "Zoe"),
            ("withdrawal_review", "2027-02-02", "unreachable", "Amara"),
        ),
        case(
            "review before partnerships",
            ("withdrawal_review", "2027-03-01", "met", "Zoe"),
            ("partnerships", "2027-02-02", "unreachable", "Amara"),
        ),
        case(
            "partnerships before contact",
            ("partnerships", "2027-03-01", "met", "Zoe"),
            ("bdo_contact", "2027-02-02", "unreachable", "Amara"),
        ),
        case(
            "contact before explanation",
            ("bdo_contact", "2027-03-01", "met", "Zoe"),
            ("explanation", "2027-02-02", "unreachable", "Amara"),
        ),
        case(
            "then unreachable before below",
            ("bdo_contact", "2027-03-01", "unreachable", "Zoe"),
            ("bdo_contact", "2027-02-02", "below", "Amara"),
        ),
        case(
            "below before at risk",
            ("bdo_contact", "2027-03-01", "below", "Zoe"),
            ("bdo_contact", "2027-02-02", "at_risk", "Amara"),
        ),
        case(
            "at risk before on track",
            ("bdo_contact", "2027-03-01", "at_risk", "Zoe"),
            ("bdo_contact", "2027-02-02", "on_track", "Amara"),
        ),
        case(
            "on track before met",
            ("bdo_contact", "2027-03-01", "on_track", "Zoe"),
            ("bdo_contact", "2027-02-02", "met", "Amara"),
        ),
        case(
            "then the earlier due date",
            ("bdo_contact", "2027-02-02", "below", "Zoe"),
            ("bdo_contact", "2027-02-03", "below", "Amara"),
        ),
        case(
            "a due date before none", ("withdrawn", "2030-01-01", "below", "Zoe"), ("withdrawn", None, "below", "Amara")
        ),
        case(
            "then the name",
            ("bdo_contact", "2027-02-02", "below", "Amara"),
            ("bdo_contact", "2027-02-02", "below", "Zoe"),
        ),
        case(
            "the name whatever its capitals",
            ("bdo_contact", "2027-02-02", "below", "amara"),
            ("bdo_contact", "2027-02-02", "below", "Zoe"),
        ),
        case(
            "of one name the lower reference",
            ("bdo_contact", "2027-02-02", "below", "Amara", "L001", False),
            ("bdo_contact", "2027-02-02", "below", "Amara", "L002", False),
        ),
        case(
            "snoozed ones at the end, though overdue",
            ("bdo_contact", "2027-02-02", "below", "Zoe", "L002", False),
            ("withdrawal_review", "2027-01-01", "below", "Amara", "L001", True),
        ),
    ],
)
def test_queue_order(first: Row, second: Row) -> None:
    def place(row: Row) -> object:
        stage, due, overall, name = row[:4]
        reference, is_snoozed = row[4:] or ("L001", False)
        due_on = None if due is None else on(due)
        return queue_order(
            Stage(stage), due_on, StandingWord(overall), name, reference, on("2027-02-01"), is_snoozed=is_snoozed
        )

    assert sorted([second, first], key=place) == [first, second]  # type: ignore[arg-type]


def test_the_row_says_in_words_why_it_stands_there() -> None:
    said = queue_why(Stage.BDO_CONTACT, on("2027-02-01"), StandingWord.AT_RISK, on("2027-02-05"), frozenset())
    for part in ("4 working days late", "BDO contact", "at risk"):
        assert part in said
