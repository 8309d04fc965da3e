"""What a command that changes something says when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from psw_tui.store.reads.change import Change


def say_done(change: Change) -> None:
    """What was done, as the journal has it."""
    click.echo(change.what)
