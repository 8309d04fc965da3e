"""A database encrypted, decrypted or given another passphrase.

It is written anew beside, and put in place once it is found good: what lies there at any moment is the old file or the
new one, whole. Its copies beside it are written anew as well, one by one: backups, and what was put aside.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from models import cipher
from models.engine import BadFile, forget, opens, salt_of
from models.refusal_words import in_words
from psw_tui.store.safekeeping import backups, by_hand, copy_places
from psw_tui.store.safekeeping.naming import backups_folder
from psw_tui.store.system import encryption_note, passphrases
from psw_tui.store.system.file_lock import FileLock, Locked
from psw_tui.store.system.refusal import Refused
from psw_tui.whole_files import open_new, part_name, put_in_place, sweep_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from models.cipher import Key

_PLAIN = b"SQLite format 3\x00"
_PACKED = b"\x1f\x8b"


def new_key(passphrase: str) -> Key:
    """The key that a passphrase has in a file that is about to be encrypted with it."""
    if not cipher.is_installed():
        raise Refused(f"Nothing was changed: {cipher.NotInstalled()}.")
    return cipher.key_of(passphrase, os.urandom(cipher.SALT_BYTES))


def present_key(path: Path) -> Key | None:
    """The key of a database whose passphrase was given, None for one that is not encrypted; else `Refused`."""
    if not path.exists():
        raise Refused(f"There is no database at {path}.")
    try:
        salt = salt_of(path)
    except BadFile as error:
        raise Refused(str(error)) from None
    if salt is None:
        return None
    key = cipher.held(salt)
    if key is None:
        raise Refused(f"{path} is encrypted, and no passphrase was given.")
    return key


def change_key(path: Path, old: Key | None, new: Key | None, ways_in: Sequence[str] = ()) -> None:
    """Write the database anew with another key, or None, and put it in place; `Refused` where it stays as it was.

    `ways_in` is what its user was told opens it: each of these has to, before the file counts.
    """
    with _alone(path):
        _sweep_backups(path)
        with put_in_place(path) as part:
            _write_anew(path, old, part, new)
            for words in ways_in:
                passphrases.key_for(part, words)
            # Nothing is being written, so it is empty, or holds nothing but what was plain.
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            if new is None:
                encryption_note.take_away(path)
        forget(path)
        if new is not None:
            cipher.hold(new)
            encryption_note.put_if_it_can_be(path, new)


def _sweep_backups(path: Path) -> None:
    """Remove what a backup that was killed has left half-written: it may be plain. One that is being made is left."""
    if backups_folder(path).is_dir():
        with suppress(backups.NoBackup), backups.alone(path):
            pass


def copies(path: Path, key: Key | None) -> list[Path]:
    """The copies of a database that have this key, or None: its backups, and what was kept or put aside beside it."""
    head = _PLAIN if key is None else key.salt
    return [copy for copy in copy_places.reached(path) if _head(copy, len(head)) == head]


def copies_away(path: Path) -> list[Path]:
    """Where more of its copies lie that can't be reached now: folders, as those of a stick that is out, and files."""
    return [*copy_places.away(path), *copy_places.missing(path)]


def copies_unopened(path: Path) -> list[Path]:
    """The copies made by hand that no key opens that was given: of an older passphrase, or something else by now."""
    places = by_hand.places(path)
    return [copy for copy, entry in places.items() if copy.is_file() and by_hand.is_ours(copy, entry) is None]


def change_key_of_copy(path: Path, copy: Path, old: Key | None, new: Key) -> None:
    """Write a copy anew with another key and put it in place of the old one; `Refused` where it stays as it was."""
    entry = by_hand.places(path).get(copy)
    if entry is not None:
        _change_key_by_hand(path, copy, entry, old, new)
        return
    packed = _is_packed(copy)
    target = copy.with_name(f"{copy.name.removesuffix('.gz')}.db") if packed else copy
    with _alone(path), put_in_place(target) as part:
        if packed:
            _unpack_and_write_anew(copy, path.with_name(part_name(path)), part, new)
        else:
            _write_anew(copy, old, part, new)
    if packed:
        copy.unlink()


def _change_key_by_hand(path: Path, copy: Path, entry: str, old: Key | None, new: Key) -> None:
    """Likewise of a copy that may be open as a database of its own, and whose place may have been taken by another."""
    if not by_hand.is_ours(copy, entry):
        raise Refused(f"it can't be told that it is still a copy of {path.name}.")
    with _alone(path), _alone(copy):
        if not by_hand.is_at_rest(copy):
            raise Refused("a command on it was broken off; open it with psw first.")
        with put_in_place(copy) as part:
            _write_anew(copy, old, part, new)
        forget(copy)


def _unpack_and_write_anew(copy: Path, unpacked: Path, part: Path, new: Key) -> None:
    """What is packed is not encrypted, so its contents lie unpacked on the disk for a moment as well."""
    try:
        with gzip.open(copy) as inside, open_new(unpacked) as file:
            shutil.copyfileobj(inside, file)
        _write_anew(unpacked, None, part, new)
    finally:
        unpacked.unlink(missing_ok=True)


def _write_anew(path: Path, old: Key | None, part: Path, new: Key | None) -> None:
    from models.reencrypt import make_anew  # SQLCipher, for whoever encrypts

    open_new(part).close()
    make_anew(path, old, part, new)
    if new is not None and not opens(part, new):
        raise BadFile(f"{path} could not be encrypted: what was written does not open.")


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PACKED)) == _PACKED


def _head(path: Path, length: int) -> bytes:
    """What a copy begins with, unpacked where it is packed; empty where it can't be read."""
    try:
        with gzip.open(path) if _is_packed(path) else path.open("rb") as file:
            return file.read(length)
    except (OSError, EOFError):
        return b""


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other psw write meanwhile; what goes wrong with the file is `Refused` in words."""
    lock = FileLock(path)
    try:
        lock.acquire()
        sweep_parts(path)
        yield
    except (BadFile, Locked, cipher.NotInstalled) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{path} stays as it was: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise Refused(in_words(error, str(path))) from None
    finally:
        lock.release()
