"""The leader's own words in a round, all rounds of one leader, and what a cohort's rounds count to by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.capability import CohortCounts, Rating
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.capabilities import rounds as capability
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2027, 2, 1)
LEADER = "L001"
SUBS = list(framework().subs)
SELF = "curiosity.self"
BY = date(2027, 3, 1)


def begun(store: Store, on: date = TODAY, kind: RoundKind = RoundKind.BASELINE, leader: str = LEADER) -> str:
    """A new round, by its id."""
    change_rounds.new_round(store, leader, on, kind)
    return next(round_.id for round_ in capability.rounds_of(store, leader) if round_.on == on)


def said(store: Store, round_id: str, sub: str = SELF) -> Rating:
    """What a round says of one sub-capability."""
    own = capability.one_round(store, round_id)
    assert own is not None
    return own.ratings.get(sub, Rating())


def stored(store: Store) -> tuple[object, ...]:
    """The words as they lie in the file."""
    row: tuple[object, ...] = store.connection.execute(
        "SELECT evidence, next_step, next_step_on FROM rating"
    ).fetchone()
    return row


# -- own words -------------------------------------------------------------------------------------


def test_evidence_is_kept_by_one_command_that_does_not_tell_it(small: Store) -> None:
    round_id = begun(small)
    change_rounds.rate(small, round_id, SELF, 3)
    change = change_rounds.say_more(small, round_id, SELF, evidence="Chaired the March review")
    assert change is not None
    assert change.what == "Noted the leader's own words on Curiosity of self, Amara Osei"
    assert (change.kinds, change.leaders) == (frozenset({"rounds"}), frozenset({LEADER}))
    assert said(small, round_id) == Rating(3, evidence="Chaired the March review")
    assert not any("March" in entry.what for entry in history.entries(small))


def test_evidence_of_what_is_not_considered_rates_nothing(small: Store) -> None:
    round_id = begun(small)
    change_rounds.say_more(small, round_id, SELF, evidence="Not in my role this year")
    assert said(small, round_id) == Rating(None, evidence="Not in my role this year")
    (row,) = capability.overview(small, judge_all(small, TODAY)[:1])
    assert row.newest is not None
    assert row.newest.rated == 0


def test_the_same_words_again_leave_no_entry(small: Store) -> None:
    round_id = begun(small)
    change_rounds.say_more(small, round_id, SELF, evidence="Led a review")
    before = len(history.entries(small))
    assert change_rounds.say_more(small, round_id, SELF, evidence="  Led  a review ") is None
    assert change_rounds.say_more(small, round_id, SUBS[0], evidence="") is None
    assert len(history.entries(small)) == before


def test_words_taken_out_leave_nothing_in_the_file(small: Store) -> None:
    round_id = begun(small)
    change_rounds.set_focus(small, round_id, SELF, focus=True)
    change_rounds.say_more(small, round_id, SELF, evidence="Words", next_step="Ask two peers", next_step_on=BY)
    assert stored(small) == ("Words", "Ask two peers", "2027-03-01")
    change_rounds.say_more(small, round_id, SELF, evidence="")
    assert stored(small) == (None, "Ask two peers", "2027-03-01")  # the next step was not asked about
    change_rounds.say_more(small, round_id, SELF, evidence="", next_step="")
    assert said(small, round_id) == Rating(focus=True)
    assert stored(small) == (None, None, None)


#: What stands there and what is asked for: a focus, the next step, its day, and the refusal.
REFUSED = {
    "a step where there is no focus": (False, "Ask two peers", None, r"belongs to a focus area"),
    "a day where there is no focus": (False, "", BY, r"belongs to a focus area"),
    "both where there is no focus": (False, "Ask two peers", BY, r"mark it as one with \* first"),
    "a day without words in a focus area": (True, "", BY, r"day needs the next step in words"),
}


def test_a_next_step_that_cannot_be_is_refused_and_changes_nothing(small: Store) -> None:
    round_id = begun(small)
    change_rounds.rate(small, round_id, SELF, 2)
    for why, (focus, next_step, by, says) in REFUSED.items():
        change_rounds.set_focus(small, round_id, SELF, focus=focus)
        before = len(history.entries(small))
        with pytest.raises(Refused, match=says):
            change_rounds.say_more(small, round_id, SELF, evidence="Words", next_step=next_step, next_step_on=by)
        assert said(small, round_id) == Rating(2, focus=focus), why
        assert len(history.entries(small)) == before


def test_a_focus_area_has_a_next_step_with_or_without_a_day(small: Store) -> None:
    """A day that is past already is taken too: late entry is normal."""
    round_id = begun(small)
    change_rounds.set_focus(small, round_id, SELF, focus=True)
    for by in (None, BY, date(2026, 1, 1)):
        change_rounds.say_more(small, round_id, SELF, evidence="", next_step="Ask two peers", next_step_on=by)
        assert said(small, round_id) == Rating(focus=True, next_step="Ask two peers", next_step_on=by)


def test_words_on_what_is_not_there_are_refused(small: Store) -> None:
    round_id = begun(small)
    with pytest.raises(Refused, match=r"no sub-capability curiosity\.nothing"):
        change_rounds.say_more(small, round_id, "curiosity.nothing", evidence="Words")
    undo.undo(small)
    with pytest.raises(Refused, match="not there any more"):
        change_rounds.say_more(small, round_id, SELF, evidence="Words")


#: What is typed, and what is kept.
CLEANED = {
    "blanks around and within": ("  led \t a\nreview ", "led a review"),
    "signs a terminal would obey": ("a\x1b[31mb\x07c", "a[31mbc"),
    "signs that turn or hide text": ("safe\u202etxt\u200b", "safetxt"),
    "letters of any script, in one form": ("Sia\u0302n e\u0301t\u0301", "Siân ét\u0301"),
    "no markup, only letters": ("=1+1 [@click=app.quit]x <b>", "=1+1 [@click=app.quit]x <b>"),
    "300 characters": ("ä" * 300, "ä" * 300),
    "301 characters": ("ä" * 301, "ä" * 300),
    "far too much": ("word " * 9000, ("word " * 60).rstrip()),
}


def test_both_lines_are_cleaned_and_capped(small: Store) -> None:
    round_id = begun(small)
    change_rounds.set_focus(small, round_id, SELF, focus=True)
    for why, (typed, kept) in CLEANED.items():
        change_rounds.say_more(small, round_id, SELF, evidence=typed, next_step=typed)
        own = said(small, round_id)
        assert (own.evidence, own.next_step) == (kept, kept), why
        assert len(kept) <= 300


def test_words_are_undone_and_made_again(small: Store, db: Path) -> None:
    round_id = begun(small)
    change_rounds.rate(small, round_id, SELF, 2)
    change_rounds.set_focus(small, round_id, SELF, focus=True)
    first = Rating(2, focus=True, evidence="First", next_step="Ask", next_step_on=BY)
    second = Rating(2, focus=True, evidence="Second")
    change_rounds.say_more(small, round_id, SELF, evidence="First", next_step="Ask", next_step_on=BY)
    change_rounds.say_more(small, round_id, SELF, evidence="Second", next_step="")
    assert said(small, round_id) == second
    for expected in (first, Rating(2, focus=True), Rating(2)):
        undo.undo(small)
        assert said(small, round_id) == expected
    for expected in (Rating(2, focus=True), first, second):
        undo.redo(small)
        assert said(small, round_id) == expected
    small.close()
    with Store.open(db) as again:
        assert said(again, round_id) == second


def test_the_first_words_of_a_sub_capability_are_undone_with_their_row(small: Store) -> None:
    round_id = begun(small)
    change_rounds.say_more(small, round_id, SELF, evidence="Words")
    undo.undo(small)
    assert small.connection.execute("SELECT count(*) FROM rating").fetchone() == (0,)
    undo.redo(small)
    assert said(small, round_id) == Rating(evidence="Words")


def test_a_rating_made_again_or_cleared_keeps_the_words(small: Store) -> None:
    round_id = begun(small)
    change_rounds.rate(small, round_id, SELF, 1)
    change_rounds.set_focus(small, round_id, SELF, focus=True)
    change_rounds.say_more(small, round_id, SELF, evidence="Words", next_step="Ask", next_step_on=BY)
    for rating in (4, None, 2):
        change_rounds.rate(small, round_id, SELF, rating)
        assert said(small, round_id) == Rating(rating, True, "Words", "Ask", BY)
    change_rounds.set_focus(small, round_id, SELF, focus=False)
    assert said(small, round_id).evidence == "Words"


def test_the_words_of_one_round_are_not_those_of_the_next(small: Store) -> None:
    first = begun(small, date(2026, 10, 1))
    change_rounds.say_more(small, first, SELF, evidence="In October")
    second = begun(small, TODAY, RoundKind.REVIEW)
    assert said(small, second) == Rating()
    change_rounds.say_more(small, second, SELF, evidence="In February")
    assert (said(small, first).evidence, said(small, second).evidence) == ("In October", "In February")


# -- all rounds of one leader ----------------------------------------------------------------------


def test_rounds_of_one_leader_oldest_first_each_with_the_one_before(small: Store) -> None:
    """In whatever order they were entered, and with nothing of another leader."""
    third = begun(small, TODAY, RoundKind.REVIEW)
    first = begun(small, date(2026, 10, 1))
    second = begun(small, date(2026, 12, 1), RoundKind.REVIEW)
    other = begun(small, date(2026, 11, 1), leader="L002")
    change_rounds.rate(small, first, SELF, 1)
    change_rounds.set_focus(small, first, SELF, focus=True)
    change_rounds.rate(small, third, SELF, 3)
    change_rounds.rate(small, other, SELF, 4)
    rounds = capability.rounds_of(small, LEADER)
    assert [(round_.id, round_.on, round_.kind) for round_ in rounds] == [
        (first, date(2026, 10, 1), RoundKind.BASELINE),
        (second, date(2026, 12, 1), RoundKind.REVIEW),
        (third, TODAY, RoundKind.REVIEW),
    ]
    assert {(round_.leader, round_.name) for round_ in rounds} == {(LEADER, "Amara Osei")}
    assert [round_.ratings for round_ in rounds] == [{SELF: Rating(1, focus=True)}, {}, {SELF: Rating(3)}]
    assert rounds[0].before is None
    for earlier, later in ((0, 1), (1, 2)):
        before = rounds[later].before
        assert before is not None
        assert (before.on, before.kind) == (rounds[earlier].on, rounds[earlier].kind)
        assert before.ratings == rounds[earlier].ratings


def test_rounds_of_agree_with_each_round_read_alone(small: Store) -> None:
    for month, kind in ((10, RoundKind.BASELINE), (11, RoundKind.REVIEW), (12, RoundKind.REVIEW)):
        round_id = begun(small, date(2026, month, 2), kind)
        change_rounds.rate(small, round_id, SUBS[month], month % 4 + 1)
        change_rounds.say_more(small, round_id, SUBS[0], evidence=f"Month {month}")
    rounds = capability.rounds_of(small, LEADER)
    assert rounds == [capability.one_round(small, round_.id) for round_ in rounds]


def test_a_leader_without_rounds_has_none_and_an_unknown_one_is_refused(small: Store) -> None:
    begun(small)
    assert capability.rounds_of(small, "L002") == []
    with pytest.raises(Refused, match="no leader L999"):
        capability.rounds_of(small, "L999")


# -- counts over a cohort --------------------------------------------------------------------------

MOVES, NEW, FEW, STARS = SUBS[:4]
#: Of each leader, the round before and the newest one: (rating, focus) of the four sub-capabilities.
BY_HAND = {
    "L001": ({MOVES: 1, NEW: 1, FEW: 1}, {MOVES: 2, NEW: 4, FEW: 3}, [MOVES, STARS]),
    "L002": ({MOVES: 2, NEW: 1, FEW: 1}, {MOVES: 2, NEW: 4, FEW: 3, STARS: 1}, [MOVES]),
    "L003": ({MOVES: 3, NEW: 1, FEW: 1}, {MOVES: 4, NEW: 4, FEW: 3, STARS: 1}, []),
    "L004": ({MOVES: 4, NEW: 1, FEW: 1}, {MOVES: 4, NEW: 4, FEW: 3, STARS: 1}, []),
    "L005": ({MOVES: 2, FEW: 4}, {MOVES: 1, NEW: 4, STARS: 1}, [NEW]),
    "L006": (None, {MOVES: 3}, []),
    "L007": (None, None, []),
}


@pytest.fixture
def cohort(small: Store) -> Store:
    """Seven leaders: five with two rounds (one of them with a third, older one), one with one, one with none."""
    with small.command("More", {"leaders", "rounds"}, leaders=()) as writing:
        from models.tables import CohortRow, LeaderRow, RatingRow, RoundRow

        session = writing.session
        cohort = small.only_row(session, CohortRow, "cohort", name="PSW 2026")
        rows = {leader: small.only_row(session, LeaderRow, "leader", reference=leader) for leader in list(BY_HAND)[:3]}
        for leader in list(BY_HAND)[3:]:
            rows[leader] = LeaderRow(reference=leader, cohort_id=cohort.id, first_name="A", last_name=leader)
            session.add(rows[leader])
        oldest = RoundRow(leader_id=rows["L001"].id, round_on=date(2026, 9, 5), kind=RoundKind.BASELINE)
        session.add(oldest)
        for sub in (MOVES, NEW, FEW, STARS):
            session.add(RatingRow(round_id=oldest.id, sub_capability=sub, rating=4))
        for leader, (before, newest, focus) in BY_HAND.items():
            for on, ratings in ((date(2026, 10, 1), before), (date(2027, 1, 20), newest)):
                if ratings is None:
                    continue
                made = RoundRow(leader_id=rows[leader].id, round_on=on, kind=RoundKind.REVIEW)
                session.add(made)
                starred = set(focus) if ratings is newest else set()
                for sub in ratings.keys() | starred:
                    given = RatingRow(
                        round_id=made.id, sub_capability=sub, rating=ratings.get(sub), focus=sub in starred
                    )
                    session.add(given)
    return small


def counted(store: Store, leaders: int = 7) -> dict[str, CohortCounts]:
    """The counts over the first so-and-so many leaders."""
    verdicts = judge_all(store, TODAY)
    rows = [row for row in capability.overview(store, verdicts) if row.leader <= f"L00{leaders}"]
    return capability.cohort_counts(store, rows, verdicts[0].record.programme)


def test_counts_over_seven_leaders_by_hand(cohort: Store) -> None:
    counts = counted(cohort)
    assert counts[MOVES] == CohortCounts(
        answered=6, focus=2, strengths=2, moved_up=2, rated_twice=5
    )  # L001 and L003 went up
    assert counts[NEW] == CohortCounts(answered=5, focus=1, strengths=5, moved_up=None)  # four rated it twice
    assert counts[FEW] == CohortCounts(None, None, None, None)  # four answered; L005's rating is of an older round
    assert counts[STARS] == CohortCounts(answered=5, focus=1, strengths=0, moved_up=None)  # a star alone is an answer
    assert {counts[sub] for sub in SUBS[4:]} == {CohortCounts(None, None, None, None)}


def test_with_four_leaders_nothing_is_counted_and_with_five_something(cohort: Store) -> None:
    nothing: set[str] = set()
    for leaders, shown in ((1, nothing), (4, nothing), (5, {MOVES, NEW, STARS})):
        counts = counted(cohort, leaders)
        assert {sub for sub, count in counts.items() if count.answered is not None} == shown
        for sub in set(SUBS) - shown:
            assert counts[sub] == CohortCounts(None, None, None, None)


def test_evidence_alone_is_no_answer(cohort: Store) -> None:
    (newest,) = [round_.id for round_ in capability.rounds_of(cohort, "L006")]
    change_rounds.say_more(cohort, newest, FEW, evidence="Words")
    assert counted(cohort)[FEW].answered is None
    change_rounds.rate(cohort, newest, FEW, 1)
    assert counted(cohort)[FEW] == CohortCounts(answered=5, focus=0, strengths=0, moved_up=None)


def test_a_rating_taken_back_takes_the_counts_with_it(cohort: Store) -> None:
    newest = capability.rounds_of(cohort, "L005")[-1].id
    change_rounds.rate(cohort, newest, STARS, None)
    assert counted(cohort)[STARS] == CohortCounts(None, None, None, None)
    undo.undo(cohort)
    assert counted(cohort)[STARS].answered == 5
