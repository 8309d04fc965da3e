"""Reading a file in a thread: what is being read is said, escape leaves it, and then comes what was made of it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content
from textual.widgets import Static

from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.store.core.store import Refused
from psw_tui.store.system.collecting import collected_afterwards
from screens.shell.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from screens.shell.desk import Desk
    from screens.shell.frame import AreaScreen

T = TypeVar("T")

#: Why something is shown again that was to be taken as it was shown.
SAVED_ANEW = "The file was saved anew since it was shown; this is what it would do now."
RECORDED_MEANWHILE = "Something else was recorded since it was shown; this is what it would do now."


def read_in_thread(
    screen: AreaScreen, title: str, work: Callable[[], T], then: Callable[[T], None], *, writes: bool = False
) -> None:
    """Do the work in a thread and go on with what it gives, unless it is left; a file that can't be taken is said.

    Work that `writes` is not left half-way: what it did is to be told to every screen.
    """

    def done(result: T | str | None) -> None:
        if isinstance(result, str):
            screen.tell(result)
        elif result is not None:
            then(result)

    screen.app.push_screen(Reading(screen.desk, title, work, writes=writes), done)


class Reading(Dialog["T | str"]):
    """Says that a file is read; gives what the work came to, or the sentence of a refusal."""

    def __init__(self, desk: Desk, title: str, work: Callable[[], T], *, writes: bool) -> None:
        keys = "" if writes else "escape leave it"
        super().__init__(title, keys)
        self._desk = desk
        self._work = work
        self.can_be_left = not writes
        self._writes = writes
        self.looking = True

    def compose_body(self) -> ComposeResult:
        """What is going on."""
        doing = "writing …" if self._writes else "reading …"
        yield Static(Content(doing))

    def on_mount(self) -> None:
        """Begin."""
        self.run_worker(self._run, thread=True)

    def _run(self) -> None:
        try:
            followed = self._desk.verdicts.followed(self.app.call_from_thread) if self._writes else nullcontext()
            with collected_afterwards(), followed:
                result = self._work()
        except (Refused, UnreadableFile) as error:
            self.from_thread(self.dismiss, str(error))
        else:
            self.from_thread(self.dismiss, result)

    def action_cancel(self) -> None:
        """Leave it, unless it is being written."""
        if not self._writes:
            self.dismiss(None)
