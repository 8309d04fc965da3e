"""Pages for people, through Rich without markup, and the progress of what takes long, on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment

from psw_tui.policy.text import without_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import ConsoleOptions, RenderableType


class _PlainConsole(Console):
    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """What is printed, without anything that a terminal would obey, whatever the file holds."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(without_commands(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Leave it to `psw`, to which a reader that goes away is no failure."""
        raise BrokenPipeError


def console(*, error: bool = False) -> Console:
    """A console that takes text as it stands: no markup, no highlighting, no emoji codes."""
    return _PlainConsole(stderr=error, markup=False, highlight=False, emoji=False)


def show(*renderables: RenderableType) -> None:
    """Print a page."""
    page = console()
    for renderable in renderables:
        page.print(renderable)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error while the block runs; None where that is no terminal."""
    screen = console(error=True)
    if not screen.is_terminal:
        yield None
        return
    # A script's call has no terminal, and draws no bar.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(30), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
