"""What was erased from the journal, as it is on record: what the check of the chain may find without its salt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def on_record(_connection: sqlite3.Connection) -> Mapping[str, str]:
    """The keys of changes, and of entries, whose words were erased, each with the digest of what stands there since.

    That digest is `models.chained.change_digest` or `words_digest` of the row as it is, its salt being None; so what
    is put in the place of erased words can't be changed unnoticed either. Nothing erases anything yet.
    """
    return {}
