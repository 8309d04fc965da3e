"""The passphrase of an encrypted database, for a call: from the file that it names, the keyring, or the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from psw_tui import trace
from psw_tui.cli.usage.options import passphrase_file
from psw_tui.store.core.store import real_path
from psw_tui.store.safekeeping import on_demand
from psw_tui.store.system import keyrings, passphrases
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from pathlib import Path

#: How often a passphrase may be typed wrong.
_TRIES = 3


def unlocked(path: Path) -> Path:
    """The database, for an encrypted one with its passphrase had first; `Refused` where what is given is another."""
    if not passphrases.is_locked(path):
        unlock_backups_of_damaged(path)
        return path
    trace.on(real_path(path))  # what is refused is of this database
    if unlocked_by_file(path) or _by_keyring(path) or not can_ask():
        return path  # one that is still locked is refused by whoever opens it
    for left in reversed(range(_TRIES)):
        try:
            passphrases.unlock(path, ask("Passphrase"))
        except Refused as refusal:
            if not left:
                raise
            say(str(refusal))
        else:
            break
    return path


def unlocked_by_file(path: Path) -> bool:
    """Whether the call names a file with the passphrase, which is given then; `Refused` where it is not the one."""
    file = passphrase_file()
    if file is None:
        return False
    if passphrases.is_locked(path):
        passphrases.unlock(path, read(file))
    return True


def unlock_backups_of_damaged(path: Path) -> None:
    """Open its backups where the database is damaged or gone, so that one of them can be offered."""
    if not passphrases.is_locked(path) and not passphrases.is_plain(path):
        unlock_backups(path)


def unlock_backups(path: Path) -> None:
    """Open what can be of backups that are encrypted, where the database is not, or is damaged.

    By the file that the call names, or else by the keyring; nobody is asked, and nothing refused.
    """
    try:
        found = [backup for backup, _ in on_demand.listing.locked_ones(real_path(path))]
    except Refused:
        return  # there is no such file, which whoever opens it says
    if not found:
        return
    file = passphrase_file()
    try:
        if file is None:
            keyrings.unlock_copies(path, found)
        else:
            passphrases.unlock_any(found, read(file))
    except (Refused, keyrings.NoKeyring) as trouble:
        say(str(trouble))


def _by_keyring(path: Path) -> bool:
    """Whether the keyring was asked to keep the key, and has it; else it is said what it lacks."""
    try:
        return keyrings.unlock(path)
    except keyrings.NoKeyring as trouble:
        say(str(trouble))
        return False


def read(file: Path) -> str:
    """The passphrase that a file holds; that others can read it is said."""
    words = passphrases.from_file(file)
    if passphrases.is_open_to_others(file):
        say(f"{file} can be read by other users of this computer: `chmod 600` it.")
    return words


def can_ask() -> bool:
    """Whether somebody sits before a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def ask(what: str) -> str:
    """A passphrase typed on the terminal, which shows nothing of it."""
    words: str = click.prompt(what, hide_input=True, err=True, prompt_suffix=": ")
    return words


def say(sentence: str) -> None:
    """One line on standard error."""
    click.echo(f"psw: {sentence}", err=True)
