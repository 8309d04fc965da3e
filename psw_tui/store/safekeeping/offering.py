"""A damaged database: the newest good backup of it, and what would be missing since that was made."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count, moment
from psw_tui.store.safekeeping import backup_files, listing
from psw_tui.store.safekeeping.comparing import entries_since

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.store.safekeeping.listing import Backup
    from psw_tui.store.safekeeping.naming import BackupName

    #: Whether a backup that is open, of this database, is without any damage.
    Sound = Callable[[sqlite3.Connection, Path], bool]


@frozen
class BackupOffer:
    """The newest backup that is without damage, and how many entries the damaged file has beyond it.

    None of them is known where its journal can't be read any more. Where no backup is without damage it is the newest
    that can be read to its end, and `is_sound` is False.
    """

    database: Path
    backup: Backup
    entries: int | None
    is_sound: bool = True

    def in_words(self) -> str:
        """When it was made, what it holds, and what would be missing."""
        held = "" if self.backup.contents is None else f" and holds {self.backup.contents.in_words()}"
        which = (
            "The newest good backup" if self.is_sound else "No backup is without damage; the newest that can be read"
        )
        made = f"{which} was made on {moment(self.backup.name.at)}{held}"
        if self.entries is None:
            return f"{made}; what was recorded since then would be missing."
        if not self.entries:
            return f"{made}; nothing that was recorded would be missing."
        return f"{made}; {count(self.entries, 'entry', 'entries')} recorded since then would be missing."

    def with_command(self) -> str:
        """The same, and how it is restored on the command line."""
        words = ["psw", "restore", str(self.backup.path), "--yes", "--db", str(self.database)]
        return f"{self.in_words()} To go back to it: `{shlex.join(words)}`; the damaged file is kept aside then."


def newest_offer(database: Path, is_sound: Sound) -> BackupOffer | None:
    """What can be offered for a damaged database; None where there is no backup that can be read to its end.

    `is_sound` looks through a backup as `psw check` does: what the file is damaged in may have been so for long.
    """
    readable = None
    for found in listing.good_ones(database):
        readable = readable or found
        with backup_files.opened(found.path) as connection:
            if is_sound(connection, database):
                return BackupOffer(database, found, entries_since(database, found.path))
    if readable is None:
        return None
    return BackupOffer(database, readable, entries_since(database, readable.path), is_sound=False)


def in_a_sentence(database: Path, is_sound: Sound) -> str:
    """What is said beside the damage on the command line."""
    offer = newest_offer(database, is_sound)
    locked = locked_before(database, offer)
    if locked is None:
        return "There is no backup of it that can be restored." if offer is None else offer.with_command()
    number = locked[1].number
    command = shlex.join(["psw", "restore", str(number), "--yes", "--db", str(database)])
    if offer is None:
        return f"Its backups are encrypted: `{command}` asks for the passphrase."
    return f"{offer.with_command()} Backup {number} is encrypted: `{command}` asks for its passphrase."


def locked_before(database: Path, offer: BackupOffer | None) -> tuple[Path, BackupName] | None:
    """The newest backup that may be better than what can be offered, and whose passphrase has not been given."""
    for path, name in listing.locked_ones(database):
        if not name.is_aside and (offer is None or not offer.is_sound or name > offer.backup.name):
            return path, name
    return None
