"""`psw decrypt`: the database as one that is not encrypted."""

from __future__ import annotations

import click

from psw_tui.cli import new_passphrase
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import encrypting
from psw_tui.store.system.refusal import Refused


def run(db: str | None, *, yes: bool) -> int | None:
    """Decrypt it, if that is meant."""
    path = real_path(path_of(db))
    if not yes:
        raise Refused(f"Whoever gets hold of {path} can read it then: if that is meant, say --yes.")
    unlocked(path)
    key = encrypting.present_key(path)
    if key is None:
        raise Refused(f"{path} is not encrypted.")
    new_passphrase.keep_in_keyring(path, key, wanted=False)
    encrypting.change_key(path, key, None)
    click.echo(f"{path} is not encrypted any more.")
    if encrypting.copies(path, key):
        click.echo("Its backups are; they are opened with the passphrase and the recovery key that it had.")
    return None
