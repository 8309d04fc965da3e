"""What setting a missed session aside makes of the minimums: told only where it makes one worse."""

from __future__ import annotations

import pytest

from psw_tui.policy.records import Mark, Session
from psw_tui.policy.setting_aside import costs, takes_catch_up
from tests.policy.cases import case, mark, marks, on, record, run

PEERS = run("P", "peer_practice", 3, "2026-11-02")
DAYS = run("R", "residential", 4, "2026-11-02")


@pytest.mark.parametrize(
    ("sessions", "made", "day", "expected"),
    [
        case("the two others can still be caught up", PEERS, marks("absent", "P1", "P2", "P3"), "2027-02-01", []),
        case(
            "one of two that must both be caught up",
            PEERS,
            [*marks("absent", "P1", "P2"), mark("P3", "not_expected")],
            "2027-02-01",
            ["peer_practice below unreachable"],
        ),
        case(
            "part is missed too",
            PEERS,
            [mark("P1", "part"), mark("P2", "absent"), mark("P3", "not_expected")],
            "2027-02-01",
            ["peer_practice below unreachable"],
        ),
        case(
            "it is out of reach already",
            PEERS,
            [*marks("absent", "P1", "P2"), mark("P3", "not_expected")],
            "2027-09-01",
            [],
        ),
        case("enough without it", PEERS, [mark("P1", "absent"), *marks("present", "P2", "P3")], "2027-02-01", []),
        case(
            "not missed: nothing recorded", PEERS, [mark("P2", "absent"), mark("P3", "not_expected")], "2027-02-01", []
        ),
        case(
            "caught up, and needed",
            PEERS,
            [mark("P1", "absent", accepted="2026-12-01"), mark("P2", "present"), mark("P3", "absent")],
            "2027-09-01",
            ["peer_practice met unreachable"],
        ),
        case(
            "a share is of what is expected: 4 of 4 becomes 3 of 3",
            DAYS,
            [mark("R1", "absent"), *marks("present", "R2", "R3", "R4")],
            "2027-02-01",
            [],
        ),
    ],
)
def test_what_it_costs(sessions: list[Session], made: list[Mark], day: str, expected: list[str]) -> None:
    rec = record(sessions, made)
    costed = costs(rec, sessions[0], on(day))
    assert [f"{cost.requirement} {cost.now} {cost.then}" for cost in costed] == expected


@pytest.mark.parametrize(
    ("made", "begun"),
    [
        case("nothing was sent", mark("P1", "absent"), False),
        case("sent", mark("P1", "absent", sent="2026-11-20"), True),
        case("part is missed too", mark("P1", "part", sent="2026-11-20"), True),
        case("handed in though nothing is recorded as sent", mark("P1", "absent", submitted="2026-11-20"), True),
        case("accepted", mark("P1", "absent", accepted="2026-12-01"), True),
        case("sent, and then found to have been there", mark("P1", "present", sent="2026-11-20"), False),
        case("sent, and set aside already", mark("P1", "not_expected", sent="2026-11-20"), False),
    ],
)
def test_a_catch_up_that_was_begun_goes_whatever_the_standings_come_to(made: Mark, begun: bool) -> None:
    rec = record(PEERS, [made])
    assert costs(rec, PEERS[0], on("2027-02-01")) == []
    assert takes_catch_up(rec, PEERS[0]) is begun


def test_nothing_is_told_of_who_is_not_covered() -> None:
    made = [*marks("absent", "P1", "P2"), mark("P3", "not_expected")]
    assert costs(record(PEERS, made, signed=None), PEERS[0], on("2027-02-01")) == []
