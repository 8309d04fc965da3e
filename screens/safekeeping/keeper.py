"""Backups while the app is open: every half hour when something changed, before an import, and when asked for.

All of it is done in a thread. One that fails is said once, with what to do, until one is made again.
"""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from psw_tui import trace
from psw_tui.store.core.store import Refused, real_path
from psw_tui.store.safekeeping import on_demand
from psw_tui.store.safekeeping.naming import newest
from psw_tui.store.system import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psw_tui.store.safekeeping.backups import Made
    from screens.shell.desk import Desk

_EVERY = timedelta(minutes=30)


class Telling(Protocol):
    """What the app does for whoever works in a thread."""

    def call_from_thread(self, callback: Callable[..., Any], *arguments: Any) -> Any:
        """Do it on the screen's thread, and wait for it."""

    def run_worker(self, work: Callable[[], None], *, thread: bool, exit_on_error: bool) -> Any:
        """Do it in a thread."""

    def draw_frames(self) -> None:
        """Draw the status line anew."""

    def tell(self, sentence: str) -> None:
        """Say what was done."""

    def restore_a_backup(self) -> None:
        """List the backups, and let one be chosen."""

    def restore_from_a_file(self) -> None:
        """Ask for a backup that lies elsewhere."""

    def back_up_to_a_file(self) -> None:
        """Ask where to."""

    def say_refusal(self, refusal: Refused) -> None:
        """Say what could not be done."""


class BackupKeeper:
    """Sees to the backups of the file that is open."""

    def __init__(self, app: Telling, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._database = real_path(desk.store.path)
        self._is_at_work = False
        self._failing: set[type[Refused]] = set()  # what was said not to work, and has not worked since
        self._next = 0.0
        desk.back_up_first = self.back_up_first
        self._look()
        if (last := desk.newest_backup) is not None:
            age = clock.now() - last
            self._next = monotonic() + max(timedelta(0), min(_EVERY, _EVERY - age)).total_seconds()

    def verbs(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What the palette offers: its name, what it does, and what runs it."""
        yield "Back up now", "a copy of everything, beside the database", self.back_up_now
        yield "Back up to a file…", "a copy where you say, such as on a stick", self._app.back_up_to_a_file
        yield (
            "Restore a backup…",
            "all that there are; what one would change is shown first",
            self._app.restore_a_backup,
        )
        yield "Restore from a file…", "from a backup that lies elsewhere", self._app.restore_from_a_file

    def minute_passed(self) -> None:
        """Make a backup if half an hour has gone since the last one, and something changed."""
        self._app.draw_frames()
        if self._is_at_work or monotonic() < self._next:
            return
        try:
            if on_demand.backups.changed_since(self._desk.store.connection, self._database):
                self._start(only_if_changed=True)
        except Refused:
            return  # the file can't be read just now; the screens say so

    def back_up_now(self) -> None:
        """Make one whatever has changed, and say what is in it."""
        if not self._is_at_work:
            self._failing.clear()
            self._start(only_if_changed=False)

    def back_up_first(self) -> None:
        """In a thread that is about to import: make one unless nothing has changed; failing, it is said."""
        if self._is_at_work:
            return  # one is being made just now
        try:
            made = on_demand.backups.make_if_changed(self._desk.store.connection, self._database)
        except Refused as refusal:
            self._app.call_from_thread(self._say, refusal)
        else:
            if made is not None:
                self._app.call_from_thread(self._made)
                # In a thread of its own: a share that does not answer keeps no import waiting.
                self._app.call_from_thread(self._start_second_copy)

    def _start_second_copy(self) -> None:
        self._app.run_worker(self._bring_second_copy, thread=True, exit_on_error=False)

    def _bring_second_copy(self) -> None:
        try:
            on_demand.second_copy.bring(self._database)
        except Refused as refusal:
            self._app.call_from_thread(self._say, refusal)

    def _start(self, *, only_if_changed: bool) -> None:
        self._is_at_work = True
        self._next = monotonic() + _EVERY.total_seconds()
        self._app.run_worker(lambda: self._work(only_if_changed=only_if_changed), thread=True, exit_on_error=False)

    def _work(self, *, only_if_changed: bool) -> None:
        store = self._desk.store
        make = on_demand.backups.make_if_changed if only_if_changed else on_demand.backups.make
        told: Made | Refused | None = None
        try:
            store.look_at_the_file()
            made = make(store.connection, self._database)
            told = None if only_if_changed else made
            on_demand.second_copy.bring(self._database)
        except Refused as refusal:
            told = refusal
        except Exception as error:  # noqa: BLE001 - nobody would hear of it, and go without backups
            trace.note(error, "worker")
            told = Refused("No backup was made: this is a fault in psw. Everything that was recorded is saved.")
        finally:
            self._app.call_from_thread(self._end, told)

    def _end(self, told: Made | Refused | None) -> None:
        self._is_at_work = False
        if not isinstance(told, Refused):
            self._failing.clear()
        elif isinstance(told, on_demand.second_copy.NoSecondCopy):
            self._failing &= {on_demand.second_copy.NoSecondCopy}
        self._made()
        if isinstance(told, Refused):
            self._say(told)
        elif told is not None:
            self._app.tell(f"Backed up {told.contents.in_words()}.")

    def _made(self) -> None:
        self._look()
        self._app.draw_frames()

    def _look(self) -> None:
        last = newest(self._database)
        self._desk.newest_backup = None if last is None else last.at

    def _say(self, refusal: Refused) -> None:
        kind = type(refusal)
        if kind not in self._failing:
            self._failing.add(kind)
            self._app.say_refusal(refusal)
