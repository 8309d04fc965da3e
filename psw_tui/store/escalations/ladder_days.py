"""The ladder on a day: every escalation as the decisions dated on or before the day left it (section 9).

A row of the file holds where an escalation stands now. Where it stood is read from the decisions, by the day that
each is dated, whenever it was recorded; one that was undone is struck out and counts on no day. No SQLModel here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from psw_tui.policy.calendar import is_in_reach, london_day
from psw_tui.policy.terms import InboxChoice, Stage
from psw_tui.store.escalations.records import escalations
from psw_tui.store.reads import stored_values
from psw_tui.store.reads.unreadable import kept_row
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import EscalationRecord

# The images come as bytes: one that is no text is left out, where as text it would end the whole read.
#: Decisions about escalations by the day they are dated, with the escalation's row as the command left it.
_DECIDED = """
    SELECT d.escalation_id, d.day, o.counter, o.machine, d.choice, d.to_stage, d.until, d.reason, d.concern_id,
           d.concern_key, CAST(image."after" AS BLOB)
    FROM decision d
    JOIN "change" made ON made.row_id = d.id AND made."before" IS NULL
    JOIN operation o ON o.id = made.operation_id
    LEFT JOIN "change" image ON image.operation_id = o.id AND image.row_id = d.escalation_id
    WHERE d.escalation_id IS NOT NULL AND d.struck_out_at IS NULL AND d.day <= ?
      AND made.row_id IN (SELECT id FROM decision WHERE escalation_id IS NOT NULL)
    ORDER BY d.day, o.counter, o.machine
"""
# Both begin with the few rows that were decided on, not with every change of the journal, because of how they are put.
#: Commands that stand and changed a concern that was part of an escalation.
_CHANGED = """
    SELECT c.row_id, CAST(c."before" AS BLOB), CAST(c."after" AS BLOB), o.counter, o.machine, o.at
    FROM "change" c JOIN operation o ON o.id = c.operation_id
    WHERE c.row_id IN (SELECT concern_id FROM decision WHERE choice = 'accept' AND struck_out_at IS NULL)
      AND c."before" IS NOT NULL AND c."after" IS NOT NULL AND COALESCE(o.undoes, o.redoes) IS NULL
      AND (SELECT COUNT(*) FROM operation u WHERE u.undoes = o.id)
        = (SELECT COUNT(*) FROM operation r WHERE r.redoes = o.id)
"""


class _Decided(NamedTuple):
    """A row of `_DECIDED`."""

    escalation_id: str
    day: str
    counter: int
    machine: str
    choice: str | None
    to_stage: str | None
    until: str | None
    reason: str
    concern_id: str | None
    concern_key: str
    image: bytes | None


class _Changed(NamedTuple):
    """A row of `_CHANGED`."""

    concern_id: str
    before: bytes | None
    after: bytes | None
    counter: int
    machine: str
    at: str


def open_on(store: Store, day: date, leaders: Iterable[str] | None = None) -> list[EscalationRecord]:
    """The escalations that were open on a day, each as it stood, of some leaders (by their keys) or of all."""
    rows = [
        row
        for row in escalations(store.connection, leaders)
        if row.opened_on <= day and (row.ended_on is None or day < row.ended_on)
    ]
    if not rows:
        return []
    with unreadable():
        every = map(_Decided._make, store.connection.execute(_DECIDED, (day.isoformat(),)))
        wanted = {row.id for row in rows}
        decided = [decision for decision in every if decision.escalation_id in wanted]
    of: dict[str, list[_Decided]] = defaultdict(list)
    for decision in decided:
        of[decision.escalation_id].append(decision)
    members = _members(store, decided, day)
    return [replace(_stood(row, of[row.id]), members=frozenset(members[row.id])) for row in rows]


def _stood(row: EscalationRecord, decided: Iterable[_Decided]) -> EscalationRecord:
    """The row as the decisions on it, in their order, left it; what none of them speaks of is as it stands now."""
    stood = replace(row, ended_on=None, outcome="")
    for decision in decided:
        if decision.to_stage is not None:
            same = (row.stage, row.entered_on.isoformat()) == (decision.to_stage, decision.day)
            due = row.due_on if same else _kept_day(decision.image, "due_on")
            stood = replace(
                stood,
                stage=Stage(decision.to_stage),
                entered_on=date.fromisoformat(decision.day),
                due_on=due,
                snoozed_until=None,
                snoozed_reason="",
            )
        elif decision.choice == InboxChoice.SNOOZE:
            # Woken again, it is snoozed by nothing, whatever was said as it was woken.
            reason = "" if decision.until is None else decision.reason
            stood = replace(stood, snoozed_until=stored_values.to_date(decision.until), snoozed_reason=reason)
    return stood


def _members(store: Store, decided: Iterable[_Decided], day: date) -> dict[str, set[str]]:
    """The concerns by key that were part of each escalation: accepted by the day, and not new again since."""
    events: list[tuple[str, int, str, bool, str, str]] = []
    keys: dict[str | None, str] = {}
    for decision in decided:
        if decision.choice == InboxChoice.ACCEPT:
            at = (decision.day, decision.counter, decision.machine)
            events.append((*at, True, decision.escalation_id, decision.concern_key))
            keys[decision.concern_id] = decision.concern_key
    with unreadable():
        changed = [_Changed._make(row) for row in store.connection.execute(_CHANGED)]
    for row in changed:
        if row.concern_id not in keys:
            continue
        was, now, moment = _kept(row.before), _kept(row.after), stored_values.to_instant(row.at)
        if not (was and now) or moment is None:
            continue
        left = was.get("escalation_id")
        if isinstance(left, str) and left != now.get("escalation_id"):
            events.append((london_day(moment).isoformat(), row.counter, row.machine, False, left, keys[row.concern_id]))
    members: dict[str, set[str]] = defaultdict(set)
    for on, _, _, joined, escalation, key in sorted(events):
        if on <= day.isoformat():
            (members[escalation].add if joined else members[escalation].discard)(key)
    return members


def _kept(image: bytes | None) -> dict[str, Any]:
    """A row as the journal keeps it; nothing where that can't be read: `psw check` says so, and the rest is shown."""
    try:
        return kept_row(image or b"")
    except Refused:
        return {}


def _kept_day(image: bytes | None, column: str) -> date | None:
    """A day of such a row; None where there is none that can be read."""
    try:
        day = stored_values.to_date(_kept(image).get(column))
    except (ValueError, TypeError):
        return None
    return day if day is not None and is_in_reach(day) else None
