"""Before the app: an encrypted database is opened by the system's keyring, or else by what is typed on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.ending import run_before
from psw_tui.policy.frozen import frozen
from psw_tui.store.system import keyrings, passphrases
from screens.shell.passphrase import PassphraseApp

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Unlocking:
    """How it went: whether the database can be opened, the exit status where it can't, and what is to be said.

    `damage` is why its own passphrase does not open it.
    """

    is_open: bool
    status: int = 0
    said: str = ""
    damage: str = ""


def unlock(path: Path, theme: str) -> Unlocking:
    """Have the database opened, once; it was left where it is not."""
    said = ""
    try:
        if keyrings.unlock(path):
            return Unlocking(is_open=True)
    except keyrings.NoKeyring as trouble:
        said = str(trouble)
    app = PassphraseApp(path, theme=theme, said=said)
    status = run_before(app)
    if app.return_value is None:
        return Unlocking(is_open=False, status=status, damage=app.damage)
    return Unlocking(is_open=True, said=_keep(path) if app.return_value else "")


def _keep(path: Path) -> str:
    """Keep the key in the keyring, as was asked for; what is said of it where that can't be done."""
    key = passphrases.held_key(path)
    try:
        if key is not None:
            keyrings.keep_key(path, key)
    except keyrings.NoKeyring as trouble:
        return f"{trouble} The passphrase is asked for next time."
    return ""
