"""Section 6: what the policy flags, both sides of every condition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psw_tui.policy.absences import is_notified, is_said_not_coming, suggested_explanation
from psw_tui.policy.concerns import title
from psw_tui.policy.records import Booking, Communication, ManualConcern, Mark, Session
from psw_tui.policy.terms import ConcernKind
from tests.policy.cases import (
    PSW,
    attended,
    booking,
    called_off,
    case,
    flagged,
    keys,
    letter,
    line,
    mark,
    marks,
    no_show,
    on,
    programme,
    record,
    run,
    session,
)

FIRST_THREE = ("unexplained_absence", "unsatisfactory_explanation", "no_reasonable_cause")
W1 = session("W1", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")
P1 = session("P1", "peer_practice", "2026-11-02")
P2 = session("P2", "peer_practice", "2026-11-20")
P3 = session("P3", "peer_practice", "2027-01-15")
UNEXPLAINED, UNSATISFACTORY, NO_CAUSE = (f"{kind}:W1" for kind in FIRST_THREE)
BEFORE, START, AFTER = "2026-11-12 09:59", "2026-11-12 10:00", "2026-11-12 10:01"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        case("absent, no word", mark("W1", "absent"), [UNEXPLAINED]),
        case("absent, told a minute before", mark("W1", "absent", reported=BEFORE), []),
        case("absent, told at the start", mark("W1", "absent", reported=START), [UNEXPLAINED]),
        case("absent, told a minute after", mark("W1", "absent", reported=AFTER), [UNEXPLAINED]),
        case("absent, no word, satisfactory", mark("W1", "absent", judged="satisfactory"), []),
        case("absent, told before, satisfactory", mark("W1", "absent", reported=BEFORE, judged="satisfactory"), []),
        case(
            "absent, told at the start, satisfactory", mark("W1", "absent", reported=START, judged="satisfactory"), []
        ),
        case("absent, told after, satisfactory", mark("W1", "absent", reported=AFTER, judged="satisfactory"), []),
        case("absent, awaited", mark("W1", "absent", judged="awaited"), [UNEXPLAINED]),
        case("absent, told before, awaited", mark("W1", "absent", reported=BEFORE, judged="awaited"), []),
        case("absent, explanation none", mark("W1", "absent", judged="none"), [UNEXPLAINED]),
        case("absent, no word, unsatisfactory", mark("W1", "absent", judged="unsatisfactory"), [UNSATISFACTORY]),
        case(
            "absent, told a minute before, unsatisfactory",
            mark("W1", "absent", reported=BEFORE, judged="unsatisfactory"),
            [NO_CAUSE],
        ),
        case(
            "absent, told at the start, unsatisfactory",
            mark("W1", "absent", reported=START, judged="unsatisfactory"),
            [UNSATISFACTORY],
        ),
        case(
            "absent, told a minute after, unsatisfactory",
            mark("W1", "absent", reported=AFTER, judged="unsatisfactory"),
            [UNSATISFACTORY],
        ),
        case(
            "a reason of the four without a judgement is not yet satisfactory",
            mark("W1", "absent", reported=AFTER, reason="sickness"),
            [UNEXPLAINED],
        ),
        case("a caught-up absence that nobody explained", mark("W1", "absent", accepted="2026-11-12"), [UNEXPLAINED]),
        case("part, no word", mark("W1", "part"), []),
        case("part, unsatisfactory", mark("W1", "part", judged="unsatisfactory"), []),
        case("part, told before, unsatisfactory", mark("W1", "part", reported=BEFORE, judged="unsatisfactory"), []),
        case(
            "present after all, told before, unsatisfactory",
            mark("W1", "present", reported=BEFORE, judged="unsatisfactory"),
            [],
        ),
        case("present, unsatisfactory", mark("W1", "present", judged="unsatisfactory"), []),
        case("not expected, unsatisfactory", mark("W1", "not_expected", judged="unsatisfactory"), []),
        case(
            "not expected, told before, unsatisfactory",
            mark("W1", "not_expected", reported=BEFORE, judged="unsatisfactory"),
            [],
        ),
        case("nothing recorded", mark("W1"), []),
        case("nothing recorded, told before", mark("W1", reported=BEFORE), []),
        case(
            "nothing recorded, told before, unsatisfactory",
            mark("W1", reported=BEFORE, judged="unsatisfactory"),
            [NO_CAUSE],
        ),
        case(
            "nothing recorded, told at the start, unsatisfactory",
            mark("W1", reported=START, judged="unsatisfactory"),
            [],
        ),
        case("nothing recorded, no word, unsatisfactory", mark("W1", judged="unsatisfactory"), []),
    ],
)
def test_an_absence_raises_one_of_three_or_none(made: Mark, expected: list[str]) -> None:
    assert keys(record([W1], [made]), "2026-11-12", *FIRST_THREE) == expected
    gone = replace(W1, cancelled=True)
    assert keys(record([gone], [made]), "2026-11-12") == []


@pytest.mark.parametrize(
    ("made", "clause", "stage", "since"),
    [
        case("unexplained", mark("W1", "absent"), "2.4.2", "explanation", "2026-11-12"),
        case("unsatisfactory", mark("W1", "absent", judged="unsatisfactory"), "2.4.2", "partnerships", "2026-11-12"),
        case(
            "no reasonable cause",
            mark("W1", "absent", reported="2026-11-02 09:00", judged="unsatisfactory"),
            "2.1.3",
            "bdo_contact",
            "2026-11-02",
        ),
    ],
)
def test_what_an_absence_concern_carries(made: Mark, clause: str, stage: str, since: str) -> None:
    (concern,) = flagged(record([W1], [made]), "2026-12-01", *FIRST_THREE)
    assert (concern.clause, concern.suggested_stage, concern.since) == (clause, stage, on(since))
    assert (concern.about, concern.leader, concern.key) == ("W1", "L001", f"{concern.kind}:W1:L001")
    assert clause in concern.why


@pytest.mark.parametrize(
    ("starts", "ends", "day", "raised"),
    [
        case("the day before", "2026-11-12 10:00", "2026-11-12 12:00", "2026-11-11", False),
        case("its own day", "2026-11-12 10:00", "2026-11-12 12:00", "2026-11-12", True),
        case("it ends at midnight: not its own day", "2026-11-12 22:00", "2026-11-13 00:00", "2026-11-12", False),
        case("it ends at midnight: the next day", "2026-11-12 22:00", "2026-11-13 00:00", "2026-11-13", True),
    ],
)
def test_an_absence_waits_for_the_session_to_end(starts: str, ends: str, day: str, *, raised: bool) -> None:
    sessions = [session("W1", "workshop", starts, ends)]
    assert bool(keys(record(sessions, [mark("W1", "absent")]), day, *FIRST_THREE)) is raised
    unsatisfactory = [mark("W1", "absent", judged="unsatisfactory")]
    assert bool(keys(record(sessions, unsatisfactory), day, *FIRST_THREE)) is raised


@pytest.mark.parametrize(
    ("kind", "override", "raised"),
    [
        case("a residential is compulsory", "residential", None, True),
        case("a workshop is compulsory", "workshop", None, True),
        case("a module is not", "module", None, False),
        case("a peer-led session is not", "peer_practice", None, False),
        case("another element is not", "other", None, False),
        case("a residential set free", "residential", False, False),
        case("a workshop set free", "workshop", False, False),
        case("a workshop said to be compulsory", "workshop", True, True),
        case("a module made compulsory", "module", True, True),
        case("a peer-led session made compulsory", "peer_practice", True, True),
        case("another element made compulsory", "other", True, True),
        case("a module said not to be", "module", False, False),
    ],
)
def test_compulsory(kind: str, override: bool | None, *, raised: bool) -> None:
    sessions = [session("S1", kind, "2026-11-12", compulsory=override)]
    named = keys(record(sessions, [mark("S1", "absent")]), "2026-11-12", *FIRST_THREE)
    assert named == (["unexplained_absence:S1"] if raised else [])
    unsatisfactory = [mark("S1", "absent", judged="unsatisfactory")]
    assert keys(record(sessions, unsatisfactory), "2026-11-12", *FIRST_THREE) == ["unsatisfactory_explanation:S1"]


def test_compulsory_kinds_are_the_programme_s() -> None:
    rules = programme('[programme.psw.local]\ncompulsory_kinds = ["peer_practice"]')
    rec = record([W1, P1], marks("absent", "W1", "P1"), rules=rules)
    assert keys(rec, "2026-12-01", *FIRST_THREE) == ["unexplained_absence:P1"]


@pytest.mark.parametrize(
    ("reported", "day", "raised"),
    [
        case("the day before the notice", "2026-11-02 09:00", "2026-11-01", False),
        case("the day of the notice, the session still to come", "2026-11-02 09:00", "2026-11-02", True),
        case("the day before the session", "2026-11-02 09:00", "2026-11-11", True),
        case("after the session", "2026-11-02 09:00", "2026-12-24", True),
        case("23:59 in London", "2026-11-02 23:59", "2026-11-02", True),
        case("midnight in London is the next day", "2026-11-03 00:00", "2026-11-02", False),
    ],
)
def test_no_reasonable_cause_from_the_day_of_the_report(reported: str, day: str, *, raised: bool) -> None:
    for value in ("absent", None):
        made = mark("W1", value, reported=reported, judged="unsatisfactory")
        assert keys(record([W1], [made]), day, *FIRST_THREE) == ([NO_CAUSE] if raised else [])


def test_the_report_s_day_is_london_s() -> None:
    """23:30 UTC in May is half past midnight of the next day in London."""
    sessions = [session("W9", "workshop", "2027-05-20")]
    rec = record(sessions, [mark("W9", reported="2027-05-09 23:30+00:00", judged="unsatisfactory")])
    assert keys(rec, "2027-05-09", *FIRST_THREE) == []
    (concern,) = flagged(rec, "2027-05-10", *FIRST_THREE)
    assert (concern.key, concern.since) == ("no_reasonable_cause:W9:L001", on("2027-05-10"))


def test_no_reasonable_cause_inside_a_pause() -> None:
    made = [mark("W1", reported="2026-11-02 09:00", judged="unsatisfactory")]
    rec = record([W1], made, pause=("2026-11-01", "2026-11-30"))
    assert keys(rec, "2026-11-05") == [NO_CAUSE]
    assert keys(rec, "2026-11-12") == [NO_CAUSE]


@pytest.mark.parametrize(
    ("made", "notified", "said"),
    [
        case("no report", mark("W1"), False, False),
        case("a minute before", mark("W1", reported=BEFORE), True, True),
        case("at the start", mark("W1", reported=START), False, False),
        case("after the start", mark("W1", reported=AFTER), False, False),
        case("before, and marked absent", mark("W1", "absent", reported=BEFORE), True, False),
        case("before, and came after all", mark("W1", "present", reported=BEFORE), True, False),
    ],
)
def test_said_not_coming(made: Mark, *, notified: bool, said: bool) -> None:
    assert is_notified(W1, made) is notified
    assert is_said_not_coming(W1, made) is said


@pytest.mark.parametrize(
    ("reason", "reported", "suggested"),
    [
        ("sickness", START, "satisfactory"),
        ("bereavement", BEFORE, "satisfactory"),
        ("caring", AFTER, "satisfactory"),
        ("ofsted", BEFORE, "satisfactory"),
        ("other", BEFORE, None),
        (None, BEFORE, None),
        ("sickness", None, None),
    ],
)
def test_suggested_explanation(reason: str | None, reported: str | None, suggested: str | None) -> None:
    assert suggested_explanation(mark("W1", "absent", reason=reason, reported=reported), PSW) == suggested


OVERDUE = "catch_up_overdue:W1"


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("the 14th day is the due day: not overdue", mark("W1", "absent", sent="2026-11-16"), "2026-11-30", []),
        case("the day after it is", mark("W1", "absent", sent="2026-11-16"), "2026-12-01", [OVERDUE]),
        case("a part too", mark("W1", "part", sent="2026-11-16"), "2026-12-01", [OVERDUE]),
        case(
            "a recorded due date wins when earlier: its day",
            mark("W1", "absent", sent="2026-11-16", due="2026-11-20"),
            "2026-11-20",
            [],
        ),
        case(
            "a recorded due date wins when earlier: the day after",
            mark("W1", "absent", sent="2026-11-16", due="2026-11-20"),
            "2026-11-21",
            [OVERDUE],
        ),
        case(
            "a recorded due date wins when later: after 14 days",
            mark("W1", "absent", sent="2026-11-16", due="2026-12-20"),
            "2026-12-20",
            [],
        ),
        case(
            "a recorded due date wins when later: the day after",
            mark("W1", "absent", sent="2026-11-16", due="2026-12-20"),
            "2026-12-21",
            [OVERDUE],
        ),
        case("submitted by the day", mark("W1", "absent", sent="2026-11-16", submitted="2026-12-01"), "2026-12-01", []),
        case(
            "submitted the day after the day",
            mark("W1", "absent", sent="2026-11-16", submitted="2026-12-02"),
            "2026-12-01",
            [OVERDUE],
        ),
        case("accepted by the day", mark("W1", "absent", sent="2026-11-16", accepted="2026-12-01"), "2026-12-01", []),
        case(
            "accepted the day after the day",
            mark("W1", "absent", sent="2026-11-16", accepted="2026-12-02"),
            "2026-12-01",
            [OVERDUE],
        ),
        case(
            "sent on the day, its due date already past",
            mark("W1", "absent", sent="2026-12-01", due="2026-11-20"),
            "2026-12-01",
            [OVERDUE],
        ),
        case("sent only the day after", mark("W1", "absent", sent="2026-12-02", due="2026-11-20"), "2026-12-01", []),
        case("never sent, though due", mark("W1", "absent", due="2026-11-20"), "2026-12-01", []),
        case("present", mark("W1", "present", sent="2026-11-16"), "2026-12-01", []),
        case("nothing recorded", mark("W1", sent="2026-11-16"), "2026-12-01", []),
        case("not expected", mark("W1", "not_expected", sent="2026-11-16"), "2026-12-01", []),
        case(
            "the absence explained to satisfaction",
            mark("W1", "absent", sent="2026-11-16", judged="satisfactory"),
            "2026-12-01",
            [OVERDUE],
        ),
    ],
)
def test_catch_up_overdue(made: Mark, day: str, expected: list[str]) -> None:
    assert keys(record([W1], [made]), day, "catch_up_overdue") == expected
    assert keys(record([replace(W1, cancelled=True)], [made]), day, "catch_up_overdue") == []


@pytest.mark.parametrize(
    ("due", "day", "since"),
    [
        case("by the 14 days", None, "2026-12-20", "2026-12-01"),
        case("by the recorded date", "2026-11-20", "2026-12-20", "2026-11-21"),
    ],
)
def test_catch_up_overdue_since_the_day_after_it_was_due(due: str | None, day: str, since: str) -> None:
    rec = record([W1], [mark("W1", "absent", sent="2026-11-16", due=due)])
    (concern,) = flagged(rec, day, "catch_up_overdue")
    assert (concern.since, concern.clause, concern.suggested_stage) == (on(since), "2.3.1", "bdo_contact")


def test_catch_up_overdue_waits_for_the_session_to_end() -> None:
    rec = record([session("W9", "workshop", "2026-12-10")], [mark("W9", "absent", sent="2026-11-01")])
    assert keys(rec, "2026-12-09", "catch_up_overdue") == []
    (concern,) = flagged(rec, "2026-12-10", "catch_up_overdue")
    assert concern.since == on("2026-11-16")


def test_catch_up_days_are_the_programme_s() -> None:
    rules = programme("[programme.psw.local]\ncatch_up_days = 3")
    rec = record([W1], [mark("W1", "absent", sent="2026-11-16")], rules=rules)
    assert keys(rec, "2026-11-19", "catch_up_overdue") == []
    assert keys(rec, "2026-11-20", "catch_up_overdue") == [OVERDUE]


def pattern(sessions: list[Session], made: list[Mark], day: str) -> str | None:
    """What the pattern is about on a day, or None."""
    raised = flagged(record(sessions, made), day, "emerging_pattern")
    assert len(raised) <= 1
    return raised[0].about if raised else None


PEERS = [P1, P2, P3]


@pytest.mark.parametrize(
    ("sessions", "made", "day", "about"),
    [
        case("one absence is no pattern", PEERS, [mark("P2", "absent")], "2026-11-20", None),
        case("two are, about the latest", PEERS, marks("absent", "P1", "P2"), "2026-11-20", "P2"),
        case("three are, about the latest", PEERS, marks("absent", "P1", "P2", "P3"), "2027-01-15", "P3"),
        case("the second has not ended yet", PEERS, marks("absent", "P1", "P2"), "2026-11-19", None),
        case("parts count", PEERS, marks("part", "P1", "P2"), "2026-11-20", "P2"),
        case("89 days after the first it still counts", PEERS, marks("absent", "P1", "P2"), "2027-01-30", "P2"),
        case("90 days after it no longer does", PEERS, marks("absent", "P1", "P2"), "2027-01-31", None),
        case(
            "the 90 days are counted from the start, not the end",
            [session("M1", "module", "2026-11-02", "2026-12-31"), P2],
            marks("absent", "M1", "P2"),
            "2027-01-31",
            None,
        ),
        case(
            "and inside them the long one counts, by its start before P2",
            [session("M1", "module", "2026-11-02", "2026-12-31"), P2],
            marks("absent", "M1", "P2"),
            "2027-01-30",
            "P2",
        ),
        case(
            "one explained to satisfaction is out",
            PEERS,
            [mark("P1", "absent", judged="satisfactory"), mark("P2", "absent")],
            "2026-11-20",
            None,
        ),
        case(
            "awaited is in", PEERS, [mark("P1", "absent", judged="awaited"), mark("P2", "absent")], "2026-11-20", "P2"
        ),
        case(
            "unsatisfactory is in",
            PEERS,
            [mark("P1", "absent", judged="unsatisfactory"), mark("P2", "absent")],
            "2026-11-20",
            "P2",
        ),
        case(
            "told before it is in",
            PEERS,
            [mark("P1", "absent", reported="2026-11-01 09:00"), mark("P2", "absent")],
            "2026-11-20",
            "P2",
        ),
        case(
            "caught up is out from that day",
            PEERS,
            [mark("P1", "absent", accepted="2026-11-25"), mark("P2", "absent")],
            "2026-11-25",
            None,
        ),
        case(
            "the day before it is in",
            PEERS,
            [mark("P1", "absent", accepted="2026-11-25"), mark("P2", "absent")],
            "2026-11-24",
            "P2",
        ),
        case("compulsory absences are not counted", [W1, P1], marks("absent", "W1", "P1"), "2026-11-20", None),
        case(
            "a workshop set free is",
            [replace(W1, compulsory=False), P1],
            marks("absent", "W1", "P1"),
            "2026-11-20",
            "W1",
        ),
        case(
            "a peer-led session made compulsory is not",
            [P1, replace(P2, compulsory=True)],
            marks("absent", "P1", "P2"),
            "2026-11-20",
            None,
        ),
        case(
            "a cancelled one is not", [P1, replace(P2, cancelled=True)], marks("absent", "P1", "P2"), "2026-11-20", None
        ),
        case(
            "modules and other elements count",
            [session("M1", "module", "2026-11-01"), session("O1", "other", "2026-11-03")],
            marks("absent", "M1", "O1"),
            "2026-11-03",
            "O1",
        ),
        case(
            "limited engagement at a workshop counts",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", "present", engagement="limited")],
            "2026-11-12",
            "W1",
        ),
        case(
            "full engagement does not",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", "present", engagement="full")],
            "2026-11-12",
            None,
        ),
        case(
            "two limited ones are a pattern",
            [P1, P2],
            [mark("P1", "present", engagement="limited"), mark("P2", "present", engagement="limited")],
            "2026-11-20",
            "P2",
        ),
        case(
            "limited with nothing recorded counts",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", engagement="limited")],
            "2026-11-12",
            "W1",
        ),
        case(
            "limited but not expected does not",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", "not_expected", engagement="limited")],
            "2026-11-12",
            None,
        ),
        case(
            "limited, explained to satisfaction, does not",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", "present", engagement="limited", judged="satisfactory")],
            "2026-11-12",
            None,
        ),
        case(
            "limited and caught up counts all the same",
            [P1, P2],
            [mark("P1", "part", engagement="limited", accepted="2026-11-10"), mark("P2", "absent")],
            "2026-11-20",
            "P2",
        ),
        case(
            "limited, not ended yet, does not",
            [P1, W1],
            [mark("P1", "absent"), mark("W1", "present", engagement="limited")],
            "2026-11-11",
            None,
        ),
        case(
            "limited 89 days ago counts",
            [P1, P2],
            [mark("P1", "present", engagement="limited"), mark("P2", "absent")],
            "2027-01-30",
            "P2",
        ),
        case(
            "limited 90 days ago does not",
            [P1, P2],
            [mark("P1", "present", engagement="limited"), mark("P2", "absent")],
            "2027-01-31",
            None,
        ),
        case(
            "absent with limited engagement is one session",
            [P1, P2],
            [mark("P1", "part", engagement="limited")],
            "2026-11-20",
            None,
        ),
        case(
            "two at the same moment: about the greater reference",
            [session("A2", "other", "2026-11-02"), session("A1", "peer_practice", "2026-11-02")],
            marks("absent", "A1", "A2"),
            "2026-11-02",
            "A2",
        ),
        case(
            "a later start comes before a greater reference",
            [session("A2", "other", "2026-11-02 09:00"), session("A1", "peer_practice", "2026-11-02 13:00")],
            marks("absent", "A1", "A2"),
            "2026-11-02",
            "A1",
        ),
        case("present is nothing", PEERS, [mark("P1", "present"), mark("P2", "absent")], "2026-11-20", None),
        case("nothing recorded is nothing", PEERS, [mark("P1"), mark("P2", "absent")], "2026-11-20", None),
    ],
)
def test_emerging_pattern(sessions: list[Session], made: list[Mark], day: str, about: str | None) -> None:
    assert pattern(sessions, made, day) == about


def test_the_pattern_s_days_are_london_s() -> None:
    """23:30 UTC on 1 May is 2 May in London; 89 days after 2 May is 30 July, 90 is 31 July."""
    sessions = [session("A1", "other", "2027-05-01 23:30+00:00"), session("A2", "other", "2027-06-01")]
    made = marks("absent", "A1", "A2")
    assert pattern(sessions, made, "2027-07-30") == "A2"
    assert pattern(sessions, made, "2027-07-31") is None


def test_what_a_pattern_carries() -> None:
    (concern,) = flagged(record(PEERS, marks("absent", "P1", "P2")), "2026-12-01", "emerging_pattern")
    assert (concern.since, concern.clause, concern.suggested_stage) == (on("2026-11-20"), "2.4.3", "bdo_contact")
    assert concern.key == "emerging_pattern:P2:L001"
    assert "2 sessions" in concern.why


@pytest.mark.parametrize(
    ("number", "raised"), [case("one short of three", 2, False), case("three", 3, True), case("four", 4, True)]
)
def test_the_pattern_s_count_is_the_programme_s(number: int, *, raised: bool) -> None:
    rules = programme("[programme.psw.local]\npattern_count = 3\npattern_days = 5")
    sessions = run("O", "other", number, "2026-11-02")
    rec = record(sessions, marks("absent", *(session.reference for session in sessions)), rules=rules)
    last = f"2026-11-{1 + number:02}"
    assert bool(keys(rec, last, "emerging_pattern")) is raised
    assert keys(rec, "2026-11-09", "emerging_pattern") == []


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("spent, the day before", no_show("2026-12-04 10:00"), "2026-12-03", []),
        case("spent, its own day", no_show("2026-12-04 10:00"), "2026-12-04", ["2026-12-04T10:00"]),
        case(
            "cancelled late, the day before it ends",
            called_off("2026-12-04 10:00", "2026-12-03 20:00"),
            "2026-12-03",
            [],
        ),
        case(
            "cancelled late, once it ended",
            called_off("2026-12-04 10:00", "2026-12-03 20:00"),
            "2026-12-04",
            ["2026-12-04T10:00"],
        ),
        case("in summer the start is London's", no_show("2027-05-04 10:00"), "2027-05-04", ["2027-05-04T10:00"]),
        case("23:30 ends the next day", no_show("2026-12-04 23:30"), "2026-12-04", []),
        case("23:30, from the next day", no_show("2026-12-04 23:30"), "2026-12-05", ["2026-12-04T23:30"]),
        case("waived", booking("2026-12-04 10:00", "no_show", waived=True), "2026-12-04", []),
        case("cancelled in time", called_off("2026-12-04 10:00", "2026-12-03 10:00"), "2026-12-04", []),
        case("by the coach", booking("2026-12-04 10:00", "no_show", by="coach"), "2026-12-04", []),
        case("attended", attended("2026-12-04 10:00"), "2026-12-04", []),
        case("unrecorded", booking("2026-12-04 10:00"), "2026-12-04", []),
    ],
)
def test_coaching_spent(made: Booking, day: str, expected: list[str]) -> None:
    assert keys(record(bookings=[made]), day, "coaching_spent") == [f"coaching_spent:{about}" for about in expected]


def test_coaching_spent_is_one_concern_per_session() -> None:
    rec = record(bookings=[no_show("2026-12-04 23:30"), no_show("2026-10-08 10:00")])
    raised = flagged(rec, "2027-01-01", "coaching_spent")
    assert [(concern.about, concern.since) for concern in raised] == [
        ("2026-10-08T10:00", on("2026-10-08")),
        ("2026-12-04T23:30", on("2026-12-04")),
    ]
    assert {(concern.clause, str(concern.suggested_stage)) for concern in raised} == {("2.1.2", "bdo_contact")}


R = [
    session("R1", "residential", "2026-10-06"),
    session("R2", "residential", "2026-10-07"),
    session("R3", "residential", "2027-03-09"),
    session("R4", "residential", "2027-05-11"),
]
MINIMUM = ("below_minimum", "minimum_unreachable")


@pytest.mark.parametrize(
    ("made", "day", "key", "since"),
    [
        case("the day before the miss nothing", [mark("R3", "absent")], "2027-03-08", None, None),
        case(
            "below from the day of the miss",
            [mark("R3", "absent")],
            "2027-03-09",
            "below_minimum:residentials",
            "2027-03-09",
        ),
        case(
            "a second miss goes on with the same run",
            marks("absent", "R3", "R4"),
            "2027-06-01",
            "below_minimum:residentials",
            "2027-03-09",
        ),
        case("caught up ends it", [mark("R3", "absent", accepted="2027-03-20")], "2027-03-20", None, None),
        case(
            "the day before it holds",
            [mark("R3", "absent", accepted="2027-03-20")],
            "2027-03-19",
            "below_minimum:residentials",
            "2027-03-09",
        ),
        case(
            "an interrupted run begins anew",
            [mark("R3", "absent", accepted="2027-03-20"), mark("R4", "absent")],
            "2027-06-01",
            "below_minimum:residentials",
            "2027-05-11",
        ),
        case(
            "overlapping misses are one run",
            [mark("R3", "absent", accepted="2027-05-11"), mark("R4", "absent")],
            "2027-06-01",
            "below_minimum:residentials",
            "2027-03-09",
        ),
        case(
            "out of reach the day after the cohort ends",
            [mark("R3", "absent")],
            "2027-09-05",
            "minimum_unreachable:residentials",
            "2027-09-01",
        ),
        case(
            "still below on the cohort's last day",
            [mark("R3", "absent")],
            "2027-08-31",
            "below_minimum:residentials",
            "2027-03-09",
        ),
    ],
)
def test_below_and_unreachable_since(made: list[Mark], day: str, key: str | None, since: str | None) -> None:
    came = [mark for mark in marks("present", "R1", "R2", "R4") if mark.session not in {one.session for one in made}]
    raised = [
        concern for concern in flagged(record(R, [*came, *made]), day, *MINIMUM) if concern.about == "residentials"
    ]
    assert [(f"{concern.kind}:{concern.about}", concern.since) for concern in raised] == (
        [] if key is None or since is None else [(key, on(since))]
    )


def test_below_since_the_offer_was_signed_at_the_earliest() -> None:
    rec = record(R, [mark("R1", "absent")], signed="2026-12-01")
    (concern,) = flagged(rec, "2027-01-01", "below_minimum")
    assert concern.since == on("2026-12-01")
    assert keys(rec, "2026-11-30") == []


def test_a_peer_practice_run_interrupted_by_a_catch_up() -> None:
    made = [mark("P1", "absent", accepted="2026-12-01"), *marks("absent", "P2", "P3")]
    rec = record(PEERS, made)
    days = ("2026-11-19", "2026-11-20", "2026-11-30", "2026-12-01", "2027-01-14", "2027-01-15", "2027-02-01")
    assert [[concern.since for concern in flagged(rec, day, "below_minimum")] for day in days] == [
        [],
        [on("2026-11-20")],
        [on("2026-11-20")],
        [],
        [],
        [on("2027-01-15")],
        [on("2027-01-15")],
    ]


@pytest.mark.parametrize(
    ("bookings", "day", "since"),
    [
        case(
            "since the fourth spent one ended",
            [no_show(f"2026-10-{day:02} 10:00") for day in (5, 6, 7, 8, 9)],
            "2026-12-01",
            "2026-10-08",
        ),
        case("since the day after the last window", [attended("2026-10-05 10:00")], "2027-10-01", "2027-09-01"),
        case(
            "an unrecorded one holds it open until its outcome",
            [attended("2026-10-05 10:00"), attended("2026-10-06 10:00"), no_show("2027-09-10 10:00")],
            "2027-10-01",
            "2027-09-01",
        ),
    ],
)
def test_coaching_unreachable_since(bookings: list[Booking], day: str, since: str) -> None:
    held = [concern for concern in flagged(record(bookings=bookings), day, *MINIMUM) if concern.about == "coaching"]
    assert [(concern.kind, concern.since) for concern in held] == [("minimum_unreachable", on(since))]


def test_coaching_unreachable_since_its_windows_closed_not_the_cohort() -> None:
    rec = record(bookings=[attended("2026-10-05 10:00")], ends="2027-07-15")
    assert keys(rec, "2027-08-31", "minimum_unreachable") == [
        f"minimum_unreachable:{requirement}" for requirement in ("peer_practice", "residentials", "study")
    ]
    held = {concern.about: concern.since for concern in flagged(rec, "2027-10-01", "minimum_unreachable")}
    assert held == {
        "coaching": on("2027-09-01"),
        "peer_practice": on("2027-07-16"),
        "residentials": on("2027-07-16"),
        "study": on("2027-07-16"),
    }


@pytest.mark.parametrize(
    ("kind", "about", "words"),
    [
        ("coaching_behind", "", "coaching behind"),
        ("below_minimum", "peer_practice", "below minimum: peer practice"),
        ("minimum_unreachable", "study", "minimum unreachable: study"),
        ("unexplained_absence", "W1", "unexplained absence, Session W1"),
        ("unexplained_absence", "W2", "unexplained absence, W2"),
        ("unexplained_absence", "study", "unexplained absence, study"),
        ("manual", "2027-01-12-1", "raised by hand, 2027-01-12-1"),
    ],
)
def test_title(kind: str, about: str, words: str) -> None:
    assert title(ConcernKind(kind), about, {"W1": "Session W1"}) == words


def test_unreachable_by_exemptions_since_the_signing() -> None:
    rec = record(PEERS, marks("not_expected", "P1", "P2"), signed="2026-09-10")
    (concern,) = flagged(rec, "2027-01-01", *MINIMUM)
    assert (concern.key, concern.since) == ("minimum_unreachable:peer_practice:L001", on("2026-09-10"))


def test_one_concern_per_requirement_with_its_clause() -> None:
    rec = record(
        [*R, *PEERS], marks("absent", "R1", "P1", "P2"), [no_show(f"2026-10-0{n} 10:00") for n in (5, 6, 7, 8)]
    )
    raised = flagged(rec, "2026-12-01", *MINIMUM)
    assert [(concern.key, concern.clause) for concern in raised] == [
        ("below_minimum:peer_practice:L001", "1.1.4"),
        ("below_minimum:residentials:L001", "1.1.5"),
        ("minimum_unreachable:coaching:L001", "1.1.4"),
    ]


@pytest.mark.parametrize(
    ("came", "raised"),
    [case("at risk raises nothing", 1, False), case("below does", 2, True), case("on track raises nothing", 0, False)],
)
def test_only_below_and_unreachable_raise(came: int, *, raised: bool) -> None:
    made = marks("absent", *["P1", "P2"][:came])
    assert bool(keys(record(PEERS, made), "2026-12-01", *MINIMUM)) is raised


@pytest.mark.parametrize(
    ("state", "signed", "raises"),
    [
        case("active", "active", "2026-08-01", True),
        case("paused", "paused", "2026-08-01", False),
        case("withdrawn", "withdrawn", "2026-08-01", False),
        case("completed", "completed", "2026-08-01", False),
        case("offered", "offered", None, False),
        case("active, never signed", "active", None, False),
        case("active, signed on the day", "active", "2026-12-01", True),
        case("active, signed the day after", "active", "2026-12-02", False),
    ],
)
def test_who_raises_concerns(state: str, signed: str | None, *, raises: bool) -> None:
    rec = record([W1], [mark("W1", "absent")], [no_show("2026-10-05 10:00")], state=state, signed=signed)
    assert bool(flagged(rec, "2026-12-01")) is raises


def test_pause_dates_alone_stop_no_concern() -> None:
    rec = record([W1], [mark("W1", "absent")], pause=("2026-11-01", None))
    assert keys(rec, "2026-11-12", *FIRST_THREE) == [UNEXPLAINED]


PAIR = run("P", "peer_practice", 3, "2026-11-02")


@pytest.mark.parametrize(
    ("made", "stage"),
    [
        case(
            "both missed explained",
            [mark("P1", "absent", judged="satisfactory"), mark("P2", "absent", judged="satisfactory")],
            "partnerships",
        ),
        case(
            "a part explained counts as a missed item explained",
            [mark("P1", "part", judged="satisfactory"), mark("P2", "absent", judged="satisfactory")],
            "partnerships",
        ),
        case(
            "a part not explained",
            [mark("P1", "part"), mark("P2", "absent", judged="satisfactory")],
            "withdrawal_review",
        ),
        case(
            "one of two not explained",
            [mark("P1", "absent"), mark("P2", "absent", judged="satisfactory")],
            "withdrawal_review",
        ),
        case(
            "one awaited",
            [mark("P1", "absent", judged="awaited"), mark("P2", "absent", judged="satisfactory")],
            "withdrawal_review",
        ),
        case(
            "one unsatisfactory",
            [mark("P1", "absent", judged="unsatisfactory"), mark("P2", "absent", judged="satisfactory")],
            "withdrawal_review",
        ),
        case("none explained", marks("absent", "P1", "P2"), "withdrawal_review"),
        case(
            "the one not explained was caught up: it is not behind the minimum",
            [
                mark("P1", "absent", accepted="2026-12-01"),
                mark("P2", "absent", judged="satisfactory"),
                mark("P3", "absent", judged="satisfactory"),
            ],
            "partnerships",
        ),
        case("nothing missed at all", marks("not_expected", "P1", "P2", "P3"), "withdrawal_review"),
    ],
)
def test_unreachable_with_every_miss_explained(made: list[Mark], stage: str) -> None:
    rest = [] if any(recorded.session == "P3" for recorded in made) else [mark("P3", "not_expected")]
    raised = flagged(record(PAIR, [*made, *rest]), "2027-09-01", "minimum_unreachable")
    assert [concern.suggested_stage for concern in raised if concern.about == "peer_practice"] == [stage]


def test_a_spent_coaching_session_is_never_explained() -> None:
    rec = record(bookings=[no_show(f"2026-10-0{n} 10:00") for n in (5, 6, 7, 8)])
    (concern,) = flagged(rec, "2026-10-08", "minimum_unreachable")
    assert concern.suggested_stage == "withdrawal_review"


def test_below_explained_stays_a_contact() -> None:
    rec = record(PAIR, [mark(session, "absent", judged="satisfactory") for session in ("P1", "P2")])
    (concern,) = flagged(rec, "2026-12-01", "below_minimum")
    assert concern.suggested_stage == "bdo_contact"


@pytest.mark.parametrize(
    ("letters", "stage"),
    [
        case("no contact", [], "explanation"),
        case("a contact before the absence", [letter("2026-11-05-1", "2026-11-05")], "partnerships"),
        case("a contact the day before it", [letter("2026-11-11-1", "2026-11-11")], "partnerships"),
        case("a contact after the absence", [letter("2026-11-13-1", "2026-11-13")], "explanation"),
        case(
            "a contact that did not reach the leader",
            [letter("2026-11-05-1", "2026-11-05", reached=False)],
            "explanation",
        ),
        case(
            "one that did not reach, one that came later",
            [letter("2026-11-05-1", "2026-11-05", reached=False), letter("2026-11-13-1", "2026-11-13")],
            "explanation",
        ),
        case(
            "the earlier of two contacts counts",
            [letter("2026-11-13-1", "2026-11-13"), letter("2026-11-05-1", "2026-11-05")],
            "partnerships",
        ),
        case("a referral is no contact", [letter("2026-11-05-1", "2026-11-05", direction="referral")], "explanation"),
        case(
            "nor is a message to the organisation",
            [letter("2026-11-05-1", "2026-11-05", direction="organisation")],
            "explanation",
        ),
        case(
            "nor a word from the leader", [letter("2026-11-05-1", "2026-11-05", direction="from_leader")], "explanation"
        ),
        case(
            "a word from the leader, and a later contact",
            [letter("2026-11-05-1", "2026-11-05", direction="from_leader"), letter("2026-11-08-1", "2026-11-08")],
            "partnerships",
        ),
        case(
            "a contact of an escalation that ended later",
            [letter("2026-11-05-1", "2026-11-05", ended="2026-12-02")],
            "partnerships",
        ),
        case(
            "a contact of an escalation that had ended",
            [letter("2026-11-05-1", "2026-11-05", ended="2026-12-01")],
            "explanation",
        ),
        case("a contact after the day judged", [letter("2026-12-05-1", "2026-12-05")], "explanation"),
    ],
)
def test_an_absence_after_a_contact(letters: list[Communication], stage: str) -> None:
    rec = record([W1], [mark("W1", "absent")], letters=letters)
    (concern,) = flagged(rec, "2026-12-01", "unexplained_absence")
    assert concern.suggested_stage == stage
    assert ("2.4.4" in concern.why) is (stage == "partnerships")


@pytest.mark.parametrize(
    ("kind", "day", "stage"),
    [
        ("no_reasonable_cause", "2026-12-01", "partnerships"),
        ("emerging_pattern", "2026-12-01", "partnerships"),
        ("catch_up_overdue", "2026-12-01", "bdo_contact"),
        ("coaching_spent", "2026-12-01", "bdo_contact"),
        ("coaching_behind", "2027-02-01", "bdo_contact"),
        ("below_minimum", "2026-12-01", "bdo_contact"),
    ],
)
def test_after_a_contact_only_absences_go_further(kind: str, day: str, stage: str) -> None:
    made = [
        mark("W1", "absent", reported="2026-11-10 09:00", judged="unsatisfactory", sent="2026-11-13"),
        *marks("absent", "P1", "P2"),
    ]
    rec = record([W1, P1, P2], made, [no_show("2026-09-20 10:00")], letters=[letter("2026-09-15-1", "2026-09-15")])
    assert [concern.suggested_stage for concern in flagged(rec, day, kind)] == [stage]


@pytest.mark.parametrize(
    ("sent", "day", "raised"),
    [
        case(
            "on the reply-by date there is still time",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12"),
            "2027-01-12",
            False,
        ),
        case(
            "the day after there is not",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12"),
            "2027-01-13",
            True,
        ),
        case(
            "replied on the date",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", replied="2027-01-12"),
            "2027-01-13",
            False,
        ),
        case(
            "a reply after the day judged is not known yet",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", replied="2027-01-20"),
            "2027-01-15",
            True,
        ),
        case("no reply was asked for", letter("2027-01-05-1", "2027-01-05"), "2027-03-01", False),
        case(
            "a referral is no leader's silence",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", direction="referral"),
            "2027-01-13",
            False,
        ),
        case(
            "nor is the organisation's",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", direction="organisation"),
            "2027-01-13",
            False,
        ),
        case(
            "the escalation ended later",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", ended="2027-01-14"),
            "2027-01-13",
            True,
        ),
        case(
            "the escalation ended that day",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", ended="2027-01-13"),
            "2027-01-13",
            False,
        ),
        case(
            "it was not open yet",
            letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12", opened="2027-01-14"),
            "2027-01-13",
            False,
        ),
    ],
)
def test_no_response(sent: Communication, day: str, *, raised: bool) -> None:
    held = flagged(record(letters=[sent]), day, "no_response")
    assert [concern.key for concern in held] == (["no_response:2027-01-05-1:L001"] if raised else [])
    for concern in held:
        assert (concern.clause, concern.suggested_stage, concern.since) == ("2.4.4", "partnerships", on("2027-01-13"))


@pytest.mark.parametrize(
    ("day", "ended", "raised"),
    [
        case("the day before it was raised", "2027-01-11", None, False),
        case("the day it was raised", "2027-01-12", None, True),
        case("long after", "2027-06-01", None, True),
        case("the day before its escalation ended", "2027-02-01", "2027-02-02", True),
        case("the day its escalation ended", "2027-02-02", "2027-02-02", False),
    ],
)
def test_manual(day: str, ended: str | None, *, raised: bool) -> None:
    said = ManualConcern(
        "2027-01-12-1", "The coach is worried.", on("2027-01-12"), None if ended is None else on(ended)
    )
    held = flagged(record(manual=[said]), day, "manual")
    assert [concern.key for concern in held] == (["manual:2027-01-12-1:L001"] if raised else [])
    for concern in held:
        assert (concern.clause, concern.suggested_stage, concern.since) == ("2.4.3", "bdo_contact", on("2027-01-12"))
        assert "The coach is worried." in concern.why


def test_ordered_by_kind_and_then_by_what_it_is_about() -> None:
    sessions = [session("W2", "workshop", "2026-11-13"), W1, P2, P1]
    rec = record(sessions, marks("absent", "W1", "W2", "P1", "P2"), [no_show("2026-10-05 10:00")])
    assert keys(rec, "2026-11-20") == [
        "below_minimum:peer_practice",
        "coaching_spent:2026-10-05T10:00",
        "emerging_pattern:P2",
        "unexplained_absence:W1",
        "unexplained_absence:W2",
    ]


def test_cancelled_sessions_count_nowhere() -> None:
    gone = [replace(session, cancelled=True) for session in [W1, P1, P2, P3, *R]]
    made = [
        mark(session.reference, "absent", sent="2026-10-01", engagement="limited", judged="unsatisfactory")
        for session in gone
    ]
    rec = record(gone, made)
    assert keys(rec, "2026-11-30", *FIRST_THREE, "catch_up_overdue", "emerging_pattern") == []
    assert line(rec, "residentials", "2026-11-30") == "met T0 m0 c0 x0 u0 r0 k0 h0"


def test_a_new_leader_with_nothing_due_raises_nothing() -> None:
    assert keys(record([*R, *PEERS, W1]), "2026-09-01") == []
