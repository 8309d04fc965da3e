"""Section 7's table, pair by pair: what may follow each stage, and what each move still needs, one by one.

The table is written again here from the rules. An escalation at a stage with all that a move needs is taken, and
one thing is left out of it at a time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.ladder import Escalation, Logged, moves, refusal
from psw_tui.policy.terms import Answer, AppealOutcome, Direction, Element, Role, Stage
from tests.policy.cases import case, on

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Section 7: what may follow each stage, in the order of the stages.
TABLE = {
    "explanation": ["bdo_contact", "partnerships", "withdrawal_review", "resolved"],
    "bdo_contact": ["explanation", "partnerships", "withdrawal_review", "resolved"],
    "partnerships": ["bdo_contact", "withdrawal_review", "resolved"],
    "withdrawal_review": ["partnerships", "withdrawn", "resolved"],
    "withdrawn": ["appeal", "closed"],
    "appeal": ["resolved", "complaint", "closed"],
    "complaint": ["closed"],
    "resolved": [],
    "closed": [],
}
#: As each stage is called in a sentence.
SPOKEN = {
    "explanation": "explanation",
    "bdo_contact": "BDO contact",
    "partnerships": "partnerships",
    "withdrawal_review": "withdrawal review",
    "withdrawn": "withdrawn",
    "appeal": "appeal",
    "complaint": "complaint",
    "resolved": "resolved",
    "closed": "closed",
}
CLAUSES = {
    "explanation": "2.4.2",
    "bdo_contact": "2.4.3",
    "partnerships": "2.4.4",
    "withdrawal_review": "2.4.5",
    "withdrawn": "2.4.6",
    "appeal": "2.4.7",
    "complaint": "2.4.7",
    "resolved": "2.4",
    "closed": "2.4",
}
STAGES = list(TABLE)
PAIRS = list(product(STAGES, STAGES))
ALLOWED = [(stage, to) for stage, to in PAIRS if to in TABLE[stage]]
#: Forward, out of the two stages at which the BDO writes to the leader.
WRITING_FIRST = [
    (stage, to)
    for stage, to in ALLOWED
    if stage in ("explanation", "bdo_contact") and to in ("bdo_contact", "partnerships", "withdrawal_review")
]
NOTHING_NEEDED = [
    ("explanation", "resolved"),
    ("bdo_contact", "explanation"),
    ("bdo_contact", "resolved"),
    ("partnerships", "bdo_contact"),
    ("partnerships", "resolved"),
    ("withdrawal_review", "partnerships"),
    ("withdrawal_review", "resolved"),
    ("withdrawn", "appeal"),
    ("complaint", "closed"),
]
REVIEWED = ("partnerships", "withdrawal_review")
WITHDRAWING = ("withdrawal_review", "withdrawn")
CLOSING = ("withdrawn", "closed")
UPHOLDING = ("appeal", "resolved")
NOT_UPHOLDING = [("appeal", "complaint"), ("appeal", "closed")]

ENTERED, DAY_BEFORE, DAY_AFTER = on("2027-02-01"), on("2027-01-31"), on("2027-02-02")
EVERY_NAME = "residentials, online workshops, coaching, the learning platform, all other elements"
CONTACT = "a communication with the leader logged at this stage"
REFERRAL = "a referral to the Partnerships Team logged"
MEETING = "the date of the meeting with the PBDL"
SIGNED = {
    Role.PBDL: Answer.AGREED,
    Role.BUSINESS_DEVELOPMENT_MANAGER: Answer.CONSULTED,
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: Answer.CONSULTED,
    Role.ORGANISATION: Answer.CONSULTED,
}
ASKED = {
    Role.PBDL: "the agreement of Principal Business Development Lead",
    Role.BUSINESS_DEVELOPMENT_MANAGER: "the consultation of Business Development Manager",
    Role.PARTNERSHIP_AND_PLACEMENTS_MANAGER: "the consultation of Partnership and Placements Manager",
    Role.ORGANISATION: "the consultation of the leader's organisation",
}
ELEMENTS = {
    Element.RESIDENTIALS: "residentials",
    Element.WORKSHOPS: "online workshops",
    Element.COACHING: "coaching",
    Element.LEARNING_PLATFORM: "the learning platform",
    Element.OTHER: "all other elements",
}
EVERY = frozenset(Element)


def wrote(direction: str, day: Any = ENTERED) -> dict[str, Any]:
    """One communication, and no other."""
    return {"logged": (Logged(day, Direction(direction)),)}


def bare(stage: str, **facts: Any) -> Escalation:
    """An escalation at a stage since 1 February 2027 at which nothing has been done."""
    return Escalation("L001", Stage(stage), ENTERED, **facts)


def ready(stage: str, to: str, **but: Any) -> Escalation:
    """An escalation with all that its move needs, but for what is named."""
    facts: dict[str, Any] = {}
    if (stage, to) in WRITING_FIRST:
        facts = wrote("to_leader")
    elif (stage, to) == REVIEWED:
        facts = wrote("referral")
    elif (stage, to) == WITHDRAWING:
        facts = {"sign_offs": SIGNED}
    elif (stage, to) == CLOSING:
        facts = {"access_ended": EVERY}
    elif (stage, to) == UPHOLDING:
        facts = {"meeting_on": ENTERED, "appeal_outcome": AppealOutcome.UPHELD, "access_restored": EVERY}
    elif (stage, to) in NOT_UPHOLDING:
        facts = {"meeting_on": ENTERED, "appeal_outcome": AppealOutcome.NOT_UPHELD}
    return bare(stage, **(facts | but))


def needs(escalation: Escalation, to: str) -> tuple[str, ...]:
    """What a move still needs; the sentence of the refusal says all of it, and nothing when it is nothing."""
    (move,) = [move for move in moves(escalation) if move.to == to]
    said = refusal(escalation, Stage(to))
    if move.needs:
        listed = ", and ".join(move.needs)
        start = f"From {SPOKEN[escalation.stage]} to {SPOKEN[to]} it still needs "
        assert said == f"{start}{listed} ({CLAUSES[to]})."
    else:
        assert said is None
    assert move.possible is (not move.needs)
    return move.needs


def of_pairs(pairs: list[tuple[str, str]]) -> Any:
    """One test for each of these moves, named by it."""
    return pytest.mark.parametrize(("stage", "to"), [case(f"{stage} to {to}", stage, to) for stage, to in pairs])


# -- which moves there are ---------------------------------------------------------------------------


def test_the_table_has_twenty_moves_of_eighty_one() -> None:
    assert [stage.value for stage in Stage] == STAGES
    assert (len(PAIRS), len(ALLOWED)) == (81, 20)


@pytest.mark.parametrize("stage", STAGES)
def test_what_may_follow_each_stage_in_the_table_s_order_and_by_which_clause(stage: str) -> None:
    followed = [(move.to, move.clause, move.needs) for move in moves(bare(stage))]
    assert followed == [(Stage(to), CLAUSES[to], needs(bare(stage), to)) for to in TABLE[stage]]


def test_a_move_that_the_table_allows_may_say_what_it_does_not_ask_for() -> None:
    """An attempt is not a contact; and access that was never ended is forgotten once the case is closed."""
    entered = date(2027, 2, 1)

    def notes(stage: Stage, *logged: Logged, ended: frozenset[Element] = frozenset()) -> dict[Stage, str]:
        here = Escalation("L001", stage, entered, logged=logged, access_ended=ended)
        return {move.to: move.note for move in moves(here) if move.note}

    attempt = Logged(entered, Direction.TO_LEADER, reached=False)
    reached = Logged(entered, Direction.TO_LEADER)
    said = "only attempts so far, nobody was reached"
    assert notes(Stage.BDO_CONTACT, attempt) == {Stage.PARTNERSHIPS: said, Stage.WITHDRAWAL_REVIEW: said}
    assert notes(Stage.BDO_CONTACT, attempt, reached) == {}
    assert notes(Stage.PARTNERSHIPS, attempt) == {}
    left = frozenset(Element) - {Element.COACHING}
    assert notes(Stage.COMPLAINT, ended=left) == {Stage.CLOSED: "access not ended and ticked: coaching"}
    assert notes(Stage.APPEAL, ended=frozenset(Element)) == {}


def test_what_was_logged_on_the_day_of_entry_counts_for_the_stage_it_was_logged_in() -> None:
    day = date(2027, 2, 1)
    asked = Logged(day, Direction.TO_LEADER, stage=Stage.EXPLANATION)
    contact = Escalation("L001", Stage.BDO_CONTACT, day, logged=(asked,))
    assert refusal(contact, Stage.PARTNERSHIPS) is not None
    written = replace(contact, logged=(asked, replace(asked, stage=Stage.BDO_CONTACT)))
    assert refusal(written, Stage.PARTNERSHIPS) is None


@of_pairs([pair for pair in PAIRS if pair not in ALLOWED])
def test_a_move_that_the_table_has_not_is_refused_with_where_it_may_go(stage: str, to: str) -> None:
    """The whole sentence, word for word; whatever has been done makes no difference."""
    allowed = ", ".join(SPOKEN[other] for other in TABLE[stage]) or "nowhere: it has ended"
    sentence = f"From {SPOKEN[stage]} the ladder does not go to {SPOKEN[to]}; it may go to {allowed} (2.4)."
    assert refusal(bare(stage), Stage(to)) == sentence
    done = bare(
        stage,
        **wrote("to_leader"),
        sign_offs=SIGNED,
        access_ended=EVERY,
        access_restored=EVERY,
        meeting_on=ENTERED,
        appeal_outcome=AppealOutcome.UPHELD,
    )
    assert refusal(done, Stage(to)) == sentence


@of_pairs(ALLOWED)
def test_a_move_with_all_that_it_needs_is_made(stage: str, to: str) -> None:
    assert needs(ready(stage, to), to) == ()


@of_pairs([pair for pair in ALLOWED if pair not in NOTHING_NEEDED])
def test_a_snooze_or_a_due_date_past_is_no_hindrance_and_no_help(stage: str, to: str) -> None:
    waiting = {"due_on": ENTERED, "snoozed_until": DAY_AFTER}
    assert needs(ready(stage, to, **waiting), to) == ()
    assert needs(bare(stage, **waiting), to) == needs(bare(stage), to) != ()


@of_pairs(NOTHING_NEEDED)
def test_a_move_back_or_to_the_end_needs_nothing_of_its_stage(stage: str, to: str) -> None:
    """An appeal is asked for, not earned; a complaint's outcome is asked for in words where it is closed."""
    assert needs(bare(stage), to) == ()


# -- before leaving explanation and contact forward --------------------------------------------------


@of_pairs(WRITING_FIRST)
def test_without_a_communication(stage: str, to: str) -> None:
    assert needs(ready(stage, to, logged=()), to) == (CONTACT,)


@of_pairs(WRITING_FIRST)
def test_a_communication_of_the_day_before_it_was_entered_does_not_count(stage: str, to: str) -> None:
    for direction in ("to_leader", "from_leader"):
        assert needs(ready(stage, to, **wrote(direction, DAY_BEFORE)), to) == (CONTACT,)


@of_pairs(WRITING_FIRST)
def test_a_communication_of_the_day_it_was_entered_or_later_counts(stage: str, to: str) -> None:
    for direction, day in product(("to_leader", "from_leader"), (ENTERED, DAY_AFTER)):
        assert needs(ready(stage, to, **wrote(direction, day)), to) == ()


@of_pairs(WRITING_FIRST)
def test_an_earlier_communication_takes_nothing_from_a_later_one(stage: str, to: str) -> None:
    both = (Logged(DAY_BEFORE, Direction.TO_LEADER), Logged(ENTERED, Direction.TO_LEADER))
    assert needs(ready(stage, to, logged=both), to) == ()
    assert needs(ready(stage, to, logged=both[::-1]), to) == ()


@of_pairs(WRITING_FIRST)
def test_a_referral_is_no_communication_with_the_leader(stage: str, to: str) -> None:
    for day in (ENTERED, DAY_AFTER):
        assert needs(ready(stage, to, **wrote("referral", day)), to) == (CONTACT,)


@of_pairs([pair for pair in WRITING_FIRST if pair[0] == "explanation"])
def test_an_explanation_without_its_outcome(stage: str, to: str) -> None:
    """Each session is named; the communication is asked for beside it."""
    one, two = ("Workshop 1",), ("Workshop 1", "Residential, day 2")
    outcome = "the outcome of the explanation for Workshop 1"
    assert needs(ready(stage, to, unanswered_explanations=one), to) == (outcome,)
    assert needs(ready(stage, to, unanswered_explanations=two), to) == (f"{outcome}, Residential, day 2",)
    assert needs(ready(stage, to, unanswered_explanations=one, logged=()), to) == (CONTACT, outcome)


@of_pairs([pair for pair in ALLOWED if pair[0] != "explanation" or pair[1] == "resolved"])
def test_no_other_move_waits_for_an_explanation(stage: str, to: str) -> None:
    assert needs(ready(stage, to, unanswered_explanations=("Workshop 1",)), to) == ()


# -- before leaving partnerships ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("logged", "missing"),
    [
        case("nothing logged", {"logged": ()}, (REFERRAL,)),
        case("written to the leader only", wrote("to_leader"), (REFERRAL,)),
        case("the leader wrote only", wrote("from_leader"), (REFERRAL,)),
        case("spoken with the organisation only", wrote("organisation"), (REFERRAL,)),
        case("referred on the day it was entered", wrote("referral"), ()),
        case("referred the day after", wrote("referral", DAY_AFTER), ()),
        case("referred the day before, which is how it came there", wrote("referral", DAY_BEFORE), ()),
    ],
)
def test_from_partnerships_to_the_review(logged: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert needs(ready(*REVIEWED, **logged), "withdrawal_review") == missing


@pytest.mark.parametrize(
    ("open_actions", "missing"),
    [
        case("no action open", 0, ()),
        case("one", 1, ("1 plan action closed",)),
        case("two", 2, ("2 plan actions closed",)),
    ],
)
def test_from_partnerships_to_resolved_referred_or_not(open_actions: int, missing: tuple[str, ...]) -> None:
    for logged in ({}, wrote("referral")):
        assert needs(bare("partnerships", open_actions=open_actions, **logged), "resolved") == missing


@of_pairs([pair for pair in ALLOWED if pair[1] != "resolved"])
def test_an_open_plan_hinders_no_move_but_to_resolved(stage: str, to: str) -> None:
    assert needs(ready(stage, to, open_actions=2), to) == ()


# -- withdrawal --------------------------------------------------------------------------------------


def answers() -> Iterator[Any]:
    """Every role with every answer that does not do, and none at all."""
    for role, answer in product(Role, (None, *Answer)):
        if answer is not SIGNED[role]:
            yield case(f"{role}: {answer or 'no answer'}", role, answer)


@pytest.mark.parametrize(("role", "answer"), list(answers()))
def test_one_sign_off_that_does_not_do(role: Role, answer: Answer | None) -> None:
    given = {other: said for other, said in (SIGNED | {role: answer}).items() if said is not None}
    assert needs(ready(*WITHDRAWING, sign_offs=given), "withdrawn") == (ASKED[role],)


def test_all_four_are_asked_for_in_one_sentence() -> None:
    assert refusal(bare("withdrawal_review"), Stage.WITHDRAWN) == (
        "From withdrawal review to withdrawn it still needs the agreement of Principal Business Development Lead, and "
        "the consultation of Business Development Manager, and the consultation of Partnership and Placements Manager, "
        "and the consultation of the leader's organisation (2.4.6)."
    )


@of_pairs([pair for pair in ALLOWED if pair != WITHDRAWING])
def test_no_other_move_asks_for_a_sign_off(stage: str, to: str) -> None:
    declined = dict.fromkeys(Role, Answer.DECLINED)
    assert needs(ready(stage, to, sign_offs=declined), to) == ()


# -- after a withdrawal ------------------------------------------------------------------------------


@pytest.mark.parametrize(("element", "name"), list(ELEMENTS.items()))
def test_one_access_that_has_not_ended(element: Element, name: str) -> None:
    left = ready(*CLOSING, access_ended=EVERY - {element})
    assert needs(left, "closed") == (f"access ended and ticked: {name}",)


def test_all_access_that_has_not_ended_is_listed_and_what_was_restored_does_not_count() -> None:
    listed = f"access ended and ticked: {EVERY_NAME}"
    assert needs(bare("withdrawn", access_restored=EVERY), "closed") == (listed,)


@pytest.mark.parametrize(("element", "name"), list(ELEMENTS.items()))
def test_one_access_that_is_not_restored(element: Element, name: str) -> None:
    left = ready(*UPHOLDING, access_restored=EVERY - {element}, access_ended=EVERY)
    assert needs(left, "resolved") == (f"access restored and ticked: {name}",)


@of_pairs([UPHOLDING, *NOT_UPHOLDING])
def test_an_appeal_without_its_meeting(stage: str, to: str) -> None:
    assert needs(ready(stage, to, meeting_on=None), to) == (MEETING,)


@of_pairs([UPHOLDING, *NOT_UPHOLDING])
def test_an_appeal_without_its_outcome_or_with_the_other(stage: str, to: str) -> None:
    wanted, other = "upheld", AppealOutcome.NOT_UPHELD
    if to != "resolved":
        wanted, other = "not upheld", AppealOutcome.UPHELD
    for outcome in (None, other):
        assert needs(ready(stage, to, appeal_outcome=outcome), to) == (f"the outcome of the meeting: {wanted}",)


@of_pairs(NOT_UPHOLDING)
def test_an_appeal_that_is_not_upheld_waits_for_no_access(stage: str, to: str) -> None:
    assert needs(ready(stage, to, access_ended=frozenset(), access_restored=frozenset()), to) == ()


def test_an_appeal_is_told_all_that_it_lacks_in_the_order_in_which_it_is_done() -> None:
    assert needs(bare("appeal"), "resolved") == (
        MEETING,
        "the outcome of the meeting: upheld",
        f"access restored and ticked: {EVERY_NAME}",
    )
    assert needs(bare("appeal"), "complaint") == (MEETING, "the outcome of the meeting: not upheld")


@of_pairs([pair for pair in ALLOWED if pair[0] != "appeal"])
def test_no_other_move_reads_the_appeal(stage: str, to: str) -> None:
    escalation = replace(ready(stage, to), meeting_on=DAY_AFTER, appeal_outcome=AppealOutcome.NOT_UPHELD)
    assert needs(escalation, to) == ()
