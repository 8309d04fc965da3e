"""What is remembered of a sitting for the next, in `<database>.state`: the cohort looked at, and when V was opened."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from psw_tui.policy.text import clean
from psw_tui.whole_files import put_in_place

if TYPE_CHECKING:
    from pathlib import Path

#: No state is longer, in bytes.
_LONGEST = 4096


def state_path(database: Path) -> Path:
    """Where it lies; it may not be there."""
    return database.with_name(f"{database.name}.state")


def cohort(database: Path) -> str | None:
    """The name of the cohort last looked at; None for all, and where nothing can be read of it."""
    name = _state(database).get("cohort")
    return clean(name) or None if isinstance(name, str) else None


def remember_cohort(database: Path, name: str | None) -> None:
    """Remember the cohort looked at, or that it was all; where it can't be written the next sitting begins with all."""
    _remember(database, cohort=name)


def looked_before(database: Path, today: date) -> date | None:
    """The last day before today on which it was looked what had happened; None where none is known."""
    found = _state(database).get("looked")
    days = []
    for text in found if isinstance(found, list) else ():
        with suppress(ValueError, TypeError):
            days.append(date.fromisoformat(text))
    return max((day for day in days if day < today), default=None)


def remember_looked(database: Path, today: date) -> None:
    """Remember that it was looked today, beside the day before that."""
    before = looked_before(database, today)
    _remember(database, looked=[day.isoformat() for day in (before, today) if day is not None])


def _state(database: Path) -> dict[str, Any]:
    try:
        with state_path(database).open("rb") as file:
            state = json.loads(file.read(_LONGEST))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _remember(database: Path, **values: object) -> None:
    """Remember these beside what is remembered already; nothing where it can't be written."""
    path, state = state_path(database), {**_state(database), **values}
    with suppress(OSError), put_in_place(path) as part:
        part.touch(mode=0o600)
        part.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
