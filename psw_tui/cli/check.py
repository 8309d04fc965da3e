"""`psw check`: look for damage in the database file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from psw_tui.cli.output import print_json
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.check import examine, is_sound
from psw_tui.store.core.store import real_path
from psw_tui.store.reads.stored_values import to_instant
from psw_tui.store.roster.journal_labels import CALLED
from psw_tui.store.safekeeping import encrypting, offering
from psw_tui.store.safekeeping.naming import FOLDER
from psw_tui.store.system.passphrases import is_open_with_a_key, is_plain
from psw_tui.store.system.places import EXPORTS, MESSAGES
from psw_tui.store.system.privacy import open_to_others
from psw_tui.trace import log_beside

if TYPE_CHECKING:
    from datetime import date


def run(db: str | None, *, against: str | None, as_json: bool, as_of: date | None) -> int:
    """Print every problem and the head code; exit status 1 for a problem, or a code that the journal never had."""
    del as_of  # taken so that every reading command takes it; damage has no day
    path = unlocked(path_of(db))
    found = examine(path, against or "", CALLED)
    real = real_path(path)
    shared = [str(place) for place in open_to_others(real, (EXPORTS, MESSAGES, FOLDER))]
    status = 1 if found.problems or (against and found.stood is None) else 0
    entry, at = found.stood or (None, None)
    is_encrypted = is_open_with_a_key(path) or (False if is_plain(path) else None)
    plain = [str(copy) for copy in encrypting.copies(real, None)] if is_encrypted else []
    if as_json:
        asked = {"against": {"code": against, "entry": entry, "at": _iso(at)}} if against else {}
        told = {"ok": not found.problems, "problems": found.problems, "head_code": found.head_code}
        print_json({**told, "encrypted": is_encrypted, "plain_copies": plain, "open_to_others": shared, **asked})
        return status
    from psw_tui.cli import listings, printing  # draws with Rich, which a script need not wait for

    lines = listings.checked(path, found.problems, log_beside(real), shared, is_encrypted=is_encrypted)
    printing.show(*lines, *listings.chained(found.head_code, against, entry, to_instant(at)))
    if plain:
        click.echo(f" Copies of it are not encrypted, and `psw encrypt` does that: {', '.join(plain)}.")
    if found.is_damaged:
        click.echo(f" {offering.in_a_sentence(real, is_sound)}")  # on one line, so that its call can be copied
    return status


def _iso(at: str | None) -> str | None:
    instant = to_instant(at)
    return None if instant is None else instant.isoformat()
