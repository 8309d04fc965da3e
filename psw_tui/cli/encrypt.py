"""`psw encrypt`: the database, and what lies beside it, encrypted with a passphrase."""

from __future__ import annotations

import click

from psw_tui.cli import new_passphrase
from psw_tui.cli.passphrase import unlocked
from psw_tui.cli.place import path_of
from psw_tui.cli.usage.options import passphrase_file
from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import encrypting
from psw_tui.store.system.refusal import Refused

_OF_THE_DISK = (
    "What was deleted may be read from a disk for some time, from an SSD whatever is done: encrypt the whole disk as "
    "well (BitLocker, FileVault, LUKS)."
)


def run(db: str | None, *, yes: bool, keyring: bool | None, with_recovery_key: bool) -> int | None:
    """Encrypt it; of one that is encrypted, what lies plain beside it."""
    path = real_path(path_of(db))
    unlocked(path)
    present = encrypting.present_key(path)
    plain = encrypting.copies(path, None)
    if present is not None:
        if not plain and keyring is None:
            raise Refused(f"{path} is encrypted already; `psw rekey` gives it another passphrase.")
        new_passphrase.agree_to_copies(path, plain, "encrypted", yes=yes)
        key = present
    else:
        key = encrypting.new_key(new_passphrase.choose(passphrase_file(), "--passphrase-file"))
        new_passphrase.agree_to_copies(path, plain, "encrypted", yes=yes)
        ways_in = new_passphrase.show_recovery_key(path, key) if with_recovery_key else ()
        encrypting.change_key(path, None, key, ways_in)
        click.echo(f"{path} is encrypted.")
    new_passphrase.encrypt_copies(path, plain, None, key)
    if plain or present is None:
        click.echo(_OF_THE_DISK)
    new_passphrase.keep_in_keyring(path, key, wanted=keyring)
    return None
