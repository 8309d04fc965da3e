"""Sections 7 and 8: moves, their needs, due dates and triggers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from psw_tui.policy.concerns import concerns
from psw_tui.policy.ladder import (
    ELEMENT_NAMES,
    Escalation,
    Logged,
    due_in_words,
    due_on,
    is_overdue,
    is_snoozed,
    moves,
    opening_stage,
    refusal,
    withdrawal_needs,
    withdrawal_suggestions,
)
from psw_tui.policy.records import Communication, Mark, Session
from psw_tui.policy.terms import (
    Answer,
    AppealOutcome,
    Direction,
    Element,
    Role,
    Stage,
)
from psw_tui.policy.wording import spoken
from tests.policy.cases import (
    PSW,
    attended,
    case,
    letter,
    mark,
    marks,
    no_show,
    on,
    programme,
    record,
    run,
)

ENTERED = on("2027-02-01")
SIGNED_OFF = {
    Role.PBDL: Answer.AGREED,
    Role.BUSINESS_DEVELOPMENT_MANAGER: Answer.CONSULTED,
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: Answer.CONSULTED,
    Role.ORGANISATION: Answer.CONSULTED,
}
WRITTEN = Logged(ENTERED, Direction.TO_LEADER)
REFERRED = Logged(ENTERED, Direction.REFERRAL)
NOTHING: dict[str, Any] = {}
ALL: dict[str, Any] = {
    "logged": (WRITTEN, REFERRED),
    "sign_offs": SIGNED_OFF,
    "access_ended": frozenset(Element),
    "access_restored": frozenset(Element),
    "meeting_on": ENTERED,
}
#: The table of section 7, written out again.
ALLOWED = {
    ("explanation", "bdo_contact"),
    ("explanation", "partnerships"),
    ("explanation", "withdrawal_review"),
    ("explanation", "resolved"),
    ("bdo_contact", "explanation"),
    ("bdo_contact", "partnerships"),
    ("bdo_contact", "withdrawal_review"),
    ("bdo_contact", "resolved"),
    ("partnerships", "bdo_contact"),
    ("partnerships", "withdrawal_review"),
    ("partnerships", "resolved"),
    ("withdrawal_review", "partnerships"),
    ("withdrawal_review", "withdrawn"),
    ("withdrawal_review", "resolved"),
    ("withdrawn", "appeal"),
    ("withdrawn", "closed"),
    ("appeal", "resolved"),
    ("appeal", "complaint"),
    ("appeal", "closed"),
    ("complaint", "closed"),
}


def at_stage(stage: str, **facts: Any) -> Escalation:
    """An escalation at a stage since 1 February 2027."""
    return Escalation("L001", Stage(stage), ENTERED, **facts)


@pytest.mark.parametrize(("stage", "to"), sorted(product(Stage, Stage)))
def test_the_table_of_moves(stage: Stage, to: Stage) -> None:
    outcome = AppealOutcome.UPHELD if to is Stage.RESOLVED else AppealOutcome.NOT_UPHELD
    ready = at_stage(stage, **ALL, appeal_outcome=outcome)
    offered = [move.to for move in moves(ready)]
    said = refusal(ready, to)
    if (stage, to) in ALLOWED:
        assert to in offered
        if stage is not Stage.COMPLAINT:
            assert said is None
    else:
        assert to not in offered
        assert said is not None
        assert said.endswith(".")
        assert "does not go to" in said
        assert ("nowhere" in said) is (stage in {Stage.RESOLVED, Stage.CLOSED})
        assert spoken(stage) in said
        assert spoken(to) in said


@pytest.mark.parametrize("stage", [Stage.RESOLVED, Stage.CLOSED])
def test_what_has_ended_goes_nowhere(stage: Stage) -> None:
    assert moves(at_stage(stage, **ALL)) == []


@pytest.mark.parametrize(
    ("stage", "to", "facts", "missing"),
    [
        case("explanation to contact, nothing logged", "explanation", "bdo_contact", NOTHING, "communication"),
        case("explanation to partnerships, nothing logged", "explanation", "partnerships", NOTHING, "communication"),
        case("explanation to review, nothing logged", "explanation", "withdrawal_review", NOTHING, "communication"),
        case("explanation, written to", "explanation", "bdo_contact", {"logged": (WRITTEN,)}, None),
        case(
            "explanation, the leader wrote",
            "explanation",
            "bdo_contact",
            {"logged": (Logged(ENTERED, Direction.FROM_LEADER),)},
            None,
        ),
        case(
            "explanation, only a referral logged",
            "explanation",
            "bdo_contact",
            {"logged": (REFERRED,)},
            "communication",
        ),
        case(
            "explanation, written to the day before it was entered",
            "explanation",
            "bdo_contact",
            {"logged": (Logged(on("2027-01-31"), Direction.TO_LEADER),)},
            "communication",
        ),
        case(
            "explanation, written to the day after",
            "explanation",
            "bdo_contact",
            {"logged": (Logged(on("2027-02-02"), Direction.TO_LEADER),)},
            None,
        ),
        case(
            "explanation, its outcome missing",
            "explanation",
            "bdo_contact",
            {"logged": (WRITTEN,), "unanswered_explanations": ("Workshop 3",)},
            "explanation for Workshop 3",
        ),
        case(
            "explanation back to resolved needs nothing",
            "explanation",
            "resolved",
            {"unanswered_explanations": ("Workshop 3",)},
            None,
        ),
        case("contact to partnerships, nothing logged", "bdo_contact", "partnerships", NOTHING, "communication"),
        case("contact to review, nothing logged", "bdo_contact", "withdrawal_review", NOTHING, "communication"),
        case("contact, written to", "bdo_contact", "partnerships", {"logged": (WRITTEN,)}, None),
        case(
            "contact, written to the day before it was entered",
            "bdo_contact",
            "partnerships",
            {"logged": (Logged(on("2027-01-31"), Direction.TO_LEADER),)},
            "communication",
        ),
        case(
            "contact does not wait for an explanation",
            "bdo_contact",
            "partnerships",
            {"logged": (WRITTEN,), "unanswered_explanations": ("Workshop 3",)},
            None,
        ),
        case("contact back to explanation needs nothing", "bdo_contact", "explanation", NOTHING, None),
        case("contact to resolved needs nothing", "bdo_contact", "resolved", NOTHING, None),
        case(
            "partnerships to review, no referral",
            "partnerships",
            "withdrawal_review",
            {"logged": (WRITTEN,)},
            "referral",
        ),
        case("partnerships to review, referred", "partnerships", "withdrawal_review", {"logged": (REFERRED,)}, None),
        case(
            "partnerships to review with a plan action open",
            "partnerships",
            "withdrawal_review",
            {"logged": (REFERRED,), "open_actions": 1},
            None,
        ),
        case("partnerships back to contact needs nothing", "partnerships", "bdo_contact", {"open_actions": 1}, None),
        case("partnerships to resolved, no action open", "partnerships", "resolved", {"open_actions": 0}, None),
        case(
            "partnerships to resolved, one action open",
            "partnerships",
            "resolved",
            {"open_actions": 1},
            "1 plan action closed",
        ),
        case(
            "partnerships to resolved, two actions open",
            "partnerships",
            "resolved",
            {"open_actions": 2},
            "2 plan actions closed",
        ),
        case(
            "review to withdrawn, nothing signed",
            "withdrawal_review",
            "withdrawn",
            NOTHING,
            "Principal Business Development Lead",
        ),
        case("review to withdrawn, all four", "withdrawal_review", "withdrawn", {"sign_offs": SIGNED_OFF}, None),
        case("review to resolved needs nothing", "withdrawal_review", "resolved", NOTHING, None),
        case("review back to partnerships needs nothing", "withdrawal_review", "partnerships", NOTHING, None),
        case("withdrawn to closed, no access ended", "withdrawn", "closed", NOTHING, "residentials"),
        case("withdrawn to closed, all ended", "withdrawn", "closed", {"access_ended": frozenset(Element)}, None),
        case("withdrawn to appeal needs nothing", "withdrawn", "appeal", NOTHING, None),
    ],
)
def test_needs(stage: str, to: str, facts: dict[str, Any], missing: str | None) -> None:
    escalation = at_stage(stage, **facts)
    said = refusal(escalation, Stage(to))
    move = next(move for move in moves(escalation) if move.to == to)
    assert move.possible is (missing is None)
    if missing is None:
        assert said is None
    else:
        assert said is not None
        assert missing in said
        assert re.search(r"\(2\.4(\.\d)?\)\.$", said)


@pytest.mark.parametrize("role", Role)
def test_withdrawal_needs_each_of_the_four(role: Role) -> None:
    names = {
        "pbdl": "agreement of Principal Business Development Lead",
        "business_development_manager": "consultation of Business Development Manager",
        "partnership_and_placements_manager": "consultation of Partnership and Placements Manager",
        "organisation": "consultation of the leader's organisation",
    }
    given = {other: answer for other, answer in SIGNED_OFF.items() if other is not role}
    (missing,) = withdrawal_needs(given)
    assert names[role].split(" of ")[0] in missing
    assert names[role].split(" of ")[1] in missing
    said = refusal(at_stage("withdrawal_review", sign_offs=given), Stage.WITHDRAWN)
    assert said is not None
    assert missing in said


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        case("all four", {}, 0),
        case("the PBDL's latest answer is no", {Role.PBDL: Answer.DECLINED}, 1),
        case("the PBDL was only consulted", {Role.PBDL: Answer.CONSULTED}, 1),
        case("two missing are both named", {Role.PBDL: Answer.DECLINED, Role.ORGANISATION: None}, 2),
    ],
)
def test_the_latest_answer_counts(answers: dict[Role, Answer | None], missing: int) -> None:
    given = {role: answer for role, answer in (SIGNED_OFF | answers).items() if answer is not None}
    assert len(withdrawal_needs(given)) == missing


def test_no_sign_off_at_all_names_four() -> None:
    assert len(withdrawal_needs({})) == 4


@pytest.mark.parametrize("element", Element)
def test_every_access_is_ended_before_closing(element: Element) -> None:
    left = at_stage("withdrawn", access_ended=frozenset(Element) - {element})
    said = refusal(left, Stage.CLOSED)
    assert said is not None
    assert [name for element, name in ELEMENT_NAMES.items() if re.search(rf"[:,] {name}(,| \()", said)] == [
        ELEMENT_NAMES[element]
    ]


@pytest.mark.parametrize(
    ("to", "meeting", "outcome", "restored", "missing"),
    [
        case("upheld: back on the programme", "resolved", True, "upheld", True, []),
        case("upheld, no meeting", "resolved", False, "upheld", True, ["meeting"]),
        case("no outcome", "resolved", True, None, True, ["upheld"]),
        case("not upheld can't be resolved", "resolved", True, "not_upheld", True, ["upheld"]),
        case("upheld, access not restored", "resolved", True, "upheld", False, ["restored"]),
        case("not upheld: to a complaint", "complaint", True, "not_upheld", False, []),
        case("not upheld: closed", "closed", True, "not_upheld", False, []),
        case("a complaint without a meeting", "complaint", False, "not_upheld", False, ["meeting"]),
        case("closed without a meeting", "closed", False, "not_upheld", False, ["meeting"]),
        case("a complaint without an outcome", "complaint", True, None, False, ["not upheld"]),
        case("closed without an outcome", "closed", True, None, False, ["not upheld"]),
        case("upheld can't go to a complaint", "complaint", True, "upheld", True, ["not upheld"]),
        case("upheld can't just be closed", "closed", True, "upheld", True, ["not upheld"]),
        case("nothing at all", "resolved", False, None, False, ["date of the meeting", "upheld", "restored"]),
    ],
)
def test_appeal(to: str, outcome: str | None, missing: list[str], *, meeting: bool, restored: bool) -> None:
    escalation = at_stage(
        "appeal",
        meeting_on=ENTERED if meeting else None,
        appeal_outcome=None if outcome is None else AppealOutcome(outcome),
        access_restored=frozenset(Element) if restored else frozenset(),
    )
    needs = next(move for move in moves(escalation) if move.to == to).needs
    assert len(needs) == len(missing)
    for need, part in zip(needs, missing, strict=True):
        assert part in need


@pytest.mark.parametrize("element", Element)
def test_each_access_is_restored_after_an_appeal(element: Element) -> None:
    escalation = at_stage(
        "appeal",
        meeting_on=ENTERED,
        appeal_outcome=AppealOutcome.UPHELD,
        access_restored=frozenset(Element) - {element},
    )
    said = refusal(escalation, Stage.RESOLVED)
    assert said is not None
    assert ELEMENT_NAMES[element] in said


@pytest.mark.parametrize(
    ("suggested", "opens"),
    [
        ("explanation", "explanation"),
        ("bdo_contact", "bdo_contact"),
        ("partnerships", "partnerships"),
        ("withdrawal_review", "partnerships"),
    ],
)
def test_accepting_opens_at_partnerships_at_the_highest(suggested: str, opens: str) -> None:
    assert opening_stage(Stage(suggested)) == opens


#: Christmas 2026: the 25th is a Friday, Boxing Day is kept on Monday the 28th; New Year's Day is a Friday.
HOLIDAYS = {on("2026-12-25"), on("2026-12-28"), on("2027-01-01")}


@pytest.mark.parametrize(
    ("stage", "entered", "due"),
    [
        case("five working days from a Monday", "explanation", "2027-02-01", "2027-02-08"),
        case("from a Friday", "explanation", "2027-02-05", "2027-02-12"),
        case("from a Saturday", "explanation", "2027-02-06", "2027-02-12"),
        case("from a Sunday", "explanation", "2027-02-07", "2027-02-12"),
        case("over three bank holidays and two weekends", "explanation", "2026-12-23", "2027-01-04"),
        case("entered on a bank holiday", "explanation", "2026-12-25", "2027-01-05"),
        case("ten for a contact", "bdo_contact", "2027-02-01", "2027-02-15"),
        case("fifteen for partnerships", "partnerships", "2027-02-01", "2027-02-22"),
        case("ten for a review", "withdrawal_review", "2027-02-01", "2027-02-15"),
        case("ten for an appeal", "appeal", "2027-02-01", "2027-02-15"),
        case("none once withdrawn", "withdrawn", "2027-02-01", None),
        case("none for a complaint", "complaint", "2027-02-01", None),
        case("none once resolved", "resolved", "2027-02-01", None),
        case("none once closed", "closed", "2027-02-01", None),
    ],
)
def test_due_on(stage: str, entered: str, due: str | None) -> None:
    assert due_on(Stage(stage), on(entered), PSW, HOLIDAYS) == (None if due is None else on(due))


def test_stage_days_are_the_programme_s() -> None:
    rules = programme("[programme.psw.local.stage_days]\nexplanation = 1")
    assert due_on(Stage.EXPLANATION, on("2027-02-05"), rules, ()) == on("2027-02-08")
    assert due_on(Stage.BDO_CONTACT, on("2027-02-01"), rules, ()) == on("2027-02-15")


@pytest.mark.parametrize(
    ("due", "day", "overdue", "words"),
    [
        case("no deadline", None, "2027-02-01", False, "no deadline"),
        case("two days ahead", "2027-02-03", "2027-02-01", False, "due Wed 3 Feb 2027"),
        case("on the day", "2027-02-01", "2027-02-01", False, "due today"),
        case("the day after", "2027-02-01", "2027-02-02", True, "1 working day late"),
        case("four days after", "2027-02-01", "2027-02-05", True, "4 working days late"),
        case("over a weekend", "2027-02-05", "2027-02-08", True, "1 working day late"),
        case("on the Sunday after a Friday", "2027-02-05", "2027-02-07", True, "due date passed"),
        case("twenty days after", "2026-06-10", "2026-07-08", True, "20 working days late"),
        case("months after", "2026-06-10", "2027-02-01", True, "overdue since Wed 10 Jun 2026"),
        case("over Christmas", "2026-12-24", "2026-12-29", True, "1 working day late"),
    ],
)
def test_due_in_words(due: str | None, day: str, words: str, *, overdue: bool) -> None:
    when = None if due is None else on(due)
    assert due_in_words(when, on(day), HOLIDAYS) == words
    assert is_overdue(when, on(day)) is overdue


@pytest.mark.parametrize(
    ("until", "day", "folded"),
    [
        case("not snoozed", None, "2027-02-01", False),
        case("the day before its date", "2027-02-10", "2027-02-09", True),
        case("on its date it is back", "2027-02-10", "2027-02-10", False),
    ],
)
def test_snoozed(until: str | None, day: str, *, folded: bool) -> None:
    assert is_snoozed(None if until is None else on(until), on(day)) is folded


def suggestions(sessions: list[Session], made: list[Mark], day: str, **facts: Any) -> list[str]:
    """Which triggers fit: minimum, absences, silence."""
    words = {"minimum": "A minimum can no longer", "absences": "absences? neither notified", "silence": "No reply to"}
    said = withdrawal_suggestions(record(sessions, made, **facts), on(day))
    named = [name for name, start in words.items() for sentence in said if re.search(start, sentence)]
    assert len(named) == len(said)
    return named


PEERS = run("P", "peer_practice", 4, "2026-11-02")
FIVE = run("O", "other", 5, "2026-11-02")


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("two absences", marks("absent", "O1", "O2"), "2026-11-20", []),
        case("three", marks("absent", "O1", "O2", "O3"), "2026-11-20", ["absences"]),
        case("four", marks("absent", "O1", "O2", "O3", "O4"), "2026-11-20", ["absences"]),
        case("three, the third not ended yet", marks("absent", "O1", "O2", "O3"), "2026-11-03", []),
        case("three, the third ended", marks("absent", "O1", "O2", "O3"), "2026-11-04", ["absences"]),
        case(
            "three, one explained",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", judged="satisfactory")],
            "2026-11-20",
            [],
        ),
        case(
            "three, one notified",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", reported="2026-11-04 08:59")],
            "2026-11-20",
            [],
        ),
        case(
            "three, one notified and judged without reasonable cause",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", reported="2026-11-04 08:59", judged="unsatisfactory")],
            "2026-11-20",
            [],
        ),
        case(
            "three, one told of only when it had started",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", reported="2026-11-04 23:00")],
            "2026-11-20",
            ["absences"],
        ),
        case(
            "three, one awaited",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", judged="awaited")],
            "2026-11-20",
            ["absences"],
        ),
        case("three, one a part", [*marks("absent", "O1", "O2"), mark("O3", "part")], "2026-11-20", []),
        case(
            "three, one caught up",
            [*marks("absent", "O1", "O2"), mark("O3", "absent", accepted="2026-11-10")],
            "2026-11-20",
            ["absences"],
        ),
        case("three, one not expected", [*marks("absent", "O1", "O2"), mark("O3", "not_expected")], "2026-11-20", []),
    ],
)
def test_trigger_absences(made: list[Mark], day: str, expected: list[str]) -> None:
    assert suggestions(FIVE, made, day) == expected


def test_trigger_absences_leaves_out_cancelled_sessions() -> None:
    three = marks("absent", "O1", "O2", "O3")
    assert suggestions([replace(FIVE[0], cancelled=True), *FIVE[1:]], three, "2026-11-20") == []


@pytest.mark.parametrize(
    ("made", "day", "expected"),
    [
        case("below is not out of reach", marks("absent", "P1", "P2", "P3"), "2027-08-31", ["absences"]),
        case("out of reach, not explained", marks("absent", "P1", "P2", "P3"), "2027-09-01", ["minimum", "absences"]),
        case(
            "out of reach, every miss explained",
            [mark(session, "absent", judged="satisfactory") for session in ("P1", "P2", "P3")],
            "2027-09-01",
            [],
        ),
    ],
)
def test_trigger_minimum(made: list[Mark], day: str, expected: list[str]) -> None:
    # Coaching, study and residentials are attended, so that peer practice alone is judged.
    others = [*run("W", "workshop", 4, "2026-10-01"), *run("R", "residential", 4, "2026-10-10")]
    came = marks("present", *(session.reference for session in others))
    coached = [attended(f"2026-10-0{n} 10:00") for n in (5, 6, 7)]
    made = [*made, *came, mark("P4", "not_expected")]
    assert suggestions([*PEERS, *others], made, day, bookings=coached) == expected


def test_trigger_minimum_by_coaching() -> None:
    rec = record(bookings=[no_show(f"2026-10-0{n} 10:00") for n in (5, 6, 7, 8)])
    assert len(withdrawal_suggestions(rec, on("2026-10-07"))) == 0
    (said,) = withdrawal_suggestions(rec, on("2026-10-08"))
    assert "coaching" in said


def silent(number: int) -> list[Communication]:
    """Communications without a reply."""
    return [letter(f"2027-01-0{n}-1", f"2027-01-0{n}", reply_by="2027-01-12") for n in range(1, number + 1)]


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        case("one without a reply", 1, "2027-01-13", []),
        case("two, on the date", 2, "2027-01-12", []),
        case("two, the day after", 2, "2027-01-13", ["silence"]),
        case("three", 3, "2027-01-13", ["silence"]),
    ],
)
def test_trigger_no_response(number: int, day: str, expected: list[str]) -> None:
    assert suggestions([], [], day, letters=silent(number)) == expected


def test_triggers_are_the_programme_s() -> None:
    rules = programme("[programme.psw.local.withdrawal_triggers]\nabsences_not_explained = 2\nno_response = 1")
    assert suggestions(FIVE, marks("absent", "O1", "O2"), "2026-11-20", rules=rules) == ["absences"]
    assert suggestions([], [], "2027-01-13", letters=silent(1), rules=rules) == ["silence"]
    two = programme("[programme.psw.local.withdrawal_triggers]\nminimum_unreachable = 2")
    spent = [no_show(f"2026-10-0{n} 10:00") for n in (5, 6, 7, 8)]
    exempt = marks("not_expected", "P1", "P2", "P3")
    assert suggestions(PEERS[:3], [], "2026-10-08", bookings=spent, rules=two) == []
    assert suggestions(PEERS[:3], exempt, "2026-10-08", bookings=spent, rules=two) == ["minimum"]


def test_a_trigger_moves_nobody() -> None:
    rec = record(FIVE, marks("absent", "O1", "O2", "O3"))
    stages = {str(concern.suggested_stage) for concern in concerns(rec, on("2026-11-20"))}
    assert "withdrawal_review" not in stages
