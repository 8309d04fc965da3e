"""A file as it is read: what every read asks for, so that none of them knows the store that also writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3
    from contextlib import AbstractContextManager
    from datetime import date

    from models.damage import Damage
    from psw_tui.policy.programme import Programmes


class Reader(Protocol):
    """An open file, its programmes and its day; `Store` is the one that also writes."""

    today: date
    #: Who is left out, because their records can't be read.
    damage: Damage

    @property
    def programmes(self) -> Programmes:
        """The programmes in force."""
        ...

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Several reads as of one moment."""
        ...

    def data_version(self) -> int:
        """A number that changes when another thread or program has committed something."""
        ...

    def look_for_damage(self) -> None:
        """Take out of sight what can't be read, and whoever depends on it."""
        ...

    def spare_look(self) -> None:
        """The file as it is now counts as looked through, for another thread has looked and still reads it so."""
        ...

    def look_again(self) -> None:
        """Look for damage anew if anybody else has committed something since."""
        ...
