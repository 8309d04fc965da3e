"""The databases that are measured on, each made once in a folder that goes; what is given out is a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.terminal import environment

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = "2027-02-01"
#: Where `psw` is run from: the checkout.
CHECKOUT = Path(__file__).parent.parent.parent
PSW = [sys.executable, "-m", "psw_tui"]


class Unavailable(Exception):
    """A database could not be made: a sentence."""


class Cohorts:
    """Demo cohorts by their number of leaders, in a folder; those that lie there already are taken as they are."""

    def __init__(self, folder: Path, ready: Path | None) -> None:
        """`folder` is where all is made; `ready` may hold cohorts made before, as `1000.db`."""
        self.folder = folder
        self._ready = ready or folder / "cohorts"
        self._ready.mkdir(parents=True, exist_ok=True)
        self._number = 0
        #: The seconds that each took to be made, alone.
        self.seconds: dict[int, float] = {}

    def make(self, sizes: Iterable[int]) -> None:
        """Make those that are not there, as many at once as there are cores; one that fails is missed later."""
        waiting = sorted((size for size in set(sizes) if not self._path(size).exists()), reverse=True)
        running: list[subprocess.Popen[bytes]] = []
        for size in waiting:
            if len(running) >= (os.cpu_count() or 1):
                running.pop(0).wait()
            print(f"making a demo cohort of {size:,} leaders", file=sys.stderr, flush=True)
            running.append(self._start(size))
        for process in running:
            process.wait()

    def timed(self, size: int) -> float:
        """Make one anew with nothing beside it; the seconds it took."""
        self._path(size).unlink(missing_ok=True)
        begin = time.perf_counter()
        process = self._start(size)
        if process.wait() != 0:
            raise Unavailable(f"psw demo --leaders {size} failed")
        return time.perf_counter() - begin

    def of(self, leaders: int) -> Path:
        """A copy of the cohort, in a folder of its own."""
        made = self._path(leaders)
        if not made.exists() or not made.stat().st_size:
            raise Unavailable(f"psw demo could not make {leaders:,} leaders")
        copy = self.new_folder() / "psw.db"
        shutil.copy(made, copy)
        return copy

    def new_folder(self) -> Path:
        """An empty folder that nobody else writes to."""
        self._number += 1
        folder = self.folder / f"{self._number:03}"
        folder.mkdir()
        return folder

    def _path(self, size: int) -> Path:
        return self._ready / f"{size}.db"

    def _start(self, size: int) -> subprocess.Popen[bytes]:
        command = [*PSW, "demo", "--no-open", "--leaders", str(size), "--db", str(self._path(size))]
        none = subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=CHECKOUT, env=environment(PSW_TODAY=DAY), stdin=none, stdout=none, stderr=none
        )
