"""Tiny cases worked by hand from policy.md, which check the second reading itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from . import rules, years
from .rules import Tables

Row = dict[str, str]


def _session(reference: str, kind: str, day: str, **cells: str) -> Row:
    """One session, nine to five on one day unless told otherwise."""
    return {
        "reference": reference,
        "cohort": "C",
        "kind": kind,
        "title": reference,
        "starts_at": f"{day} 09:00",
        "ends_at": f"{day} 17:00",
        **cells,
    }


def _mark(session: str, mark: str, **cells: str) -> Row:
    return {"session": session, "leader": "L001", "mark": mark, **cells}


def _booking(starts_at: str, outcome: str = "", **cells: str) -> Row:
    return {"leader": "L001", "starts_at": starts_at, "outcome": outcome, **cells}


def _tables(
    sessions: list[Row] | None = None, marks: list[Row] | None = None, coaching: list[Row] | None = None, **leader: str
) -> Tables:
    return {
        "roster": [
            {
                "reference": "L001",
                "first_name": "Amara",
                "last_name": "Osei",
                "cohort": "C",
                "offer_accepted_on": "2026-07-01",
                "state": "active",
                **leader,
            }
        ],
        "sessions": sessions or [],
        "marks": marks or [],
        "coaching": coaching or [],
        "cohorts": [{"name": "C", "year": "2026", "starts": "2026-09-01", "ends": "2027-08-31"}],
    }


RESIDENTIALS = [
    _session("R1", "residential", "2026-11-10"),
    _session("R2", "residential", "2026-11-11"),
    _session("R3", "residential", "2027-05-10"),
    _session("R4", "residential", "2027-05-11"),
]
TWO_DAYS = [_mark("R1", "present"), _mark("R2", "present")]
PEER = [
    _session("P1", "peer_practice", "2026-11-01"),
    _session("P2", "peer_practice", "2026-12-01"),
    _session("P3", "peer_practice", "2027-03-01"),
]
STUDY = [_session(f"W{n}", "workshop", f"2026-11-{n:02d}") for n in range(1, 7)]
ACCEPTED = {"catch_up_log": "yes", "catch_up_sent_on": "2027-05-11"}
NIGHT = {"starts_at": "2026-11-01 22:00", "ends_at": "2026-11-02 00:30"}
MODULE = [_session("M1", "module", "2026-11-01", ends_at="2027-02-28 23:59")]
SPENT = [_booking(f"2026-10-{day} 10:00", "no_show") for day in ("05", "06", "07", "08")]

# What is said of it; the tables; the day; the requirement; some of its numbers.
STANDINGS: list[tuple[str, Tables, str, str, dict[str, Any]]] = [
    (
        "worked: two days attended, two to come",
        _tables(RESIDENTIALS, TWO_DAYS),
        "2027-01-01",
        "residentials",
        {"standing": "on_track", "expected": 4, "minimum": 4, "credit": 2, "missed": 0, "remaining": 2, "headroom": 0},
    ),
    (
        "worked: one day missed",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "absent")]),
        "2027-05-10",
        "residentials",
        {"standing": "below", "credit": 2, "missed": 1, "remaining": 1, "headroom": -1, "catchable": 1},
    ),
    (
        "worked: caught up",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "absent", catch_up_accepted_on="2027-05-20", **ACCEPTED)]),
        "2027-05-20",
        "residentials",
        {"standing": "on_track", "credit": 3, "missed": 0, "remaining": 1, "headroom": 0, "catchable": 0},
    ),
    (
        "a catch-up counts from the day it is accepted, not before",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "absent", catch_up_accepted_on="2027-05-20", **ACCEPTED)]),
        "2027-05-19",
        "residentials",
        {"standing": "below", "credit": 2, "missed": 1},
    ),
    (
        "a catch-up accepted before the session ended counts from its end",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "part", catch_up_accepted_on="2027-05-01", **ACCEPTED)]),
        "2027-05-10",
        "residentials",
        {"standing": "on_track", "credit": 3, "missed": 0},
    ),
    (
        "and not on the day before the session ended",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "part", catch_up_accepted_on="2027-05-01", **ACCEPTED)]),
        "2027-05-09",
        "residentials",
        {"standing": "on_track", "credit": 2, "missed": 0, "remaining": 2},
    ),
    (
        "worked: peer practice, one attended, one missed, one to come",
        _tables(PEER, [_mark("P1", "present"), _mark("P2", "absent")]),
        "2027-01-01",
        "peer_practice",
        {"standing": "at_risk", "expected": 3, "minimum": 2, "credit": 1, "missed": 1, "remaining": 1, "headroom": 0},
    ),
    (
        "worked: missed again, still on the cohort's last day",
        _tables(PEER, [_mark("P1", "present"), _mark("P2", "absent"), _mark("P3", "absent")]),
        "2027-08-31",
        "peer_practice",
        {"standing": "below", "credit": 1, "missed": 2, "remaining": 0, "headroom": -1, "catchable": 2},
    ),
    (
        "worked: after the programme ended",
        _tables(PEER, [_mark("P1", "present"), _mark("P2", "absent"), _mark("P3", "absent")]),
        "2027-09-01",
        "peer_practice",
        {"standing": "unreachable", "credit": 1, "missed": 2, "remaining": 0, "catchable": 0},
    ),
    (
        "0.8 of 5 is 4",
        _tables([*RESIDENTIALS, _session("O1", "other", "2027-06-01")]),
        "2027-01-01",
        "residentials",
        {"expected": 5, "minimum": 4},
    ),
    (
        "0.8 of 6 is 4.8, so 5",
        _tables([*RESIDENTIALS, _session("O1", "other", "2027-06-01"), _session("O2", "other", "2027-06-02")]),
        "2027-01-01",
        "residentials",
        {"expected": 6, "minimum": 5},
    ),
    (
        "a share of nothing is met, even after the end",
        _tables(RESIDENTIALS, [_mark(f"R{n}", "not_expected") for n in (1, 2, 3, 4)]),
        "2027-09-01",
        "residentials",
        {"standing": "met", "expected": 0, "minimum": 0, "headroom": 0},
    ),
    (
        "a count minimum is never reduced",
        _tables(PEER, [_mark("P1", "not_expected"), _mark("P2", "not_expected")]),
        "2026-10-01",
        "peer_practice",
        {"standing": "unreachable", "expected": 1, "minimum": 2, "remaining": 1, "headroom": -1},
    ),
    (
        "cancelled takes one off planned: max(3 - 1, 2) = 2",
        _tables([*PEER[:2], {**PEER[2], "state": "cancelled"}], [_mark("P3", "present")]),
        "2027-04-01",
        "peer_practice",
        {"expected": 2, "credit": 0, "unrecorded": 2},
    ),
    (
        "cancelled, and three that stand: max(3 - 1, 3) = 3",
        _tables([*PEER, _session("P4", "peer_practice", "2027-04-01", state="cancelled")]),
        "2026-10-01",
        "peer_practice",
        {"expected": 3, "remaining": 3},
    ),
    (
        "not expected at a cancelled session takes nothing more off: max(3 - 1, 2) - 0 = 2",
        _tables([*PEER[:2], {**PEER[2], "state": "cancelled"}], [_mark("P3", "not_expected")]),
        "2026-10-01",
        "peer_practice",
        {"expected": 2},
    ),
    (
        "exempt after taking the larger: max(3, 4) - 1 = 3",
        _tables([*PEER, _session("P4", "peer_practice", "2027-04-01")], [_mark("P4", "not_expected")]),
        "2026-10-01",
        "peer_practice",
        {"expected": 3},
    ),
    (
        "exempt after taking the larger: max(3, 2) - 1 = 2",
        _tables(PEER[:2], [_mark("P2", "not_expected")]),
        "2026-10-01",
        "peer_practice",
        {"expected": 2},
    ),
    (
        "a pause that ends on the session's day, with a notice alone: not expected",
        _tables(
            PEER, [_mark("P2", "", reported_at="2026-11-20 09:00")], paused_from="2026-11-20", paused_to="2026-12-01"
        ),
        "2026-12-02",
        "peer_practice",
        {"expected": 2, "unrecorded": 1, "missed": 0},
    ),
    (
        "a pause that ended the day before: expected and unrecorded",
        _tables(PEER, paused_from="2026-11-20", paused_to="2026-11-30"),
        "2026-12-02",
        "peer_practice",
        {"expected": 3, "unrecorded": 2},
    ),
    (
        "any mark cancels the pause for that session",
        _tables(PEER, [_mark("P2", "absent")], paused_from="2026-11-20"),
        "2026-12-01",
        "peer_practice",
        {"expected": 2, "missed": 1, "unrecorded": 1, "remaining": 1, "headroom": -1, "standing": "below"},
    ),
    (
        "no paused_from means no pause",
        _tables(PEER, paused_to="2027-08-31"),
        "2026-12-01",
        "peer_practice",
        {"expected": 3, "unrecorded": 2},
    ),
    (
        "after the end r = unrecorded",
        _tables(PEER, [_mark("P1", "present"), _mark("P2", "absent")]),
        "2027-09-01",
        "peer_practice",
        {"standing": "at_risk", "credit": 1, "missed": 1, "unrecorded": 1, "remaining": 1, "headroom": 0},
    ),
    (
        "after the end, what was only planned is gone",
        _tables(PEER[:2], [_mark("P1", "present"), _mark("P2", "absent")]),
        "2027-09-01",
        "peer_practice",
        {"standing": "unreachable", "expected": 3, "remaining": 0},
    ),
    (
        "80% watch: due although the count minimum is met (m80 = 5, h80 = 5 + 0 - 5)",
        _tables(STUDY, [_mark("W1", "absent"), *(_mark(f"W{n}", "present") for n in range(2, 7))]),
        "2026-11-30",
        "study",
        {"standing": "met", "credit": 5, "missed": 1, "catch_up_due": True},
    ),
    (
        "80% watch: due with room in the count (h = 1, h80 = 0)",
        _tables(STUDY, [_mark("W1", "absent")]),
        "2026-11-01",
        "study",
        {"standing": "on_track", "missed": 1, "remaining": 5, "headroom": 1, "catch_up_due": True},
    ),
    (
        "80% watch: more sessions than planned give room (T = 10, m80 = 8, h80 = 0 + 9 - 8 = 1)",
        _tables(
            [*STUDY, *(_session(f"M{n}", "module", f"2027-01-{n:02d}") for n in range(1, 5))], [_mark("W1", "absent")]
        ),
        "2026-11-01",
        "study",
        {"expected": 10, "missed": 1, "remaining": 9, "catch_up_due": False},
    ),
    (
        "a session past midnight has not ended on the day it starts",
        _tables([_session("P1", "peer_practice", "2026-11-01", **NIGHT)], [_mark("P1", "present")]),
        "2026-11-01",
        "peer_practice",
        {"credit": 0, "remaining": 3},
    ),
    (
        "but on the next",
        _tables([_session("P1", "peer_practice", "2026-11-01", **NIGHT)], [_mark("P1", "present")]),
        "2026-11-02",
        "peer_practice",
        {"credit": 1, "remaining": 2},
    ),
    (
        "a session that ends late in the evening has ended on that day, whatever the hour",
        _tables([_session("P1", "peer_practice", "2026-11-01", ends_at="2026-11-01 23:59:59")]),
        "2026-11-01",
        "peer_practice",
        {"unrecorded": 1, "remaining": 3},
    ),
    (
        "a module completed early counts from that day",
        _tables(MODULE, [_mark("M1", "present", completed_on="2026-12-24")]),
        "2026-12-24",
        "study",
        {"credit": 1, "remaining": 5},
    ),
    (
        "and not the day before",
        _tables(MODULE, [_mark("M1", "present", completed_on="2026-12-24")]),
        "2026-12-23",
        "study",
        {"credit": 0, "remaining": 6},
    ),
    (
        "a completion after the end changes nothing",
        _tables(MODULE, [_mark("M1", "present", completed_on="2027-04-01")]),
        "2027-02-28",
        "study",
        {"credit": 1},
    ),
    (
        "a completion without a mark counts nothing",
        _tables(MODULE, [_mark("M1", "", completed_on="2026-12-24")]),
        "2027-02-28",
        "study",
        {"credit": 0, "unrecorded": 1},
    ),
    (
        "an exemption counts before its session",
        _tables(PEER, [_mark("P3", "not_expected")]),
        "2026-09-01",
        "peer_practice",
        {"expected": 2, "standing": "on_track"},
    ),
    (
        "three coaching sessions spent: one more and three are out of reach",
        _tables(coaching=SPENT[:3]),
        "2026-11-01",
        "coaching",
        {"standing": "at_risk", "expected": 6, "missed": 3, "remaining": 3, "headroom": 0, "catchable": 0},
    ),
    (
        "four coaching sessions spent",
        _tables(coaching=SPENT),
        "2026-11-01",
        "coaching",
        {"standing": "unreachable", "missed": 4, "remaining": 2, "headroom": -1},
    ),
    (
        "coaching on the last window's last day",
        _tables(coaching=[_booking("2026-10-05 10:00", "attended"), _booking("2026-12-05 10:00")]),
        "2027-08-31",
        "coaching",
        {"standing": "on_track", "credit": 1, "unrecorded": 1, "remaining": 5, "headroom": 3},
    ),
    (
        "coaching on the day after it",
        _tables(coaching=[_booking("2026-10-05 10:00", "attended"), _booking("2026-12-05 10:00")]),
        "2027-09-01",
        "coaching",
        {"standing": "unreachable", "credit": 1, "unrecorded": 1, "remaining": 1},
    ),
    (
        "a booking at 23:30 ends on the next day",
        _tables(coaching=[_booking("2026-12-04 23:30", "attended")]),
        "2026-12-04",
        "coaching",
        {"credit": 0},
    ),
    (
        "a booking at 22:59 ends on its own",
        _tables(coaching=[_booking("2026-12-04 22:59", "attended")]),
        "2026-12-04",
        "coaching",
        {"credit": 1},
    ),
    (
        "waived: nothing is used",
        _tables(coaching=[_booking("2026-12-04 10:00", "no_show", waived="yes")]),
        "2026-12-04",
        "coaching",
        {"credit": 0, "missed": 0, "unrecorded": 0, "remaining": 6},
    ),
]


@pytest.mark.parametrize(
    ("tables", "day", "requirement", "wanted"), [case[1:] for case in STANDINGS], ids=[case[0] for case in STANDINGS]
)
def test_standing(tables: Tables, day: str, requirement: str, wanted: Mapping[str, Any]) -> None:
    """One requirement on one day has the numbers that were worked out by hand."""
    reached = rules.status(rules.read_leaders(tables), date.fromisoformat(day))["leaders"][0]["requirements"][
        requirement
    ]
    assert {name: reached[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("starts_at", "cancelled_at", "wanted"),
    [
        ("2026-12-04 10:00", "2026-12-03 10:00", "cancelled_in_time"),
        ("2026-12-04 10:00", "2026-12-03 10:00:01", "spent"),
        ("2026-12-04 10:00", "2026-12-04 11:00", "spent"),
        # The clocks go back on 25 October 2026: 25 hours, 24 hours and one second less.
        ("2026-10-25 10:00", "2026-10-24 10:00", "cancelled_in_time"),
        ("2026-10-25 10:00", "2026-10-24 11:00", "cancelled_in_time"),
        ("2026-10-25 10:00", "2026-10-24 11:00:01", "spent"),
        # They go forward on 28 March 2027: 23 hours, and exactly 24.
        ("2027-03-28 10:00", "2027-03-27 10:00", "spent"),
        ("2027-03-28 10:00", "2027-03-27 09:00", "cancelled_in_time"),
        ("2027-03-28 10:00", "2027-03-27 09:00:01", "spent"),
    ],
)
def test_twenty_four_hours(starts_at: str, cancelled_at: str, wanted: str) -> None:
    """The 24 hours are elapsed hours, also across a clock change."""
    row = _booking(starts_at, "cancelled", cancelled_by="leader", cancelled_at=cancelled_at)
    assert rules.classify_booking(row) == wanted


def test_other_outcomes() -> None:
    """A coach's absence is never the leader's; what is waived was spent."""
    start = "2026-12-04 10:00"
    assert rules.classify_booking(_booking(start, "no_show", cancelled_by="coach")) == "coach_cancelled"
    assert rules.classify_booking(_booking(start, "cancelled", cancelled_by="coach")) == "coach_cancelled"
    assert rules.classify_booking(_booking(start, "no_show")) == "spent"
    assert rules.classify_booking(_booking(start, "no_show", waived="yes")) == "waived"
    assert rules.classify_booking(_booking(start, "attended", waived="yes")) == "attended"
    assert rules.classify_booking(_booking(start)) == "booked"


def test_ambiguous_time_is_the_earlier() -> None:
    """Half past one on the night the clocks go back is still summer time; an offset says otherwise."""
    assert rules.read_instant("2026-10-25 01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert rules.read_instant("2026-10-25 01:30+00:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


COMPULSORY = [_session("W1", "workshop", "2026-11-10")]
LATE_REPORT = {"reported_at": "2026-11-10 09:00"}
IN_TIME = {"reported_at": "2026-11-10 08:59:59"}
BAD, GOOD = {"explanation": "unsatisfactory"}, {"explanation": "satisfactory"}
PEERS_MISSED = [_mark("P1", "absent"), _mark("P2", "part")]
CAUGHT = {"catch_up_log": "yes", "catch_up_accepted_on": "2026-12-01"}
OVERDUE = {"catch_up_sent_on": "2026-11-10"}
COACH_OUT = {"cancelled_by": "coach", "cancelled_at": "2026-10-20 10:00"}

# What is said of it; the tables; the day; the kind; (about, stage, since) of each concern of the kind.
CONCERNS: list[tuple[str, Tables, str, str, list[tuple[str, str, str]]]] = [
    (
        "an unexplained absence, on the day it ended",
        _tables(COMPULSORY, [_mark("W1", "absent")]),
        "2026-11-10",
        "unexplained_absence",
        [("W1", "explanation", "2026-11-10")],
    ),
    ("not before", _tables(COMPULSORY, [_mark("W1", "absent")]), "2026-11-09", "unexplained_absence", []),
    (
        "a report at the start is no notice",
        _tables(COMPULSORY, [_mark("W1", "absent", explanation="awaited", **LATE_REPORT)]),
        "2026-11-10",
        "unexplained_absence",
        [("W1", "explanation", "2026-11-10")],
    ),
    (
        "a report one second before the start is one",
        _tables(COMPULSORY, [_mark("W1", "absent", **IN_TIME)]),
        "2026-11-10",
        "unexplained_absence",
        [],
    ),
    ("explained", _tables(COMPULSORY, [_mark("W1", "absent", **GOOD)]), "2026-11-10", "unexplained_absence", []),
    ("judged", _tables(COMPULSORY, [_mark("W1", "absent", **BAD)]), "2026-11-10", "unexplained_absence", []),
    ("a part mark", _tables(COMPULSORY, [_mark("W1", "part")]), "2026-11-10", "unexplained_absence", []),
    (
        "caught up is not explained",
        _tables(COMPULSORY, [_mark("W1", "absent", **CAUGHT)]),
        "2026-12-31",
        "unexplained_absence",
        [("W1", "explanation", "2026-11-10")],
    ),
    (
        "the session says it is not compulsory",
        _tables([{**COMPULSORY[0], "compulsory": "no"}], [_mark("W1", "absent")]),
        "2026-11-10",
        "unexplained_absence",
        [],
    ),
    (
        "a paused leader raises nothing",
        _tables(COMPULSORY, [_mark("W1", "absent")], state="paused"),
        "2026-11-10",
        "unexplained_absence",
        [],
    ),
    (
        "an active leader inside a pause does",
        _tables(COMPULSORY, [_mark("W1", "absent")], paused_from="2026-11-01"),
        "2026-11-10",
        "unexplained_absence",
        [("W1", "explanation", "2026-11-10")],
    ),
    (
        "an unsatisfactory explanation, compulsory or not",
        _tables(PEER, [_mark("P1", "absent", reported_at="2026-11-01 09:00", **BAD)]),
        "2026-11-01",
        "unsatisfactory_explanation",
        [("P1", "partnerships", "2026-11-01")],
    ),
    (
        "notified: never both",
        _tables(COMPULSORY, [_mark("W1", "absent", **IN_TIME, **BAD)]),
        "2026-11-10",
        "unsatisfactory_explanation",
        [],
    ),
    (
        "notified and judged: no reasonable cause, from the report, before the session",
        _tables(PEER, [_mark("P2", "", reported_at="2026-11-01 23:30", **BAD)]),
        "2026-11-01",
        "no_reasonable_cause",
        [("P2", "bdo_contact", "2026-11-01")],
    ),
    (
        "not before the report",
        _tables(PEER, [_mark("P2", "", reported_at="2026-11-01 23:30", **BAD)]),
        "2026-10-31",
        "no_reasonable_cause",
        [],
    ),
    (
        "still there after the session, inside a pause too",
        _tables(PEER, [_mark("P2", "", reported_at="2026-11-01 23:30", **BAD)], paused_from="2026-11-15"),
        "2027-06-01",
        "no_reasonable_cause",
        [("P2", "bdo_contact", "2026-11-01")],
    ),
    (
        "not at a cancelled session",
        _tables([{**PEER[1], "state": "cancelled"}], [_mark("P2", "", reported_at="2026-11-01 23:30", **BAD)]),
        "2026-12-01",
        "no_reasonable_cause",
        [],
    ),
    (
        "not where the leader came after all",
        _tables(PEER, [_mark("P2", "present", reported_at="2026-11-01 23:30", **BAD)]),
        "2026-12-01",
        "no_reasonable_cause",
        [],
    ),
    (
        "a pattern of two, about the latest",
        _tables(PEER, PEERS_MISSED),
        "2026-12-01",
        "emerging_pattern",
        [("P2", "bdo_contact", "2026-12-01")],
    ),
    (
        "89 days after the first",
        _tables(PEER, PEERS_MISSED),
        "2027-01-29",
        "emerging_pattern",
        [("P2", "bdo_contact", "2026-12-01")],
    ),
    ("90 days after the first", _tables(PEER, PEERS_MISSED), "2027-01-30", "emerging_pattern", []),
    (
        "caught up by then, so one is left",
        _tables(PEER, [_mark("P1", "absent", **CAUGHT), _mark("P2", "absent")]),
        "2026-12-01",
        "emerging_pattern",
        [],
    ),
    (
        "limited engagement counts, caught up or not",
        _tables(PEER, [_mark("P1", "part", engagement="limited", **CAUGHT), _mark("P2", "absent")]),
        "2026-12-01",
        "emerging_pattern",
        [("P2", "bdo_contact", "2026-12-01")],
    ),
    (
        "limited engagement at a compulsory session counts",
        _tables([*PEER, *COMPULSORY], [_mark("W1", "present", engagement="limited"), _mark("P1", "absent")]),
        "2026-11-10",
        "emerging_pattern",
        [("W1", "bdo_contact", "2026-11-10")],
    ),
    (
        "limited engagement where it was not expected does not count",
        _tables(PEER, [_mark("P1", "not_expected", engagement="limited"), _mark("P2", "absent")]),
        "2026-12-01",
        "emerging_pattern",
        [],
    ),
    (
        "limited engagement that was explained does not count",
        _tables(PEER, [_mark("P1", "present", engagement="limited", **GOOD), _mark("P2", "absent")]),
        "2026-12-01",
        "emerging_pattern",
        [],
    ),
    (
        "limited engagement with nothing else recorded counts",
        _tables(PEER, [_mark("P1", "", engagement="limited"), _mark("P2", "absent")]),
        "2026-12-01",
        "emerging_pattern",
        [("P2", "bdo_contact", "2026-12-01")],
    ),
    (
        "one session counts once",
        _tables(PEER, [_mark("P1", "absent", engagement="limited")]),
        "2026-12-01",
        "emerging_pattern",
        [],
    ),
    (
        "one start: the later reference",
        _tables(
            [_session("a", "other", "2026-11-10"), _session("b", "other", "2026-11-10")],
            [_mark("a", "absent"), _mark("b", "absent")],
        ),
        "2026-11-10",
        "emerging_pattern",
        [("b", "bdo_contact", "2026-11-10")],
    ),
    (
        "a catch-up is due fourteen days after it was sent: not overdue on that day",
        _tables(PEER, [_mark("P1", "absent", **OVERDUE)]),
        "2026-11-24",
        "catch_up_overdue",
        [],
    ),
    (
        "overdue on the next",
        _tables(PEER, [_mark("P1", "absent", **OVERDUE)]),
        "2026-11-25",
        "catch_up_overdue",
        [("P1", "bdo_contact", "2026-11-25")],
    ),
    (
        "submitted later: overdue until then",
        _tables(PEER, [_mark("P1", "absent", catch_up_submitted_on="2026-12-01", **OVERDUE)]),
        "2026-11-30",
        "catch_up_overdue",
        [("P1", "bdo_contact", "2026-11-25")],
    ),
    (
        "submitted on the day",
        _tables(PEER, [_mark("P1", "absent", catch_up_submitted_on="2026-12-01", **OVERDUE)]),
        "2026-12-01",
        "catch_up_overdue",
        [],
    ),
    (
        "a spent session, from the day its booking ended, about its start in London",
        _tables(coaching=[_booking("2026-12-04 23:30+01:00", "no_show"), _booking("2026-12-06 23:30", "no_show")]),
        "2026-12-06",
        "coaching_spent",
        [("2026-12-04T22:30", "bdo_contact", "2026-12-04")],
    ),
    ("behind: not on the window's last day", _tables(), "2026-11-30", "coaching_behind", []),
    ("behind: on the day after", _tables(), "2026-12-01", "coaching_behind", [("", "bdo_contact", "2026-12-01")]),
    (
        "behind: since the last counted window closed",
        _tables(coaching=[_booking("2026-10-05 10:00", "attended")]),
        "2027-03-31",
        "coaching_behind",
        [("", "bdo_contact", "2027-03-01")],
    ),
    (
        "behind: the window closed before the offer was signed",
        _tables(offer_accepted_on="2026-12-01"),
        "2026-12-01",
        "coaching_behind",
        [],
    ),
    (
        "behind: signed on the window's last day",
        _tables(offer_accepted_on="2026-11-30"),
        "2026-12-01",
        "coaching_behind",
        [("", "bdo_contact", "2026-12-01")],
    ),
    (
        "behind: the window wholly inside a pause",
        _tables(paused_from="2026-10-01", paused_to="2026-11-30"),
        "2026-12-01",
        "coaching_behind",
        [],
    ),
    (
        "behind: a pause that lacks the window's first day",
        _tables(paused_from="2026-10-02", paused_to="2026-11-30"),
        "2026-12-01",
        "coaching_behind",
        [("", "bdo_contact", "2026-12-01")],
    ),
    (
        "behind: a booking to come, whatever is recorded of it now",
        _tables(coaching=[_booking("2026-12-20 10:00", "no_show", waived="yes")]),
        "2026-12-01",
        "coaching_behind",
        [],
    ),
    (
        "behind: a booking whose hour ends tomorrow is to come",
        _tables(coaching=[_booking("2026-12-01 23:30", "no_show", waived="yes")]),
        "2026-12-01",
        "coaching_behind",
        [],
    ),
    (
        "behind: that one used nothing once it has ended",
        _tables(coaching=[_booking("2026-12-20 10:00", "no_show", waived="yes")]),
        "2026-12-20",
        "coaching_behind",
        [("", "bdo_contact", "2026-12-01")],
    ),
    (
        "behind: cancelled on the day is not to come",
        _tables(
            coaching=[_booking("2026-12-20 10:00", "cancelled", cancelled_by="leader", cancelled_at="2026-12-01 23:00")]
        ),
        "2026-12-01",
        "coaching_behind",
        [("", "bdo_contact", "2026-12-01")],
    ),
    (
        "behind: the coach cancelled and it is still to be rebooked",
        _tables(coaching=[_booking("2026-10-21 10:00", "cancelled", **COACH_OUT)]),
        "2026-12-01",
        "coaching_behind",
        [],
    ),
    (
        "behind: a later booking, whatever became of it, was the rebooking",
        _tables(
            coaching=[
                _booking("2026-10-21 10:00", "cancelled", **COACH_OUT),
                _booking("2026-11-05 10:00", "cancelled", cancelled_by="leader", cancelled_at="2026-11-01 10:00"),
            ]
        ),
        "2026-12-01",
        "coaching_behind",
        [("", "bdo_contact", "2026-12-01")],
    ),
    (
        "below a minimum, since the day it was missed",
        _tables(RESIDENTIALS, [*TWO_DAYS, _mark("R3", "absent")]),
        "2027-05-20",
        "below_minimum",
        [("residentials", "bdo_contact", "2027-05-10")],
    ),
    (
        "below a minimum again, since the present run began",
        _tables(RESIDENTIALS, [_mark("R1", "absent", **CAUGHT), _mark("R3", "absent")]),
        "2027-05-20",
        "below_minimum",
        [("residentials", "bdo_contact", "2027-05-10")],
    ),
    (
        "below a minimum, not before the offer was signed",
        _tables(RESIDENTIALS, [_mark("R1", "absent")], offer_accepted_on="2026-12-15"),
        "2027-01-20",
        "below_minimum",
        [("residentials", "bdo_contact", "2026-12-15")],
    ),
]


@pytest.mark.parametrize(
    ("tables", "day", "kind", "wanted"), [case[1:] for case in CONCERNS], ids=[case[0] for case in CONCERNS]
)
def test_concern(tables: Tables, day: str, kind: str, wanted: list[tuple[str, str, str]]) -> None:
    """The concerns of one kind on one day are those that were worked out by hand."""
    raised = [
        c for c in rules.concerns(rules.read_leaders(tables), date.fromisoformat(day))["concerns"] if c["kind"] == kind
    ]
    assert [(c["about"], c["suggested_stage"], c["since"]) for c in raised] == wanted
    assert [c["key"] for c in raised] == [f"{kind}:{about}:L001" for about, _, _ in wanted]


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        ([_mark("P2", "absent", **GOOD), _mark("P3", "part", **GOOD)], "partnerships"),
        ([_mark("P2", "absent", **GOOD), _mark("P3", "part")], "withdrawal_review"),
        # Caught up, so not behind the minimum: the one that is left is explained.
        ([_mark("P1", "absent", **CAUGHT), _mark("P2", "absent", **GOOD), _mark("P3", "part", **GOOD)], "partnerships"),
        # Nothing missed: "every missed item" needs at least one.
        ([_mark("P2", "not_expected"), _mark("P3", "not_expected")], "withdrawal_review"),
    ],
)
def test_unreachable_and_explained(marks: list[Row], wanted: str) -> None:
    """Partnerships is suggested where every missed item is satisfactorily explained (2.4.5)."""
    # P1 is present unless its mark says otherwise, so the minimum of 2 is out of reach after the end.
    if not any(mark["session"] == "P1" for mark in marks):
        marks = [_mark("P1", "present"), *marks]
    raised = rules.concerns(rules.read_leaders(_tables(PEER, marks)), date(2027, 9, 3))["concerns"]
    stages = [
        c["suggested_stage"] for c in raised if c["kind"] == "minimum_unreachable" and c["about"] == "peer_practice"
    ]
    assert stages == [wanted]


def test_unreachable_since_and_spent_coaching() -> None:
    """After the end `below` turns `unreachable`, a new run; a spent coaching session is never explained."""
    marks = [_mark("P1", "present"), _mark("P2", "absent", **GOOD), _mark("P3", "absent", **GOOD)]
    raised = rules.concerns(rules.read_leaders(_tables(PEER, marks, SPENT)), date(2027, 9, 3))["concerns"]
    since = {c["about"]: c["since"] for c in raised if c["kind"] == "minimum_unreachable"}
    assert since["peer_practice"] == "2027-09-01"
    assert since["coaching"] == "2026-10-08"
    stage = {c["about"]: c["suggested_stage"] for c in raised if c["kind"] == "minimum_unreachable"}
    assert stage["coaching"] == "withdrawal_review"


ATTENDED = [_booking(f"2026-{day} 10:00", "attended") for day in ("10-12", "11-09", "12-14")]


@pytest.mark.parametrize(
    ("bookings", "day", "wanted"),
    [
        (ATTENDED[:1], "2027-08-31", []),
        # Window 6 has closed: the only one was the last.
        (ATTENDED[:1], "2027-09-01", [("last", "2026-10-26")]),
        (ATTENDED[:2], "2026-11-08", []),
        (ATTENDED[:2], "2026-11-09", [("second", "2026-11-23")]),
        # The second was the last: one form.
        (ATTENDED[:2], "2027-09-01", [("second", "2026-11-23")]),
        (ATTENDED, "2027-09-01", [("second", "2026-11-23"), ("last", "2026-12-28")]),
        ([_booking("2026-10-12 10:00", "no_show")], "2027-09-01", []),
    ],
)
def test_forms_owed(bookings: list[Row], day: str, wanted: list[tuple[str, str]]) -> None:
    """A form after the second attended session and one after the last, which window 6 decides."""
    [leader] = rules.read_leaders(_tables(coaching=bookings))
    assert rules.forms_owed(leader, date.fromisoformat(day)) == wanted


def test_cover_names_and_order() -> None:
    """Covered from the day the offer is signed; leaders in order of code points, under preferred names."""
    tables = _tables(offer_accepted_on="2026-12-01", preferred_name="Mara", state="")
    others = [
        {"reference": ref, "first_name": "A", "last_name": "B", "cohort": "C"} for ref in ("É1", "l2", "L10", "L9")
    ]
    tables["roster"] = others + tables["roster"]
    before = rules.status(rules.read_leaders(tables), date(2026, 11, 30))["leaders"]
    assert [leader["reference"] for leader in before] == ["L001", "L10", "L9", "l2", "É1"]
    assert [leader["state"] for leader in before] == ["active", *["offered"] * 4]
    assert before[0]["name"] == "Mara Osei"
    assert before[0]["overall"] == "not_covered"
    assert before[0]["requirements"] == {}
    after = rules.status(rules.read_leaders(tables), date(2026, 12, 1))["leaders"]
    assert after[0]["overall"] == "on_track"
    assert list(after[0]["requirements"]) == ["coaching", "study", "peer_practice", "residentials"]
    assert after[1]["overall"] == "not_covered"


def test_overall_is_the_worst() -> None:
    """Unreachable, below, at risk, on track, met: in this order."""
    tables = _tables(
        [*PEER, *RESIDENTIALS], [_mark("P1", "present"), _mark("P2", "absent"), _mark("R1", "absent")], SPENT[:3]
    )
    leader = rules.status(rules.read_leaders(tables), date(2027, 1, 1))["leaders"][0]
    assert {name: n["standing"] for name, n in leader["requirements"].items()} == {
        "coaching": "at_risk",
        "study": "on_track",
        "peer_practice": "at_risk",
        "residentials": "below",
    }
    assert leader["overall"] == "below"


def test_windows_of_a_leap_year() -> None:
    """Window 3 closes on the last day of February, the 29th in a leap year."""
    assert rules.windows(2027)[2] == (date(2028, 2, 1), date(2028, 2, 29))
    assert rules.windows(2026)[2] == (date(2027, 2, 1), date(2027, 2, 28))
    assert rules.windows(2026)[0][1] > rules.windows(2026)[1][0]


@pytest.mark.parametrize("seed", range(30))
def test_made_up_years_are_valid(seed: int) -> None:
    """A made-up year holds nothing that an import would refuse, and is the same for the same seed."""
    year = years.make_year(seed)
    assert years.complaints(year) == []
    assert year == years.make_year(seed)


def test_made_up_years_hold_everything() -> None:
    """Over a handful of seeds every standing and every concern that the tables can give comes up."""
    seen = years.coverage(range(4), days_each=8)
    for standing in ("not_covered", *rules.WORST_FIRST):
        assert seen[f"overall {standing}"] > 0, standing
    for requirement in rules.REQUIREMENTS:
        for standing in rules.WORST_FIRST:
            # Coaching can't be caught up, so it passes from at risk to unreachable.
            if (requirement, standing) != ("coaching", "below"):
                assert seen[f"{requirement} {standing}"] > 0, (requirement, standing)
    for wanted in (
        "unexplained_absence explanation",
        "unsatisfactory_explanation partnerships",
        "no_reasonable_cause bdo_contact",
        "emerging_pattern bdo_contact",
        "catch_up_overdue bdo_contact",
        "coaching_spent bdo_contact",
        "coaching_behind bdo_contact",
        "below_minimum bdo_contact",
        "minimum_unreachable withdrawal_review",
        "minimum_unreachable partnerships",
    ):
        assert seen[f"concern {wanted}"] > 0, wanted


def test_csvs_are_written(tmp_path: Path) -> None:
    """The four files are there, in UTF-8, with the canonical headers."""
    years.write_csvs(years.make_year(1), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "coaching.csv",
        "marks.csv",
        "roster.csv",
        "sessions.csv",
    ]
    header = (tmp_path / "marks.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(years.MARK_COLUMNS)
