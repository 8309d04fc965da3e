"""What holds of any record: attendance never hurts, order never matters, the short way is the long way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from psw_tui.policy.calendar import ONE_DAY
from psw_tui.policy.coaching import placement
from psw_tui.policy.concerns import concerns, minimum_since
from psw_tui.policy.ladder import withdrawal_suggestions
from psw_tui.policy.programme import Rule
from psw_tui.policy.records import Booking, Mark, Record, Session
from psw_tui.policy.standing import is_covered, is_expected, judge, mark_of, standings
from psw_tui.policy.terms import WORST_FIRST, ConcernKind, Engagement, Explanation, LeaderState, MarkValue, SessionKind
from tests.budgets import fuzz
from tests.policy.cases import PSW, booking, programme, record, session

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_OF_THREE = {
    ConcernKind.UNEXPLAINED_ABSENCE,
    ConcernKind.UNSATISFACTORY_EXPLANATION,
    ConcernKind.NO_REASONABLE_CAUSE,
}
FIRST = date(2026, 8, 25)
DAYS = st.integers(0, 410).map(lambda days: FIRST + timedelta(days=days))
#: Few sessions of few kinds on few days, so that the edges meet often.
PROGRAMMES = (
    PSW,
    programme(
        '[programme.psw.requirements.study]\nminimum_share = "0.8"\nplanned = 2\n'
        "[programme.psw.requirements.peer_practice]\ncatch_up_counts = false\nplanned = 1\n"
        "[programme.psw.requirements.residentials]\nminimum = 2\nplanned = 3\n"
    ),
)


def text(day: date, hour: int) -> str:
    """A moment as the builders read it."""
    return f"{day} {hour:02}:00"


@st.composite
def sessions(draw: st.DrawFn, number: int) -> Session:
    """A session: some end after midnight, modules stay open for weeks, some are cancelled."""
    kind = draw(st.sampled_from(list(SessionKind)))
    starts = draw(DAYS)
    hour = draw(st.sampled_from((9, 14, 22)))
    if kind is SessionKind.MODULE:
        ends = text(starts + timedelta(days=draw(st.integers(1, 40))), 12)
    else:
        ends = text(starts + ONE_DAY * (hour == 22), 1 if hour == 22 else hour + 2)
    return session(
        f"S{number}",
        kind,
        text(starts, hour),
        ends,
        compulsory=draw(st.sampled_from((None, None, True, False))),
        cancelled=draw(st.integers(0, 5)) == 0,
    )


@st.composite
def marks(draw: st.DrawFn, of: Session) -> Mark:
    """A mark, with whatever may stand beside it."""
    some_day = st.none() | st.integers(-10, 60).map(lambda days: of.starts_on + timedelta(days=days))
    reported = draw(st.none() | st.sampled_from((-60, -1, 0, 1, 60)))
    return Mark(
        session=of.reference,
        value=draw(st.none() | st.sampled_from(list(MarkValue))),
        engagement=draw(st.none() | st.sampled_from(list(Engagement))),
        completed_on=draw(some_day) if of.kind is SessionKind.MODULE else None,
        reported_at=None if reported is None else of.starts_at + timedelta(hours=reported),
        explanation=draw(st.none() | st.sampled_from(list(Explanation))),
        sent_on=draw(some_day),
        due_on=draw(some_day),
        submitted_on=draw(some_day),
        accepted_on=draw(some_day),
    )


@st.composite
def bookings(draw: st.DrawFn, starts: date) -> Booking:
    """A coaching booking, late at night now and then."""
    hour = draw(st.sampled_from((10, 10, 23)))
    outcome = draw(st.sampled_from((None, "attended", "attended", "no_show", "cancelled")))
    by = draw(st.sampled_from(("leader", "coach"))) if outcome in {"no_show", "cancelled"} else None
    before = draw(st.sampled_from((-1, 0, 1, 3, 30)))
    notice = text(starts - timedelta(days=before), hour) if outcome == "cancelled" else None
    return booking(text(starts, hour), outcome, by=by, notice=notice, waived=draw(st.integers(0, 4)) == 0)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """An active leader's record; the offer is signed, in most of them before anything happens."""
    made = [draw(sessions(number)) for number in range(draw(st.integers(0, 9)))]
    marked = [draw(marks(session)) for session in made if draw(st.integers(0, 3))]
    days = draw(st.lists(DAYS, max_size=7, unique=True))
    pause: tuple[str | None, str | None] = (None, None)
    if draw(st.integers(0, 2)) == 0:
        start = draw(DAYS)
        pause = (str(start), draw(st.none() | st.integers(0, 90).map(lambda n: str(start + timedelta(days=n)))))
    return record(
        made,
        marked,
        [draw(bookings(day)) for day in days],
        signed=str(draw(st.just(date(2026, 8, 1)) | DAYS)),
        pause=pause,
        ends=str(draw(st.sampled_from((date(2027, 8, 31), date(2027, 7, 16), date(2027, 3, 1))))),
        rules=draw(st.sampled_from(PROGRAMMES)),
    )


def rules_of(rec: Record, of: Session) -> Iterator[Rule]:
    """The requirements that a session counts for."""
    yield from (rule for rule in rec.programme.rules if of.kind in rule.kinds and not of.cancelled)


def marked(rec: Record, of: Session, value: MarkValue) -> Record:
    """The record with one mark set; what else was noted at that session stays."""
    old = rec.marks.get(of.reference, Mark(of.reference))
    return replace(rec, marks={**rec.marks, of.reference: replace(old, value=value)})


@fuzz
@given(records(), DAYS)
def test_coming_after_all_never_worsens_a_standing(rec: Record, day: date) -> None:
    for held in rec.sessions:
        if held.ends_on > day or mark_of(rec, held).value not in {None, MarkValue.ABSENT}:
            continue
        better = marked(rec, held, MarkValue.PRESENT)
        for rule in rules_of(rec, held):
            before, after = judge(rule, rec, day), judge(rule, better, day)
            assert WORST_FIRST.index(after.word) >= WORST_FIRST.index(before.word)
            assert after.credit >= before.credit
            assert after.headroom >= before.headroom


@fuzz
@given(records(), DAYS)
def test_attending_coaching_never_worsens_it(rec: Record, day: date) -> None:
    rule = rec.programme.rules[0]
    before = judge(rule, rec, day)
    for place, held in enumerate(rec.bookings):
        came = replace(held, outcome=booking("2026-10-01 10:00", "attended").outcome)
        after = judge(rule, replace(rec, bookings=(*rec.bookings[:place], came, *rec.bookings[place + 1 :])), day)
        assert WORST_FIRST.index(after.word) >= WORST_FIRST.index(before.word)


@fuzz
@given(records(), DAYS)
def test_each_miss_takes_one_off_the_headroom(rec: Record, day: date) -> None:
    if day > rec.cohort.ends:
        return
    for held in rec.sessions:
        if held.cancelled or mark_of(rec, held).value is not None or not is_expected(rec, held):
            continue
        clear = replace(rec, marks={ref: made for ref, made in rec.marks.items() if ref != held.reference})
        worse = marked(clear, held, MarkValue.ABSENT)
        for rule in rules_of(rec, held):
            before, after = judge(rule, clear, day), judge(rule, worse, day)
            step = int(held.ends_on <= day)
            assert before.remaining > 0
            assert after.headroom == before.headroom - step
            assert after.missed == before.missed + step
            assert after.unrecorded == before.unrecorded - step
            assert (after.expected, after.minimum, after.credit) == (before.expected, before.minimum, before.credit)


@fuzz
@given(records(), DAYS)
def test_the_numbers_agree_with_each_other(rec: Record, day: date) -> None:
    for reached in standings(rec, day).values():
        assert reached.headroom == reached.credit + reached.remaining - reached.minimum
        numbers = (
            reached.expected,
            reached.minimum,
            reached.credit,
            reached.missed,
            reached.unrecorded,
            reached.remaining,
        )
        assert min(numbers) >= 0
        assert reached.catchable in {0, reached.missed}
        if reached.requirement != "coaching" and day <= rec.cohort.ends:
            assert reached.expected == reached.credit + reached.missed + reached.remaining
            assert reached.unrecorded <= reached.remaining
        assert reached.why.endswith(f"({reached.clause}).")


@fuzz
@given(records(), DAYS)
def test_computing_twice_gives_the_same(rec: Record, day: date) -> None:
    assert standings(rec, day) == standings(rec, day)
    assert concerns(rec, day) == concerns(rec, day)


@fuzz
@given(records(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rec: Record, day: date, chance: Random) -> None:
    made, noted, booked = list(rec.sessions), list(rec.marks.items()), list(rec.bookings)
    for rows in (made, noted, booked):
        chance.shuffle(rows)
    other = replace(rec, sessions=tuple(made), marks=dict(noted), bookings=tuple(booked))
    assert standings(other, day) == standings(rec, day)
    assert concerns(other, day) == concerns(rec, day)
    assert placement(other) == placement(rec)
    assert len(withdrawal_suggestions(other, day)) == len(withdrawal_suggestions(rec, day))


@fuzz
@given(records(), DAYS)
def test_keys_are_unique_and_in_order(rec: Record, day: date) -> None:
    raised = concerns(rec, day)
    assert len({concern.key for concern in raised}) == len(raised)
    assert [(concern.kind, concern.about) for concern in raised] == sorted(
        (concern.kind, concern.about) for concern in raised
    )
    for concern in raised:
        assert concern.key == f"{concern.kind}:{concern.about}:L001"
        assert concern.clause in concern.why
    references = [concern.about for concern in raised if concern.kind in ONE_OF_THREE]
    assert len(set(references)) == len(references), "one absence raises one of the three"


@fuzz
@given(records(), DAYS)
def test_since_is_never_later_than_the_day_and_never_before_the_facts(rec: Record, day: date) -> None:
    earliest = FIRST - timedelta(days=60)
    for concern in concerns(rec, day):
        assert earliest <= concern.since <= day


@fuzz
@given(records(), DAYS)
def test_a_concern_of_a_minimum_goes_with_its_standing(rec: Record, day: date) -> None:
    words = {"below_minimum": "below", "minimum_unreachable": "unreachable"}
    flagged = {concern.about: words[concern.kind] for concern in concerns(rec, day) if concern.kind in words}
    by_requirement = {str(id_): str(standing.word) for id_, standing in standings(rec, day).items()}
    assert flagged == {id_: word for id_, word in by_requirement.items() if word in words.values()}


@fuzz
@given(records(), DAYS)
def test_since_of_a_minimum_is_a_walk_back_day_by_day(rec: Record, day: date) -> None:
    if not is_covered(rec, day):
        return
    for rule in rec.programme.rules:
        verdict = judge(rule, rec, day)
        since = day
        while is_covered(rec, since - ONE_DAY) and judge(rule, rec, since - ONE_DAY).word is verdict.word:
            since -= ONE_DAY
        assert minimum_since(rule, rec, verdict, day) == since


@fuzz
@given(records(), DAYS)
def test_only_active_leaders_whom_the_policy_covers_raise_concerns(rec: Record, day: date) -> None:
    for state in LeaderState:
        other = replace(rec, leader=replace(rec.leader, state=state))
        assert standings(other, day) == standings(rec, day)
        if state is not LeaderState.ACTIVE:
            assert concerns(other, day) == []
    unsigned = replace(rec, leader=replace(rec.leader, offer_accepted_on=day + ONE_DAY))
    assert (standings(unsigned, day), concerns(unsigned, day)) == ({}, [])


@fuzz
@given(records(), DAYS)
def test_a_cancelled_session_s_marks_change_nothing(rec: Record, day: date) -> None:
    gone = {session.reference for session in rec.sessions if session.cancelled}
    other = replace(rec, marks={ref: made for ref, made in rec.marks.items() if ref not in gone})
    assert standings(other, day) == standings(rec, day)
    assert concerns(other, day) == concerns(rec, day)


@fuzz
@given(records())
def test_no_window_is_held_twice(rec: Record) -> None:
    used = [booking for booking in rec.bookings if booking.outcome is None or booking.outcome == "attended"]
    placed = [number for held in used if (number := placement(rec)[held.id]) is not None]
    assert len(set(placed)) == len(placed)
