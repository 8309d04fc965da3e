"""A damaged database: the newest good backup of it, and what would be missing since that was made."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psw_tui.policy.wording import count, moment
from psw_tui.store.safekeeping import listing
from psw_tui.store.safekeeping.comparing import entries_since

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.safekeeping.listing import Backup


@dataclass(frozen=True, slots=True)
class BackupOffer:
    """The newest backup that was read to its end, and how many entries the damaged file has beyond it.

    None of them is known where its journal can't be read any more.
    """

    database: Path
    backup: Backup
    entries: int | None

    def in_words(self) -> str:
        """When it was made, what it holds, and what would be missing."""
        held = "" if self.backup.contents is None else f" and holds {self.backup.contents.in_words()}"
        made = f"The newest good backup was made on {moment(self.backup.name.at)}{held}"
        if self.entries is None:
            return f"{made}; what was recorded since then would be missing."
        if not self.entries:
            return f"{made}; nothing that was recorded would be missing."
        return f"{made}; {count(self.entries, 'entry', 'entries')} recorded since then would be missing."

    def with_command(self) -> str:
        """The same, and how it is restored on the command line."""
        words = ["psw", "restore", str(self.backup.path), "--yes", "--db", str(self.database)]
        return f"{self.in_words()} To go back to it: `{shlex.join(words)}`; the damaged file is kept aside then."


def newest_offer(database: Path) -> BackupOffer | None:
    """What can be offered for a damaged database; None where there is no backup that can be read to its end."""
    backup = listing.newest_good(database)
    return None if backup is None else BackupOffer(database, backup, entries_since(database, backup.path))


def in_a_sentence(database: Path) -> str:
    """What is said beside the damage on the command line."""
    offer = newest_offer(database)
    if offer is None:
        return "There is no backup of it that can be restored."
    return offer.with_command()
