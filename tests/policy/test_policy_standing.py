"""Section 2: the numbers and the word of a standing, worked by hand from policy.md."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from psw_tui.policy.records import Mark, Record, Session
from psw_tui.policy.standing import counts_as_covered, minimum_of, overall, standings
from psw_tui.policy.terms import WORST_FIRST, RequirementId, StandingWord
from tests.policy.cases import attended, case, line, mark, marks, no_show, on, programme, record, run, session, verdict

RESIDENTIALS = [
    session("R1", "residential", "2026-10-06"),
    session("R2", "residential", "2026-10-07"),
    session("R3", "residential", "2027-03-09"),
    session("R4", "residential", "2027-05-11"),
]
PEERS = [
    session("P1", "peer_practice", "2026-11-02"),
    session("P2", "peer_practice", "2027-01-18"),
    session("P3", "peer_practice", "2027-04-19"),
]
TWO_DAYS = marks("present", "R1", "R2")


@pytest.mark.parametrize(
    ("requirement", "made", "day", "expected"),
    [
        case(
            "two days attended, none missed, two to come: on track with none to spare",
            "residentials",
            TWO_DAYS,
            "2027-03-08",
            "on_track T4 m4 c2 x0 u0 r2 k0 h0",
        ),
        case(
            "one day missed: below, only catching up reaches all four",
            "residentials",
            [*TWO_DAYS, mark("R3", "absent")],
            "2027-03-09",
            "below T4 m4 c2 x1 u0 r1 k1 h-1",
        ),
        case(
            "the day before the catch-up is accepted it is still below",
            "residentials",
            [*TWO_DAYS, mark("R3", "absent", accepted="2027-03-20")],
            "2027-03-19",
            "below T4 m4 c2 x1 u0 r1 k1 h-1",
        ),
        case(
            "caught up: on track again from the day it is accepted",
            "residentials",
            [*TWO_DAYS, mark("R3", "absent", accepted="2027-03-20")],
            "2027-03-20",
            "on_track T4 m4 c3 x0 u0 r1 k0 h0",
        ),
        case(
            "one peer session attended, one missed, one to come: at risk",
            "peer_practice",
            [mark("P1", "present"), mark("P2", "absent")],
            "2027-02-01",
            "at_risk T3 m2 c1 x1 u0 r1 k1 h0",
        ),
        case(
            "missed again: below",
            "peer_practice",
            [mark("P1", "present"), *marks("absent", "P2", "P3")],
            "2027-04-19",
            "below T3 m2 c1 x2 u0 r0 k2 h-1",
        ),
        case(
            "on the programme's last day it is still below",
            "peer_practice",
            [mark("P1", "present"), *marks("absent", "P2", "P3")],
            "2027-08-31",
            "below T3 m2 c1 x2 u0 r0 k2 h-1",
        ),
        case(
            "after the programme ended it is unreachable",
            "peer_practice",
            [mark("P1", "present"), *marks("absent", "P2", "P3")],
            "2027-09-01",
            "unreachable T3 m2 c1 x2 u0 r0 k0 h-1",
        ),
    ],
)
def test_worked_examples(requirement: str, made: list[Mark], day: str, expected: str) -> None:
    assert line(record([*RESIDENTIALS, *PEERS], made), requirement, day) == expected


@pytest.mark.parametrize(
    ("requirement", "kind", "came", "expected"),
    [
        case("study: three of four is one short", "study", "workshop", 3, "on_track T6 m4 c3 x0 u0 r3 k0 h2"),
        case("study: four workshops are the minimum", "study", "workshop", 4, "met T6 m4 c4 x0 u0 r2 k0 h2"),
        case("study: four modules are the minimum", "study", "module", 4, "met T6 m4 c4 x0 u0 r2 k0 h2"),
        case("study: five are one over", "study", "workshop", 5, "met T6 m4 c5 x0 u0 r1 k0 h2"),
        case(
            "peer practice: one of two is one short",
            "peer_practice",
            "peer_practice",
            1,
            "on_track T3 m2 c1 x0 u0 r2 k0 h1",
        ),
        case("peer practice: two are the minimum", "peer_practice", "peer_practice", 2, "met T3 m2 c2 x0 u0 r1 k0 h1"),
        case("peer practice: three are one over", "peer_practice", "peer_practice", 3, "met T3 m2 c3 x0 u0 r0 k0 h1"),
        case(
            "residentials: three days are one short",
            "residentials",
            "residential",
            3,
            "on_track T4 m4 c3 x0 u0 r1 k0 h0",
        ),
        case(
            "residentials: four days are the minimum", "residentials", "residential", 4, "met T4 m4 c4 x0 u0 r0 k0 h0"
        ),
        case("other elements count with the residentials", "residentials", "other", 4, "met T4 m4 c4 x0 u0 r0 k0 h0"),
        case(
            "a workshop is nothing to the residentials",
            "residentials",
            "workshop",
            4,
            "on_track T4 m4 c0 x0 u0 r4 k0 h0",
        ),
        case("a peer session is nothing to study", "study", "peer_practice", 3, "on_track T6 m4 c0 x0 u0 r6 k0 h2"),
    ],
)
def test_each_minimum_one_short_reached_and_over(requirement: str, kind: str, came: int, expected: str) -> None:
    sessions = run("S", kind, came)
    made = marks("present", *(session.reference for session in sessions))
    assert line(record(sessions, made), requirement, "2027-07-15") == expected


def test_modules_and_workshops_are_counted_together() -> None:
    sessions = [*run("M", "module", 2), *run("W", "workshop", 2, "2026-11-03")]
    three = marks("present", "M1", "M2", "W1")
    assert line(record(sessions, three), "study", "2026-11-03") == "on_track T6 m4 c3 x0 u0 r3 k0 h2"
    assert line(record(sessions, [*three, mark("W2", "present")]), "study", "2026-11-04").startswith("met T6 m4 c4")


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        case("two coaching sessions are one short", 2, "on_track T6 m3 c2 x0 u0 r4 k0 h3"),
        case("three coaching sessions are the minimum", 3, "met T6 m3 c3 x0 u0 r3 k0 h3"),
        case("four coaching sessions are one over", 4, "met T6 m3 c4 x0 u0 r2 k0 h3"),
    ],
)
def test_coaching_minimum(came: int, expected: str) -> None:
    bookings = [attended(f"2026-10-{day:02} 10:00") for day in range(5, 5 + came)]
    assert line(record(bookings=bookings), "coaching", "2026-11-30") == expected


@pytest.mark.parametrize(
    ("planned", "came", "expected"),
    [
        case("80% of 4 is 4: three are one short", 4, 3, "below T4 m4 c3 x1 u0 r0 k1 h-1"),
        case("80% of 4 is 4: four reach it", 4, 4, "met T4 m4 c4 x0 u0 r0 k0 h0"),
        case("80% of 5 is 4: three are one short", 5, 3, "below T5 m4 c3 x2 u0 r0 k2 h-1"),
        case("80% of 5 is 4: four reach it", 5, 4, "met T5 m4 c4 x1 u0 r0 k1 h0"),
        case("80% of 5 is 4: five are over", 5, 5, "met T5 m4 c5 x0 u0 r0 k0 h1"),
        case("80% of 6 is 5: four are one short", 6, 4, "below T6 m5 c4 x2 u0 r0 k2 h-1"),
        case("80% of 6 is 5: five reach it", 6, 5, "met T6 m5 c5 x1 u0 r0 k1 h0"),
        case("80% of 6 is 5: six are over", 6, 6, "met T6 m5 c6 x0 u0 r0 k0 h1"),
        case("80% of 10 is 8: seven are one short", 10, 7, "below T10 m8 c7 x3 u0 r0 k3 h-1"),
        case("80% of 10 is 8: eight reach it", 10, 8, "met T10 m8 c8 x2 u0 r0 k2 h0"),
        case("80% of 10 is 8: nine are over", 10, 9, "met T10 m8 c9 x1 u0 r0 k1 h1"),
        case("80% of 15 is 12: eleven are one short", 15, 11, "below T15 m12 c11 x4 u0 r0 k4 h-1"),
        case("80% of 15 is 12: twelve reach it", 15, 12, "met T15 m12 c12 x3 u0 r0 k3 h0"),
        case("80% of 15 is 12: thirteen are over", 15, 13, "met T15 m12 c13 x2 u0 r0 k2 h1"),
        case("80% of 35 is 28: 27 are one short", 35, 27, "below T35 m28 c27 x8 u0 r0 k8 h-1"),
        case("80% of 35 is 28: 28 reach it", 35, 28, "met T35 m28 c28 x7 u0 r0 k7 h0"),
        case("80% of 35 is 28: 29 are over", 35, 29, "met T35 m28 c29 x6 u0 r0 k6 h1"),
    ],
)
def test_eighty_per_cent(planned: int, came: int, expected: str) -> None:
    sessions = run("R", "residential", planned)
    names = [session.reference for session in sessions]
    made = [*marks("present", *names[:came]), *marks("absent", *names[came:])]
    assert line(record(sessions, made), "residentials", "2026-12-01") == expected


@pytest.mark.parametrize(
    ("share", "expected", "minimum"),
    [
        case("0.8 of 5 is 4, where the float is a hair more", "0.8", 5, 4),
        case("0.8 of 35 is 28", "0.8", 35, 28),
        case("0.07 of 100 is 7, where the float gives 8", "0.07", 100, 7),
        case("0.55 of 100 is 55, where the float gives 56", "0.55", 100, 55),
        case("0.56 of 100 is 56", "0.56", 100, 56),
        case("0.29 of 100 is 29", "0.29", 100, 29),
        case("0.333 of 3 is 0.999, so 1", "0.333", 3, 1),
        case("0.334 of 3 is 1.002, so 2", "0.334", 3, 2),
        case("a share of nothing is nothing", "0.8", 0, 0),
        case("all of 7 is 7", "1", 7, 7),
        case("a hair of 7 is 1", "0.0001", 7, 1),
    ],
)
def test_a_share_is_exact(share: str, expected: int, minimum: int) -> None:
    rules = programme(f'[programme.psw.requirements.residentials]\nminimum_share = "{share}"')
    assert minimum_of(rules.rule(RequirementId.RESIDENTIALS), expected) == minimum


def sessions_of_sort(stand: int, cancelled: int) -> list[Session]:
    """Residential days of which the first stand and the rest are cancelled."""
    made = run("R", "residential", stand + cancelled)
    return [*made[:stand], *(replace(session, cancelled=True) for session in made[stand:])]


@pytest.mark.parametrize(
    ("stand", "cancelled", "exempt", "expected"),
    [
        case("nothing dated: the planned four", 0, 0, 0, "on_track T4 m4 c0 x0 u0 r4 k0 h0"),
        case("three dated: still the planned four", 3, 0, 0, "on_track T4 m4 c0 x0 u0 r4 k0 h0"),
        case("four dated: four", 4, 0, 0, "on_track T4 m4 c0 x0 u0 r4 k0 h0"),
        case("five dated: five", 5, 0, 0, "on_track T5 m4 c0 x0 u0 r5 k0 h1"),
        case("four dated of which one is cancelled: three", 3, 1, 0, "on_track T3 m3 c0 x0 u0 r3 k0 h0"),
        case("five dated of which one is cancelled: four stand", 4, 1, 0, "on_track T4 m4 c0 x0 u0 r4 k0 h0"),
        case("one dated and one cancelled: one off the planned", 1, 1, 0, "on_track T3 m3 c0 x0 u0 r3 k0 h0"),
        case("all five cancelled: nothing is expected", 0, 5, 0, "met T0 m0 c0 x0 u0 r0 k0 h0"),
        case("five dated, one not expected: four", 5, 0, 1, "on_track T4 m4 c0 x0 u0 r4 k0 h0"),
        case("three dated, one not expected: taken off the planned four", 3, 0, 1, "on_track T3 m3 c0 x0 u0 r3 k0 h0"),
        case("six dated, one not expected: 80% of 5 is 4", 6, 0, 1, "on_track T5 m4 c0 x0 u0 r5 k0 h1"),
        case("none of the four expected: a share of nothing is met", 4, 0, 4, "met T0 m0 c0 x0 u0 r0 k0 h0"),
        case("one cancelled, one not expected: two", 3, 1, 1, "on_track T2 m2 c0 x0 u0 r2 k0 h0"),
    ],
)
def test_expected(stand: int, cancelled: int, exempt: int, expected: str) -> None:
    made = marks("not_expected", *(f"R{n + 1}" for n in range(exempt)))
    assert line(record(sessions_of_sort(stand, cancelled), made), "residentials", "2026-09-01") == expected


def test_not_expected_at_a_cancelled_session_takes_nothing_more() -> None:
    rec = record(sessions_of_sort(3, 1), [mark("R4", "not_expected")])
    assert verdict(rec, "residentials", "2026-09-01").expected == 3


def test_a_cancelled_session_gives_no_credit_and_is_not_missed() -> None:
    gone = [replace(session, cancelled=True) for session in run("P", "peer_practice", 3)]
    rec = record(gone, [mark("P1", "present"), mark("P2", "absent")])
    assert line(rec, "peer_practice", "2026-12-01") == "unreachable T0 m2 c0 x0 u0 r0 k0 h-2"


@pytest.mark.parametrize(
    ("exempt", "expected"),
    [
        case("exempt from none", 0, "on_track T3 m2 c0 x0 u0 r3 k0 h1"),
        case("exempt from one, two are left for a minimum of two", 1, "on_track T2 m2 c0 x0 u0 r2 k0 h0"),
        case("exempt from two, the minimum of two stays", 2, "unreachable T1 m2 c0 x0 u0 r1 k0 h-1"),
        case("exempt from all, the minimum of two stays", 3, "unreachable T0 m2 c0 x0 u0 r0 k0 h-2"),
    ],
)
def test_a_count_minimum_is_never_reduced(exempt: int, expected: str) -> None:
    made = marks("not_expected", *(f"P{n + 1}" for n in range(exempt)))
    assert line(record(PEERS, made), "peer_practice", "2026-09-01") == expected


def test_an_exemption_counts_before_its_session() -> None:
    rec = record(RESIDENTIALS, [mark("R4", "not_expected")])
    assert line(rec, "residentials", "2026-09-01") == "on_track T3 m3 c0 x0 u0 r3 k0 h0"


FOUR_IN_MARCH = run("R", "residential", 4, "2027-03-08")


@pytest.mark.parametrize(
    ("pause", "made", "expected"),
    [
        case("no pause", (None, None), [], 4),
        case("the pause is the session's day alone", ("2027-03-09", "2027-03-09"), [], 3),
        case("the pause's first day is the session's", ("2027-03-11", "2027-05-01"), [], 3),
        case("the pause begins the day after the last session", ("2027-03-12", "2027-05-01"), [], 4),
        case("the pause's last day is the first session's", ("2027-01-01", "2027-03-08"), [], 3),
        case("the pause ends the day before the first session", ("2027-01-01", "2027-03-07"), [], 4),
        case("an open-ended pause takes all that follow", ("2027-03-10", None), [], 2),
        case("an end without a beginning is no pause", (None, "2027-12-31"), [], 4),
        case(
            "a notice alone is not a mark",
            ("2027-03-09", "2027-03-09"),
            [mark("R2", reported="2027-03-01 09:00", reason="sickness", judged="satisfactory")],
            3,
        ),
        case("present cancels the pause", ("2027-03-09", "2027-03-09"), [mark("R2", "present")], 4),
        case("part cancels the pause", ("2027-03-09", "2027-03-09"), [mark("R2", "part")], 4),
        case("absent cancels the pause", ("2027-03-09", "2027-03-09"), [mark("R2", "absent")], 4),
        case(
            "not expected inside the pause is taken off once",
            ("2027-03-09", "2027-03-09"),
            [mark("R2", "not_expected")],
            3,
        ),
        case("a mark at another session leaves the pause", ("2027-03-09", "2027-03-09"), [mark("R1", "present")], 3),
    ],
)
@pytest.mark.parametrize("day", ["2026-12-01", "2027-03-09", "2027-06-01"])
def test_pause(pause: tuple[str | None, str | None], made: list[Mark], expected: int, day: str) -> None:
    for state in ("active", "paused"):
        rec = record(FOUR_IN_MARCH, made, pause=pause, state=state)
        assert verdict(rec, "residentials", day).expected == expected


def test_the_state_paused_without_dates_is_no_pause() -> None:
    assert verdict(record(FOUR_IN_MARCH, state="paused"), "residentials", "2027-03-09").expected == 4


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        case("a module that opens the day before the pause is expected", ("2027-03-09", "2027-04-30"), 6),
        case("a module that opens on the pause's first day is not", ("2027-03-08", "2027-04-30"), 5),
        case("a module that opens on the pause's last day is not", ("2027-03-01", "2027-03-08"), 5),
        case("a module that opens the day after the pause is expected", ("2027-03-01", "2027-03-07"), 6),
    ],
)
def test_a_pause_looks_at_the_day_a_session_starts(pause: tuple[str, str], expected: int) -> None:
    rec = record([session("M1", "module", "2027-03-08", "2027-03-31")], pause=pause)
    assert verdict(rec, "study", "2027-06-01").expected == expected


def test_a_paused_session_is_not_unrecorded() -> None:
    rec = record(FOUR_IN_MARCH, pause=("2027-03-09", None))
    assert line(rec, "residentials", "2027-04-01") == "on_track T1 m1 c0 x0 u1 r1 k0 h0"


@pytest.mark.parametrize(
    ("ends", "day", "credit"),
    [
        case("the day before it ends", "2026-10-06 23:59", "2026-10-05", 0),
        case("it ends at 23:59: ended that day", "2026-10-06 23:59", "2026-10-06", 1),
        case("it ends at midnight: not yet that day", "2026-10-07 00:00", "2026-10-06", 0),
        case("it ends at midnight: ended the next day", "2026-10-07 00:00", "2026-10-07", 1),
        case("it ends at 00:30: not yet that day", "2026-10-07 00:30", "2026-10-06", 0),
        case("it ends at 00:30: ended the next day", "2026-10-07 00:30", "2026-10-07", 1),
        case("summer time: 23:30 UTC is the next day in London", "2026-10-06 23:30+00:00", "2026-10-06", 0),
        case("summer time: and ended there", "2026-10-06 23:30+00:00", "2026-10-07", 1),
    ],
)
def test_ended_by_the_london_date(ends: str, day: str, credit: int) -> None:
    sessions = [session("W1", "workshop", "2026-10-06 22:00", ends)]
    assert verdict(record(sessions, [mark("W1", "present")]), "study", day).credit == credit
    assert verdict(record(sessions, [mark("W1", "absent")]), "study", day).missed == credit
    assert verdict(record(sessions), "study", day).unrecorded == credit


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("present, no date: the day before the end", mark("M1", "present"), "2026-11-29", (0, 0, 0)),
        case("present, no date: from the end", mark("M1", "present"), "2026-11-30", (1, 0, 0)),
        case(
            "completed earlier: the day before", mark("M1", "present", completed="2026-10-20"), "2026-10-19", (0, 0, 0)
        ),
        case(
            "completed earlier: from that day", mark("M1", "present", completed="2026-10-20"), "2026-10-20", (1, 0, 0)
        ),
        case(
            "completed after the end changes nothing before it",
            mark("M1", "present", completed="2026-12-05"),
            "2026-11-29",
            (0, 0, 0),
        ),
        case(
            "completed after the end counts from the end",
            mark("M1", "present", completed="2026-12-05"),
            "2026-11-30",
            (1, 0, 0),
        ),
        case("completed without a mark counts nothing", mark("M1", completed="2026-10-20"), "2026-10-20", (0, 0, 0)),
        case(
            "completed without a mark is unrecorded at the end",
            mark("M1", completed="2026-10-20"),
            "2026-11-30",
            (0, 0, 1),
        ),
        case(
            "completed but marked absent is missed at the end",
            mark("M1", "absent", completed="2026-10-20"),
            "2026-11-30",
            (0, 1, 0),
        ),
        case(
            "completed but marked absent is nothing before it",
            mark("M1", "absent", completed="2026-10-20"),
            "2026-11-29",
            (0, 0, 0),
        ),
        case(
            "completed but part is missed at the end",
            mark("M1", "part", completed="2026-10-20"),
            "2026-11-30",
            (0, 1, 0),
        ),
    ],
)
def test_modules(made: Mark, day: str, expected: tuple[int, int, int]) -> None:
    reached = verdict(record([session("M1", "module", "2026-10-01", "2026-11-30")], [made]), "study", day)
    assert (reached.credit, reached.missed, reached.unrecorded) == expected


def test_completed_on_is_for_modules_alone() -> None:
    rec = record([session("W1", "workshop", "2026-11-12")], [mark("W1", "present", completed="2026-10-20")])
    assert verdict(rec, "study", "2026-11-11").credit == 0
    assert verdict(rec, "study", "2026-11-12").credit == 1


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("part is missed", mark("P1", "part"), "2026-11-02", "at_risk T3 m2 c0 x1 u0 r2 k1 h0"),
        case("absent is missed", mark("P1", "absent"), "2026-11-02", "at_risk T3 m2 c0 x1 u0 r2 k1 h0"),
        case("nothing recorded stays open", mark("P1"), "2026-11-02", "on_track T3 m2 c0 x0 u1 r3 k0 h1"),
        case(
            "said not coming stays open",
            mark("P1", reported="2026-11-01 09:00", judged="unsatisfactory"),
            "2026-11-02",
            "on_track T3 m2 c0 x0 u1 r3 k0 h1",
        ),
        case(
            "recorded early, not ended yet: nothing",
            mark("P1", "absent"),
            "2026-11-01",
            "on_track T3 m2 c0 x0 u0 r3 k0 h1",
        ),
        case(
            "accepted before its end: not counted the day before",
            mark("P1", "absent", accepted="2026-10-20"),
            "2026-11-01",
            "on_track T3 m2 c0 x0 u0 r3 k0 h1",
        ),
        case(
            "accepted before its end: counts from the end",
            mark("P1", "absent", accepted="2026-10-20"),
            "2026-11-02",
            "on_track T3 m2 c1 x0 u0 r2 k0 h1",
        ),
        case(
            "a part caught up counts",
            mark("P1", "part", accepted="2026-11-20"),
            "2026-11-20",
            "on_track T3 m2 c1 x0 u0 r2 k0 h1",
        ),
        case(
            "submitted is not accepted",
            mark("P1", "part", submitted="2026-11-10"),
            "2026-11-20",
            "at_risk T3 m2 c0 x1 u0 r2 k1 h0",
        ),
        case(
            "accepted without an absence is nothing",
            mark("P1", accepted="2026-11-10"),
            "2026-11-20",
            "on_track T3 m2 c0 x0 u1 r3 k0 h1",
        ),
        case(
            "accepted after the programme ended still counts",
            mark("P1", "absent", accepted="2027-09-05"),
            "2027-09-05",
            "unreachable T3 m2 c1 x0 u0 r0 k0 h-1",
        ),
    ],
)
def test_missed_and_caught_up(made: Mark, day: str, expected: str) -> None:
    assert line(record(PEERS[:1], [made]), "peer_practice", day) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        case("where catching up counts, it is credit", "true", "met T3 m2 c2 x0 u0 r1 k0 h1"),
        case("where it does not, it stays missed and nothing is catchable", "false", "at_risk T3 m2 c1 x1 u0 r1 k0 h0"),
    ],
)
def test_catch_up_counts(counts: str, expected: str) -> None:
    rules = programme(f"[programme.psw.requirements.peer_practice]\ncatch_up_counts = {counts}")
    made = [mark("P1", "present"), mark("P2", "absent", accepted="2027-02-01")]
    assert line(record(PEERS, made, rules=rules), "peer_practice", "2027-02-01") == expected


def test_where_catching_up_does_not_count_too_many_missed_is_unreachable_at_once() -> None:
    rules = programme("[programme.psw.requirements.peer_practice]\ncatch_up_counts = false")
    rec = record(PEERS, marks("absent", "P1", "P2"), rules=rules)
    assert line(rec, "peer_practice", "2027-02-01") == "unreachable T3 m2 c0 x2 u0 r1 k0 h-1"


def test_coaching_cannot_be_caught_up() -> None:
    rec = record(bookings=[no_show(f"2026-10-0{day} 10:00") for day in (5, 6, 7, 8)])
    assert line(rec, "coaching", "2026-10-08") == "unreachable T6 m3 c0 x4 u0 r2 k0 h-1"


@pytest.mark.parametrize(
    ("sessions", "made", "day", "expected"),
    [
        case(
            "the last day itself: undated ones are still open",
            PEERS[:2],
            [mark("P1", "present")],
            "2027-08-31",
            "on_track T3 m2 c1 x0 u1 r2 k0 h1",
        ),
        case(
            "the day after: only the unrecorded is open",
            PEERS[:2],
            [mark("P1", "present")],
            "2027-09-01",
            "on_track T3 m2 c1 x0 u1 r1 k0 h0",
        ),
        case(
            "the day after, nothing unrecorded: out of reach",
            PEERS[:1],
            [mark("P1", "present")],
            "2027-09-01",
            "unreachable T3 m2 c1 x0 u0 r0 k0 h-1",
        ),
        case(
            "the last day itself: what was missed can still be caught up",
            PEERS[:2],
            [mark("P1", "present"), mark("P2", "absent")],
            "2027-08-31",
            "at_risk T3 m2 c1 x1 u0 r1 k1 h0",
        ),
        case(
            "the day after: no longer",
            PEERS[:2],
            [mark("P1", "present"), mark("P2", "absent")],
            "2027-09-01",
            "unreachable T3 m2 c1 x1 u0 r0 k0 h-1",
        ),
        case(
            "the minimum met stays met",
            PEERS,
            marks("present", "P1", "P2"),
            "2027-09-01",
            "met T3 m2 c2 x0 u1 r1 k0 h1",
        ),
        case("two unrecorded, both open", PEERS[:2], [], "2027-09-01", "on_track T3 m2 c0 x0 u2 r2 k0 h0"),
    ],
)
def test_after_the_cohort_ends(sessions: list[Session], made: list[Mark], day: str, expected: str) -> None:
    assert line(record(sessions, made), "peer_practice", day) == expected


@pytest.mark.parametrize(
    ("day", "made", "expected"),
    [
        case("before the end it is among the expected", "2027-08-31", [], "at_risk T3 m2 c1 x1 u0 r1 k1 h0"),
        case("after the end it is not open", "2027-09-01", [], "unreachable T3 m2 c1 x1 u0 r0 k0 h-1"),
        case("the day before it ends it is not open", "2027-09-09", [], "unreachable T3 m2 c1 x1 u0 r0 k0 h-1"),
        case("once ended unrecorded it is open", "2027-09-10", [], "at_risk T3 m2 c1 x1 u1 r1 k0 h0"),
        case("attended, it counts", "2027-09-10", [mark("P9", "present")], "met T3 m2 c2 x1 u0 r0 k0 h0"),
        case("missed, it is missed", "2027-09-10", [mark("P9", "absent")], "unreachable T3 m2 c1 x2 u0 r0 k0 h-1"),
    ],
)
def test_a_session_dated_after_the_end(day: str, made: list[Mark], expected: str) -> None:
    sessions = [*PEERS[:2], session("P9", "peer_practice", "2027-09-10")]
    known = [mark("P1", "present"), mark("P2", "absent"), *made]
    assert line(record(sessions, known), "peer_practice", day) == expected


@pytest.mark.parametrize(
    ("came", "missed", "word"),
    [
        case("nothing missed, one to spare", 0, 0, "on_track"),
        case("none to spare but one missed: at risk", 0, 1, "at_risk"),
        case("none to spare, one missed, one attended: at risk", 1, 1, "at_risk"),
        case("the minimum met with none to spare and one missed: met comes first", 2, 1, "met"),
        case("two missed: below", 0, 2, "below"),
        case("two missed, one attended: below", 1, 2, "below"),
        case("three missed, all catchable: below, not unreachable", 0, 3, "below"),
    ],
)
def test_the_first_word_that_fits(came: int, missed: int, word: str) -> None:
    names = ["P1", "P2", "P3"]
    made = [*marks("present", *names[:came]), *marks("absent", *names[came : came + missed])]
    assert verdict(record(PEERS, made), "peer_practice", "2027-07-01").word == word


def test_unreachable_comes_before_below() -> None:
    rec = record(PEERS, marks("absent", "P1", "P2"), ends="2027-02-28")
    assert verdict(rec, "peer_practice", "2027-02-28").word == "below"
    reached = verdict(rec, "peer_practice", "2027-03-01")
    assert (reached.word, reached.headroom) == ("unreachable", -2)


@pytest.mark.parametrize(
    ("signed", "day", "covered"),
    [
        case("never signed", None, "2027-01-01", False),
        case("the day before signing", "2026-10-10", "2026-10-09", False),
        case("the day of signing", "2026-10-10", "2026-10-10", True),
        case("the day after signing", "2026-10-10", "2026-10-11", True),
    ],
)
def test_covered_from_the_day_of_signing(signed: str | None, day: str, *, covered: bool) -> None:
    reached = standings(record(PEERS, signed=signed), on(day))
    assert set(reached) == (set(RequirementId) if covered else set())
    assert overall(reached.values()) == ("on_track" if covered else "not_covered")


def test_from_signing_the_whole_record_counts() -> None:
    rec = record(PEERS, [mark("P1", "absent")], signed="2026-12-01")
    assert verdict(rec, "peer_practice", "2026-12-01").missed == 1


@pytest.mark.parametrize(
    ("state", "signed", "counts"),
    [
        case("active", "active", "2026-10-10", True),
        case("paused", "paused", "2026-10-10", True),
        case("withdrawn", "withdrawn", "2026-10-10", False),
        case("completed", "completed", "2026-10-10", False),
        case("offered", "offered", None, False),
        case("active but signing the day after", "active", "2026-10-11", False),
        case("active but never signed", "active", None, False),
    ],
)
def test_leaders_covered(state: str, signed: str | None, *, counts: bool) -> None:
    assert counts_as_covered(record(state=state, signed=signed).leader, on("2026-10-10")) is counts


@pytest.mark.parametrize("state", ["paused", "withdrawn", "completed"])
def test_those_who_left_or_paused_keep_their_standings(state: str) -> None:
    assert line(record(PEERS, [mark("P1", "absent")], state=state), "peer_practice", "2026-12-01") == (
        "at_risk T3 m2 c0 x1 u0 r2 k1 h0"
    )


def test_overall_is_the_worst() -> None:
    order = ["unreachable", "below", "at_risk", "on_track", "met"]
    assert [str(word) for word in WORST_FIRST] == order
    one = verdict(record(), "study", "2026-12-01")
    words = [StandingWord(word) for word in order]
    for place, word in enumerate(words):
        rest = [replace(one, word=word) for word in reversed(words[place:])]
        assert overall(rest) == word
    assert overall([]) == "not_covered"


def test_overall_of_a_record() -> None:
    rec = record([*RESIDENTIALS, *PEERS], [*TWO_DAYS, mark("P1", "absent")])
    reached = standings(rec, on("2026-12-01"))
    assert {str(id_): str(standing.word) for id_, standing in reached.items()} == {
        "coaching": "on_track",
        "study": "on_track",
        "peer_practice": "at_risk",
        "residentials": "on_track",
    }
    assert overall(reached.values()) == "at_risk"


@pytest.mark.parametrize(
    ("requirement", "clause"),
    [("coaching", "1.1.4"), ("study", "1.1.4"), ("peer_practice", "1.1.4"), ("residentials", "1.1.5")],
)
def test_every_standing_carries_its_clause(requirement: str, clause: str) -> None:
    reached = verdict(record(), requirement, "2026-12-01")
    assert reached.clause == clause
    assert clause in reached.why
    assert reached.why.endswith(".")


def test_why_holds_the_numbers() -> None:
    rec = record(RESIDENTIALS, [*TWO_DAYS, mark("R3", "absent")])
    why = verdict(rec, "residentials", "2027-03-09").why
    for part in ("2 of 4", "4 needed", "80%", "1 missed", "1 still open", "1.1.5"):
        assert part in why


TEN_NEEDED = programme("[programme.psw.requirements.study]\nminimum = 10")
EIGHTH = programme('[programme.psw.requirements.residentials]\nminimum_share = "0.125"')


@pytest.mark.parametrize(
    ("rec", "requirement", "day", "parts"),
    [
        case(
            "below: how many must be caught up",
            record(RESIDENTIALS, marks("absent", "R1", "R2")),
            "residentials",
            "2026-12-01",
            ["0 of 4", "4 needed", "80% of 4", "2 missed", "2 still open", "2 sessions must be caught up"],
        ),
        case(
            "unreachable: how far it could come and how much is lacking, with what can be caught up",
            record(run("W", "workshop", 2), [mark("W1", "present"), mark("W2", "absent")], rules=TEN_NEEDED),
            "study",
            "2026-12-01",
            ["1 of 6", "10 needed", "1 missed", "4 still open", "at most 6", "out of reach by 4"],
        ),
        case(
            "coaching: spent, not missed",
            record(bookings=[no_show(f"2026-10-0{day} 10:00") for day in (1, 2, 5, 6, 7)]),
            "coaching",
            "2026-12-01",
            ["0 of 6", "3 needed", "5 spent", "1 still open", "at most 1", "out of reach by 2"],
        ),
        case(
            "at risk",
            record(PEERS, [mark("P1", "absent")]),
            "peer_practice",
            "2026-12-01",
            ["0 of 3", "2 needed", "1 missed", "2 still open", "one more absence"],
        ),
        case(
            "on track: how many to spare",
            record(PEERS, [mark("P1", "present")]),
            "peer_practice",
            "2026-12-01",
            ["1 of 3", "2 needed", "2 still open", "1 to spare"],
        ),
        case(
            "on track with none to spare",
            record(RESIDENTIALS),
            "residentials",
            "2026-12-01",
            ["0 of 4", "4 needed", "2 unrecorded", "4 still open", "none to spare, none missed"],
        ),
        case(
            "met",
            record(PEERS, marks("present", "P1", "P2")),
            "peer_practice",
            "2027-02-01",
            ["2 of 3", "2 needed", "1 still open", "the minimum is met"],
        ),
        case(
            "a share that is no whole percentage",
            record(RESIDENTIALS, rules=EIGHTH),
            "residentials",
            "2026-09-01",
            ["0 of 4", "1 needed", "12.5% of 4"],
        ),
    ],
)
def test_why_says_what_the_numbers_come_to(rec: Record, requirement: str, day: str, parts: list[str]) -> None:
    why = verdict(rec, requirement, day).why
    assert [part for part in parts if part not in why] == []
    assert ("%" in why.partition(" so far")[2].partition(";")[0]) is (requirement == "residentials")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        case("on the cohort's last day they may still be dated", "2027-08-31", "2 not dated yet"),
        case("after it they never were", "2027-09-01", "2 never dated"),
    ],
)
def test_why_knows_when_it_is_too_late_for_a_date(day: str, words: str) -> None:
    assert words in verdict(record(PEERS[:1]), "peer_practice", day).why


@pytest.mark.parametrize(
    ("sessions", "undated"),
    [
        case("none of three dated", PEERS[:0], 3),
        case("one of three dated", PEERS[:1], 2),
        case("two of three dated", PEERS[:2], 1),
        case("all dated", PEERS, 0),
        case("one dated, one cancelled: one without a date", [PEERS[0], replace(PEERS[1], cancelled=True)], 1),
    ],
)
def test_why_says_how_many_have_no_date(sessions: list[Session], undated: int) -> None:
    numbers = re.findall(
        r"(\d+)[a-z ]* (?:not|never) dated", verdict(record(sessions), "peer_practice", "2026-09-01").why
    )
    assert [int(number) for number in numbers] == ([undated] if undated else [])


def test_why_never_counts_undated_sessions_among_fewer_open_ones() -> None:
    """After the end one unrecorded session is open; the two without a date are none of it."""
    reached = verdict(record(PEERS[:1]), "peer_practice", "2027-09-01")
    assert (reached.unrecorded, reached.remaining) == (1, 1)
    assert re.search(r"\b2\b[a-z ]* dated", reached.why)
    assert "2 of them" not in reached.why


def study(number: int, came: int, missed: int) -> tuple[list[Session], list[Mark]]:
    """Workshops of which the first are attended, the next missed and the rest to come."""
    made = run("W", "workshop", came + missed)
    ahead = run("X", "workshop", number - came - missed, "2027-05-03")
    names = [session.reference for session in made]
    return [*made, *ahead], [*marks("present", *names[:came]), *marks("absent", *names[came:])]


@pytest.mark.parametrize(
    ("number", "came", "missed", "day", "due"),
    [
        case("six, none missed: 80% is 5, one to spare, nothing to catch up", 6, 2, 0, "2027-01-04", False),
        case("six, one missed: none to spare, due", 6, 2, 1, "2027-01-04", True),
        case("six, two missed: one short of 80%, due", 6, 2, 2, "2027-01-04", True),
        case("ten, one missed: 80% is 8, one to spare", 10, 3, 1, "2027-01-04", False),
        case("ten, two missed: none to spare, due", 10, 3, 2, "2027-01-04", True),
        case("ten, three missed: one short, due", 10, 3, 3, "2027-01-04", True),
        case("the count minimum met, yet due", 6, 4, 1, "2027-01-04", True),
        case("the count minimum met with room, yet due", 6, 5, 1, "2027-01-04", True),
        case(
            "ten, eight attended and two missed: 80% reached, due all the same at h80 of 0",
            10,
            8,
            2,
            "2027-01-04",
            True,
        ),
        case("ten, nine attended, one missed: one over 80%", 10, 9, 1, "2027-01-04", False),
        case("on the cohort's last day still due", 6, 5, 1, "2027-08-31", True),
        case("after it nothing can be caught up", 6, 5, 1, "2027-09-01", False),
    ],
)
def test_eighty_per_cent_watch(number: int, came: int, missed: int, day: str, *, due: bool) -> None:
    reached = verdict(record(*study(number, came, missed)), "study", day)
    assert reached.catch_up_due is due
    assert ("2.3.1" in reached.why) is due


def test_the_watch_leaves_the_standing_as_it_is() -> None:
    assert line(record(*study(6, 4, 1)), "study", "2027-01-04") == "met T6 m4 c4 x1 u0 r1 k1 h1"


@pytest.mark.parametrize(
    ("accepted", "day", "due"),
    [
        case("the day before it is accepted", "2026-12-01", "2026-11-30", True),
        case("from the day it is accepted nothing is left to catch up", "2026-12-01", "2026-12-01", False),
    ],
)
def test_the_watch_ends_with_the_catch_up(accepted: str, day: str, *, due: bool) -> None:
    rec = record(RESIDENTIALS, [*TWO_DAYS[:1], mark("R2", "absent", accepted=accepted)])
    assert verdict(rec, "residentials", day).catch_up_due is due


def test_none_to_spare_and_none_missed_is_not_due() -> None:
    assert not verdict(record(RESIDENTIALS, TWO_DAYS), "residentials", "2026-12-01").catch_up_due


def test_the_watch_covers_peer_practice() -> None:
    rec = record(PEERS, [mark("P1", "absent")])
    assert verdict(rec, "peer_practice", "2026-12-01").catch_up_due


def test_the_watch_needs_something_that_can_be_caught_up() -> None:
    rules = programme("[programme.psw.requirements.peer_practice]\ncatch_up_counts = false")
    rec = record(PEERS, [mark("P1", "absent")], rules=rules)
    assert not verdict(rec, "peer_practice", "2026-12-01").catch_up_due


def test_the_watch_is_never_for_coaching() -> None:
    rec = record(bookings=[no_show(f"2026-10-0{day} 10:00") for day in (5, 6, 7, 8)])
    assert not verdict(rec, "coaching", "2026-12-01").catch_up_due


def test_the_watch_share_is_the_programme_s() -> None:
    rules = programme('[programme.psw.catch_up]\nwatch_share = "0.5"')
    assert not verdict(record(*study(6, 2, 2), rules=rules), "study", "2027-01-04").catch_up_due
    assert verdict(record(*study(6, 2, 3), rules=rules), "study", "2027-01-04").catch_up_due
