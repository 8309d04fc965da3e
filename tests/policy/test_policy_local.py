"""What no clause gives is called a local setting wherever a sentence shows it, and the clause it stands under stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.coaching import outcome_words
from psw_tui.policy.evaluation import EvaluationForm, owed_in_words
from psw_tui.policy.missing import to_complete
from psw_tui.policy.queue_order import queue_why
from psw_tui.policy.standing import standings, watch_why
from psw_tui.policy.tasks import tasks
from psw_tui.policy.terms import CoachForm, LeaderForm, RequirementId, Stage, StandingWord, WaivedReason
from tests.policy.cases import (
    PSW,
    attended,
    called_off,
    case,
    flagged,
    mark,
    marks,
    no_show,
    on,
    programme,
    record,
    run,
    session,
    verdict,
)

if TYPE_CHECKING:
    from psw_tui.policy.programme import Programme
    from psw_tui.policy.records import Booking, Mark, Record, Session

WORKSHOP = session("W1", "workshop", "2026-11-12 10:00")
PEERS = run("P", "peer_practice", 3, "2026-11-02")
DAYS = run("R", "residential", 4, "2026-11-02")
CAUGHT = mark("P1", "absent", sent="2026-11-03", accepted="2026-11-10")


# -- standings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("requirement", RequirementId)
@pytest.mark.parametrize("override", ["", "[programme.psw.requirements.{}]\nplanned = 7"])
def test_how_many_are_planned_is_local_in_every_why_also_by_the_file(requirement: RequirementId, override: str) -> None:
    reached = verdict(record(rules=programme(override.format(requirement))), requirement, "2026-10-01")
    assert f"0 of {reached.expected} (local setting) so far" in reached.why
    assert reached.why.endswith(f"({reached.clause}).")


@pytest.mark.parametrize(
    ("sessions", "made", "says"),
    [
        case("more sessions than are planned", run("P", "peer_practice", 4), [], "0 of 4 (3 planned: local setting)"),
        case("one that is not expected", PEERS, marks("not_expected", "P1"), "0 of 2 (3 planned: local setting)"),
        case("one cancelled", [replace(PEERS[0], cancelled=True), *PEERS[1:]], [], "0 of 2 (3 planned: local setting)"),
        case("as many as are planned", PEERS, [], "0 of 3 (local setting)"),
    ],
)
def test_where_another_number_is_expected_than_is_planned_both_are_said(
    sessions: list[Session], made: list[Mark], says: str
) -> None:
    assert f"Peer practice: {says} so far" in verdict(record(sessions, made), "peer_practice", "2026-10-01").why


def test_that_a_caught_up_session_counts_is_local() -> None:
    reached = verdict(record(PEERS, [CAUGHT, mark("P2", "present")]), "peer_practice", "2026-11-20")
    assert reached.why.startswith("Peer practice: 2 of 3 (local setting) so far, 1 of them caught up (local setting),")
    fresh = verdict(record(PEERS, [mark("P2", "present")]), "peer_practice", "2026-11-20")
    assert "caught up" not in fresh.why


@pytest.mark.parametrize(
    ("made", "day", "word", "says"),
    [
        case(
            "below: only catching up reaches it",
            marks("absent", "P1", "P2"),
            "2026-11-20",
            StandingWord.BELOW,
            "1 session must be caught up (local setting) to reach the minimum",
        ),
        case(
            "unreachable, with what can be caught up",
            [*marks("absent", "P1"), *marks("not_expected", "P2", "P3")],
            "2026-11-20",
            StandingWord.UNREACHABLE,
            "at most 1, what can be caught up included (local setting), can be reached",
        ),
        case(
            "unreachable, with nothing to catch up",
            marks("absent", "P1", "P2"),
            "2027-09-01",
            StandingWord.UNREACHABLE,
            "at most 1 can be reached",
        ),
    ],
)
def test_a_verdict_that_counts_on_catching_up_says_so(
    made: list[Mark], day: str, word: StandingWord, says: str
) -> None:
    reached = verdict(record(PEERS, made), "peer_practice", day)
    assert (reached.word, says in reached.why) == (word, True), reached.why


@pytest.mark.parametrize(
    ("requirement", "source"),
    [
        ("peer_practice", "(2.3.1; local setting: the sum)"),
        ("residentials", "(2.3.1; local setting: that residentials are watched, and the sum)"),
    ],
)
def test_the_watch_says_what_of_it_is_local(requirement: str, source: str) -> None:
    held = record([*PEERS, *DAYS], marks("absent", "P1", "R1"))
    reached = verdict(held, requirement, "2026-11-20")
    assert f"a catch-up is due under the 80% watch {source}" in reached.why
    rule = held.programme.rule(RequirementId(requirement))
    assert f"80% of {reached.expected} (local setting) is " in watch_why(rule, held, on("2026-11-20"))
    assert watch_why(rule, held, on("2026-11-20")).endswith(f"{source}.")


def test_the_watch_is_named_by_the_share_of_the_file() -> None:
    rules = programme('[programme.psw.catch_up]\nwatch_share = "0.9"')
    reached = verdict(record(PEERS, marks("absent", "P1"), rules=rules), "peer_practice", "2026-11-20")
    assert "under the 90% watch (2.3.1; local setting: the sum)" in reached.why


def test_what_is_left_to_do_says_that_catching_up_is_local() -> None:
    def left(held: Record) -> list[str]:
        return to_complete(held, standings(held, on("2026-11-20")), on("2026-11-20"))

    assert "catch up R1 (local setting)" in " ".join(left(record(DAYS, marks("absent", "R1")))).replace("Session ", "")
    assert "peer practice: a catch-up is due (2.3.1; local setting)" in left(record(PEERS, marks("absent", "P1")))


# -- concerns ----------------------------------------------------------------------------------------

NINETY = "in fewer than {} days (local setting)"
BEHIND = "behind (H:windows; local setting: the windows are recommended)."


@pytest.mark.parametrize(
    ("held", "day", "kind", "says"),
    [
        case(
            "compulsory by its kind",
            record([WORKSHOP], [mark("W1", "absent")]),
            "2026-11-20",
            "unexplained_absence",
            "compulsory by its kind (local setting)",
        ),
        case(
            "compulsory by its own word",
            record([session("P1", "peer_practice", "2026-11-02", compulsory=True)], [mark("P1", "absent")]),
            "2026-11-20",
            "unexplained_absence",
            "compulsory as set for it (local setting)",
        ),
        case(
            "90 days", record(PEERS, marks("absent", "P1", "P2")), "2026-11-20", "emerging_pattern", NINETY.format(90)
        ),
        case(
            "days of the file",
            record(PEERS, marks("absent", "P1", "P2"), rules=programme("[programme.psw.local]\npattern_days = 60")),
            "2026-11-20",
            "emerging_pattern",
            NINETY.format(60),
        ),
        case(
            "14 days",
            record(PEERS, [mark("P1", "absent", sent="2026-11-03")]),
            "2026-11-18",
            "catch_up_overdue",
            "was due on Tue 17 Nov 2026 (local setting)",
        ),
        case(
            "a day that was recorded",
            record(PEERS, [mark("P1", "absent", sent="2026-11-03", due="2026-11-10")]),
            "2026-11-18",
            "catch_up_overdue",
            "was due on Tue 10 Nov 2026 (local setting)",
        ),
        case(
            "not come is spent",
            record(bookings=[no_show("2026-10-12 10:00")]),
            "2026-10-20",
            "coaching_spent",
            "the leader did not come; spent (local setting), one session used",
        ),
        case("behind the windows", record(), "2026-12-01", "coaching_behind", BEHIND),
        case(
            "below a minimum",
            record(DAYS, marks("absent", "R1")),
            "2026-11-20",
            "below_minimum",
            "of 4 (local setting) so far",
        ),
        case(
            "a minimum out of reach",
            record(bookings=[no_show(f"2026-10-1{n} 10:00") for n in (2, 3, 4, 5)]),
            "2026-10-20",
            "minimum_unreachable",
            "of 6 (local setting) so far",
        ),
    ],
)
def test_a_concern_says_which_number_or_reading_is_local_and_keeps_its_clause(
    held: Record, day: str, kind: str, says: str
) -> None:
    (concern,) = flagged(held, day, kind)
    assert says in concern.why
    assert concern.clause in concern.why


@pytest.mark.parametrize(
    ("made", "spent"),
    [
        case("one not come to", [no_show("2026-10-12 10:00")], "1 spent, 1 of them missed (local setting)"),
        case(
            "one of two",
            [no_show("2026-10-12 10:00"), called_off("2026-10-19 10:00", "2026-10-19 09:00")],
            "2 spent, 1 of them missed (local setting)",
        ),
        case("cancelled late alone", [called_off("2026-10-19 10:00", "2026-10-19 09:00")], "1 spent, 5 still open"),
        case(
            "set aside",
            [replace(no_show("2026-10-12 10:00"), waived=True), called_off("2026-10-19 10:00", None)],
            "1 spent, 5 still open",
        ),
        case("not over yet", [no_show("2027-10-12 10:00")], "3 needed, 6 still open"),
    ],
)
def test_a_number_of_spent_sessions_says_how_many_were_not_come_to(made: list[Booking], spent: str) -> None:
    assert f"{spent}" in verdict(record(bookings=made), "coaching", "2026-10-20").why


@pytest.mark.parametrize(
    ("made", "says"),
    [
        case(
            "not come to",
            [no_show("2026-10-12 10:00")],
            "to be rebooked, 1 of them missed (local setting): 1 behind",
        ),
        case("attended", [attended("2026-10-12 10:00")], "to be rebooked: 1 behind"),
    ],
)
def test_being_behind_says_which_of_the_used_were_not_come_to(made: list[Booking], says: str) -> None:
    (concern,) = flagged(record(bookings=made), "2027-02-01", "coaching_behind")
    assert says in concern.why


def test_late_cancelling_is_the_policy_s_and_not_coming_is_ours() -> None:
    gone = no_show("2026-10-12 10:00")
    assert "local setting" in outcome_words(gone, PSW, [gone])
    aside = replace(gone, waived=True, waived_reason=WaivedReason.CARING)
    said = "the leader did not come; spent (local setting) but set aside (caring), nothing used (1.1.3)"
    assert outcome_words(aside, PSW, [aside]) == said
    came = attended("2026-10-12 10:00")
    assert "local setting" not in outcome_words(came, PSW, [came])


# -- what waits, and the queue -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "day", "says"),
    [
        (LeaderForm.SECOND, "2026-12-20", "form due Mon 21 Dec: second session"),
        (LeaderForm.LAST, "2026-12-21", "form due Mon 21 Dec: last session"),
        (LeaderForm.LAST, "2026-12-22", "form overdue since Mon 21 Dec: last session"),
        (CoachForm.WINDOW_6, "2026-12-22", "form overdue since Mon 21 Dec: window 6, group form"),
    ],
)
def test_a_form_that_is_owed_says_when_it_is_due_and_which_it_is(
    point: LeaderForm | CoachForm, day: str, says: str
) -> None:
    """Late is a word, not only a colour."""
    assert owed_in_words(EvaluationForm(point, on("2026-12-21"), None), on(day)) == says


@pytest.mark.parametrize(
    ("bookings", "made", "kind", "says"),
    [
        case(
            "a catch-up that is overdue",
            [],
            [mark("P1", "absent", sent="2026-11-03")],
            "catch_up_overdue",
            "catch-up due Tue 17 Nov: Session P1",
        ),
        case(
            "a form",
            [attended("2026-10-12 10:00"), attended("2026-11-09 10:00")],
            [],
            "form_owed",
            "form due Mon 23 Nov: second session",
        ),
    ],
)
def test_what_waits_says_its_day(bookings: list[Booking], made: list[Mark], kind: str, says: str) -> None:
    """That the day is a local setting is said once, by Today's heading."""
    held, day = record(PEERS, made, bookings), on("2026-11-20")
    assert [task.words for task in tasks(held, standings(held, day), day) if task.kind == kind] == [says]


@pytest.mark.parametrize(
    ("due", "says"),
    [
        ("2027-02-03", "due Wed 3 Feb 2027 (local setting); "),
        ("2027-02-01", "due today (local setting); "),
        ("2027-01-28", "2 working days late (local setting); "),
        (None, "no deadline; "),
    ],
)
def test_the_queue_says_that_a_stage_s_days_are_local(due: str | None, says: str) -> None:
    day = on("2027-02-01")
    why = queue_why(Stage.PARTNERSHIPS, None if due is None else on(due), StandingWord.BELOW, day, frozenset())
    assert why == f"{says}stage partnerships; overall below (2.4)"


@pytest.mark.parametrize("rules", [PSW, programme("[programme.psw.local]\ncatch_up_days = 20")])
def test_a_tag_stands_beside_every_number_once(rules: Programme) -> None:
    """No sentence says it twice of one number."""
    held = record(
        [*DAYS, *PEERS, WORKSHOP],
        [*marks("absent", "R1", "P2", "W1"), CAUGHT],
        [no_show("2026-10-12 10:00")],
        rules=rules,
    )
    whys = [standing.why for standing in standings(held, on("2026-12-20")).values()]
    whys += [concern.why for concern in flagged(held, "2026-12-20")]
    for why in whys:
        assert "(local setting) (local setting)" not in why
        assert "((" not in why
