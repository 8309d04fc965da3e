"""The passphrase of an encrypted database: whether one is needed, and whether what somebody gives is the one.

Wherever a passphrase is taken, the printed recovery key is taken as well. What opens a file is held for as long as psw
runs, for the file and for its copies.
"""

from __future__ import annotations

import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from models import cipher
from models.cipher import Key, recovery_key
from models.engine import BadFile, known_key, opens, salt_of
from psw_tui.store.system import encryption_note
from psw_tui.store.system.refusal import Damaged, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "Key",
    "from_file",
    "held_key",
    "is_locked",
    "is_open_to_others",
    "is_open_with_a_key",
    "is_plain",
    "key_for",
    "passphrase_opens",
    "recovery_key",
    "unlock",
    "unlock_any",
]

#: The longest passphrase that is read from a file.
_LONGEST = 10_000


def is_locked(path: Path) -> bool:
    """Whether there is an encrypted database at a path whose passphrase has not been given yet."""
    try:
        salt = salt_of(path)
    except BadFile:
        return False  # whoever opens it says why it can't be
    return salt is not None and cipher.held(salt) is None


def is_plain(path: Path) -> bool:
    """Whether there is a database at a path that is not encrypted; False for what is none, too."""
    try:
        return salt_of(path) is None
    except BadFile:
        return False


def unlock(path: Path, words: str) -> None:
    """From now on the database can be opened; `Refused` where that is not its passphrase nor its recovery key."""
    cipher.hold(key_for(path, words))


def unlock_any(paths: Iterable[Path], words: str) -> None:
    """From now on those that are locked, and that a passphrase or a recovery key opens, can be opened.

    Nothing is said of the others. A key takes a tenth of a second, by design, so it is worked out once for a salt.
    """
    tried: dict[bytes, list[Key]] = {}
    for path in paths:
        with suppress(BadFile):
            salt = salt_of(path)
            if salt is None or cipher.held(salt) is not None:
                continue
            if salt not in tried:
                tried[salt] = list(_candidates(words, salt))
            for key in tried[salt]:
                if opens(path, key):
                    cipher.hold(key)
                    break


def held_key(path: Path) -> Key | None:
    """The key of an encrypted database whose passphrase was given; None for any other. `Refused` for what is none."""
    try:
        salt = salt_of(path)
    except BadFile as error:
        raise Refused(str(error)) from None
    return None if salt is None else cipher.held(salt)


def is_open_with_a_key(path: Path) -> bool:
    """Whether a database was opened here that is encrypted; what was opened is not looked into again for that."""
    return known_key(path) is not None


def key_for(path: Path, words: str) -> Key:
    """The key that a passphrase, or a recovery key, is of an encrypted database; `Refused` where it is not the one.

    `Damaged` where it is, and does not open it all the same.
    """
    try:
        salt = salt_of(path)
        if salt is None:
            raise Refused(f"{path} is not encrypted, so it has no passphrase.")
        for key in _candidates(words, salt):
            if opens(path, key):
                return key
    except BadFile as error:
        raise Refused(str(error)) from None
    note = encryption_note.read(path)
    if note is not None:
        for key in _candidates(words, note.salt):
            if key.check == note.check:
                cipher.hold(key)  # it opens the backups
                raise Damaged(
                    f"That is the passphrase, but {path} is damaged at its beginning: restore a backup of it."
                )
    raise Refused(f"That is not the passphrase of {path}.")


def passphrase_opens(path: Path, words: str) -> bool:
    """Whether a passphrase, or a recovery key, is that of an encrypted database; False of one that is not encrypted.

    Of one that is open here the file is not touched. Takes a tenth of a second, by design.
    """
    known = known_key(path)
    if known is not None:
        from hmac import compare_digest  # brings all of OpenSSL along, which no other start needs

        return any(compare_digest(key.raw, known.raw) for key in _candidates(words, known.salt))
    try:
        key_for(path, words)
    except Refused:
        return False
    return True


def _candidates(words: str, salt: bytes) -> Iterator[Key]:
    typed = cipher.from_recovery_key(words, salt)
    if typed is not None:
        yield typed
    if words:
        yield cipher.key_of(words, salt)


def from_file(path: Path) -> str:
    """The passphrase that a file holds, all of it but the end of the line; `Refused` where it holds none."""
    try:
        with path.open("rb") as file:
            read = file.read(_LONGEST)
        words = read.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"The passphrase can't be read from {path}: {error.strerror or error}.") from None
    except ValueError:
        raise Refused(f"{path} is no text in UTF-8, so it holds no passphrase.") from None
    words = words.removesuffix("\n").removesuffix("\r")
    if not words or len(read) == _LONGEST:
        raise Refused(f"{path} holds no passphrase: it should be one line of text and nothing else.")
    return words


def is_open_to_others(path: Path) -> bool:
    """Whether other users of this computer can read a file."""
    return sys.platform != "win32" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
