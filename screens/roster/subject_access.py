"""Writing the copy of all that is held about a leader, and noting the answer to a request for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.policy.terms import RequestKind
from psw_tui.store.roster import requests
from psw_tui.store.system.refusal import Refused
from screens.dialogs.written import Written
from screens.roster.request_verbs import ask_answer
from screens.shell.dialog import Confirm

if TYPE_CHECKING:
    from psw_tui.policy.records import Request
    from screens.shell.frame import AreaScreen

WHAT = "all that is held about them, others struck out, for them (subject access)"
_NOTE = "Its JSON lies beside it. Read it through first: a free text may name people whom psw can't know."


def write_copy(screen: AreaScreen, leader: str, name: str) -> None:
    """Write it, say where it lies, and where the leader has asked for it offer to note the answer."""
    store = screen.desk.store
    try:
        path, _ = on_demand.subject_access.write_subject_access(store, leader, as_of=screen.desk.day)
        asked = _asked_for(screen, leader)
    except Refused as refusal:
        screen.tell(str(refusal))
        return
    whole = path.absolute()
    screen.tell(f"Wrote {whole}.", bad=False)

    def closed(_: None) -> None:
        if asked is not None:
            _offer_answer(screen, asked, name)

    screen.app.push_screen(Written("The copy", whole, _NOTE), closed)


def _asked_for(screen: AreaScreen, leader: str) -> Request | None:
    """The subject access that waits for its answer, the one due first."""
    waiting = (
        clock for clock in requests.clocks(screen.desk.store, screen.desk.store.today, [leader]) if clock.is_open
    )
    return next((clock.request for clock in waiting if clock.request.kind is RequestKind.SUBJECT_ACCESS), None)


def _offer_answer(screen: AreaScreen, request: Request, name: str) -> None:
    def answered(yes: bool | None) -> None:
        if yes:
            ask_answer(screen, request, name)

    question = f"{name} has asked for it. Note now that it was answered?"
    screen.app.push_screen(Confirm(question, yes="note the answer"), answered)
