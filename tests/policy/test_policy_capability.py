"""Section 5: the framework, what a round says, and what moved."""

from __future__ import annotations

from functools import cache

import pytest

from psw_tui.policy.capability import (
    CohortCounts,
    Framework,
    Rating,
    RatingChange,
    Summary,
    changes,
    cohort_counts,
    focus_areas,
    is_complete,
    moved_focus,
    rated,
    read_framework,
    summaries,
)
from tests.policy.cases import DATA, case

SMALL = read_framework(
    """
[[capability]]
id = "a"
name = "First"
gloss = "…"
sub = [
  {id = "a.one", name = "One & Only", gloss = "…", effective = ["x"]},
  {id = "a.two", name = "Two", gloss = "…", effective = ["x", "y"]},
  {id = "a.three", name = "Three", gloss = "…", effective = ["x"]},
]
[[capability]]
id = "b"
name = "Second"
gloss = "…"
sub = [{id = "b.one", name = "Four", gloss = "…", effective = ["x"]}]
"""
)


@cache
def shipped() -> Framework:
    """The framework that the app brings."""
    return read_framework((DATA / "capabilities.toml").read_text(encoding="utf-8"))


def of(*ratings: int | None) -> dict[str, Rating]:
    """A round of the small framework."""
    return {sub: Rating(value) for sub, value in zip(SMALL.subs, ratings, strict=True)}


def test_four_capabilities_and_26_sub_capabilities() -> None:
    framework = shipped()
    assert len(framework.capabilities) == 4
    assert sum(len(capability.subs) for capability in framework.capabilities) == 26
    assert len(framework.subs) == 26


def test_every_sub_capability_is_named_glossed_and_has_its_benchmark() -> None:
    for capability in shipped().capabilities:
        assert capability.name
        assert capability.gloss
        for sub in capability.subs:
            assert sub.id.startswith(f"{capability.id}.")
            assert sub.name
            assert sub.gloss
            assert all(sub.effective)
            assert sub.effective


def test_a_sub_capability_is_found_by_id_or_name_whatever_the_capitals() -> None:
    assert len(shipped().ids_by_name) == 52
    assert shipped().ids_by_name["curiosity of self"] == "curiosity.self"
    assert SMALL.ids_by_name["one & only"] == SMALL.ids_by_name["a.one"] == "a.one"


@pytest.mark.parametrize(
    ("ratings", "number", "complete"),
    [
        case("none", (None, None, None, None), 0, False),
        case("one short", (1, 2, 3, None), 3, False),
        case("all", (1, 2, 3, 4), 4, True),
    ],
)
def test_complete_when_all_are_rated(ratings: tuple[int | None, ...], number: int, *, complete: bool) -> None:
    assert rated(of(*ratings)) == number
    assert is_complete(of(*ratings), SMALL) is complete


def test_25_of_26_is_not_complete() -> None:
    ids = list(shipped().subs)
    most = {sub: Rating(3) for sub in ids[:25]}
    assert not is_complete(most, shipped())
    assert is_complete(most | {ids[25]: Rating(1)}, shipped())


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        case(
            "three ratings: the middle one, one at 3",
            (1, 2, 3, 3),
            [Summary("a", 3, 3, 2, 1), Summary("b", 1, 1, 3, 1)],
        ),
        case("two ratings: between them", (2, None, 3, 2), [Summary("a", 2, 3, 2.5, 1), Summary("b", 1, 1, 2, 0)]),
        case("4 is at 3 or above too", (3, 4, 4, 4), [Summary("a", 3, 3, 4, 3), Summary("b", 1, 1, 4, 1)]),
        case(
            "nothing rated: no median", (None, None, None, 1), [Summary("a", 0, 3, None, 0), Summary("b", 1, 1, 1, 0)]
        ),
    ],
)
def test_summaries(ratings: tuple[int | None, ...], expected: list[Summary]) -> None:
    assert summaries(of(*ratings), SMALL, 3) == expected


def test_a_sub_capability_left_out_of_a_round_is_not_rated() -> None:
    assert summaries({"a.one": Rating(4)}, SMALL, 3) == [Summary("a", 1, 3, 4, 1), Summary("b", 0, 1, None, 0)]


def test_changes() -> None:
    then, now = of(1, 3, None, 2), of(2, 2, 3, 2)
    changed = changes(then, now, SMALL)
    assert changed == [
        RatingChange("a.one", 1, 2),
        RatingChange("a.two", 3, 2),
        RatingChange("a.three", None, 3),
        RatingChange("b.one", 2, 2),
    ]
    assert [change.step for change in changed] == [1, -1, None, 0]


def test_focus_areas() -> None:
    assert focus_areas({"a.one": Rating(2, focus=True), "a.two": Rating(1), "b.one": Rating(focus=True)}) == [
        "a.one",
        "b.one",
    ]


def test_which_focus_areas_moved() -> None:
    then = {
        "a.one": Rating(1, focus=True),
        "a.two": Rating(2, focus=True),
        "a.three": Rating(3),
        "b.one": Rating(None, focus=True),
    }
    now = {"a.one": Rating(3), "a.two": Rating(2), "a.three": Rating(4, focus=True), "b.one": Rating(2)}
    assert moved_focus(then, now, SMALL) == [RatingChange("a.one", 1, 3)]
    assert moved_focus(then, {"a.one": Rating(1), "a.two": Rating(1)}, SMALL) == [RatingChange("a.two", 2, 1)]


@pytest.mark.parametrize(
    ("leaders", "shown"), [case("four: nothing", 4, False), case("five: counts", 5, True), case("six: counts", 6, True)]
)
def test_a_cohort_of_fewer_than_five_shows_nothing(leaders: int, *, shown: bool) -> None:
    counts = cohort_counts([[of(1, 2, 3, None)] for _ in range(leaders)], SMALL, fewest=5)
    assert (counts["a.one"].answered is not None) is shown
    assert counts["b.one"].answered is None  # nobody answered that one, whatever their number


def test_cohort_counts() -> None:
    """Focus, strengths (4), and moved up since the round before, each of those who said anything."""
    newest = [
        {"a.one": Rating(4, focus=True), "a.two": Rating(1)},
        {"a.one": Rating(2, focus=True), "a.two": Rating(1)},
        {"a.one": Rating(None, focus=True), "a.two": Rating(1)},
        {"a.one": Rating(1), "a.two": Rating(4)},
        {"a.one": Rating(4), "a.two": Rating(4)},
        {},
    ]
    before = [of(1, 1, 1, 1), of(2, 1, 1, 1), of(1, 1, 1, 1), of(2, 1, 1, 1), of(3, 1, 1, 1)]
    rounds = [[now, then] for now, then in zip(newest, before, strict=False)]
    counts = cohort_counts([*rounds, [newest[-1]], []], SMALL, fewest=5)
    assert counts["a.one"] == CohortCounts(answered=5, focus=3, strengths=2, moved_up=None)  # only four rated it twice
    assert counts["a.two"] == CohortCounts(answered=5, focus=0, strengths=2, moved_up=2, rated_twice=5)
    assert counts["b.one"] == CohortCounts(None, None, None, None)
