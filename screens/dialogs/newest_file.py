"""The newest fitting file of the downloads folder, offered in the line for a path before anybody has to look for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.wording import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from screens.shell.desk import Desk


@dataclass
class NewestFile:
    """What to offer: the file that `find` finds in the folder of downloads, what it is in words and when it was saved.

    Not one of `besides`, nor one older than `last`, which was taken last and is offered already. `look` is for a
    thread.
    """

    find: Callable[[Path], tuple[Path, str, float] | None]
    folder: Callable[[], Path]
    besides: Container[Path] = ()
    last: str = ""
    _known: dict[Path, str] = field(default_factory=dict)

    def look(self) -> str:
        """The path to offer; empty where there is none."""
        newest = self.find(self.folder())
        if newest is None or newest[0] in self.besides:
            return ""
        path, words, saved = newest
        if self.last and saved <= _saved(Path(self.last)):
            return ""
        self._known[path] = f"{words}{_when(saved)}"
        return str(path)

    def say(self, path: Path) -> str:
        """What is known of the file that was offered; nothing of any other."""
        return self._known.get(path, "")


def newest_of(desk: Desk, kinds: Container[str], last: str = "") -> NewestFile:
    """The newest file that would be imported as one of these kinds."""
    fits = partial(on_demand.recognised.offered_as, desk.store, kinds)
    return NewestFile(lambda folder: on_demand.downloads.newest(folder, fits), desk.downloads_folder, last=last)


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it has gone meanwhile
        return 0.0


def _when(seconds: float) -> str:
    """When a file was saved, by the time that it has; nothing where the calendar has no such day."""
    try:
        return f", saved {moment(datetime.fromtimestamp(seconds, LONDON))}"
    except (OSError, OverflowError, ValueError):
        return ""
