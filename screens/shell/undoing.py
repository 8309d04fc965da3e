"""Undo and redo at the keys: when they ask first, and which rows of a list they were about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.calendar import london
from psw_tui.policy.wording import count, lower_first, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from psw_tui.store.core.history import UndoTarget
    from psw_tui.store.reads.change import TurnedRow

#: More leaders or sessions than this at once is a bulk: what a BDO would not make again by hand in a minute.
MOST_AT_ONCE = 10
_PARTS_OF_A_DAY = ((12, "this morning"), (17, "this afternoon"), (24, "this evening"))


def question(step: UndoTarget, *, undo: bool, now: datetime) -> str:
    """What is asked, such as `Undo: imported 43 marks, this morning 09:12?`."""
    word = "Undo" if undo else "Redo"
    return f"{word}: {lower_first(step.what).rstrip('.')}, {_when(step.at, now)}?"


def why_ask(step: UndoTarget, *, undo: bool, began: int, now: datetime) -> list[str]:
    """Why it is asked before it is done, and how it is taken back; nothing where it is done at once.

    Asked about is an import, a bulk, what stood in the journal when psw was opened (`began` is its newest entry
    then), and what is of another day; a redo asks as the undo did that it takes back.
    """
    reasons = []
    if step.counter <= began:
        reasons.append("That was before psw was opened.")
    elif london(step.at).date() != london(now).date():
        reasons.append("That was on another day.")
    if step.is_import:
        reasons.append("It is an import.")
    for number, thing in ((step.leaders, "leader"), (step.sessions, "session")):
        if number > MOST_AT_ONCE:
            reasons.append(f"It changed {count(number, thing)} at once.")
    if not reasons:
        return []
    return [*reasons, "U redoes it." if undo else "u undoes it again."]


def _when(at: datetime, now: datetime) -> str:
    there = london(at)
    if there.date() != london(now).date():
        return moment(at)
    part = next(words for hour, words in _PARTS_OF_A_DAY if there.hour < hour)
    return f"{part} {there:%H:%M}"


def keys_of(rows: Iterable[TurnedRow]) -> Iterator[set[str]]:
    """The keys that a list may know these rows by: first those of the very rows, last those of the leaders."""
    rows = list(rows)
    exact: set[str] = set()
    sessions: set[str] = set()
    leaders: set[str] = set()
    for row in rows:
        exact |= {row.id, f"{row.table}:{row.id}", f"{row.session}/{row.leader}"}
        if row.concern:
            exact |= {row.concern, f"concern:{row.concern}"}
        if row.session:
            sessions |= {row.session, f"session:{row.session}", f"register:{row.session}"}
        if row.leader:
            leaders |= {row.leader, f"escalation:{row.leader}", f"leader:{row.leader}"}
    yield from (exact, sessions, leaders)
