"""What is remembered of a sitting for the next: which cohort was looked at. It lies in `<database>.state`."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from psw_tui.disk import put_in_place
from psw_tui.policy.text import clean

if TYPE_CHECKING:
    from pathlib import Path

#: No state is longer, in bytes.
_LONGEST = 4096


def state_path(database: Path) -> Path:
    """Where it lies; it may not be there."""
    return database.with_name(f"{database.name}.state")


def cohort(database: Path) -> str | None:
    """The name of the cohort last looked at; None for all, and where nothing can be read of it."""
    try:
        with state_path(database).open("rb") as file:
            state = json.loads(file.read(_LONGEST))
    except (OSError, ValueError):
        return None
    name = state.get("cohort") if isinstance(state, dict) else None
    return clean(name) or None if isinstance(name, str) else None


def remember_cohort(database: Path, name: str | None) -> None:
    """Remember the cohort looked at, or that it was all; where it can't be written the next sitting begins with all."""
    path = state_path(database)
    with suppress(OSError), put_in_place(path) as part:
        part.touch(mode=0o600)
        part.write_text(json.dumps({"cohort": name}, ensure_ascii=False), encoding="utf-8")
