"""Where an export goes: to a file that appears whole, else to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from psw_tui.cli.usage.options import forced
from psw_tui.exchange.files.writing import refuse_empty, write_all, write_whole
from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_markdown(output: str | None, *, asked: bool) -> bool:
    """Whether a page is to be Markdown: as asked for, else by the ending of its file."""
    return asked or (output is not None and output.lower().endswith(".md"))


def give(data: bytes, output: str | None, what: str, database: Path) -> None:
    """An export to a file that appears whole, or to standard output; `what` begins the sentence of a refusal."""
    if output is not None:
        click.echo(f"Wrote {write_whole(output, data, what, database, force=forced())}", err=True)
        return
    refuse_empty(data, what)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def give_files(files: Sequence[tuple[str, bytes]], output: str | None, what: str, database: Path) -> None:
    """One file as `give` has it; several (names and bytes) to a folder, all or none.

    It is the folder named, else that of exports.
    """
    into = None if output is None else Path(output)
    if len(files) == 1 and not (into is not None and into.is_dir()):
        give(files[0][1], output, what, database)
        return
    if into is not None and into.is_file():
        raise Refused(f"{output} is a file, and {len(files)} files are to be written: name a folder with -o.")
    for path in write_all(database, files, what, into, force=forced()):
        click.echo(f"Wrote {path}", err=True)
