"""Who has completed, who by catching up, who is short: it follows from the standings and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from psw_tui.policy.completion import CompletionGroup, LeaderCompletion, completion, has_ended
from psw_tui.policy.standing import standings
from psw_tui.policy.terms import LeaderState, RequirementId, StandingWord
from tests.budgets import fuzz
from tests.policy.cases import attended, case, mark, marks, on, record, run
from tests.policy.test_policy_properties import DAYS, records

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from psw_tui.policy.records import Record

LAST = "2027-08-31"
SESSIONS = [
    *run("R", "residential", 4),
    *run("W", "workshop", 4, "2026-11-02"),
    *run("P", "peer_practice", 3, "2027-01-18"),
]
COACHING = [attended(f"2027-0{month}-10 10:00") for month in (1, 2, 3)]
ALL = [*marks("present", "R1", "R2", "R3", "R4", "W1", "W2", "W3", "W4", "P1", "P2"), mark("P3", "absent")]


def found(rec: Record, day: str = LAST) -> LeaderCompletion:
    """Where the leader stands on the list of a day."""
    return completion(rec, standings(rec, on(day)), on(day))


def whole(*instead: Any, **more: Any) -> Record:
    """A record with every minimum met, but for the marks given instead."""
    changed = {given.session: given for given in instead}
    return record(SESSIONS, [changed.get(given.session, given) for given in ALL], COACHING, **more)


@pytest.mark.parametrize(
    ("rec", "group", "words"),
    [
        case("every minimum met", whole(), CompletionGroup.MET, ""),
        case(
            "a residential caught up, without which it would not be met",
            whole(mark("R4", "absent", accepted="2026-12-01")),
            CompletionGroup.BY_CATCH_UP,
            "residentials: 4 of 4 needed, 1 of them caught up (local setting)",
        ),
        case(
            "a catch-up beyond the minimum is no completion by it",
            whole(mark("P3", "absent", accepted="2027-02-20")),
            CompletionGroup.MET,
            "",
        ),
        case("one residential missed", whole(mark("R4", "absent")), CompletionGroup.SHORT, "residentials 1 short"),
        case(
            "short of two",
            whole(mark("R4", "absent"), mark("P2", "absent"), mark("W4", "part")),
            CompletionGroup.SHORT,
            "study 1 short; peer practice 1 short; residentials 1 short",
        ),
        case(
            "accepted after the day, it is not caught up",
            whole(mark("R4", "absent", accepted="2027-09-01")),
            CompletionGroup.SHORT,
            "residentials 1 short",
        ),
        case(
            "recorded as completed and short all the same",
            whole(mark("R4", "absent"), state="completed"),
            CompletionGroup.SHORT,
            "residentials 1 short",
        ),
        case("paused", whole(state="paused", pause=("2027-08-01", None)), CompletionGroup.PAUSED, "paused since 1 Aug"),
        case("withdrawn", whole(state="withdrawn"), CompletionGroup.WITHDRAWN, "withdrawn"),
        case(
            "offered",
            whole(state="offered", signed=None),
            CompletionGroup.OFFERED,
            "the Offer Acceptance Form is not signed (1.1.1)",
        ),
        case(
            "signed after the day",
            whole(signed="2027-09-02"),
            CompletionGroup.NOT_COVERED,
            "the Offer Acceptance Form is not signed (1.1.1)",
        ),
    ],
)
def test_each_leader_is_in_one_group_with_what_there_is_to_say(rec: Record, group: CompletionGroup, words: str) -> None:
    listed = found(rec)
    assert (listed.group, listed.words) == (group, words)
    assert (listed.why_no_certificate == "") is listed.completed


@pytest.mark.parametrize(
    ("rec", "day", "ended"),
    [
        case("the day before the last", whole(), "2027-08-30", False),
        case("the last day", whole(), LAST, True),
        case("recorded as completed before it", whole(state="completed"), "2027-06-01", True),
        case(
            "closed before it",
            replace(whole(), cohort=replace(whole().cohort, closed_on=on("2027-07-20"))),
            "2027-07-20",
            True,
        ),
        case(
            "closed later",
            replace(whole(), cohort=replace(whole().cohort, closed_on=on("2027-07-20"))),
            "2027-07-19",
            False,
        ),
    ],
)
def test_a_certificate_is_given_at_the_end_of_the_programme(rec: Record, day: str, ended: bool) -> None:
    assert has_ended(rec, on(day)) is ended
    said = found(rec, day).why_no_certificate
    assert said == (
        ""
        if ended
        else "Amara Osei has met every minimum, and the programme runs until Tue 31 Aug 2027: a certificate is given "
        "from that day on (local setting), or once they are recorded as completed."
    )


def test_who_is_short_is_told_why_in_the_sentences_of_the_standings() -> None:
    rec = whole(mark("R4", "absent"), mark("P2", "absent"))
    said = found(rec).why_no_certificate
    judged = standings(rec, on(LAST))
    assert said.startswith("Amara Osei has not met every minimum. ")
    assert said.endswith(f"{judged[RequirementId.PEER_PRACTICE].why} {judged[RequirementId.RESIDENTIALS].why}")


@fuzz
@given(rec=records(), day=DAYS)
def test_whoever_completed_by_catching_up_would_not_have_without(rec: Record, day: date) -> None:
    judged = standings(rec, day)
    listed = completion(rec, judged, day)
    without = replace(rec, marks={key: replace(given, accepted_on=None) for key, given in rec.marks.items()})
    then = standings(without, day)
    for counted in listed.counted:
        word = then[counted.reached.requirement].word
        assert counted.by_catch_up is (counted.is_met and word is not StandingWord.MET)
        assert counted.short == max(0, counted.reached.minimum - counted.reached.credit)
    on_it = rec.leader.state in (LeaderState.ACTIVE, LeaderState.COMPLETED) and judged
    assert listed.completed is bool(on_it and all(reached.word is StandingWord.MET for reached in judged.values()))
