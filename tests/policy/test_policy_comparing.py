"""Two rounds of one leader against a table worked out by hand: what changed, the summaries, the focus that moved."""

from __future__ import annotations

from functools import cache

import pytest

from psw_tui.policy.capability import (
    Framework,
    Rating,
    RatingChange,
    Summary,
    changes,
    focus_areas,
    is_complete,
    moved_focus,
    rated,
    read_framework,
    summaries,
)
from tests.policy.cases import DATA, case

#: Sub-capability, then, now, the step between them; * a focus then, ' a focus now.
TABLE = (
    ("curiosity.values", 2, 3, +1, "*"),
    ("curiosity.self", 3, 3, 0, ""),
    ("curiosity.bias", 1, 3, +2, "*'"),
    ("curiosity.workforce", 2, 1, -1, ""),
    ("curiosity.leadership", None, 2, None, ""),
    ("curiosity.partners", 4, 4, 0, ""),
    ("curiosity.service", 3, None, None, ""),
    ("clarity.vision", 1, 1, 0, "*'"),
    ("clarity.workforce", 2, 4, +2, "'"),
    ("clarity.anti_oppressive", 3, 2, -1, "*"),
    ("clarity.empowerment", None, None, None, ""),
    ("clarity.family", 4, 1, -3, ""),
    ("clarity.relationships", 1, 4, +3, ""),
    ("complexity.knowledge", 2, 2, 0, ""),
    ("complexity.operations", 3, 4, +1, ""),
    ("complexity.decisions", 4, 3, -1, ""),
    ("complexity.supervision", None, 1, None, "*"),
    ("complexity.quality", 1, None, None, "'"),
    ("complexity.reflection", 4, 2, -2, ""),
    ("capacity.resilience", 3, 1, -2, ""),
    ("capacity.resourcefulness", 1, 2, +1, ""),
    ("capacity.culture", 2, 3, +1, ""),
    ("capacity.innovation", None, None, None, "'"),
    ("capacity.change", 3, 2, -1, ""),
    ("capacity.interactions", None, 4, None, ""),
    ("capacity.advocacy", 4, 4, 0, ""),
)
THEN = {sub: Rating(then, focus="*" in focus) for sub, then, _, _, focus in TABLE}
NOW = {sub: Rating(now, focus="'" in focus) for sub, _, now, _, focus in TABLE}


@cache
def framework() -> Framework:
    """The framework that the app brings."""
    return read_framework((DATA / "capabilities.toml").read_text(encoding="utf-8"))


def said(ratings: dict[str, Rating]) -> dict[str, Rating]:
    """The same round as a file holds it where nothing was pressed: without the sub-capabilities left blank."""
    return {sub: rating for sub, rating in ratings.items() if rating != Rating()}


def test_the_table_has_all_26_in_the_frameworks_order() -> None:
    assert [sub for sub, *_ in TABLE] == list(framework().subs)
    assert (rated(THEN), rated(NOW)) == (21, 22)
    assert not is_complete(THEN, framework())


@pytest.mark.parametrize(
    ("then", "now"),
    [
        case("a blank is a rating that was cleared", THEN, NOW),
        case("a blank is nothing at all", said(THEN), said(NOW)),
        case("one of each", said(THEN), NOW),
        case("whatever order the file gives", dict(reversed(THEN.items())), dict(reversed(NOW.items()))),
    ],
)
def test_then_now_and_step_of_all_26(then: dict[str, Rating], now: dict[str, Rating]) -> None:
    changed = changes(then, now, framework())
    assert [(change.sub, change.then, change.now, change.step) for change in changed] == [row[:4] for row in TABLE]


def test_the_other_way_round_every_step_is_turned() -> None:
    changed = changes(NOW, THEN, framework())
    assert [change.step for change in changed] == [None if step is None else -step for _, _, _, step, _ in TABLE]


def test_with_itself_nothing_moves_and_a_blank_stays_blank() -> None:
    changed = changes(NOW, NOW, framework())
    assert [change.step for change in changed] == [None if now is None else 0 for _, _, now, _, _ in TABLE]
    assert moved_focus(NOW, NOW, framework()) == []


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        case(
            "then",
            THEN,
            [
                Summary("curiosity", rated=6, of=7, median=2.5, effective=3),  # 1 2 2 3 3 4
                Summary("clarity", rated=5, of=6, median=2, effective=2),  # 1 1 2 3 4
                Summary("complexity", rated=5, of=6, median=3, effective=3),  # 1 2 3 4 4
                Summary("capacity", rated=5, of=7, median=3, effective=3),  # 1 2 3 3 4
            ],
        ),
        case(
            "now",
            NOW,
            [
                Summary("curiosity", rated=6, of=7, median=3, effective=4),  # 1 2 3 3 3 4
                Summary("clarity", rated=5, of=6, median=2, effective=2),  # 1 1 2 4 4
                Summary("complexity", rated=5, of=6, median=2, effective=2),  # 1 2 2 3 4
                Summary("capacity", rated=6, of=7, median=2.5, effective=3),  # 1 2 2 3 4 4
            ],
        ),
        case(
            "a round with nothing in it: no median, and none is low",
            {},
            [
                Summary("curiosity", rated=0, of=7, median=None, effective=0),
                Summary("clarity", rated=0, of=6, median=None, effective=0),
                Summary("complexity", rated=0, of=6, median=None, effective=0),
                Summary("capacity", rated=0, of=7, median=None, effective=0),
            ],
        ),
    ],
)
def test_the_median_and_the_number_at_effective_or_above(ratings: dict[str, Rating], expected: list[Summary]) -> None:
    assert summaries(ratings, framework(), 3) == expected
    assert summaries(said(ratings), framework(), 3) == expected


@pytest.mark.parametrize(
    ("effective", "then", "now"),
    [
        case("2", 2, [5, 3, 4, 4], [5, 3, 4, 5]),
        case("3, as the app brings it", 3, [3, 2, 3, 3], [4, 2, 2, 3]),
        case("4", 4, [1, 1, 2, 1], [1, 2, 1, 2]),
    ],
)
def test_what_counts_as_effective_is_a_setting(effective: int, then: list[int], now: list[int]) -> None:
    for ratings, expected in ((THEN, then), (NOW, now)):
        assert [summary.effective for summary in summaries(ratings, framework(), effective)] == expected


def test_a_blank_pulls_no_median_down() -> None:
    """Only 4s and blanks: the median is 4, however few they are."""
    few = {"clarity.vision": Rating(4), "clarity.family": Rating(4), "clarity.workforce": Rating()}
    clarity = summaries(few, framework(), 3)[1]
    assert (clarity.rated, clarity.median, clarity.effective) == (2, 4, 2)


def test_the_focus_areas_of_each() -> None:
    assert focus_areas(THEN) == [
        "curiosity.values",
        "curiosity.bias",
        "clarity.vision",
        "clarity.anti_oppressive",
        "complexity.supervision",
    ]
    assert focus_areas(NOW) == [
        "curiosity.bias",
        "clarity.vision",
        "clarity.workforce",
        "complexity.quality",
        "capacity.innovation",
    ]


def test_of_the_focus_areas_then_three_moved() -> None:
    """One stayed and one was not rated then; what became a focus only now does not count."""
    expected = [
        RatingChange("curiosity.values", 2, 3),
        RatingChange("curiosity.bias", 1, 3),
        RatingChange("clarity.anti_oppressive", 3, 2),
    ]
    assert moved_focus(THEN, NOW, framework()) == expected
    assert moved_focus(said(THEN), said(NOW), framework()) == expected


def test_a_focus_area_that_is_blank_now_has_not_moved() -> None:
    now = {sub: Rating() if sub == "curiosity.bias" else rating for sub, rating in NOW.items()}
    assert [moved.sub for moved in moved_focus(THEN, now, framework())] == [
        "curiosity.values",
        "clarity.anti_oppressive",
    ]


def test_against_a_round_with_nothing_in_it_nothing_has_moved() -> None:
    for then, now in ((THEN, {}), ({}, NOW), ({}, {})):
        assert {change.step for change in changes(then, now, framework())} == {None}
        assert moved_focus(then, now, framework()) == []


def test_the_leaders_own_words_move_nothing() -> None:
    spoken = {
        sub: Rating(rating.rating, rating.focus, "led the review", "ask two peers") for sub, rating in NOW.items()
    }
    assert changes(THEN, spoken, framework()) == changes(THEN, NOW, framework())
    assert summaries(spoken, framework(), 3) == summaries(NOW, framework(), 3)
