"""`psw rekey`: another passphrase for the database, and for what lies beside it."""

from __future__ import annotations

from pathlib import Path

import click

from psw_tui.cli import new_passphrase
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import encrypting
from psw_tui.store.system import encryption_note
from psw_tui.store.system.refusal import Refused


def run(
    db: str | None, *, new_passphrase_file: str | None, yes: bool, keyring: bool | None, with_recovery_key: bool
) -> int | None:
    """Give it another key; what opened it before does so no more."""
    path = real_path(path_of(db))
    unlocked(path)
    old = encrypting.present_key(path)
    if old is None:
        raise Refused(f"{path} is not encrypted; `psw encrypt` does that.")
    note = encryption_note.read(path)
    if keyring is None and note is not None and note.keyring:
        keyring = True  # the key that it has would open nothing any more
    copies = encrypting.copies(path, old)
    file = None if new_passphrase_file is None else Path(new_passphrase_file).expanduser()
    key = encrypting.new_key(new_passphrase.choose(file, "--new-passphrase-file"))
    new_passphrase.agree_to_copies(path, copies, "given the new passphrase", yes=yes)
    ways_in = new_passphrase.show_recovery_key(path, key) if with_recovery_key else ()
    encrypting.change_key(path, old, key, ways_in)
    click.echo(f"{path} has another passphrase.")
    new_passphrase.encrypt_copies(path, copies, old, key)
    new_passphrase.keep_in_keyring(path, key, wanted=keyring)
    return None
