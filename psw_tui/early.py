"""The database opened before Textual is imported, so that the look through it goes on while that takes its time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from psw_tui.store.core.store import Refused, Store
from psw_tui.store.system import passphrases

if TYPE_CHECKING:
    from pathlib import Path


def open_early(path: Path) -> Store | None:
    """The file, a thread looking through it; None where it needs a word first, which the app says."""
    if sys.__stdin__ is None or not sys.__stdin__.isatty() or passphrases.is_locked(path):
        return None
    try:
        return Store.open(path, create_missing=True, looks_meanwhile=True)
    except Refused:
        return None
