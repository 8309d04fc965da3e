"""How it is said that records can't be read: whose they are, and what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.damage import hides_of
from psw_tui.store.system.refusal import Refused, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.damage import Damage
    from psw_tui.store.reads.reader import Reader

#: How many are named; a file that is damaged all over needs no more.
_MOST = 5
WHAT_TO_DO = "run `psw check`, restore a backup"
ENTRY = f"An entry of the journal can't be read, so nothing is done with it; {WHAT_TO_DO}."
RECORD = f"unreadable record; {WHAT_TO_DO}"


def of_leader(reference: str) -> str:
    """What is said in the place of a leader whose record can't be read."""
    return f"{reference}: {RECORD}."


def in_a_line(damage: Damage) -> str:
    """Everything that is left out, in one line; empty when the file is sound."""
    parts = [
        _those("cohort", damage.cohorts),
        _those("", damage.leaders),
        _those("", damage.others) if not damage.leaders else "",
    ]
    if not any(parts):
        return ""
    return f"{'; '.join(part for part in parts if part)}: unreadable, so left out; {WHAT_TO_DO}."


def leaves_out(store: Reader, cohort: str | None = None) -> bool:
    """Whether anybody is left out because their record can't be read: of a cohort by name, or of all."""
    with unreadable():
        return bool(store.damage.leaders) and (cohort is None or hides_of(store.connection, cohort))


def _those(what: str, names: tuple[str, ...]) -> str:
    if not names:
        return ""
    shown = list(names[:_MOST])
    if len(names) > _MOST:
        shown.append(f"{len(names) - _MOST} more")
    return f"{what} {', '.join(shown)}".strip()


def refuse(damage: Damage, leaders: Iterable[str]) -> None:
    """`Refused` when one of these leaders' records can't be read: nothing is done to half a record."""
    hidden = set(damage.leaders)
    for leader in leaders:
        if leader in hidden:
            raise Refused(of_leader(leader))


def kept_row(text: str | bytes) -> dict[str, Any]:
    """A row as the journal keeps it, as text or as its bytes; `Refused` when that can't be read."""
    try:
        values = json.loads(text if isinstance(text, str) else text.decode("utf-8"))
    except (ValueError, TypeError):
        values = None
    if not isinstance(values, dict):
        raise Refused(ENTRY)
    return values


def no_leader(damage: Damage, reference: str) -> Refused:
    """What is raised where a leader is not found: there is none, or the record can't be read."""
    return Refused(of_leader(reference) if reference in damage.leaders else f"There is no leader {reference}.")
