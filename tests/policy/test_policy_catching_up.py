"""2.3.1: who is due a catch-up, how far each has come, and the numbers of the 80% watch."""

from __future__ import annotations

import pytest

from psw_tui.policy.catching_up import CatchUpStep, catch_ups, lacks_log, why_not_accepted
from psw_tui.policy.records import Mark
from psw_tui.policy.standing import standings, watch_why
from psw_tui.policy.terms import RequirementId
from tests.policy.cases import case, mark, no_show, on, programme, record, run, session

PEERS = run("P", "peer_practice", 3, "2026-11-02")
DAY = on("2027-02-01")


def steps(*marks: Mark, day: str = "2027-02-01") -> list[tuple[str, CatchUpStep]]:
    held = record(sessions=PEERS, marks=list(marks))
    listed = catch_ups(held, standings(held, on(day)), on(day))
    return [(catch_up.session.reference, catch_up.step) for catch_up in listed]


@pytest.mark.parametrize(
    ("missed", "step"),
    [
        case("nothing sent yet: to send", mark("P1", "absent"), CatchUpStep.TO_SEND),
        case("part is missed too", mark("P1", "part"), CatchUpStep.TO_SEND),
        case("sent and still in time", mark("P1", "absent", sent="2027-01-25"), CatchUpStep.SENT),
        case("sent, due today: in time", mark("P1", "absent", sent="2027-01-18"), CatchUpStep.SENT),
        case("sent, due yesterday: overdue", mark("P1", "absent", sent="2027-01-17"), CatchUpStep.OVERDUE),
        case(
            "submitted: to accept",
            mark("P1", "absent", sent="2026-12-01", submitted="2026-12-20"),
            CatchUpStep.TO_ACCEPT,
        ),
        case("accepted", mark("P1", "absent", submitted="2026-12-05", accepted="2026-12-06"), CatchUpStep.ACCEPTED),
    ],
)
def test_a_missed_session_stands_where_its_dates_say(missed: Mark, step: CatchUpStep) -> None:
    assert steps(missed, mark("P2", "present")) == [("P1", step)]


SENT_LATE = mark("P1", "absent", sent="2026-11-03", submitted="2026-12-08", accepted="2026-12-15")


@pytest.mark.parametrize(
    ("day", "step"),
    [
        case("not sent yet", "2026-11-02", CatchUpStep.TO_SEND),
        case("sent on the day", "2026-11-03", CatchUpStep.SENT),
        case("due on the day", "2026-11-17", CatchUpStep.SENT),
        case("overdue, though submitted later", "2026-11-18", CatchUpStep.OVERDUE),
        case("the day before it was submitted", "2026-12-07", CatchUpStep.OVERDUE),
        case("submitted on the day", "2026-12-08", CatchUpStep.TO_ACCEPT),
        case("the day before it was accepted", "2026-12-14", CatchUpStep.TO_ACCEPT),
        case("accepted on the day", "2026-12-15", CatchUpStep.ACCEPTED),
    ],
)
def test_a_step_after_the_day_has_not_happened(day: str, step: CatchUpStep) -> None:
    assert steps(SENT_LATE, mark("P2", "present"), day=day) == [("P1", step)]


def test_what_is_shown_of_a_day_is_told_apart_from_what_is_recorded() -> None:
    held = record(sessions=PEERS, marks=[SENT_LATE, mark("P2", "present")])
    (only,) = catch_ups(held, standings(held, on("2026-11-02")), on("2026-11-02"))
    assert (only.then.sent_on, only.then.submitted_on, only.then.accepted_on, only.due_on) == (None,) * 4
    assert only.mark == SENT_LATE


def test_present_and_unrecorded_sessions_need_no_catching_up() -> None:
    assert steps(mark("P1", "present")) == []


def test_one_under_way_stays_listed_though_the_watch_asks_no_more() -> None:
    five = run("P", "peer_practice", 3, "2026-11-02")
    held = record(sessions=five, marks=[mark("P1", "absent", sent="2027-01-25")], bookings=[])
    assert [catch_up.step for catch_up in catch_ups(held, standings(held, DAY), DAY)] == [CatchUpStep.SENT]


def test_coaching_is_never_caught_up() -> None:
    held = record(bookings=[no_show("2026-10-14 10:00"), no_show("2026-11-14 10:00")])
    assert catch_ups(held, standings(held, DAY), DAY) == []


def test_it_is_accepted_only_with_the_log() -> None:
    assert "reflective log" in (why_not_accepted(mark("P1", "absent", sent="2027-01-25")) or "")
    assert why_not_accepted(mark("P1", "present")) == "only a missed session is caught up"
    cases = [(accepted, log) for accepted in (False, True) for log in (False, True)]
    assert [case for case in cases if lacks_log(accepted=case[0], log_received=case[1])] == [(True, False)]


def test_the_watch_says_its_numbers() -> None:
    held = record(sessions=PEERS, marks=[mark("P1", "absent"), mark("P2", "present")])
    why = watch_why(held.programme.rule(RequirementId.PEER_PRACTICE), held, DAY)
    assert why == (
        "Peer practice: 80% of 3 (local setting) is 3; 1 credited and 1 still open make 2; 1 missed session can be "
        "caught up, and none more may be missed (2.3.1; local setting: the sum)."
    )


def test_credit_by_catch_up_is_shown_apart() -> None:
    caught = mark("P1", "absent", sent="2026-12-01", submitted="2026-12-05", accepted="2026-12-06")
    held = record(sessions=PEERS, marks=[caught, mark("P2", "present")])
    reached = standings(held, DAY)[RequirementId.PEER_PRACTICE]
    assert reached.credit == 2
    assert "2 of 3 (local setting) so far, 1 of them caught up (local setting), 2 needed" in reached.why


def test_a_cancelled_session_is_nothing_to_catch_up() -> None:
    gone = session("P1", "peer_practice", "2026-11-02", cancelled=True)
    held = record(sessions=[gone, *PEERS[1:]], marks=[mark("P1", "absent")])
    assert catch_ups(held, standings(held, DAY), DAY) == []


@pytest.mark.parametrize("sent", [None, "2027-01-25"])
def test_a_session_that_counts_for_two_requirements_is_caught_up_once(sent: str | None) -> None:
    rules = programme('[programme.psw.requirements.study]\nkinds = ["module", "workshop", "peer_practice"]')
    held = record(sessions=PEERS, marks=[mark("P1", "absent", sent=sent), mark("P2", "absent")], rules=rules)
    listed = catch_ups(held, standings(held, DAY), DAY)
    assert sorted(catch_up.session.reference for catch_up in listed) == ["P1", "P2"]
