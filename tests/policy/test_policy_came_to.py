"""What a session came to: one word for each leader, and sums that are those of the standings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psw_tui.policy.came_to import CREDITED, MISSED, Attendance, CameTo, attendance, came_to, together
from psw_tui.policy.records import Mark, Session
from psw_tui.policy.standing import standings
from psw_tui.policy.terms import RequirementId
from tests.policy.cases import case, mark, marks, on, record, run, session

AFTER, BEFORE = "2026-10-07", "2026-10-05"


@pytest.mark.parametrize(
    ("kind", "given_mark", "day", "word"),
    [
        case("present at what has ended", "workshop", mark("W1", "present"), AFTER, "present"),
        case("marked present before it has ended is to come", "workshop", mark("W1", "present"), BEFORE, "to_come"),
        case("absent before it has ended is to come", "workshop", mark("W1", "absent"), BEFORE, "to_come"),
        case("absent", "workshop", mark("W1", "absent"), AFTER, "absent"),
        case("part", "workshop", mark("W1", "part"), AFTER, "part"),
        case("nothing recorded", "workshop", mark("W1", None), AFTER, "unrecorded"),
        case("exempted, whatever the day", "workshop", mark("W1", "not_expected"), BEFORE, "not_expected"),
        case("caught up", "workshop", mark("W1", "absent", accepted="2026-10-07"), AFTER, "caught_up"),
        case("caught up later", "workshop", mark("W1", "absent", accepted="2026-10-08"), AFTER, "absent"),
        case("a module completed early", "module", mark("W1", "present", completed="2026-10-02"), BEFORE, "present"),
    ],
)
def test_a_session_comes_to_one_word(kind: str, given_mark: Mark, day: str, word: str) -> None:
    held = session("W1", kind, "2026-10-06 10:00")
    assert came_to(record([held], [given_mark]), held, on(day)) is CameTo(word)


def test_inside_a_pause_nobody_is_expected_unless_something_is_recorded() -> None:
    held = run("W", "workshop", 2)
    paused = record(held, marks("present", "W1"), pause=("2026-09-01", None))
    assert [came_to(paused, one, on("2027-02-01")) for one in held] == [CameTo.PRESENT, CameTo.NOT_EXPECTED]


@given(
    values=st.lists(st.sampled_from([None, "present", "part", "absent", "not_expected"]), min_size=1, max_size=8),
    accepted=st.sampled_from([None, "2026-10-20", "2027-01-10"]),
    pause=st.sampled_from([(None, None), ("2026-10-10", "2026-11-20"), ("2026-11-01", None)]),
    day=st.sampled_from(["2026-09-30", "2026-10-13", "2026-11-05", "2027-02-01", "2027-09-15"]),
)
def test_the_words_add_up_to_the_standing(
    values: list[str | None], accepted: str | None, pause: tuple[str | None, str | None], day: str
) -> None:
    sessions: list[Session] = run("W", "workshop", len(values))
    given_marks = [
        mark(held.reference, value, accepted=accepted if value in ("part", "absent") else None)
        for held, value in zip(sessions, values, strict=True)
    ]
    rec = record(sessions, given_marks, pause=pause)
    words = [came_to(rec, held, on(day)) for held in sessions]
    reached = standings(rec, on(day))[RequirementId.STUDY]
    assert sum(word in CREDITED for word in words) == reached.credit
    assert sum(word in MISSED for word in words) == reached.missed
    assert words.count(CameTo.UNRECORDED) == reached.unrecorded
    counted = attendance(words)
    assert counted.expected + counted.not_expected == len(sessions)
    assert together([counted, counted]).expected == 2 * counted.expected


@pytest.mark.parametrize(
    ("counted", "share"),
    [
        (Attendance(), ""),
        (Attendance(unrecorded=3), ""),
        (Attendance(absent=3), "0%"),
        (Attendance(present=3, unrecorded=9), "100%"),
        (Attendance(present=1, absent=999), "1%"),
        (Attendance(present=999, absent=1), "99%"),
        (Attendance(present=2, part=1, to_come=4, not_expected=2), "67%"),
    ],
)
def test_the_share_is_of_those_recorded_and_rounds_to_neither_end(counted: Attendance, share: str) -> None:
    assert counted.share == share
