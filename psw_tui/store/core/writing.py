"""What the body of a command works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from psw_tui.store.core.journal import Recorder
    from psw_tui.store.reads.change import Change


class Writing:
    """What a command's body works with; it may reword what it did, and finds its Change in `change` afterwards.

    `settled` are the keys of concerns whose state the command itself has decided, though they return with it.
    """

    def __init__(self, session: Session, recorder: Recorder, what: str) -> None:
        self.session = session
        self.recorder = recorder
        self.what = what
        self.settled: set[str] = set()
        self.content_hash = ""
        self.change: Change | None = None
