"""A leader's case, step by step, and what the inbox and the queue show of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy import sign_offs
from psw_tui.policy.terms import Channel, Direction, Element, InboxState, Stage
from psw_tui.store.escalations import communications, decisions, ladder_moves, withdrawal
from psw_tui.store.escalations import inbox as inboxes
from psw_tui.store.escalations import queue as queues
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import TABLES
from psw_tui.store.reads.verdicts import judge_all

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.reads.change import Change

TODAY = date(2027, 2, 1)
ABSENCE = "unexplained_absence:W1:L001"
BEHIND = "coaching_behind::L001"


def on_day(store: Store, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("PSW_TODAY", day)
    store.today = date.fromisoformat(day)


def states(store: Store, day: date | None = None) -> dict[str, InboxState]:
    day = day or store.today
    return inboxes.states(store, judge_all(store, day), day)


def inbox(store: Store, day: date | None = None) -> list[InboxRow]:
    day = day or store.today
    return list(inboxes.inbox(store, judge_all(store, day), day))


def row_of(store: Store, key: str) -> InboxRow:
    return next(row for row in inbox(store) if row.key == key)


def queue(store: Store, day: date | None = None) -> list[QueueRow]:
    day = day or store.today
    return list(queues.queue(store, judge_all(store, day), day))


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row outside the journal, decisions and sign-offs apart: those are struck out, never taken away."""
    tables = {row: name for row, name in TABLES.items() if name not in ("operation", "change", "decision", "sign_off")}
    return {name: sorted(facts.read(store.connection, row), key=repr) for row, name in tables.items()}


def log_letter(store: Store, leader: str = "L001", **more: Any) -> Change | None:
    said = {"direction": Direction.TO_LEADER, "channel": Channel.LETTER, **more}
    return communications.log(store, leader, **said)


def refer(store: Store, leader: str = "L001") -> None:
    communications.log(store, leader, direction=Direction.REFERRAL, channel=Channel.EMAIL, summary="passed on")


def agree_all(store: Store, leader: str = "L001") -> None:
    for role, answers in sign_offs.ANSWERS.items():
        withdrawal.sign_off(store, leader, role=role, name="Someone", answer=answers[0])


def to_review(store: Store) -> None:
    """Amara's escalation at the withdrawal review."""
    if not queue(store):
        decisions.accept(store, [BEHIND])
    log_letter(store)
    ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, "no better")
    refer(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWAL_REVIEW, "still no better")


def to_appeal(store: Store) -> None:
    """Amara withdrawn, and appealing."""
    to_review(store)
    agree_all(store)
    ladder_moves.move(store, "L001", Stage.WITHDRAWN, "agreed by all")
    withdrawal.tick_access(store, "L001", list(Element))
    ladder_moves.move(store, "L001", Stage.APPEAL, "she asked for it")
