"""The facts beside a concern: for every kind what it is about, what was told when, and the standing it touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psw_tui.policy.evidence import evidence
from psw_tui.policy.records import Booking, ManualConcern, Mark, Record
from psw_tui.policy.terms import ConcernKind, MarkValue
from tests.policy.cases import (
    attended,
    booking,
    called_off,
    case,
    flagged,
    letter,
    mark,
    marks,
    no_show,
    on,
    record,
    run,
    session,
)

WORKSHOP = session("W1", "workshop", "2027-01-12 10:00")
DAY = "2027-02-01"


def told(rec: Record, day: str, kind: str, about: str | None = None) -> list[str]:
    """The facts beside the one concern of a kind, each as `label: words`."""
    (concern,) = [concern for concern in flagged(rec, day, kind) if about in (None, concern.about)]
    return [f"{label}: {words}" for label, words in evidence(rec, concern, on(day))]


def beside(noted: Mark, kind: str = "unexplained_absence", day: str = DAY, **more: object) -> dict[str, str]:
    """The facts beside the concern that one mark at the workshop raises, by their labels."""
    (concern,) = flagged(record([replace(WORKSHOP, **more)], [noted]), day, kind)  # type: ignore[arg-type]
    return dict(evidence(record([replace(WORKSHOP, **more)], [noted]), concern, on(day)))  # type: ignore[arg-type]


# -- about one session -------------------------------------------------------------------------------


def test_an_unexplained_absence_says_all_that_is_recorded_in_order() -> None:
    """Nothing was told, so no reason and no catch-up is spoken of."""
    rec = record([WORKSHOP], [mark("W1", "absent")])
    assert told(rec, DAY, "unexplained_absence") == [
        "session: Session W1, Tue 12 Jan 2027 10:00–12:00, compulsory by its kind (local setting)",
        "recorded: absent",
        "told us: no word",
        "explanation: none",
        "study: on track before, on track after",
    ]


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "own_word", "says"),
    [
        case(
            "a workshop is compulsory",
            "workshop",
            "2027-01-12 10:00",
            None,
            None,
            "Tue 12 Jan 2027 10:00–12:00, compulsory by its kind (local setting)",
        ),
        case(
            "a peer-led session is not",
            "peer_practice",
            "2027-01-12 10:00",
            None,
            None,
            "Tue 12 Jan 2027 10:00–12:00, not compulsory by its kind (local setting)",
        ),
        case(
            "its own word makes it compulsory",
            "peer_practice",
            "2027-01-12 10:00",
            None,
            True,
            "Tue 12 Jan 2027 10:00–12:00, compulsory as set for it (local setting)",
        ),
        case(
            "its own word makes a workshop not compulsory",
            "workshop",
            "2027-01-12 10:00",
            None,
            False,
            "Tue 12 Jan 2027 10:00–12:00, not compulsory as set for it (local setting)",
        ),
        case(
            "hours are London hours, in summer too",
            "workshop",
            "2026-10-13 18:30",
            None,
            None,
            "Tue 13 Oct 2026 18:30–20:30, compulsory by its kind (local setting)",
        ),
        case(
            "a module has its first and last day in place of hours",
            "module",
            "2026-10-01",
            "2027-01-15",
            True,
            "Thu 1 Oct 2026 – Fri 15 Jan 2027, compulsory as set for it (local setting)",
        ),
        case(
            "a residential's day has its hours",
            "residential",
            "2026-12-01",
            None,
            None,
            "Tue 1 Dec 2026 10:00–16:00, compulsory by its kind (local setting)",
        ),
    ],
)
def test_the_session_is_named_with_its_hours_and_whether_it_is_compulsory(
    kind: str, starts: str, ends: str | None, own_word: bool | None, says: str
) -> None:
    held = session("S", kind, starts, ends, compulsory=own_word)
    rec = record([held], [mark("S", "absent", judged="unsatisfactory")])
    assert told(rec, DAY, "unsatisfactory_explanation")[0] == f"session: Session S, {says}"


@pytest.mark.parametrize(
    ("reported", "kind", "says"),
    [
        case(
            "a minute before the start", "2027-01-12 09:59", "no_reasonable_cause", "Tue 12 Jan 2027 09:59, before it"
        ),
        case(
            "a second before the start",
            "2027-01-12 09:59:59",
            "no_reasonable_cause",
            "Tue 12 Jan 2027 09:59, before it",
        ),
        case(
            "at exactly the start it is too late",
            "2027-01-12 10:00",
            "unsatisfactory_explanation",
            "Tue 12 Jan 2027 10:00, only once it had started",
        ),
        case(
            "a second after the start",
            "2027-01-12 10:00:01",
            "unsatisfactory_explanation",
            "Tue 12 Jan 2027 10:00, only once it had started",
        ),
        case(
            "days after",
            "2027-01-20 08:00",
            "unsatisfactory_explanation",
            "Wed 20 Jan 2027 08:00, only once it had started",
        ),
        case("nobody told us", None, "unsatisfactory_explanation", "no word"),
    ],
)
def test_when_we_were_told_and_whether_that_was_before_the_start(reported: str | None, kind: str, says: str) -> None:
    assert beside(mark("W1", "absent", reported=reported, judged="unsatisfactory"), kind)["told us"] == says


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("sickness", "sickness"),
        ("bereavement", "bereavement"),
        ("caring", "caring"),
        ("ofsted", "ofsted"),
        ("other", "other"),
    ],
)
def test_the_category_of_a_reason_is_told(reason: str, says: str) -> None:
    facts = beside(mark("W1", "absent", reported="2027-01-13 09:00", reason=reason))
    assert facts["reason"] == says


@pytest.mark.parametrize(
    ("judged", "kind", "says"),
    [
        (None, "unexplained_absence", "none"),
        ("none", "unexplained_absence", "none"),
        ("awaited", "unexplained_absence", "awaited"),
        ("unsatisfactory", "unsatisfactory_explanation", "unsatisfactory"),
    ],
)
def test_what_was_made_of_the_explanation_is_told(judged: str | None, kind: str, says: str) -> None:
    assert beside(mark("W1", "absent", judged=judged), kind)["explanation"] == says


@pytest.mark.parametrize(
    ("dates", "kind", "says"),
    [
        case(
            "sent without a due day is due in fourteen days",
            {"sent": "2027-01-13"},
            "catch_up_overdue",
            "sent Wed 13 Jan 2027, due Wed 27 Jan 2027 (local setting)",
        ),
        case(
            "the due day that was recorded counts",
            {"sent": "2027-01-13", "due": "2027-01-20"},
            "catch_up_overdue",
            "sent Wed 13 Jan 2027, due Wed 20 Jan 2027 (local setting)",
        ),
        case(
            "submitted",
            {"sent": "2027-01-13", "due": "2027-01-20", "submitted": "2027-01-19"},
            "unexplained_absence",
            "sent Wed 13 Jan 2027, due Wed 20 Jan 2027 (local setting), submitted Tue 19 Jan 2027",
        ),
        case(
            "accepted, with its log",
            {"sent": "2027-01-13", "due": "2027-01-20", "submitted": "2027-01-19", "accepted": "2027-01-21"},
            "unexplained_absence",
            "sent Wed 13 Jan 2027, due Wed 20 Jan 2027 (local setting), submitted Tue 19 Jan 2027, log received, "
            "accepted Thu 21 Jan 2027",
        ),
    ],
)
def test_a_catch_up_is_told_as_far_as_it_has_come(dates: dict[str, str], kind: str, says: str) -> None:
    assert beside(mark("W1", "absent", **dates), kind)["catch-up"] == says


def test_what_was_never_sent_or_told_has_no_line() -> None:
    assert set(beside(mark("W1", "absent"))) == {"session", "recorded", "told us", "explanation", "study"}


@pytest.mark.parametrize(
    ("noted", "kind", "says"),
    [
        case("absent", mark("W1", "absent"), "unexplained_absence", "absent"),
        case(
            "part, with its minutes",
            replace(mark("W1", "part", sent="2027-01-13", due="2027-01-14"), minutes=62),
            "catch_up_overdue",
            "part, 62 min",
        ),
        case(
            "part, with limited engagement",
            mark("W1", "part", sent="2027-01-13", due="2027-01-14", engagement="limited"),
            "catch_up_overdue",
            "part, limited engagement",
        ),
        case(
            "a notice without a mark",
            mark("W1", reported="2027-01-11 09:00", judged="unsatisfactory"),
            "no_reasonable_cause",
            "nothing recorded",
        ),
    ],
)
def test_what_the_register_says_is_told(noted: Mark, kind: str, says: str) -> None:
    assert beside(noted, kind)["recorded"] == says


# -- the standing before and after -------------------------------------------------------------------


def test_the_standing_before_the_session_after_it_and_now() -> None:
    """Residentials: T 4, m 4. The first absence makes it below; once caught up it is on track again."""
    days = [
        session("R1", "residential", "2026-12-01"),
        session("R2", "residential", "2026-12-02"),
        session("R3", "residential", "2027-03-01"),
        session("R4", "residential", "2027-03-02"),
    ]
    missed = record(days, [mark("R1", "present"), mark("R2", "absent")])
    assert told(missed, DAY, "unexplained_absence")[-1] == "residentials: on track before, below after"
    mended = record(
        days,
        [mark("R1", "present"), mark("R2", "absent", sent="2026-12-03", submitted="2026-12-10", accepted="2027-01-10")],
    )
    for day, says in (
        ("2027-01-09", "residentials: on track before, below after"),
        ("2027-01-10", "residentials: on track before, below after, now on track"),
    ):
        assert told(mended, day, "unexplained_absence")[-1] == says


def test_before_the_offer_was_signed_there_was_no_standing() -> None:
    rec = record([WORKSHOP], [mark("W1", "absent")], signed="2027-01-20")
    assert told(rec, DAY, "unexplained_absence")[-1] == ("study: not covered before, not covered after, now on track")


def test_the_standing_is_that_of_the_minimum_that_the_session_counts_for() -> None:
    for kind, name in (
        ("residential", "residentials"),
        ("other", "residentials"),
        ("workshop", "study"),
        ("module", "study"),
        ("peer_practice", "peer practice"),
    ):
        rec = record([session("S", kind, "2027-01-12")], [mark("S", "absent", judged="unsatisfactory")])
        assert told(rec, DAY, "unsatisfactory_explanation")[-1].startswith(f"{name}: on track before, ")


@pytest.mark.parametrize(
    ("others", "says"),
    [
        case("one day of four is one too many", [], "on track now, below if it is missed"),
        case("another is missed already", marks("absent", "R1"), "below now, below if it is missed"),
        case(
            "one is not expected and one attended",
            [mark("R1", "not_expected"), mark("R2", "present")],
            "on track now, below if it is missed",
        ),
    ],
)
def test_a_notice_for_a_session_still_to_come_says_what_missing_it_would_make_of_it(
    others: list[Mark], says: str
) -> None:
    days = [
        session("R1", "residential", "2026-12-01"),
        session("R2", "residential", "2026-12-02"),
        session("R3", "residential", "2027-03-01"),
        session("R4", "residential", "2027-03-02"),
    ]
    notice = mark("R3", reported="2027-01-20 09:00", judged="unsatisfactory")
    rec = record(days, [*others, notice])
    assert told(rec, DAY, "no_reasonable_cause")[-1] == f"residentials: {says}"
    assert told(rec, "2027-02-28", "no_reasonable_cause")[-1] == f"residentials: {says}"


def test_once_the_session_is_over_the_notice_tells_of_before_and_after() -> None:
    """Not yet recorded on the day it ended: nothing is missed, and nothing is said of what would be."""
    days = run("R", "residential", 4, "2027-03-01")
    notice = mark("R1", reported="2027-01-20 09:00", judged="unsatisfactory")
    assert told(record(days, [notice]), "2027-02-28", "no_reasonable_cause")[-1] == (
        "residentials: on track now, below if it is missed"
    )
    assert told(record(days, [notice]), "2027-03-01", "no_reasonable_cause")[-1] == (
        "residentials: on track before, on track after"
    )
    absent = replace(notice, value=MarkValue.ABSENT)
    assert told(record(days, [absent]), "2027-03-01", "no_reasonable_cause")[-1] == (
        "residentials: on track before, below after"
    )


def test_what_missing_it_would_make_of_a_count() -> None:
    """Peer practice, T 3, m 2: one missed and one attended leaves one to spare no more."""
    held = [
        session("P1", "peer_practice", "2026-11-10"),
        session("P2", "peer_practice", "2026-12-10"),
        session("P3", "peer_practice", "2027-03-10"),
    ]
    notice = mark("P3", reported="2027-01-20 09:00", judged="unsatisfactory")
    rec = record(held, [mark("P1", "present"), mark("P2", "absent"), notice])
    assert told(rec, DAY, "no_reasonable_cause")[-1] == "peer practice: at risk now, below if it is missed"
    roomy = record(held, [mark("P1", "present"), notice])
    assert told(roomy, DAY, "no_reasonable_cause")[-1] == "peer practice: on track now, at risk if it is missed"


# -- the pattern -------------------------------------------------------------------------------------


def test_a_pattern_tells_every_session_it_counts_and_no_other() -> None:
    held = [
        session("P1", "peer_practice", "2027-01-05 10:00"),
        session("P2", "peer_practice", "2027-01-12 10:00"),
        session("M1", "module", "2027-01-06", "2027-01-20"),
        session("W1", "workshop", "2027-01-19 10:00"),
        session("P0", "peer_practice", "2026-10-05 10:00"),
        session("X", "peer_practice", "2027-01-25", cancelled=True),
    ]
    rec = record(
        held,
        [
            mark("P1", "absent"),
            mark("P2", "part", judged="awaited"),
            mark("M1", "absent", judged="satisfactory"),
            mark("W1", "present", engagement="limited"),
            mark("P0", "absent"),
            mark("X", "absent"),
        ],
    )
    assert told(rec, DAY, "emerging_pattern") == [
        "session: Session P1, Tue 5 Jan 2027 10:00–12:00: absent, explanation none",
        "session: Session P2, Tue 12 Jan 2027 10:00–12:00: part, explanation awaited",
        "session: Session W1, Tue 19 Jan 2027 10:00–12:00: present, limited engagement, explanation none",
        "peer practice: below now",
        "study: on track now",
    ]


# -- coaching ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "says"),
    [
        case("not come", no_show("2027-01-12 10:00"), "booking: with Sam Lee, Tue 12 Jan 2027 10:00"),
        case(
            "called off too late",
            called_off("2027-01-12 10:00", "2027-01-11 10:01"),
            "booking: with Sam Lee, Tue 12 Jan 2027 10:00",
        ),
    ],
)
def test_a_spent_session_tells_its_booking_and_the_standing_before_and_after(spent: Booking, says: str) -> None:
    """Coaching: T 6, m 3; the third spent session leaves nothing to spare."""
    earlier = [no_show("2026-10-12 10:00"), no_show("2026-11-12 10:00"), attended("2026-12-12 10:00")]
    rec = record(bookings=[*earlier, replace(spent, coach="Sam Lee")])
    assert told(rec, DAY, "coaching_spent", "2027-01-12T10:00") == [says, "coaching: on track before, at risk after"]
    assert told(rec, DAY, "coaching_spent", "2026-10-12T10:00") == [
        "booking: Mon 12 Oct 2026 10:00",
        "coaching: on track before, on track after, now at risk",
    ]


def test_the_facts_of_a_spent_session_are_not_those_of_one_called_off_at_the_same_hour() -> None:
    """The coach cancelled, another stepped in, and the leader did not come."""
    off = replace(called_off("2027-01-12 10:00", None, "coach"), id="a", coach="First Coach")
    spent = replace(no_show("2027-01-12 10:00"), id="b", coach="Second Coach")
    assert told(record(bookings=[off, spent]), DAY, "coaching_spent")[0] == (
        "booking: with Second Coach, Tue 12 Jan 2027 10:00"
    )


def test_a_leader_behind_with_coaching_is_told_where_they_stand_now() -> None:
    assert told(record(), "2027-02-01", "coaching_behind") == ["coaching: on track now"]
    late = record(bookings=[no_show(f"2026-1{n}-12 10:00") for n in range(3)])
    assert told(late, "2027-05-01", "coaching_behind") == ["coaching: at risk now"]


# -- a minimum ---------------------------------------------------------------------------------------


def test_a_minimum_tells_every_missed_session_and_when_it_turned() -> None:
    """Study: T 6, m 4. The third missed one makes it below, and that was the day before the last."""
    held = [session(f"W{n}", "workshop", f"2026-11-0{n} 10:00") for n in range(1, 6)]
    rec = record(
        held,
        [
            mark("W1", "present"),
            mark("W2", "absent"),
            mark("W3", "part", judged="awaited"),
            mark("W4", "absent", judged="satisfactory"),
            mark("W5", "present"),
        ],
    )
    assert told(rec, "2026-11-20", "below_minimum") == [
        "missed: Session W2, Mon 2 Nov 2026 10:00–12:00: absent, explanation none",
        "missed: Session W3, Tue 3 Nov 2026 10:00–12:00: part, explanation awaited",
        "missed: Session W4, Wed 4 Nov 2026 10:00–12:00: absent, explanation satisfactory",
        "study: at risk before, below after",
    ]


def test_a_minimum_that_can_no_longer_be_reached_turned_when_catching_up_ended() -> None:
    rec = record(run("R", "residential", 4), [*marks("present", "R1", "R2", "R3"), mark("R4", "absent")])
    assert told(rec, "2027-09-10", "minimum_unreachable", "residentials") == [
        "missed: Session R4, Fri 9 Oct 2026 10:00–16:00: absent, explanation none",
        "residentials: below before, unreachable after",
    ]


NOT_COME = "the leader did not come; spent (local setting), one session used, no credit (2.1.2, H:spent)"


def test_the_minimum_of_coaching_tells_what_was_spent_and_nothing_else() -> None:
    rec = record(
        bookings=[
            no_show("2026-10-12 10:00"),
            called_off("2026-11-12 10:00", "2026-11-11 12:00"),
            called_off("2026-11-13 10:00", "2026-11-01 12:00"),
            called_off("2026-11-14 10:00", None, "coach"),
            no_show("2026-12-12 10:00"),
            attended("2026-12-13 10:00"),
            no_show("2027-01-12 10:00"),
            called_off("2027-01-13 10:00", None, waived=True),
            booking("2027-03-01 10:00", "no_show"),
        ]
    )
    assert told(rec, DAY, "minimum_unreachable", "coaching") == [
        f"spent: Mon 12 Oct 2026 10:00: {NOT_COME}",
        "spent: Thu 12 Nov 2026 10:00: cancelled 22 h before: spent (24 h needed), one session used (2.1.2, H:spent)",
        f"spent: Sat 12 Dec 2026 10:00: {NOT_COME}",
        f"spent: Tue 12 Jan 2027 10:00: {NOT_COME}",
        "coaching: at risk before, unreachable after",
    ]


# -- what has no facts beside it ---------------------------------------------------------------------


def test_a_silence_and_a_concern_by_hand_say_all_in_their_why() -> None:
    rec = record(
        letters=[letter("2027-01-05-1", "2027-01-05", reply_by="2027-01-12")],
        manual=[ManualConcern("2027-01-05-1", "the coach called", on("2027-01-05"))],
    )
    assert told(rec, DAY, "no_response") == []
    assert told(rec, DAY, "manual") == []


def test_every_kind_of_concern_is_told_of_in_this_file() -> None:
    """A kind added later fails here until its facts are thought of: each of these has a test above."""
    assert {str(kind) for kind in ConcernKind} == {
        "unexplained_absence",
        "unsatisfactory_explanation",
        "no_reasonable_cause",
        "emerging_pattern",
        "catch_up_overdue",
        "coaching_spent",
        "coaching_behind",
        "below_minimum",
        "minimum_unreachable",
        "no_response",
        "manual",
    }
