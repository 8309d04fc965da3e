"""How `psw encrypt`, `psw decrypt` and `psw rekey` are called."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from psw_tui.cli.usage.options import takes_db
from psw_tui.cli.usage.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = TypeVar("Command", bound=Callable[..., Any])


def _gives_a_key(command: Command, of_copies: str) -> Command:
    """The options of whatever gives the database a key; `of_copies` is what `--yes` has done with its copies."""
    for decorate in (
        click.option("--yes", is_flag=True, help=f"{of_copies} as well, without asking."),
        click.option(
            "--keyring/--no-keyring",
            default=None,
            help="Keep the key in the system's keyring, so that nobody is asked; or take it out.",
        ),
        click.option(
            "--recovery-key/--no-recovery-key",
            "with_recovery_key",
            default=True,
            show_default=True,
            help="Show the recovery key, to be printed and put away.",
        ),
    ):
        command = decorate(command)
    return command


@click.command(short_help="Encrypt the database with a passphrase.")
@partial(_gives_a_key, of_copies="Encrypt its copies beside it")
@takes_db
def encrypt(**call: Any) -> int | None:
    """Encrypt the database with a passphrase, which is asked for twice; or --passphrase-file holds it.

    The recovery key on standard output is a second way in. Without the passphrase and without that key nobody can open
    the file any more. Of one that is encrypted already, the copies that are not are encrypted.
    """
    return run("encrypt", call)


@click.command(short_help="Make the database one that anybody can read.")
@click.option("--yes", is_flag=True, help="That this is meant.")
@takes_db
def decrypt(**call: Any) -> int | None:
    """Make the database one that is not encrypted; needs --yes. Its backups stay encrypted."""
    return run("decrypt", call)


@click.command(short_help="Give the database another passphrase.")
@click.option(
    "--new-passphrase-file", metavar="FILE", type=click.Path(), help="A file with the new passphrase; else psw asks."
)
@partial(_gives_a_key, of_copies="Give its copies beside it the new passphrase")
@takes_db
def rekey(**call: Any) -> int | None:
    """Give an encrypted database another passphrase, and so another recovery key; the old ones open it no more."""
    return run("rekey", call)
