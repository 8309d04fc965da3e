"""The copy of all that is held about a leader, among what `E` offers, and noting the answer to a request for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.policy.terms import RequestKind
from psw_tui.store.roster import requests
from screens.roster.request_verbs import ask_answer
from screens.shell.offers import Offer
from screens.shell.plain_dialogs import Confirm

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.records import Request
    from psw_tui.store.core.store import Store
    from screens.shell.frame import AreaScreen
    from screens.shell.offers import Making

WHAT = "all that is held about them, others struck out, for them (subject access)"
_NOTE = "Its JSON lies beside it. Read it through first: a free text may name people whom psw can't know."


def copy_offer(screen: AreaScreen, leader: str, name: str) -> Offer:
    """The copy; once it was written, and where the leader has asked for it, noting the answer is offered."""
    return Offer(
        "held",
        "subject access: all that is held about them (HTML, JSON)",
        "",
        "The copy",
        partial(_copy, leader, screen.desk.day),
        note=_NOTE,
        then=partial(_offer_answer, screen, leader, name),
    )


def _copy(leader: str, day: date, store: Store, _: Making) -> list[tuple[str, bytes]]:
    return on_demand.subject_access.files(on_demand.subject_access.subject_access(store, leader, as_of=day))


def _asked_for(screen: AreaScreen, leader: str) -> Request | None:
    """The subject access that waits for its answer, the one due first."""
    waiting = (
        clock for clock in requests.clocks(screen.desk.store, screen.desk.store.today, [leader]) if clock.is_open
    )
    return next((clock.request for clock in waiting if clock.request.kind is RequestKind.SUBJECT_ACCESS), None)


def _offer_answer(screen: AreaScreen, leader: str, name: str) -> None:
    request = _asked_for(screen, leader)
    if request is None:
        return

    def answered(yes: bool | None) -> None:
        if yes:
            ask_answer(screen, request, name)

    question = f"{name} has asked for it. Note now that it was answered?"
    screen.app.push_screen(Confirm(question, yes="note the answer"), answered)
