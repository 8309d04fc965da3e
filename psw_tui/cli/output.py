"""Where output goes: JSON as UTF-8 bytes, pages through Rich without markup, progress on standard error."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console, RenderableType

#: Called with how much is done and how much there is.
Progress = "Callable[[int, int], None]"


def print_json(document: dict[str, Any]) -> None:
    """One JSON document in UTF-8 whatever the terminal's encoding; indented for people only."""
    indent = 2 if sys.stdout.isatty() else None
    text = json.dumps(document, ensure_ascii=False, indent=indent) + "\n"
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
        return
    stream.write(text.encode("utf-8", errors="replace"))
    stream.flush()


def give(data: bytes, output: str | None, what: str, database: Path) -> None:
    """An export to a file that appears whole, or to standard output; `what` begins the sentence of a refusal."""
    import click

    from psw_tui.cli.options import forced
    from psw_tui.exchange.files.writing import refuse_empty, write_whole

    if output is not None:
        click.echo(f"Wrote {write_whole(output, data, what, database, force=forced())}", err=True)
        return
    refuse_empty(data, what)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def console(*, error: bool = False) -> Console:
    """A console that takes text as it stands: no markup, no highlighting, no emoji codes."""
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to `psw`, to which a reader that goes away is no failure."""
            raise BrokenPipeError

    return Page(stderr=error, markup=False, highlight=False, emoji=False)


def show(*renderables: RenderableType) -> None:
    """Print a page."""
    page = console()
    for each in renderables:
        page.print(each)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error while the block runs; None where that is no terminal."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(30), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
