"""The small file beside an encrypted database, `<database>.encrypted`: psw puts no plain file in its place.

It also says which key was the last, without telling the key, so that damage is told from a wrong passphrase; and
whether the system's keyring has it. Nothing is lost with it: psw writes it anew when the database is next opened to
write.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from models.cipher import SALT_BYTES, note_beside
from psw_tui.policy.frozen import frozen
from psw_tui.whole_files import put_in_place, sweep_parts, write_new

if TYPE_CHECKING:
    from pathlib import Path

    from models.cipher import Key

_TEXT = """\
{name} beside this is encrypted. While this file lies here, psw puts no file in its place that is not.
salt = {salt}
check = {check}
keyring = {keyring}
"""
_LONGEST = 4096


@frozen
class EncryptionNote:
    """What is on record of the key: the file's salt, what the key is known by, and whether the keyring has it."""

    salt: bytes
    check: str
    keyring: bool


def read(path: Path) -> EncryptionNote | None:
    """What lies beside a database; None where there is none, or it is none of psw's."""
    try:
        with note_beside(path).open(encoding="utf-8") as file:
            lines = file.read(_LONGEST).splitlines()[1:]
        values = dict(line.split(" = ", 1) for line in lines)
        salt = bytes.fromhex(values["salt"])
        note = EncryptionNote(salt, values["check"], values["keyring"] == "yes")
    except (OSError, ValueError, KeyError):
        return None
    return note if len(salt) == SALT_BYTES else None


def put(path: Path, key: Key, *, keyring: bool | None = None) -> None:
    """Note that a database is encrypted, with a key; OSError. Without `keyring` that stays as it is for this key."""
    before = read(path)
    if keyring is None:
        keyring = before is not None and before.check == key.check and before.keyring
    after = EncryptionNote(key.salt, key.check, keyring)
    if after == before:
        return
    note = note_beside(path)
    text = _TEXT.format(
        name=path.resolve().name, salt=key.salt.hex(), check=key.check, keyring="yes" if keyring else "no"
    )
    sweep_parts(note)
    with put_in_place(note) as part:
        write_new(part, text.encode())


def put_if_it_can_be(path: Path, key: Key | None) -> None:
    """Where the folder takes no file, the next time."""
    if key is not None:
        with suppress(OSError):
            put(path, key)


def take_away(path: Path) -> None:
    """The database is not encrypted any more, and that was asked for."""
    note_beside(path).unlink(missing_ok=True)
