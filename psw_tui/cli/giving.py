"""Where an export goes: to a file that appears whole, else to standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from psw_tui.cli.usage.options import forced
from psw_tui.exchange.files.writing import refuse_empty, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def give(data: bytes, output: str | None, what: str, database: Path) -> None:
    """An export to a file that appears whole, or to standard output; `what` begins the sentence of a refusal."""
    if output is not None:
        click.echo(f"Wrote {write_whole(output, data, what, database, force=forced())}", err=True)
        return
    refuse_empty(data, what)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
