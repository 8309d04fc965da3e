"""What a leader is told: their numbers, in the second person, kind, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psw_tui.policy.catching_up import catch_ups
from psw_tui.policy.missing import to_complete
from psw_tui.policy.records import Booking, Record
from psw_tui.policy.standing import standings
from psw_tui.policy.terms import Reason, RequirementId, WaivedReason
from psw_tui.policy.told_to_leader import (
    booking_to_leader,
    catch_up_to_leader,
    session_to_leader,
    standing_to_leader,
)
from tests.policy.cases import attended, booking, called_off, case, mark, marks, no_show, on, record, run, verdict

PEERS = run("P", "peer_practice", 3)


def told(rec: Record, requirement: str, day: str) -> str:
    return standing_to_leader(rec, verdict(rec, requirement, day), on(day))


@pytest.mark.parametrize(
    ("rec", "requirement", "day", "words"),
    [
        case(
            "met",
            record(PEERS, marks("present", "P1", "P2")),
            "peer_practice",
            "2027-02-01",
            "You have 2 of 3 (local setting) peer practice sessions so far; 2 are needed (1.1.4). "
            "1 we have yet to record. You have met this minimum.",
        ),
        case(
            "at risk",
            record(PEERS, [*marks("present", "P1"), *marks("absent", "P2")]),
            "peer_practice",
            "2026-10-07",
            "You have 1 of 3 (local setting) peer practice sessions so far; 2 are needed (1.1.4). "
            "1 was missed and 1 is still to come. One more absence would take you below this minimum.",
        ),
        case(
            "below",
            record(PEERS, marks("absent", "P1", "P2")),
            "peer_practice",
            "2026-10-07",
            "You have 0 of 3 (local setting) peer practice sessions so far; 2 are needed (1.1.4). "
            "2 were missed and 1 is still to come. "
            "You are below this minimum for now, with 1 session to catch up (local setting); "
            "catching up brings you back.",
        ),
        case(
            "out of reach once the year is over",
            record(PEERS, marks("absent", "P1", "P2", "P3")),
            "peer_practice",
            "2027-10-01",
            "You have 0 of 3 (local setting) peer practice sessions so far; 2 are needed (1.1.4). 3 were missed. "
            "This minimum was not reached.",
        ),
        case(
            "out of reach while it runs",
            record(bookings=[no_show(f"2026-10-0{number} 10:00") for number in (1, 2, 5, 6)]),
            "coaching",
            "2027-02-01",
            "You have 0 of 6 (local setting) coaching sessions so far; 3 are needed (1.1.4). "
            "4 were spent without being attended and 2 are still to come. "
            "This minimum can't be reached any more; please talk to us about what that means.",
        ),
        case(
            "a share",
            record(),
            "residentials",
            "2026-10-14",
            "You have 0 of 4 (local setting) residential days so far; 4 are needed, 80% of 4 (1.1.5). "
            "4 are still to come. You are on track.",
        ),
    ],
)
def test_a_standing_in_words_to_its_leader(rec: Record, requirement: str, day: str, words: str) -> None:
    assert told(rec, requirement, day) == words


@pytest.mark.parametrize("state", ["completed", "withdrawn"])
def test_nothing_more_is_asked_of_who_has_left(state: str) -> None:
    rec = record(PEERS, marks("present", "P1"), state=state)
    assert told(rec, "peer_practice", "2026-10-07") == (
        "You have 1 of 3 (local setting) peer practice sessions so far; 2 are needed (1.1.4). "
        "Nothing more is asked of you here."
    )
    said = [session_to_leader(rec, held, on("2026-10-07"), reason=False) for held in PEERS]
    assert said == ["attended", "nothing recorded", "nothing recorded"]
    assert to_complete(rec, standings(rec, on("2026-10-07")), on("2026-10-07"), to_leader=True) == []


def test_what_we_have_yet_to_record_is_ours_to_do() -> None:
    rec = record(PEERS)
    over = told(record(PEERS, marks("present", "P1")), "peer_practice", "2027-09-01")
    assert over.endswith("2 we have yet to record. What we have yet to record decides what it comes to.")
    day = on("2027-09-01")
    (ours,) = [way for way in to_complete(rec, standings(rec, day), day, to_leader=True) if way.startswith("peer")]
    assert ours == "peer practice: we have yet to record whether you came"
    assert "peer practice: record what is still unrecorded" in to_complete(rec, standings(rec, day), day)


@pytest.mark.parametrize("reason", [True, False])
def test_a_reason_is_told_only_where_it_is_asked_for(reason: bool) -> None:
    (held,) = run("W", "workshop", 1)
    given = replace(mark("W1", "absent"), reason=Reason.BEREAVEMENT)
    said = session_to_leader(record([held], [given]), held, on("2027-02-01"), reason=reason)
    assert said == ("missed; the reason on record: bereavement" if reason else "missed")
    waived = replace(
        called_off("2026-12-01 10:00", "2026-12-01 09:00", waived=True), waived_reason=WaivedReason.SICKNESS
    )
    said = booking_to_leader(waived, record(bookings=[waived]), on("2027-02-01"), reason=reason)
    assert ("sickness" in said) is reason
    assert said.startswith("spent but set aside")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        case("to come", booking("2027-03-01 10:00"), "booked"),
        case("called off later", called_off("2027-03-01 10:00", "2027-02-20 10:00"), "booked"),
        case("no outcome", booking("2027-01-05 10:00"), "we have yet to record whether it took place"),
        case("attended", attended("2027-01-05 10:00"), "attended, one session used and counted (1.1.4)"),
        case(
            "not come to",
            no_show("2027-01-05 10:00"),
            "you did not come; spent (local setting), one session used, no credit (2.1.2, H:spent)",
        ),
    ],
)
def test_a_coaching_session_in_words_to_its_leader(made: Booking, words: str) -> None:
    assert booking_to_leader(made, record(bookings=[made]), on("2027-02-01"), reason=False) == words


@pytest.mark.parametrize(
    ("steps", "log", "words"),
    [
        ({}, False, "we will send you the resources and the form"),
        (
            {"sent": "2026-10-20", "due": "2027-11-03"},
            False,
            "please send us the form with your reflective log by Wed 3 Nov 2027 (local setting)",
        ),
        (
            {"sent": "2026-10-20", "due": "2026-11-03"},
            False,
            "the form was due on Tue 3 Nov 2026 (local setting); please send it, or tell us what stands in the way",
        ),
        (
            {"sent": "2026-10-20", "due": "2026-11-03", "submitted": "2026-11-02"},
            False,
            "we have your form, and still need your reflective log",
        ),
        (
            {"sent": "2026-10-20", "due": "2026-11-03", "submitted": "2026-11-02"},
            True,
            "we have your form and your reflective log, and will tell you when it counts",
        ),
    ],
)
def test_a_catch_up_says_whose_turn_it_is(steps: dict[str, str], log: bool, words: str) -> None:
    missed = replace(mark("P1", "absent", **steps), log_received=log)
    rec = record(PEERS, [missed, *marks("absent", "P2", "P3")])
    day = on("2027-02-01")
    first = next(found for found in catch_ups(rec, standings(rec, day), day) if found.session.reference == "P1")
    assert catch_up_to_leader(first) == f"{PEERS[0].title} (Tue 6 Oct 2026): {words}"
    assert RequirementId.PEER_PRACTICE in standings(rec, day)
