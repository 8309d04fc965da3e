"""What a session needs on paper, for `E` on its register and in the list of registers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import dated_name
from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import count
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store
    from screens.shell.offers import Making

#: What is made: its key, how a file's name begins and ends, what it is called.
_SHEET = ("sign_in_sheet", "sign-in-sheet", "html", "sign-in sheet, a page to print (HTML)", "The sign-in sheet")
_BADGES = ("badges", "badges", "html", "badges, pages to print (HTML)", "The badges")
_EMERGENCY = (
    "emergency_list",
    "emergency-list",
    "html",
    "names and telephones for emergencies, a page to print (HTML)",
    "The list",
)
_POSTER = ("poster", "sign-in-poster", "txt", "words of the sign-in poster and its form (text)", "The words")


def paper_offers(session: Session, day: date, leaders: Collection[str] = ()) -> list[Offer]:
    """The papers of a session as recorded on a day; badges of these leaders alone, if there are any.

    A module has no room and no door, and none of them.
    """
    if session.kind is SessionKind.MODULE:
        return []
    offers = []
    for key, begins, ending, label, what in (_SHEET, _BADGES, _EMERGENCY, _POSTER):
        made_of = frozenset(leaders) if key == "badges" else frozenset[str]()
        words = label.replace("badges", count(len(made_of), "badge")) if made_of else label
        name = dated_name(begins, session.reference, session.starts_on, ending)
        offers.append(Offer(key, words, name, what, partial(_make, key, session.reference, day, made_of)))
    return offers


def _make(key: str, session: str, day: date, leaders: frozenset[str], store: Store, _making: Making) -> bytes:
    papers = on_demand.session_papers
    if key == "badges":
        return papers.badges(store, session, day, leaders)
    make: Callable[[Store, str, date], bytes] = getattr(papers, key)
    return make(store, session, day)
