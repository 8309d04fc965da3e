"""The system's keyring, where the key of a database may be kept: it spares typing, and is never the only way in.

What is kept is the key in the form of the recovery key, not the passphrase: that may be somebody's for more than this.
A keyring may be gone, locked or broken; then that is said, and the passphrase asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.store.system import encryption_note, passphrases
from psw_tui.store.system.passphrases import Key, recovery_key
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_SERVICE = "psw"


class NoKeyring(Exception):
    """The keyring can't be used; the sentence says so."""


def unlock(path: Path) -> bool:
    """Open a database by the keyring, if that is noted to have its key: whether it is open now.

    `NoKeyring` where the keyring fails, has nothing, or has the key of another.
    """
    note = encryption_note.read(path)
    if note is None or not note.keyring:
        return False
    words = kept(path)
    if words is None:
        raise NoKeyring("The system's keyring has no key of this database any more.")
    try:
        passphrases.unlock(path, words)
    except Refused:
        raise NoKeyring("The key in the system's keyring is not that of this database.") from None
    return True


def unlock_copies(path: Path, copies: Iterable[Path]) -> None:
    """Open what can be of a database's copies by the keyring, if that is noted to have its key; `NoKeyring`."""
    note = encryption_note.read(path)
    if note is not None and note.keyring and (words := kept(path)) is not None:
        passphrases.unlock_any(copies, words)


def keep_key(path: Path, key: Key) -> None:
    """Keep a database's key, and note that it is kept; `NoKeyring`."""
    keep(path, recovery_key(key))
    _note(path, key, keyring=True)


def forget_key(path: Path, key: Key) -> None:
    """Take a database's key out, if it is noted to be there; `NoKeyring`."""
    note = encryption_note.read(path)
    if note is not None and note.keyring:
        forget(path)
        _note(path, key, keyring=False)


def _note(path: Path, key: Key, *, keyring: bool) -> None:
    try:
        encryption_note.put(path, key, keyring=keyring)
    except OSError as error:
        raise NoKeyring(f"That can't be noted beside {path}: {error.strerror or error}.") from None


def kept(path: Path) -> str | None:
    """What opens a database, as the keyring has it; None where it has nothing. `NoKeyring`."""
    found: str | None = _ask("can't be read", lambda keyring: keyring.get_password(_SERVICE, _name(path)))
    return found


def keep(path: Path, words: str) -> None:
    """Keep what opens a database, and see that it is there; `NoKeyring`."""
    _ask("keeps nothing", lambda keyring: keyring.set_password(_SERVICE, _name(path), words))
    if kept(path) != words:
        raise NoKeyring("The system's keyring keeps nothing.")


def forget(path: Path) -> None:
    """Take it out again; `NoKeyring` where that can't be done."""

    def take_out(keyring: Any) -> None:
        if keyring.get_password(_SERVICE, _name(path)) is not None:
            keyring.delete_password(_SERVICE, _name(path))

    _ask("can't be changed", take_out)


def _name(path: Path) -> str:
    return str(path.resolve())


def _ask(trouble: str, question: Callable[[Any], Any]) -> Any:
    try:
        import keyring  # a tenth of a second, for nobody who has no key in it
    except ImportError:
        raise NoKeyring(
            "The system's keyring can't be reached: `pip install 'psw-tui[encrypted]'` brings what that needs."
        ) from None
    try:
        return question(keyring)
    except Exception as error:  # noqa: BLE001 - a keyring is another program, and each fails in its own way
        raise NoKeyring(f"The system's keyring {trouble} ({type(error).__name__}).") from None
