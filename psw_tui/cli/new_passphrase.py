"""What `psw encrypt` and `psw rekey` ask and say: the passphrase, the recovery key, the copies, the keyring."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import click

from psw_tui.cli.passphrase import ask, can_ask, read, say
from psw_tui.policy.wording import count
from psw_tui.store.safekeeping import encrypting
from psw_tui.store.system import keyrings, passphrases
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psw_tui.store.system.passphrases import Key

#: A passphrase with fewer characters is soon guessed by a computer.
_SHORT = 12
_TRIES = 3
_NOTHING = "nothing was changed"


def choose(file: Path | None, option: str) -> str:
    """A new passphrase: from a file, which `option` names, or typed twice on the terminal; else `Refused`."""
    if file is not None:
        words = read(file)
    elif can_ask():
        words = ask("New passphrase")
        if not hmac.compare_digest(words.encode(), ask("The same again").encode()):
            raise Refused(f"The two are not the same: {_NOTHING}.")
    else:
        raise Refused(f"There is no terminal to ask on: name a file with the passphrase by {option}; {_NOTHING}.")
    if len(words) < _SHORT:
        say(f"That passphrase is short; four words or more, {_SHORT} characters at least, can't be guessed.")
    return words


def agree_to_copies(path: Path, copies: Sequence[Path], to_be: str, *, yes: bool) -> None:
    """Name the copies beside the database that are `to_be` what it is to be; `Refused` where that is not wanted."""
    if not copies or yes:
        return
    named = f"{count(len(copies), 'copy', 'copies')} of {path.name}"
    are = "is" if len(copies) == 1 else "are"
    if not can_ask():
        them = "; ".join(map(str, copies))
        raise Refused(f"Beside it there {are} {named}, to be {to_be} too: say --yes, or move away {them}.")
    click.echo(f"Beside it there {are} {named}, to be {to_be} with it:", err=True)
    for copy in copies:
        click.echo(f"  {copy}", err=True)
    if not click.confirm(f"Shall they be {to_be} as well?", err=True):
        raise Refused(f"Move them away, or have them {to_be}: {_NOTHING}.")


def show_recovery_key(path: Path, key: Key) -> tuple[str, ...]:
    """Show it, and on a terminal see that it was written down, else `Refused`; what has to open the file then."""
    words = passphrases.recovery_key(key)
    click.echo(f"Recovery key of {path}:\n\n    {words}\n")
    click.echo("psw takes it wherever it asks for the passphrase. Print it, and keep it away from this computer.")
    if can_ask():
        last = words.rpartition("-")[2]
        for _ in range(_TRIES):
            if click.prompt("Its last group, to show that you have it", err=True).strip().upper() == last:
                break
        else:
            raise Refused(f"That is not its last group: {_NOTHING}.")
    return (words,)


def encrypt_copies(path: Path, copies: Sequence[Path], old: Key | None, new: Key) -> None:
    """Encrypt them one by one; one that can't be is named, and stays as it is."""
    done = 0
    for copy in copies:
        try:
            encrypting.change_key_of_copy(path, copy, old, new)
            done += 1
        except Refused as refusal:
            say(f"{copy} is as it was, so delete it if it is of no use: {refusal}")
    if done:
        click.echo(f"{count(done, 'copy', 'copies')} of it as well.")
    for copy in encrypting.copies_unopened(path):
        if copy not in copies:
            say(f"{copy} is as it was: it has an older passphrase, or is no copy any more.")
    left = "is not encrypted: plug it in and call `psw encrypt` again" if old is None else "has the old passphrase"
    for folder in encrypting.copies_away(path):
        say(f"{folder} can't be reached, and what lies there {left}.")


def keep_in_keyring(path: Path, key: Key, *, wanted: bool | None) -> None:
    """Keep the key in the system's keyring, or take it out; where that can't be done it is said, and nothing lost."""
    if wanted is None:
        return
    try:
        if wanted:
            keyrings.keep_key(path, key)
        else:
            keyrings.forget_key(path, key)
    except keyrings.NoKeyring as trouble:
        say(f"{trouble} The passphrase is asked for.")
