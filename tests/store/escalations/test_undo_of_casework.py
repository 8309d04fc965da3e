"""Every command on a case undone and redone: all rows as they were, decisions and sign-offs struck out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from psw_tui.policy.terms import Answer, AppealOutcome, Element, InboxChoice, InboxState, Role, Stage
from psw_tui.store.core import undo
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan, withdrawal
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredDecision, StoredSignOff
from tests.store.escalations.casework import (
    ABSENCE,
    BEHIND,
    TODAY,
    agree_all,
    everything,
    log_letter,
    queue,
    states,
    to_appeal,
    to_review,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.store.core.store import Store


def decided_and_signed(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every decision and sign-off, struck out or not."""
    return {
        "decision": sorted(facts.read(store.connection, StoredDecision)),
        "sign_off": sorted(facts.read(store.connection, StoredSignOff)),
    }


def _nothing(store: Store) -> None:
    """The command stands on its own."""


def _accepted(store: Store) -> None:
    decisions.accept(store, [BEHIND])


def _waiting(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    log_letter(store, reply_by=date(2027, 2, 5))


def _planned(store: Store) -> None:
    decisions.accept(store, [BEHIND])
    plan.add_action(store, "L001", "a weekly call")


def _agreed(store: Store) -> None:
    to_review(store)
    agree_all(store)


def _upheld(store: Store) -> None:
    to_appeal(store)
    withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)


def _restored(store: Store) -> None:
    _upheld(store)
    withdrawal.tick_access(store, "L001", list(Element), restored=True)


COMMANDS: dict[str, tuple[Callable[[Store], None], Callable[[Store], object]]] = {
    "accept": (_nothing, lambda store: decisions.accept(store, [ABSENCE, BEHIND])),
    "join": (_accepted, lambda store: decisions.accept(store, [ABSENCE])),
    "dismiss": (_nothing, lambda store: decisions.dismiss(store, [ABSENCE], "why")),
    "snooze": (_nothing, lambda store: decisions.snooze(store, [ABSENCE], date(2027, 2, 9), "why")),
    "raise": (_nothing, lambda store: decisions.raise_manual(store, "L001", "the coach called")),
    "snooze escalation": (
        _accepted,
        lambda store: ladder_moves.snooze_escalations(store, ["L001"], date(2027, 2, 9), "why"),
    ),
    "log": (_accepted, log_letter),
    "log reply": (
        _waiting,
        lambda store: communications.log_reply(store, "L001", cases.case_of(store, "L001").communications[0].id),
    ),
    "move": (_accepted, lambda store: ladder_moves.move(store, "L001", Stage.EXPLANATION, "why")),
    "resolve": (_accepted, lambda store: ladder_moves.move(store, "L001", Stage.RESOLVED, "why", "well")),
    "withdraw": (_agreed, lambda store: ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed")),
    "sign off": (
        to_review,
        lambda store: withdrawal.sign_off(store, "L001", role=Role.PBDL, name="R. Lead", answer=Answer.AGREED),
    ),
    "add action": (_accepted, lambda store: plan.add_action(store, "L001", "a weekly call")),
    "close action": (_planned, lambda store: plan.close_action(store, "L001", cases.case_of(store, "L001").plan[0].id)),
    "appeal": (to_appeal, lambda store: withdrawal.appeal(store, "L001", TODAY, AppealOutcome.UPHELD)),
    "restore": (_upheld, lambda store: withdrawal.tick_access(store, "L001", list(Element), restored=True)),
    "uphold": (_restored, lambda store: ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_undone_and_redone_whole(store: Store, name: str) -> None:
    """All rows are as they were, decisions and sign-offs stay struck out; redo brings all of it back."""
    prepare, act = COMMANDS[name]
    prepare(store)
    before, decided = everything(store), len(facts.read(store.connection, StoredDecision))
    signed = len(facts.read(store.connection, StoredSignOff))
    act(store)
    after = everything(store)
    rows_after = decided_and_signed(store)
    assert after != before or rows_after["sign_off"]
    for _ in range(2):
        undo.undo(store)
        assert everything(store) == before
        struck = [row for row in facts.read(store.connection, StoredDecision) if row.struck_out_at is not None]
        assert len(facts.read(store.connection, StoredDecision)) == len(rows_after["decision"])
        assert len(struck) == len(rows_after["decision"]) - decided
        struck_signs = [row for row in facts.read(store.connection, StoredSignOff) if row.struck_out_at is not None]
        assert len(struck_signs) == len(rows_after["sign_off"]) - signed
        undo.redo(store)
        assert everything(store) == after
        now = decided_and_signed(store)
        assert now == rows_after


def test_an_undone_decision_stays_in_the_story_struck_out(store: Store) -> None:
    decisions.accept(store, [ABSENCE])
    undo.undo(store)
    (said,) = cases.case_of(store, "L001").decisions
    assert (said.choice, said.struck_out, said.concern_key) == (InboxChoice.ACCEPT, True, ABSENCE)
    assert states(store)[ABSENCE] is InboxState.NEW


def test_everything_down_to_the_first_acceptance_can_be_undone_and_redone(store: Store) -> None:
    _restored(store)
    ladder_moves.move(store, "L001", Stage.RESOLVED, "upheld", "back")
    done = everything(store)
    steps = 0
    while queue(store) or cases.case_of(store, "L001").past:
        undo.undo(store)
        steps += 1
    assert set(states(store).values()) == {InboxState.NEW}
    for _ in range(steps):
        undo.redo(store)
    assert everything(store) == done
