"""Rounds: a key at a time, kept part-filled, compared with the round before, and counted but never ranked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.capability import CohortCounts, Rating
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds, rounds
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2027, 2, 1)
LEADER = "L001"
SUBS = list(framework().subs)


def overview(store: Store) -> dict[str, rounds.LeaderRounds]:
    return {row.leader: row for row in rounds.overview(store, judge_all(store, TODAY))}


def begun(store: Store, on: date = TODAY, kind: RoundKind = RoundKind.BASELINE, leader: str = LEADER) -> str:
    change_rounds.new_round(store, leader, on, kind)
    return next(round_.id for round_ in overview(store)[leader].rounds if round_.on == on)


def found(store: Store, round_id: str) -> rounds.Round:
    read = rounds.one_round(store, round_id)
    assert read is not None
    return read


def test_a_round_is_begun_and_can_be_undone(small: Store) -> None:
    change = change_rounds.new_round(small, LEADER, TODAY, RoundKind.BASELINE)
    assert change.what == "Began the baseline of Amara Osei, Mon 1 Feb 2027"
    assert (change.kinds, change.leaders) == (frozenset({"rounds"}), frozenset({LEADER}))
    (only,) = overview(small)[LEADER].rounds
    assert (only.on, only.kind, only.rated, only.focus) == (TODAY, RoundKind.BASELINE, 0, 0)
    assert overview(small)["L002"].newest is None
    undo.undo(small)
    assert overview(small)[LEADER].rounds == ()
    with pytest.raises(Refused, match="was undone"):
        rounds.one_round(small, only.id)


def test_the_first_round_is_proposed_as_a_baseline_and_every_later_one_as_a_review(small: Store) -> None:
    assert rounds.proposed_kind(overview(small)[LEADER].rounds) is RoundKind.BASELINE
    begun(small)
    assert rounds.proposed_kind(overview(small)[LEADER].rounds) is RoundKind.REVIEW


@pytest.mark.parametrize(
    ("leader", "on", "kind", "says"),
    [
        (LEADER, TODAY, RoundKind.REVIEW, "Amara Osei has a round on Mon 1 Feb 2027 already"),
        (LEADER, TODAY - timedelta(days=1), RoundKind.BASELINE, "has a baseline of Mon 1 Feb 2027 already"),
        (LEADER, TODAY + timedelta(days=1), RoundKind.REVIEW, "has not come yet"),
        ("L999", TODAY, RoundKind.BASELINE, "no leader L999"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_changes_nothing(
    small: Store, leader: str, on: date, kind: RoundKind, says: str
) -> None:
    begun(small)
    with pytest.raises(Refused, match=says):
        change_rounds.new_round(small, leader, on, kind)
    assert len(overview(small)[LEADER].rounds) == 1


def test_a_rating_is_saved_replaced_and_cleared_each_by_one_command(small: Store) -> None:
    round_id = begun(small)
    change = change_rounds.rate(small, round_id, "curiosity.self", 3)
    assert change is not None
    assert change.what == "Rated Curiosity of self 3, Amara Osei"
    change_rounds.rate(small, round_id, "curiosity.self", 2)
    assert found(small, round_id).ratings == {"curiosity.self": Rating(2)}
    change_rounds.rate(small, round_id, "curiosity.self", None)
    assert found(small, round_id).ratings["curiosity.self"].rating is None
    undo.undo(small)
    assert found(small, round_id).ratings == {"curiosity.self": Rating(2)}


def test_the_same_rating_again_leaves_no_entry(small: Store) -> None:
    round_id = begun(small)
    change_rounds.rate(small, round_id, "curiosity.self", 3)
    before = len(history.entries(small))
    assert change_rounds.rate(small, round_id, "curiosity.self", 3) is None
    assert change_rounds.rate(small, round_id, "curiosity.bias", None) is None
    assert len(history.entries(small)) == before


def test_a_focus_keeps_the_rating_and_the_rating_keeps_the_focus(small: Store) -> None:
    round_id = begun(small)
    change_rounds.set_focus(small, round_id, "curiosity.self", focus=True)
    change_rounds.rate(small, round_id, "curiosity.self", 1)
    assert found(small, round_id).ratings["curiosity.self"] == Rating(1, focus=True)
    change_rounds.set_focus(small, round_id, "curiosity.self", focus=False)
    assert found(small, round_id).ratings["curiosity.self"] == Rating(1)


def test_the_sixth_focus_is_refused_as_a_local_setting_until_one_is_taken_off(small: Store) -> None:
    round_id = begun(small)
    for sub in SUBS[:5]:
        change_rounds.set_focus(small, round_id, sub, focus=True)
    with pytest.raises(Refused, match=r"5 is the most \(local setting\)"):
        change_rounds.set_focus(small, round_id, SUBS[5], focus=True)
    change_rounds.set_focus(small, round_id, SUBS[0], focus=False)
    change_rounds.set_focus(small, round_id, SUBS[5], focus=True)
    assert overview(small)[LEADER].rounds[0].focus == 5


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_off_the_scale_is_refused(small: Store, rating: int) -> None:
    round_id = begun(small)
    with pytest.raises(Refused, match="from 1 to 4"):
        change_rounds.rate(small, round_id, "curiosity.self", rating)
    assert found(small, round_id).ratings == {}


def test_what_is_not_there_is_refused(small: Store) -> None:
    round_id = begun(small)
    with pytest.raises(Refused, match=r"no sub-capability curiosity\.nothing"):
        change_rounds.rate(small, round_id, "curiosity.nothing", 3)
    with pytest.raises(Refused, match="not there any more"):
        change_rounds.rate(small, "0" * 32, "curiosity.self", 3)


def test_a_part_filled_round_survives_reopening_the_file(small: Store, db: Path) -> None:
    round_id = begun(small)
    for sub in SUBS[:19]:
        change_rounds.rate(small, round_id, sub, 3)
    small.close()
    with Store.open(db) as again:
        assert overview(again)[LEADER].rounds[0].rated == 19
        assert set(found(again, round_id).ratings) == set(SUBS[:19])


def test_the_round_before_is_the_latest_earlier_one_of_the_same_leader(small: Store) -> None:
    first = begun(small, date(2026, 10, 1))
    second = begun(small, date(2026, 12, 1), RoundKind.REVIEW)
    third = begun(small, TODAY, RoundKind.REVIEW)
    begun(small, date(2027, 1, 15), leader="L002")
    change_rounds.rate(small, second, "curiosity.self", 2)
    assert found(small, first).before is None
    before = found(small, third).before
    assert before is not None
    assert (before.on, before.kind) == (date(2026, 12, 1), RoundKind.REVIEW)
    assert before.ratings == {"curiosity.self": Rating(2)}
    assert [round_.on.month for round_ in overview(small)[LEADER].rounds] == [2, 12, 10]


def test_counts_are_shown_from_five_leaders_on_each_by_their_newest_round(small: Store) -> None:
    with small.command("More", {"leaders"}, leaders=()) as writing:
        from models.tables import CohortRow, LeaderRow

        cohort = small.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        for number in (4, 5):
            writing.session.add(
                LeaderRow(reference=f"L00{number}", cohort_id=cohort.id, first_name="A", last_name=str(number))
            )
    (verdict, *_) = judge_all(small, TODAY)
    programme = verdict.record.programme
    older = begun(small, date(2026, 10, 1))
    change_rounds.rate(small, older, "curiosity.self", 4)
    for number in range(1, 5):
        kind = RoundKind.REVIEW if number == 1 else RoundKind.BASELINE
        round_id = begun(small, TODAY, kind, f"L00{number}")
        change_rounds.rate(small, round_id, "curiosity.self", number)
        change_rounds.set_focus(small, round_id, "curiosity.self", focus=number == 1)
    counts = rounds.cohort_counts(small, overview(small).values(), programme)
    assert {count.answered for count in counts.values()} == {None}
    fifth = begun(small, TODAY, RoundKind.BASELINE, "L005")
    change_rounds.rate(small, fifth, "curiosity.self", 4)
    counts = rounds.cohort_counts(small, overview(small).values(), programme)
    assert counts["curiosity.self"] == CohortCounts(answered=5, focus=1, strengths=2, moved_up=None)
    assert counts["curiosity.bias"].answered is None
