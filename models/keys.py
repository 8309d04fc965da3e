"""Keys that are derived from what a row is about, so that two laptops that record the same thing make the same row.

Everything else (people, sessions, escalations, decisions, what was said, the journal) has a random key: two of them may
say the same and be two.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from psw_tui.policy.text import clean

#: The columns of which a table's keys are derived. No two rows of it agree in all of them.
NATURAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "access_item": ("escalation_id", "element"),
    "alias": ("leader_id", "said"),
    "booking": ("leader_id", "starts_at"),
    "coach_evaluation": ("coach_id", "cohort_id", "point"),
    "concern": ("leader_id", "kind", "about"),
    "heading_map": ("purpose", "signature"),
    "introduction": ("leader_id",),
    "leader_evaluation": ("leader_id", "point"),
    "linked_days": ("first_id",),
    "mark": ("session_id", "leader_id"),
    "notice_outcome": ("escalation_id", "session_id"),
    "programme_text": ("hash",),
    "rating": ("round_id", "sub_capability"),
    "report": ("session_id", "content_hash"),
    "round": ("leader_id", "round_on"),
    "salesforce_record": ("subject", "item_id"),
    "welfare_passed": ("leader_id", "passed_on"),
}

#: psw's own; another one would make other keys of the same rows.
_SPACE = UUID("6b1f0d0e-8f0a-5c57-9a55-7073772d6b65")
#: What stands between the parts of a name: a character that no text on record can hold.
_BETWEEN = "\x1f"


def derived(table: str, values: Mapping[str, Any], number: int = 1) -> UUID:
    """The key of a row with these values, as Python's or as stored.

    A row keeps its key while what it is about is edited. So the key may be taken by a row that is about something else
    by now: then the next `number` is asked for.
    """
    parts = [table, *(_as_stored(values[column]) for column in NATURAL_KEYS[table])]
    return uuid5(_SPACE, _BETWEEN.join(parts if number == 1 else [*parts, str(number)]))


def _as_stored(value: object) -> str:
    """A value as the text that the database holds of it."""
    match value:
        case UUID():
            return value.hex
        case datetime():
            return (value if value.tzinfo is None else value.astimezone(UTC)).strftime("%Y-%m-%d %H:%M:%S.%f")
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case _:
            return clean(str(value))
