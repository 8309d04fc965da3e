"""Rows of the journal in words: `absent, explanation awaited`, `mark: absent → present`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy.terms import WithdrawnHow
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import local, moment, spoken
from psw_tui.store.coaching import coaches
from psw_tui.store.registers import sessions
from psw_tui.store.roster import cohorts

if TYPE_CHECKING:
    from collections.abc import Collection

    from psw_tui.store.core.row_history import RowChange
    from psw_tui.store.core.store import Store

#: What a column is called in a case file; a column that is not here is never shown (keys, above all).
LABELS = {
    "mark": {
        "value": "mark",
        "minutes": "minutes there",
        "engagement": "engagement",
        "completed_on": "completed",
        "reported_at": "told us",
        "reason": "category of reason",
        "explanation": "explanation",
        "catch_up_sent_on": "catch-up sent",
        "catch_up_due_on": local("catch-up due"),
        "catch_up_submitted_on": "catch-up submitted",
        "catch_up_log": "log received",
        "catch_up_accepted_on": "catch-up accepted",
    },
    "booking": {
        "starts_at": "start",
        "coach_id": "coach",
        "window_number": "window",
        "outcome": "outcome",
        "cancelled_by": "called off by",
        "cancelled_at": "notice given",
        "learned_at": "notice reached us",
        "waived": "set aside",
        "waived_reason": "reason for setting aside",
        "recording": "recording",
    },
    "leader": {
        "first_name": "first name",
        "last_name": "last name",
        "preferred_name": "preferred name",
        "cohort_id": "cohort",
        "coach_id": "coach",
        "organisation": "organisation",
        "state": "state",
        "offer_accepted_on": "offer accepted",
        "paused_from": "paused from",
        "paused_to": "paused to",
        "withdrawn_on": "withdrawn",
        "withdrawn_how": "how withdrawn",
        "manager_name": "line manager",
        "manager_briefed_on": "line manager briefed",
    },
    "escalation": {
        "stage": "stage",
        "due_on": local("due"),
        "snoozed_until": "snoozed until",
        "snoozed_reason": "reason for snoozing",
        "meeting_on": "appeal meeting",
        "heard_by": "appeal heard by",
        "appeal_outcome": "appeal outcome",
        "outcome": "outcome",
        "ended_on": "ended",
    },
    "communication": {
        "on": "day",
        "reached": "reached",
        "reply_by": "reply by",
        "replied_on": "replied",
        "summary": "summary",
    },
    "plan_action": {
        "what": "action",
        "owner": "owner",
        "due_on": "due",
        "done_on": "closed",
        "dropped_because": "dropped because",
    },
    "notice_outcome": {"outcome": "agreed", "agreed_on": "on"},
    "access_item": {"ended_on": "ended", "restored_on": "restored"},
    "request": {
        "kind": "request",
        "received_on": "received",
        "channel": "how it came",
        "identity_on": "identity confirmed",
        "extended_on": "extended",
        "told_on": "leader told of it",
        "extended_because": "extended because",
        "acknowledged_on": "acknowledged",
        "answered_on": "answered",
        "outcome": "outcome",
        "line": "answer in short",
    },
    "request_stop": {"why": "asked to", "asked_on": "asked", "answered_on": "answered"},
}
NOTHING = "–"
DEEMED = "withdrawn by the ladder, 2.4.6"
#: Columns that hold somebody's own words or name; every other text is a word of a closed list.
_OWN_WORDS = frozenset(
    {
        "first_name",
        "last_name",
        "preferred_name",
        "organisation",
        "reference",
        "name",
        "title",
        "place",
        "email",
        "phone",
        "manager_email",
        "manager_name",
        "snoozed_reason",
        "heard_by",
        "summary",
        "what",
        "owner",
        "dropped_because",
        "extended_because",
        "line",
    }
)
_OWN_OUTCOMES = (("escalation", "outcome"), ("notice_outcome", "outcome"))


class RowNames:
    """The names behind keys of other rows: coaches, cohorts and sessions."""

    def __init__(self, store: Store) -> None:
        self.by_id = {coach.id: coach.name for coach in coaches.every(store)}
        self.by_id |= {id_: cohort.name for id_, cohort in cohorts.by_id(store).items()}
        self.by_id |= {id_: session.title for id_, (_, session) in sessions.by_id(store).items()}

    def of(self, key: str | None) -> str:
        """The name of a row by its key; a row that has gone has none."""
        return NOTHING if key is None else self.by_id.get(key, "(no longer on record)")


def how_withdrawn(word: str) -> str:
    """How a leader left, in words; `deemed` is explained where it stands."""
    return f"{spoken(word)}: {DEEMED}" if word == WithdrawnHow.DEEMED else spoken(word)


def value_words(table: str, column: str, value: Any, names: RowNames) -> str:
    """One value of the journal in words; `–` for nothing."""
    if value is None or value == "":
        return NOTHING
    if column.endswith("_id"):
        return names.of(value)
    if column.endswith("_at"):
        instant = datetime.fromisoformat(value)
        return moment(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    if column.endswith(("_on", "_from", "_to", "_until")) or column in ("on", "reply_by", "starts", "ends"):
        return day_words(date.fromisoformat(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "withdrawn_how":
        return how_withdrawn(value)
    own = column in _OWN_WORDS or (table, column) in _OWN_OUTCOMES
    return spoken(value) if isinstance(value, str) and not own else str(value)


def in_words(table: str, step: RowChange, names: RowNames, leave_out: Collection[str] = ()) -> str:
    """What one entry of the journal did to a row: `recorded: mark absent`, `mark: absent → present`.

    Nothing where everything that it did is left out.
    """
    labels = LABELS[table]
    told = [column for column in labels if column in step.changed and column not in leave_out]
    if step.after is None:
        return "taken off the record"
    if step.before is None:
        after = step.after
        said = [
            f"{labels[column]} {value_words(table, column, after[column], names)}"
            for column in told
            if after.get(column) not in (None, "", False)
        ]
        if said:
            return f"recorded: {', '.join(said)}"
        return "" if leave_out else "recorded, with nothing in it"
    changes = [
        f"{labels[column]}: {value_words(table, column, step.before.get(column), names)} → "
        f"{value_words(table, column, step.after.get(column), names)}"
        for column in told
    ]
    return "; ".join(changes)
