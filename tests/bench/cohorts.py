"""The databases that are measured on, each made once in a folder that goes; what is given out is a copy."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.taken import Taken
from tests.bench.terminal import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY = "2027-02-01"
#: Where `psw` is run from: the checkout.
CHECKOUT = Path(__file__).parent.parent.parent
#: As the installed command starts it: `python -m` would import a module more, and what that needs.
PSW = [sys.executable, "-c", "import sys; from psw_tui.__main__ import main; sys.exit(main())"]


class Unavailable(Exception):
    """A database could not be made: a sentence."""


class Cohorts:
    """Demo cohorts by their number of leaders, in a folder; those that lie there already are taken as they are."""

    def __init__(self, folder: Path, ready: Path | None) -> None:
        """`folder` is where all is made; `ready` may hold cohorts made before, as `1000.db`."""
        self.folder = folder
        self._ready = ready or folder / "cohorts"
        self._ready.mkdir(parents=True, exist_ok=True)
        self._given_out: list[Path] = []
        #: The processor's time that each took to be made.
        self.made: dict[int, Taken] = {}

    def make(self, sizes: Iterable[int]) -> None:
        """Make those that are not there, as many at once as there are cores; one that fails is missed later."""
        waiting = sorted((size for size in set(sizes) if not self._path(size).exists()), reverse=True)
        running: dict[int, int] = {}
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                size = waiting.pop(0)
                print(f"making a demo cohort of {size:,} leaders", file=sys.stderr, flush=True)
                running[self._start(size)] = size
            process, status, used = os.wait3(0)
            size = running.pop(process)
            if not status:
                # Others were made beside it: the processor's time is its own.
                self.made[size] = Taken(used.ru_utime + used.ru_stime, used.ru_utime + used.ru_stime)

    def of(self, leaders: int) -> Path:
        """A copy of the cohort, in a folder of its own."""
        made = self._path(leaders)
        if not made.exists() or not made.stat().st_size:
            raise Unavailable(f"psw demo could not make {leaders:,} leaders")
        copy = self.new_folder() / "psw.db"
        shutil.copy(made, copy)
        return copy

    def those_of(self, sizes: Iterable[int], what: str) -> Iterator[tuple[int, Path]]:
        """A copy of each that could be made, by its size; of which of them `what` is not measured is said."""
        for leaders in sizes:
            try:
                copy = self.of(leaders)
            except Unavailable as why:
                print(f"{what} {leaders:,} leaders: {why}")
            else:
                yield leaders, copy

    def new_folder(self) -> Path:
        """An empty folder that nobody else writes to."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        self._given_out.append(folder)
        return folder

    def clear(self) -> None:
        """Remove what was given out: the copies of large cohorts add up to gigabytes."""
        for folder in self._given_out:
            shutil.rmtree(folder)
        self._given_out.clear()

    def _path(self, size: int) -> Path:
        return self._ready / f"{size}.db"

    def _start(self, size: int) -> int:
        return spawn((*PSW, "demo", "--no-open", "--leaders", str(size), "--db", str(self._path(size))))


def spawn(command: tuple[str, ...]) -> int:
    """Start a program that reads nothing and whose output nobody sees: its process."""
    surroundings = environment(PYTHONPATH=str(CHECKOUT), PSW_TODAY=DAY)
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    return os.posix_spawn(command[0], command, surroundings, file_actions=nowhere)
