"""What setting a missed session aside makes of the minimums: told only where it makes one worse."""

from __future__ import annotations

import pytest

from psw_tui.policy.setting_aside import costs
from psw_tui.policy.terms import Mark, Session
from tests.policy.cases import case, mark, marks, on, record, run

PEERS = run("P", "peer_practice", 3, "2026-11-02")
DAYS = run("R", "residential", 4, "2026-11-02")


@pytest.mark.parametrize(
    ("sessions", "made", "day", "expected"),
    [
        case("the two others can still be caught up", PEERS, marks("absent", "P1", "P2", "P3"), "2027-02-01",
             []),
        case("one of two that must both be caught up", PEERS,
             [*marks("absent", "P1", "P2"), mark("P3", "not_expected")], "2027-02-01",
             ["peer_practice below unreachable"]),
        case("part is missed too", PEERS, [mark("P1", "part"), mark("P2", "absent"), mark("P3", "not_expected")],
             "2027-02-01", ["peer_practice below unreachable"]),
        case("it is out of reach already", PEERS, [*marks("absent", "P1", "P2"), mark("P3", "not_expected")],
             "2027-09-01", []),
        case("enough without it", PEERS, [mark("P1", "absent"), *marks("present", "P2", "P3")], "2027-02-01", []),
        case("not missed: nothing recorded", PEERS, [mark("P2", "absent"), mark("P3", "not_expected")],
             "2027-02-01", []),
        case("caught up, and needed", PEERS,
             [mark("P1", "absent", accepted="2026-12-01"), mark("P2", "present"), mark("P3", "absent")], "2027-09-01",
             ["peer_practice met unreachable"]),
        case("a share is of what is expected: 4 of 4 becomes 3 of 3", DAYS,
             [mark("R1", "absent"), *marks("present", "R2", "R3", "R4")], "2027-02-01", []),
    ],
)  # fmt: skip
def test_what_it_costs(sessions: list[Session], made: list[Mark], day: str, expected: list[str]) -> None:
    rec = record(sessions, made)
    found = costs(rec, sessions[0], on(day))
    assert [f"{each.requirement} {each.now} {each.then}" for each in found] == expected


def test_nothing_is_told_of_who_is_not_covered() -> None:
    made = [*marks("absent", "P1", "P2"), mark("P3", "not_expected")]
    assert costs(record(PEERS, made, signed=None), PEERS[0], on("2027-02-01")) == []
