"""At every stage, what the ladder refuses is refused by the command in its sentence, and not a row is changed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy import sign_offs
from psw_tui.policy.terms import Answer, AppealOutcome, Channel, Direction, Element, LeaderState, Role, Stage
from psw_tui.policy.wording import spoken
from psw_tui.store.core.store import Refused
from psw_tui.store.escalations import communications, decisions, ladder_moves, withdrawal
from psw_tui.store.roster import change_leaders

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store

#: Section 7, written out again: what may follow each stage, each with what the bare move is told that it needs.
TABLE: dict[str, dict[str, str]] = {
    "explanation": {
        "bdo_contact": "a communication with the leader logged at this stage",
        "partnerships": "a communication with the leader logged at this stage",
        "withdrawal_review": "a communication with the leader logged at this stage",
        "resolved": "",
    },
    "bdo_contact": {
        "explanation": "",
        "partnerships": "a communication with the leader logged at this stage",
        "withdrawal_review": "a communication with the leader logged at this stage",
        "resolved": "",
    },
    "partnerships": {
        "bdo_contact": "",
        "withdrawal_review": "a referral to the Partnerships Team logged",
        "resolved": "",
    },
    "withdrawal_review": {
        "partnerships": "",
        "withdrawn": "the agreement of Principal Business Development Lead",
        "resolved": "",
    },
    "withdrawn": {"appeal": "", "closed": "access ended and ticked: residentials"},
    "appeal": {
        "resolved": "the date of the meeting with the PBDL, and the outcome of the meeting: upheld, and access",
        "complaint": "the date of the meeting with the PBDL, and the outcome of the meeting: not upheld",
        "closed": "the date of the meeting with the PBDL, and the outcome of the meeting: not upheld",
    },
    "complaint": {"closed": ""},
}
#: How a leader comes to each stage, with no more done on the way than is asked for.
WAY = ["bdo_contact", "partnerships", "withdrawal_review", "withdrawn", "appeal", "complaint"]


def contact(store: Store, direction: Direction) -> None:
    communications.log(store, "L001", direction=direction, channel=Channel.CALL)


def agree(store: Store) -> None:
    for role in Role:
        withdrawal.sign_off(store, "L001", role=role, name="Someone", answer=sign_offs.ANSWERS[role][0])


#: What is done at a stage before it is left by the way above.
BEFORE: dict[str, Callable[[Store], object]] = {
    "bdo_contact": lambda store: contact(store, Direction.TO_LEADER),
    "partnerships": lambda store: contact(store, Direction.REFERRAL),
    "withdrawal_review": agree,
    "withdrawn": lambda store: None,
    "appeal": lambda store: withdrawal.appeal(store, "L001", store.today, AppealOutcome.NOT_UPHELD),
}


def at_stage(store: Store, stage: str) -> Store:
    """Amara's escalation brought to a stage, from a concern raised by hand."""
    decisions.raise_manual(store, "L001", "the head called")
    decisions.accept(store, ["manual:2027-02-01-1:L001"])
    if stage == "explanation":
        ladder_moves.move(store, "L001", Stage.EXPLANATION, "as it must")
    else:
        for below, above in pairwise(WAY):
            if stage == below:
                break
            BEFORE[below](store)
            ladder_moves.move(store, "L001", Stage(above), "as it must")
    assert store.connection.execute("SELECT stage FROM escalation").fetchall() == [(stage,)]
    return store


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the journal's too."""
    names = store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: store.connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for (name,) in names}


def refused(store: Store, to: str, sentence: str, reason: str = "why", outcome: str = "so it ended") -> None:
    """The move is refused with a sentence that holds these words, and every row stands as it stood."""
    before = everything(store)
    with pytest.raises(Refused, match=re.escape(sentence)):
        ladder_moves.move(store, "L001", Stage(to), reason, outcome)
    assert everything(store) == before


@pytest.mark.parametrize("stage", TABLE)
def test_a_move_that_the_table_does_not_allow(small: Store, stage: str) -> None:
    at_stage(small, stage)
    allowed = ", ".join(spoken(to) for to in TABLE[stage])
    for to in Stage:
        if to not in TABLE[stage]:
            here, there = spoken(Stage(stage)), spoken(to)
            refused(
                small, to, f"Amara Osei: From {here} the ladder does not go to {there}; it may go to {allowed} (2.4)."
            )


@pytest.mark.parametrize("stage", TABLE)
def test_a_move_that_still_needs_something(small: Store, stage: str) -> None:
    at_stage(small, stage)
    for to, missing in TABLE[stage].items():
        if missing:
            refused(small, to, f"From {spoken(stage)} to {spoken(to)} it still needs {missing}")


@pytest.mark.parametrize("stage", TABLE)
def test_a_move_without_its_words(small: Store, stage: str) -> None:
    """A reason for every move, and the outcome in words where it ends; blanks are no words."""
    at_stage(small, stage)
    for to, missing in TABLE[stage].items():
        refused(small, to, "A move needs a reason", reason=" \u200b ")
        if not missing and to in ("resolved", "closed"):
            refused(small, to, "Ending an escalation needs its outcome", outcome=" \u200b ")


@pytest.mark.parametrize(("stage", "end"), [("bdo_contact", "resolved"), ("complaint", "closed")])
def test_what_has_ended_goes_nowhere(small: Store, stage: str, end: str) -> None:
    at_stage(small, stage)
    ladder_moves.move(small, "L001", Stage(end), "as it must", "so it ended")
    for to in Stage:
        refused(small, to, "Amara Osei has no open escalation")


def test_a_withdrawal_with_fewer_than_four(small: Store) -> None:
    """One sign-off after the other is given, and the sentence names those that are left."""
    at_stage(small, "withdrawal_review")
    left = [
        "the agreement of Principal Business Development Lead",
        "the consultation of Business Development Manager",
        "the consultation of Partnership and Placements Manager",
        "the consultation of the leader's organisation",
    ]
    for role in Role:
        refused(small, "withdrawn", f"it still needs {', and '.join(left)} (2.4.6).")
        withdrawal.sign_off(small, "L001", role=role, name="Someone", answer=sign_offs.ANSWERS[role][0])
        del left[0]
    ladder_moves.move(small, "L001", Stage.WITHDRAWN, "agreed by all")


def test_a_withdrawal_that_the_pbdl_declined_last_and_declined_first(small: Store) -> None:
    """A change of mind either way is a new sign-off; the latest counts."""
    at_stage(small, "withdrawal_review")
    agree(small)
    withdrawal.sign_off(small, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.DECLINED)
    refused(small, "withdrawn", "it still needs the agreement of Principal Business Development Lead (2.4.6).")
    withdrawal.sign_off(small, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.AGREED)
    ladder_moves.move(small, "L001", Stage.WITHDRAWN, "agreed after all")
    answers = small.connection.execute("SELECT answer FROM sign_off WHERE role = 'pbdl' ORDER BY at").fetchall()
    assert answers == [("agreed",), ("declined",), ("agreed",)]


def test_sign_offs_of_an_escalation_that_ended_count_for_no_later_one(small: Store) -> None:
    at_stage(small, "withdrawal_review")
    agree(small)
    ladder_moves.move(small, "L001", Stage.RESOLVED, "she is back", "all is well")
    decisions.raise_manual(small, "L001", "the head called again")
    decisions.accept(small, ["manual:2027-02-01-2:L001"])
    contact(small, Direction.TO_LEADER)
    ladder_moves.move(small, "L001", Stage.WITHDRAWAL_REVIEW, "no better")
    refused(small, "withdrawn", "it still needs the agreement of Principal Business Development Lead")


def test_an_access_list_that_is_not_done(small: Store) -> None:
    """One element after the other is ticked, and the sentence names those that are left."""
    at_stage(small, "withdrawn")
    left = ["residentials", "online workshops", "coaching", "the learning platform", "all other elements"]
    for element in Element:
        refused(small, "closed", f"it still needs access ended and ticked: {', '.join(left)} (2.4).")
        withdrawal.tick_access(small, "L001", [element])
        del left[0]
    ladder_moves.move(small, "L001", Stage.CLOSED, "done", "withdrawn")


def test_a_deemed_withdrawal_is_taken_back_by_no_edit(small: Store) -> None:
    """Section 1: `deemed` is the ladder's alone, to give and to take."""
    at_stage(small, "withdrawn")
    before = everything(small)
    for values in ({"state": LeaderState.ACTIVE}, {"withdrawn_how": "own_choice"}, {"withdrawn_how": None}):
        with pytest.raises(Refused, match="only an appeal reverses it"):
            change_leaders.edit_leader(small, "L001", values)
    with pytest.raises(Refused, match="A withdrawal by the ladder"):
        change_leaders.edit_leader(small, "L002", {"state": LeaderState.WITHDRAWN, "withdrawn_how": "deemed"})
    assert everything(small) == before
