"""Work that waits for the BDO: each task on both sides of its day, and the registers and windows behind Today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.standing import standings
from psw_tui.policy.tasks import closing_windows, coming_sessions, registers_to_complete, tasks
from tests.policy.cases import attended, booking, called_off, case, letter, mark, marks, on, record, run, session

if TYPE_CHECKING:
    from psw_tui.policy.records import Record

PEERS = run("P", "peer_practice", 3, "2027-01-11")


def waiting(rec: Record, day: str) -> list[str]:
    """What waits on a day, as kind and what it is about, of a leader whose baseline is made: rounds are tried apart."""
    rec = replace(rec, rounds=(on("2026-09-15"),))
    return [f"{task.kind} {task.about}".strip() for task in tasks(rec, standings(rec, on(day)), on(day))]


@pytest.mark.parametrize(
    ("marked", "day", "expected"),
    [
        case(
            "the 80% watch says so, nothing sent: to send", mark("P1", "absent"), "2027-01-12", ["catch_up_to_send P1"]
        ),
        case("the session has not ended yet", mark("P1", "absent"), "2027-01-10", []),
        case("sent, on its due day: nothing to do yet", mark("P1", "absent", sent="2027-01-12"), "2027-01-26", []),
        case(
            "the day after it was due: overdue",
            mark("P1", "absent", sent="2027-01-12"),
            "2027-01-27",
            ["catch_up_overdue P1"],
        ),
        case(
            "submitted: to accept",
            mark("P1", "part", sent="2027-01-12", submitted="2027-01-20"),
            "2027-01-27",
            ["catch_up_to_accept P1"],
        ),
        case(
            "accepted: done",
            mark("P1", "absent", sent="2027-01-12", submitted="2027-01-20", accepted="2027-01-21"),
            "2027-01-27",
            [],
        ),
        case("told before, not judged", mark("P3", reported="2027-01-12 09:00"), "2027-01-12", ["notice_to_judge P3"]),
        case("not told yet on that day", mark("P3", reported="2027-01-12 09:00"), "2027-01-11", []),
        case(
            "told before, explanation awaited",
            mark("P3", reported="2027-01-12 09:00", judged="awaited"),
            "2027-01-12",
            ["notice_to_judge P3"],
        ),
        case("told before, judged", mark("P3", reported="2027-01-12 09:00", judged="satisfactory"), "2027-01-12", []),
        case(
            "told after the start: an explanation, no notice", mark("P3", reported="2027-01-13 10:01"), "2027-01-14", []
        ),
    ],
)
def test_registers(marked: object, day: str, expected: list[str]) -> None:
    rec = record(PEERS, [marked])  # type: ignore[list-item]  # a Mark
    assert waiting(rec, day) == expected


def test_a_catch_up_is_not_to_be_sent_while_80_percent_is_safe() -> None:
    many = run("P", "peer_practice", 10, "2027-01-11")
    assert waiting(record(many, [mark("P1", "absent")]), "2027-01-12") == []


@pytest.mark.parametrize(
    ("booked", "day", "expected"),
    [
        case("over with no outcome", booking("2027-01-12 10:00"), "2027-01-12", ["outcome_to_record 2027-01-12 10:00"]),
        case("still to come", booking("2027-01-12 10:00"), "2027-01-11", []),
        case("ends after midnight: not over that day", booking("2027-01-12 23:30"), "2027-01-12", []),
        case("attended", attended("2027-01-12 10:00"), "2027-01-12", []),
        case(
            "called off by the coach",
            called_off("2027-01-12 10:00", "2027-01-11 10:00", "coach"),
            "2027-01-11",
            ["to_rebook 2027-01-12 10:00"],
        ),
        case("called off by the leader", called_off("2027-01-12 10:00", "2027-01-11 09:00"), "2027-01-11", []),
    ],
)
def test_coaching(booked: object, day: str, expected: list[str]) -> None:
    assert waiting(record(bookings=[booked]), day) == expected  # type: ignore[list-item]  # a Booking


def test_a_coach_cancelled_session_that_has_been_rebooked_is_done() -> None:
    off = called_off("2027-01-12 10:00", "2027-01-11 10:00", "coach")
    assert waiting(record(bookings=[off, booking("2027-01-19 10:00")]), "2027-01-13") == []


@pytest.mark.parametrize(
    ("state", "signed", "expected"),
    [
        case("offered", "offered", None, ["offer_to_sign"]),
        case("active though nothing is signed", "active", None, ["offer_to_sign"]),
        case("signed", "active", "2026-08-01", []),
        case("signed on the day", "active", "2027-01-12", []),
        case("signed the day after", "active", "2027-01-13", ["offer_to_sign"]),
        case("signed later, with the state not yet changed", "offered", "2027-03-01", ["offer_to_sign"]),
        case("signed later, and has left since", "withdrawn", "2027-01-13", []),
        case("left without signing", "withdrawn", None, []),
    ],
)
def test_offers(state: str, signed: str | None, expected: list[str]) -> None:
    assert waiting(record(state=state, signed=signed), "2027-01-12") == expected


@pytest.mark.parametrize("state", ["withdrawn", "completed", "offered"])
def test_nothing_of_a_register_waits_for_who_is_not_on_the_programme(state: str) -> None:
    rec = record(PEERS, [mark("P1", "absent", sent="2026-12-01")], state=state)
    assert waiting(rec, "2027-01-27") == []


def test_a_register_waits_for_who_is_expected_and_still_there() -> None:
    held = [session("W1", "workshop", "2027-01-11"), session("W2", "workshop", "2027-01-12", cancelled=True)]
    people = [
        record(held, [mark("W1", "present")]),
        record(held),
        record(held, [mark("W1", reported="2027-01-10 09:00")]),
        record(held, [mark("W1", "not_expected")]),
        record(held, pause=("2027-01-01", None)),
        record(held, state="withdrawn"),
        record(held, [mark("W1", "present")], state="withdrawn"),
    ]
    [only] = registers_to_complete(people, on("2027-01-11"))
    assert (only.session.reference, only.unrecorded, only.expected) == ("W1", 2, 4)
    assert registers_to_complete(people, on("2027-01-10")) == []
    assert [(session.reference, number) for session, number in coming_sessions(people, on("2027-01-10"))] == [("W1", 4)]


@pytest.mark.parametrize(
    ("day", "bookings", "expected"),
    [
        case("22 days before it closes", "2027-02-06", [], []),
        case("21 days before it closes", "2027-02-07", [], [3]),
        case("on its last day", "2027-02-28", [], [3]),
        case("the day after it closed", "2027-03-01", [], []),
        case("something booked in it", "2027-02-07", [booking("2027-02-20 10:00")], []),
        case("only what was cancelled in it", "2027-02-07", [called_off("2027-02-20 10:00", "2027-02-01 10:00")], [3]),
    ],
)
def test_windows_that_close_soon(day: str, bookings: list[object], expected: list[int]) -> None:
    listed = closing_windows([record(bookings=bookings)], on(day))  # type: ignore[arg-type]  # Bookings
    assert [window.number for window, _ in listed] == expected


def test_windows_do_not_wait_for_who_is_paused_or_has_not_signed() -> None:
    people = [record(state="paused"), record(signed=None, state="offered")]
    assert closing_windows(people, on("2027-02-07")) == []


@pytest.mark.parametrize(
    ("more", "day", "expected"),
    [
        case("a referral, on the date", {"direction": "referral"}, "2027-01-12", []),
        case("a referral, the day after", {"direction": "referral"}, "2027-01-13", ["reply_overdue 2027-01-05-1"]),
        case(
            "a message to the organisation", {"direction": "organisation"}, "2027-01-13", ["reply_overdue 2027-01-05-1"]
        ),
        case("a letter to the leader is a concern instead", {"direction": "to_leader"}, "2027-01-13", []),
        case("answered on the day", {"direction": "referral", "replied": "2027-01-13"}, "2027-01-13", []),
        case(
            "answered later",
            {"direction": "referral", "replied": "2027-01-14"},
            "2027-01-13",
            ["reply_overdue 2027-01-05-1"],
        ),
        case("the escalation has ended", {"direction": "referral", "ended": "2027-01-13"}, "2027-01-13", []),
        case("no reply was asked for", {"direction": "referral", "reply_by": None}, "2027-01-13", []),
    ],
)
@pytest.mark.parametrize("state", ["active", "withdrawn"])
def test_who_else_owes_a_reply(state: str, more: dict[str, Any], day: str, expected: list[str]) -> None:
    sent = letter("2027-01-05-1", "2027-01-05", **{"reply_by": "2027-01-12", **more})
    assert [
        sentence for sentence in waiting(record(letters=[sent], state=state), day) if "reply" in sentence
    ] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        case("overdue only, submitted later", "2026-10-20", ["catch_up_overdue P1"]),
        case("submitted by then", "2026-11-08", ["catch_up_to_accept P1"]),
    ],
)
def test_a_catch_up_of_a_day_is_one_task(day: str, expected: list[str]) -> None:
    sessions = run("P", "peer_practice", 3, "2026-10-01")
    caught = mark("P1", "absent", sent="2026-10-02", submitted="2026-11-08")
    rec = record(sessions, [caught, *marks("present", "P2", "P3")])
    assert [sentence for sentence in waiting(rec, day) if "catch_up" in sentence] == expected
