"""What `E` offers of a case: all of it as a page, in full or struck out, and the messages that wait to be sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.policy.wording import count
from psw_tui.store.escalations import case as cases
from screens.shell.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.records import DraftRecord
    from psw_tui.store.reads.verdicts import Verdict
    from screens.shell.offers import Making

_PRINTS = "Any browser opens and prints it."
_MAIL = "Your mail program opens it. Close this; l logs it as sent."


def case_offers(leaders: Sequence[Verdict], day: date) -> list[Offer]:
    """The case files of these leaders as of a day: in full, for the file, or with third parties struck out.

    Absence reasons stand in both: a hearing weighs them, and whoever asks for a case file asks for them.
    """
    if not leaders:
        return []
    whose, what = f"case of {leaders[0].name}", "The case"
    if len(leaders) > 1:
        whose, what = f"cases of {count(len(leaders), 'leader')}", "The cases"
    offers = []
    for key, how, redact in (("full", "in full", False), ("redacted", "third parties struck out", True)):
        named = [(verdict.reference, _case_name(verdict.reference, day, redact=redact)) for verdict in leaders]
        label = f"{whose} {how}, to print (HTML)"
        if len(named) == 1:
            leader, name = named[0]
            offers.append(Offer(key, label, name, what, partial(_case, leader, day, redact), note=_PRINTS))
        else:
            offers.append(Offer(key, label, "", what, partial(_cases, named, day, redact), note=_PRINTS))
    return offers


def draft_offers(store: Store, verdict: Verdict) -> list[Offer]:
    """The messages about a leader that were drafted, not logged as sent, and still say what is recorded."""
    case = cases.case_of(store, verdict.reference, verdict=verdict)
    waiting = [draft for draft in case.drafts if draft.sent is None and not draft.overtaken]
    return [_message(verdict.reference, draft) for draft in waiting]


def _message(leader: str, draft: DraftRecord) -> Offer:
    def make(store: Store, _: Making) -> bytes:
        return on_demand.messages.mail(store, leader, draft.id)

    name = on_demand.messages.mail_name(leader, draft)
    return Offer(draft.id, f"message, {draft.title} (EML)", name, "The letter", make, note=_MAIL)


def _case_name(leader: str, day: date, *, redact: bool) -> str:
    struck = "-redacted" if redact else ""
    return f"case-{safe_name(leader)}-{day.isoformat()}{struck}.html"


def _case(leader: str, day: date, redact: bool, store: Store, _: Making) -> bytes:
    return on_demand.case_file.encoded(on_demand.case_file.case_file(store, leader, as_of=day, redact=redact))


def _cases(
    named: Sequence[tuple[str, str]],
    day: date,
    redact: bool,
    store: Store,
    making: Making,
) -> list[tuple[str, bytes]]:
    return [(name, _case(leader, day, redact, store, making)) for leader, name in making.each(named)]
