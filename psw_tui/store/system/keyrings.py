"""The system's keyring, where the key of a database may be kept: it spares typing, and is never the only way in.

What is kept is the key in the form of the recovery key, not the passphrase: that may be somebody's for more than this.
A keyring may be gone, locked or broken; then that is said, and the passphrase asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SERVICE = "psw"


class NoKeyring(Exception):
    """The keyring can't be used; the sentence says so."""


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
